#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "tests/support/wait.h"
#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

// Many threads on one client, over connections with threads of their own: above
// all for ThreadSanitizer to watch, which needs no suppression here.

namespace {

// A broker in a few lines. Producers are answered. Consumers get as many
// messages as they have permits for, from 1 to `last`, each delivered again
// with a new connection until it was acked.
class Broker {
 public:
  explicit Broker(std::int64_t last) : last_(last) {}

  void connected(MemoryConnection& connection) {
    if (!open_) {
      connection.end(Error(Status::kConnect, "port closed"));
      return;
    }
    {
      std::lock_guard lock(mutex_);
      connections_.insert(&connection);
      next_[&connection] = 1;
    }
    connection.open();
  }

  void frame(MemoryConnection& connection, const std::string& text) {
    ClientFrame frame = parse_client_frame(text);
    std::lock_guard lock(mutex_);
    if (frame.has_payload) {
      stored_.insert(frame.payload);
      connection.text(stored(std::stoull(frame.context)));
    } else if (frame.type == "permit") {
      permits_[&connection] += frame.permits;
      deliver_locked(connection);
    } else if (frame.type == "isEndOfTopic") {
      connection.text(kFenceAnswer);
    } else if (frame.type.empty()) {
      auto id = wire::parse_message_id_base64(frame.message_id);
      if (id) acked_.insert(id->entry_id);
    }
  }

  // Cuts every connection.
  void cut() {
    std::lock_guard lock(mutex_);
    for (auto* connection : connections_) connection->end(lost());
    connections_.clear();
  }
  void shut() { open_ = false; }

  std::size_t acked() {
    std::lock_guard lock(mutex_);
    return acked_.size();
  }
  std::set<std::string> stored_payloads() {
    std::lock_guard lock(mutex_);
    return stored_;
  }

 private:
  void deliver_locked(MemoryConnection& connection) {
    std::int64_t& next = next_[&connection];
    std::int64_t& permits = permits_[&connection];
    for (; permits > 0 && next <= last_; ++next) {
      if (acked_.count(next)) continue;
      connection.text(delivery(next));
      --permits;
    }
  }

  const std::int64_t last_;
  std::atomic<bool> open_{true};
  std::mutex mutex_;
  std::set<MemoryConnection*> connections_;
  std::map<MemoryConnection*, std::int64_t> next_;
  std::map<MemoryConnection*, std::int64_t> permits_;
  std::set<std::string> stored_;
  std::set<std::int64_t> acked_;
};

// A client whose network works by itself, and a thread that lets time pass.
struct BusyClient {
  explicit BusyClient(Broker& broker, const std::string& delivery)
      : network([&broker](MemoryConnection& c) { broker.connected(c); },
                [&broker](MemoryConnection& c, const std::string& frame) {
                  broker.frame(c, frame);
                }) {
    Environment environment;
    environment.transport = network.factory();
    environment.timers = &timers;
    environment.randomness = [] { return 0.0; };
    auto made = Client::make(
        "ws://one:8080",
        options(OptionsKind::kClient,
                {{"logLevel", "off"}, {"eventDelivery", delivery}}),
        std::move(environment));
    REQUIRE(made);
    client = *made;
    clock = std::thread([this] {
      while (!over) {
        timers.advance(Milliseconds(10));
        std::this_thread::yield();
      }
    });
  }
  ~BusyClient() {
    over = true;
    clock.join();
    client->close(nullptr, 0);
    stop_reading(*client);
  }

  std::shared_ptr<Producer> producer(const Settings& settings) {
    auto made = Producer::make(client, "test",
                               options(OptionsKind::kProducer, settings));
    REQUIRE(made);
    REQUIRE_FALSE(client->open(*made, 20000));
    return *made;
  }
  std::shared_ptr<Consumer> consumer(const Settings& settings) {
    auto made = Consumer::make(client, *ConsumerTopics::one("test"), "sub",
                               options(OptionsKind::kConsumer, settings));
    REQUIRE(made);
    REQUIRE_FALSE(client->open(*made, 20000));
    return *made;
  }

