#include <map>
#include <string>
#include <vector>

#include "core/client/client.h"
#include "core/client/consumer.h"
#include "core/client/producer.h"
#include "core/client/reader.h"
#include "tests/support/catch.h"
#include "tests/support/hand_transport.h"
#include "tests/support/manual_timers.h"
#include "tests/unit/client/client_frames.h"
#include "tests/unit/failing_memory.h"

using namespace pulsarws;
using namespace pulsarws::testing;

// Whole lives of a producer, a consumer and a reader, over and over, each time
// with another allocation that fails: the process lives on, whatever was taken
// on is answered once, and nothing stays behind.

namespace {

constexpr std::size_t kMost = 64;

// Context numbers or ids of what was written, without memory of its own.
class FrameLog final : public FrameSink {
 public:
  void put(wire::Frame frame) override {
    if (count < kMost) frames[count++] = std::move(frame);
  }
  wire::Frame frames[kMost];
  std::size_t count = 0;
};

struct Stage {
  Stage() {
    Options options(OptionsKind::kClient);
    REQUIRE_FALSE(options.set("eventDelivery", "poll"));
    REQUIRE_FALSE(options.set("logLevel", "debug"));
    REQUIRE_FALSE(options.set("connectTimeout", "600000"));
    Environment environment;
    environment.transport = network.factory();
    environment.timers = &timers;
    environment.randomness = [] { return 0.0; };
    auto made = Client::make("ws://one:8080", options, std::move(environment));
    REQUIRE(made);
    client = *made;
    client->log_to_events(nullptr);
    client->states_to_events(handler);
  }

  // What was taken on must be answered: `call` returns whether it was.
  template <typename Call>
  bool took_on(Call call) noexcept {
    try {
      return call();
    } catch (const std::bad_alloc&) {
      return false;
    }
  }

  // One that ends with an event of its own: `start(operation)` begins it.
  template <typename Start>
  void begin(EventType type, const std::shared_ptr<Endpoint>& endpoint,
             Start start) noexcept {
    std::uint64_t number = 0;
    const bool begun = took_on([&] {
      auto operation = client->begin(type, handler, endpoint, 1000, nullptr);
      start(operation.operation);
      number = operation.number;
      return true;
    });
    if (begun && operation_count < kMost)
      operations[operation_count++] = number;
  }

  void open(const std::shared_ptr<Endpoint>& endpoint) noexcept {
    took_on([&] {
      const std::uint64_t number = client->open_async(endpoint, 1000, handler);
      operations[operation_count++] = number;
      return true;
    });
    if (auto transport = network.last()) transport->open();
  }

  // What breaks is connected again, for a while.
  void let_time_pass(int steps) noexcept {
    for (int i = 0; i < steps; ++i) {
      if (auto transport = network.last()) {
        if (transport->is_ending()) transport->end();
      }
      timers.advance(Milliseconds(100));
      if (auto transport = network.last()) transport->open();
    }
  }

  void tell(const PaddedFrame& frame) noexcept {
    if (auto transport = network.last()) transport->text(frame.text());
  }
  void end_batch() noexcept {
    if (auto transport = network.last()) transport->end_batch();
  }
  void pull(FrameLog& log) noexcept {
    if (auto transport = network.last()) transport->pull(log);
  }

  // The end, with memory again: all answers are counted.
  void end() {
    client->close(nullptr, 0);
    let_time_pass(20);
    EventList events;
    client->events().poll(events, 100000, Clock::now());
    while (!events.empty()) {
      const auto event = events.pop_front();
      if (event->operation != 0) ++answers[event->operation];
      if (event->type == EventType::kSent) ++outcomes[event->index];
    }
    for (std::size_t i = 0; i < operation_count; ++i) {
      INFO("operation " << operations[i]);
      CHECK(answers[operations[i]] == 1);
    }
    CHECK(answers.size() == operation_count);
    for (std::size_t i = 0; i < message_count; ++i) {
      INFO("message " << messages[i]);
      CHECK(outcomes[messages[i]] == 1);
    }
    CHECK(outcomes.size() == message_count);
    client->events().stop();
  }

  struct Nobody final : EventHandler {
    void handle(Event&) noexcept override {}
  };

