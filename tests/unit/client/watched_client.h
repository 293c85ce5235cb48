#pragma once

#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/client/client.h"
#include "core/client/consumer.h"
#include "core/client/producer.h"
#include "core/client/reader.h"
#include "tests/support/catch.h"
#include "tests/support/manual_timers.h"
#include "tests/support/memory_transport.h"
#include "tests/unit/client/client_frames.h"
#include "tests/unit/client/recording_handler.h"

namespace pulsarws::testing {

using Settings = std::vector<std::pair<std::string, std::string>>;

inline Options options(OptionsKind kind, const Settings& settings) {
  Options options(kind);
  for (const auto& [name, value] : settings) {
    Error error = options.set(name, value);
    INFO(error.message);
    REQUIRE_FALSE(error);
  }
  return options;
}

inline Error lost() { return Error(Status::kConnectionLost, "it broke"); }

// The server closed over what it was sent.
inline Error blaming() {
  Error error(Status::kConnectionLost, "1009 too big");
  error.close_code = 1009;
  return error;
}

inline wire::OutgoingMessage outgoing(std::string_view payload) {
  wire::OutgoingMessage message;
  message.payload = payload;
  return message;
}

// Unread events hold their client, and the client holds them.
inline void stop_reading(Client& client) {
  if (client.events().delivery() == EventQueue::Delivery::kPoll) {
    client.events().stop();
  }
}

// What a poll gives.
inline std::vector<Event> poll(EventQueue& queue, std::size_t capacity,
                               std::optional<TimePoint> deadline) {
  EventList list;
  const std::size_t count = queue.poll(list, capacity, deadline);
  CHECK(count == list.size());
  std::vector<Event> events;
  while (!list.empty()) events.push_back(std::move(*list.pop_front()));
  return events;
}

// A client with time and network in the test's hands. Events are polled unless
// the settings say otherwise.
struct WatchedClient {
  explicit WatchedClient(Settings settings = {}) {
    settings.insert(settings.begin(),
                    {{"eventDelivery", "poll"}, {"logLevel", "off"}});
    Environment environment;
    environment.transport = network.factory();
    environment.transport_name = "memory";
    environment.timers = &timers;
    environment.randomness = [] { return 0.0; };
    auto made =
        Client::make("ws://one:8080", options(OptionsKind::kClient, settings),
                     std::move(environment));
    REQUIRE(made);
    client = *made;
  }

  ~WatchedClient() {
    client->close(nullptr, 0);
    timers.advance(Milliseconds(10000));  // what was freed and lingers
    network.end_as_asked();
    stop_reading(*client);
  }

  std::shared_ptr<Producer> make_producer(const Settings& settings = {}) {
    auto made = Producer::make(client, "test",
                               options(OptionsKind::kProducer, settings));
    REQUIRE(made);
    return *made;
  }
  std::shared_ptr<Consumer> make_consumer(const Settings& settings = {}) {
    return make_consumer(*ConsumerTopics::one("test"), settings);
  }
  std::shared_ptr<Consumer> make_consumer(ConsumerTopics topics,
                                          const Settings& settings = {}) {
    auto made = Consumer::make(client, std::move(topics), "sub",
                               options(OptionsKind::kConsumer, settings));
    REQUIRE(made);
    return *made;
  }

  // Its connection is the network's last one.
  void open(const std::shared_ptr<Endpoint>& endpoint) {
    auto opening = std::make_shared<Operation>();
    endpoint->open(opening);
    network.last()->open();
    REQUIRE(opening->is_claimed());
    REQUIRE_FALSE(opening->error());
  }
  std::shared_ptr<Producer> open_producer(const Settings& settings = {}) {
    auto producer = make_producer(settings);
    open(producer);
    return producer;
  }
  std::shared_ptr<Consumer> open_consumer(const Settings& settings = {}) {
    auto consumer = make_consumer(settings);
    open(consumer);
    return consumer;
  }

  std::shared_ptr<Reader> open_reader(const wire::MessageId& start,
                                      const Settings& settings = {}) {
    auto reader = Reader::make(client, "test", start,
                               options(OptionsKind::kReader, settings));
    REQUIRE(reader);
    open(*reader);
    return *reader;
  }

  // Breaks the last connection and opens the next one.
  MemoryConnection& reconnect(Error why = lost()) {
    network.last()->end(std::move(why));
    return come_back();
  }
  MemoryConnection& come_back() {
    const std::size_t before = network.count();
    while (network.count() == before) timers.advance(Milliseconds(100));
    network.last()->open();
    return *network.last();
  }

  // With poll: what there is now.
  std::vector<Event> events() {
    return poll(client->events(), 10000, Clock::now());
  }

  ManualTimers timers;
  MemoryNetwork network;
  std::shared_ptr<Client> client;
};

// Runs `call` on a thread of its own.
template <typename Call>
auto elsewhere(Call call) {
  return std::async(std::launch::async, std::move(call));
}

// What came of it; fails where that takes too long.
template <typename T>
T outcome(std::future<T>& future) {
  REQUIRE(future.wait_for(kPatience) == std::future_status::ready);
  return future.get();
}

inline bool is_done(const std::shared_ptr<Operation>& operation) {
  return operation->wait(Clock::now());
}

inline std::string payload_of(const Message& message) {
  return std::string(message.content().payload);
}

}  // namespace pulsarws::testing