  ManualTimers timers;
  MemoryNetwork network;
  std::shared_ptr<Client> client;
  std::atomic<bool> over{false};
  std::thread clock;
};

// Acks what it is told of.
class AckingListener final : public EventHandler {
 public:
  void handle(Event& event) override {
    if (!event.message) return;
    static_cast<Consumer&>(*event.source).settle(*event.message, Verdict::kAck);
  }
};

// Not those of blocking sends that ran out of time.
int with_handler(const std::vector<Event>& events) {
  return static_cast<int>(std::count_if(
      events.begin(), events.end(),
      [](const Event& event) { return event.handler != nullptr; }));
}

constexpr int kEach = 300;

}  // namespace

TEST_CASE("every message of many senders has one outcome over cuts", "[busy]") {
  Broker broker(0);
  BusyClient busy(broker, "callbacks");
  auto producer = busy.producer({{"sendTimeout", "0"},
                                 {"maxPendingMessages", "50"},
                                 {"blockIfQueueFull", "true"}});
  auto record = new_record();
  std::atomic<int> sent{0};
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int sender = 0; sender < 3; ++sender) {
    threads.emplace_back([&, sender] {
      auto handler = handler_for(record);
      for (int i = 0; i < kEach; ++i) {
        std::string payload = std::to_string(sender * kEach + i);
        auto message = outgoing(payload);
        Error error = i % 10
                          ? producer->send_async(message, payload, handler, 0)
                          : producer->send(message, payload, 60000, nullptr);
        if (!error) ++sent;
        // A message under which three connections were cut is given up.
        if (error && error.status != Status::kPoisoned) ++refused;
      }
    });
  }
  std::atomic<bool> over{false};
  threads.emplace_back([&] {
    for (int cuts = 0; cuts < 20 && !over; ++cuts) {
      std::size_t before = broker.stored_payloads().size();
      while (!over && broker.stored_payloads().size() < before + 20) {
        std::this_thread::yield();
      }
      broker.cut();
    }
  });
  for (int i = 0; i < 3; ++i) threads[static_cast<std::size_t>(i)].join();
  over = true;
  threads.back().join();
  CHECK_FALSE(busy.client->close(nullptr, 60000));
  CHECK(refused == 0);

  HandlerRecord heard = record->read();
  CHECK(heard.types.size() == 3 * (kEach - kEach / 10));
  CHECK(record->wait_until(
      [](const HandlerRecord& all) { return all.freed == 3; }, kPatience));
  auto stored =
      std::count(heard.statuses.begin(), heard.statuses.end(), Status::kOk);
  auto poisoned = std::count(heard.statuses.begin(), heard.statuses.end(),
                             Status::kPoisoned);
  CHECK(stored + poisoned ==
        static_cast<std::ptrdiff_t>(heard.statuses.size()));
  CHECK(broker.stored_payloads().size() >= static_cast<std::size_t>(stored));
}

TEST_CASE("every message is received and acked over cuts", "[busy]") {
  Broker broker(kEach);
  const bool listens = GENERATE(false, true);
  BusyClient busy(broker, listens ? "callbacks" : "poll");
  auto consumer = busy.consumer({{"receiverQueueSize", "20"}});
  std::vector<std::thread> threads;
  std::atomic<bool> over{false};
  std::atomic<bool> closing{false};
  if (listens) {
    CHECK_FALSE(consumer->listen(std::make_shared<AckingListener>()));
  } else {
    for (int i = 0; i < 2; ++i) {
      threads.emplace_back([&] {
        while (true) {
          auto message = consumer->receive(60000);
          if (!message) break;
          consumer->settle(**message, Verdict::kAck);
        }
      });
    }
  }
  threads.emplace_back([&] {
    for (std::size_t cuts = 1; cuts <= 5; ++cuts) {
      while (!over && broker.acked() < cuts * 20) std::this_thread::yield();
      broker.cut();
    }
  });
  CHECK(testing::wait_for([&] { return broker.acked() == kEach; },
                          std::chrono::seconds(40)));
  over = true;
  threads.back().join();
  threads.pop_back();
  busy.client->close(nullptr, 60000);
  for (auto& thread : threads) thread.join();
  CHECK(consumer->receive(-1).error().status == Status::kClosed);
}