  ManualTimers timers;
  HandNetwork network;
  std::shared_ptr<EventHandler> handler = std::make_shared<Nobody>();
  std::shared_ptr<Client> client;
  std::uint64_t operations[kMost] = {};
  std::size_t operation_count = 0;
  std::size_t messages[kMost] = {};
  std::size_t message_count = 0;
  std::map<std::uint64_t, int> answers;
  std::map<std::size_t, int> outcomes;
};

// Plays `life(stage)` with each allocation failing in turn, until it has lived
// without a failure; returns how many times.
template <typename Life>
std::int64_t play_all(std::int64_t more, Life life) {
  for (std::int64_t n = 1;; ++n) {
    INFO("allocation " << n << " and " << more << " more");
    Stage stage;
    bool failed = false;
    {
      FailingMemory failing(n, more);
      life(stage);
      failed = failing.has_failed();
    }
    stage.end();
    if (!failed) return n;
    REQUIRE(n < 100000);
  }
}

template <typename Life>
void play(std::int64_t more, Life life) {
  CHECK(play_all(more, life) > 50);
  // What was made once for all is there now.
  const std::int64_t before = blocks_in_use();
  play_all(more, life);
  CHECK(blocks_in_use() == before);
}

}  // namespace

TEST_CASE("a producer survives any allocation that fails", "[memory]") {
  const std::int64_t more = GENERATE(0, 1, 4);
  Options options(OptionsKind::kProducer);
  REQUIRE_FALSE(options.set("sendTimeout", "5000"));
  std::vector<PaddedFrame> answers;
  for (std::uint64_t i = 1; i <= 20; ++i) {
    answers.emplace_back(i == 2 ? refused(i, 3, "a server that says no")
                                : stored(i));
  }
  const std::string payload(100, 'x');
  play(more, [&](Stage& stage) {
    std::shared_ptr<Producer> producer;
    stage.took_on([&] {
      auto made = Producer::make(stage.client, "test", options);
      if (made) producer = *made;
      return true;
    });
    if (!producer) return;
    stage.open(producer);
    const auto send = [&](std::size_t index, std::int64_t timeout) {
      const bool sent = stage.took_on([&] {
        wire::OutgoingMessage message;
        message.payload = payload;
        return !producer->send_async(message, "a context that is not short",
                                     index % 2 ? stage.handler : nullptr, index,
                                     {timeout});
      });
      if (sent) stage.messages[stage.message_count++] = index;
    };
    for (std::size_t i = 0; i < 6; ++i) send(i, i == 4 ? 300 : 0);
    FrameLog log;
    stage.pull(log);
    for (std::size_t i = 0; i < 3; ++i) stage.tell(answers[i]);
    stage.end_batch();
    stage.begin(EventType::kFlushed, producer,
                [&](const auto& flushing) { producer->flush(flushing); });
    stage.let_time_pass(4);  // one expires
    if (auto transport = stage.network.last()) transport->abandon({});
    stage.let_time_pass(5);  // the connection breaks
    stage.pull(log);
    for (std::size_t i = 6; i < 9; ++i) send(i, 0);
    stage.let_time_pass(60);  // all expire
    send(10, 0);
    stage.took_on([&] { return !!producer->purge(true); });
    send(11, 0);
    stage.took_on([&] {
      const std::uint64_t number =
          stage.client->close_async(producer, 500, stage.handler);
      stage.operations[stage.operation_count++] = number;
      return true;
    });
    stage.let_time_pass(10);
  });
}

TEST_CASE("a consumer survives any allocation that fails", "[memory]") {
  const std::int64_t more = GENERATE(0, 1, 4);
  const bool listens = GENERATE(false, true);
  Options options(OptionsKind::kConsumer);
  REQUIRE_FALSE(options.set("receiverQueueSize", "4"));
  const ConsumerTopics topics = *ConsumerTopics::one("test");
  std::vector<PaddedFrame> deliveries;
  for (int i = 1; i <= 8; ++i) deliveries.emplace_back(delivery(i));
  const PaddedFrame fence_answer(kFenceAnswer);
  play(more, [&](Stage& stage) {
    std::shared_ptr<Consumer> consumer;
    stage.took_on([&] {
      auto made = Consumer::make(stage.client, topics, "sub", options);
      if (made) consumer = *made;
      return true;
    });
    if (!consumer) return;
    stage.open(consumer);
    const auto settle = [&](const Message& message, Verdict verdict) {
      stage.took_on([&] { return !consumer->settle(message, verdict); });
    };
    FrameLog log;
    if (listens) {
      stage.took_on([&] { return !consumer->listen(stage.handler); });
    } else {
      for (int i = 0; i < 2; ++i) {
        stage.begin(EventType::kReceived, consumer, [&](const auto& receiving) {
          consumer->receive(receiving);
        });
      }
    }
    for (int round = 0; round < 2; ++round) {
      for (const PaddedFrame& frame : deliveries) stage.tell(frame);
      stage.end_batch();
      stage.pull(log);
      if (listens) {
        EventList events;
        stage.took_on([&] {
          stage.client->events().poll(events, 3, Clock::now());
          return true;
        });
        EventList others;
        while (!events.empty()) {
          auto event = events.pop_front();
          if (event->message) {
            settle(*event->message, Verdict::kAck);
          } else {
            others.push_back(std::move(event));
          }
        }
        stage.client->events().push_all(std::move(others));
      } else {
        std::shared_ptr<const Message> message;
        for (int i = 0; i < 3; ++i) {
          stage.took_on([&] {
            auto received = consumer->receive(0);
            if (received) message = *received;
            return true;
          });
          if (message) settle(*message, i ? Verdict::kAck : Verdict::kNack);
        }
        stage.took_on([&] { return !!consumer->receive_batch(10, 0, 0); });
        stage.took_on([&] {
          return !consumer->settle(wire::MessageId{2, 6}, Verdict::kAck);
        });
        const wire::MessageId last{2, 7};
        stage.took_on([&] { return !consumer->ack_cumulative(last); });
        stage.took_on([&] { return !consumer->redeliver(); });
      }
      stage.begin(EventType::kAcksFlushed, consumer, [&](const auto& flushing) {
        consumer->flush_acks(flushing);
      });
      stage.pull(log);
      if (round == 0) {
        stage.tell(fence_answer);
        stage.end_batch();
        stage.let_time_pass(12);  // the fence behind what is not fenced
        if (auto transport = stage.network.last()) transport->abandon({});
        stage.let_time_pass(8);
      }
    }
    stage.begin(EventType::kUnsubscribed, consumer,
                [&](const auto& leaving) { consumer->unsubscribe(leaving); });
    stage.pull(log);
    stage.tell(fence_answer);
    stage.tell(fence_answer);
    stage.end_batch();
    stage.took_on([&] {
      const std::uint64_t number =
          stage.client->close_async(consumer, 500, stage.handler);
      stage.operations[stage.operation_count++] = number;
      return true;
    });
    stage.let_time_pass(10);
  });
}

TEST_CASE("a reader survives any allocation that fails", "[memory]") {
  const std::int64_t more = GENERATE(0, 1, 4);
  const Options options(OptionsKind::kReader);
  std::vector<PaddedFrame> deliveries;
  for (int i = 1; i <= 4; ++i) deliveries.emplace_back(delivery(i));
  const PaddedFrame no(kFenceAnswer);
  const PaddedFrame yes(R"({"endOfTopic":true})");
  play(more, [&](Stage& stage) {
    std::shared_ptr<Reader> reader;
    stage.took_on([&] {
      auto made = Reader::make(stage.client, "test", kLatest, options);
      if (made) reader = *made;
      return true;
    });
    if (!reader) return;
    stage.open(reader);
    FrameLog log;
    for (int round = 0; round < 2; ++round) {
      stage.begin(EventType::kReceived, reader,
                  [&](const auto& receiving) { reader->receive(receiving); });
      for (const PaddedFrame& frame : deliveries) stage.tell(frame);
      stage.end_batch();
      stage.took_on([&] { return !!reader->receive(0); });
      stage.begin(EventType::kEndOfTopic, reader, [&](const auto& asking) {
        reader->ask_end_of_topic(asking);
      });
      stage.pull(log);
      stage.tell(round ? no : yes);
      stage.tell(yes);
      stage.end_batch();
      if (auto transport = stage.network.last()) transport->abandon({});
      stage.let_time_pass(5);
    }
    stage.let_time_pass(3);
    reader->give_up();
    stage.let_time_pass(3);
  });
}