TEST_CASE("a client is closed by two threads while others use it", "[busy]") {
  auto delivery = GENERATE("callbacks", "poll");
  for (int round = 0; round < 10; ++round) {
    Broker broker(kEach);
    BusyClient busy(broker, delivery);
    auto producer = busy.producer({{"maxPendingMessages", "20"}});
    auto consumer = busy.consumer({{"receiverQueueSize", "10"}});
    auto record = new_record();
    std::atomic<int> handlers{0};
    std::atomic<int> accepted{0};
    std::atomic<int> working{0};
    std::vector<std::thread> threads;
    auto until_closed = [&](auto call) {
      threads.emplace_back([&, call] {
        for (int turns = 0; call() != Status::kClosed; ++turns) {
          if (turns == 10) ++working;
          std::this_thread::yield();
        }
      });
    };
    until_closed([&] {
      ++handlers;
      Error error =
          producer->send_async(outgoing("x"), "", handler_for(record), 0);
      if (!error) ++accepted;
      return error.status;
    });
    until_closed(
        [&] { return producer->send(outgoing("x"), "", 100, nullptr).status; });
    until_closed([&] { return producer->flush(100).status; });
    until_closed([&] {
      auto message = consumer->receive(100);
      if (!message) return message.error().status;
      return consumer->settle(**message, Verdict::kAck).status;
    });
    until_closed([&] {
      ++handlers;
      ++accepted;
      auto begun = busy.client->begin(EventType::kReceived, handler_for(record),
                                      consumer, 50, nullptr);
      consumer->receive(begun.operation);
      busy.client->cancel(begun.number);
      return busy.client->refusal().status;
    });
    std::atomic<int> polled{0};
    const bool polls = std::string(delivery) == "poll";
    if (polls) {
      threads.emplace_back([&] {
        while (true) {
          auto events = poll(busy.client->events(), 16, {});
          if (events.empty()) break;
          polled += with_handler(events);
        }
      });
    }
    threads.emplace_back([&] {
      while (working < 3) {
        if (round % 2) broker.cut();
        std::this_thread::yield();
      }
      if (round % 3 == 0) broker.shut();
      if (round % 3 == 0) broker.cut();
      busy.client->close(nullptr, round % 3 == 0 ? 10 : 20000);
    });
    threads.emplace_back([&] {
      while (working < 3) std::this_thread::yield();
      busy.client->close(nullptr, round % 3 == 0 ? 0 : 20000);
    });
    for (auto& thread : threads) thread.join();

    CHECK(producer->pending_count() == 0);
    // What was accepted has completed once.
    if (polls) {
      auto all_are_there = [&] {
        polled +=
            with_handler(poll(busy.client->events(), 100000, Clock::now()));
        return polled >= accepted;
      };
      CHECK(testing::wait_for(all_are_there, kPatience));
      CHECK(polled == accepted);
    }
    CHECK(record->wait_until(
        [&](const HandlerRecord& heard) { return heard.freed == handlers; },
        kPatience));
    if (!polls) {
      CHECK(record->read().types.size() == static_cast<std::size_t>(accepted));
    }
  }
}

TEST_CASE("endpoints are opened, used and freed by many threads", "[busy]") {
  Broker broker(5);
  BusyClient busy(broker, "callbacks");
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 15; ++round) {
        auto producer = *Producer::make(busy.client, "test",
                                        Options(OptionsKind::kProducer));
        auto consumer =
            *Consumer::make(busy.client, *ConsumerTopics::one("test"), "sub",
                            Options(OptionsKind::kConsumer));
        busy.client->open_async(producer, 20000, nullptr);
        busy.client->open(consumer, 20000);
        producer->send_async(outgoing("x"), "", nullptr, 0);
        auto message = consumer->receive(round % 2);
        if (message) consumer->settle(**message, Verdict::kAck);
        producer->give_up();
        consumer->give_up();
      }
    });
  }
  threads.emplace_back([&] {
    for (int cuts = 0; cuts < 10; ++cuts) {
      broker.cut();
      std::this_thread::yield();
    }
  });
  for (auto& thread : threads) thread.join();
  CHECK_FALSE(busy.client->close(nullptr, 60000));
}
