#include "core/events/event_queue.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <future>

#include "tests/support/wait.h"
#include "tests/unit/client/waiting_call.h"
#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

using Mode = EventQueue::Delivery;

std::unique_ptr<Event> event(std::size_t index,
                             std::shared_ptr<EventHandler> handler = {}) {
  auto event = std::make_unique<Event>();
  event->index = index;
  event->handler = std::move(handler);
  return event;
}

std::vector<std::size_t> polled(EventQueue& queue, std::size_t capacity) {
  std::vector<std::size_t> indexes;
  for (const Event& one : testing::poll(queue, capacity, Clock::now())) {
    indexes.push_back(one.index);
  }
  return indexes;
}
using Indexes = std::vector<std::size_t>;

bool is_readable(std::int64_t descriptor) {
  pollfd one{static_cast<int>(descriptor), POLLIN, 0};
  return ::poll(&one, 1, 0) == 1;
}

// Runs a function as its handler.
class CallingHandler final : public EventHandler {
 public:
  explicit CallingHandler(std::function<void()> call)
      : call_(std::move(call)) {}
  void handle(Event&) noexcept override { call_(); }

 private:
  const std::function<void()> call_;
};

}  // namespace

TEST_CASE("polled events come in order, as many as are wanted", "[events]") {
  auto queue = std::make_shared<EventQueue>(Mode::kPoll);
  queue->start();
  CHECK(polled(*queue, 10).empty());
  for (std::size_t i = 0; i < 5; ++i) queue->push(event(i));
  CHECK(polled(*queue, 2) == Indexes{0, 1});
  CHECK(polled(*queue, 1) == Indexes{2});
  CHECK(polled(*queue, 10) == Indexes{3, 4});
  CHECK(polled(*queue, 10).empty());
}

TEST_CASE("polled events are put behind what is there", "[events]") {
  auto queue = std::make_shared<EventQueue>(Mode::kPoll);
  queue->push(event(7));
  EventList events;
  events.push_back(event(1));
  CHECK(queue->poll(events, 10, Clock::now()) == 1);
  REQUIRE(events.size() == 2);
  CHECK(events.pop_front()->index == 1);
  CHECK(events.pop_front()->index == 7);
}

TEST_CASE("poll waits for the first event", "[events]") {
  auto queue = std::make_shared<EventQueue>(Mode::kPoll);
  auto waiting = elsewhere([queue] {
    EventList events;
    return queue->poll(events, 10, Clock::now() + kPatience);
  });
  queue->push(event(1));
  CHECK(outcome(waiting) >= 1);
}

TEST_CASE("the descriptor is readable while there are events", "[events]") {
  auto queue = std::make_shared<EventQueue>(Mode::kPoll);
  SECTION("asked for early") {
    std::int64_t descriptor = queue->descriptor();
    CHECK(queue->descriptor() == descriptor);
    CHECK_FALSE(is_readable(descriptor));
    for (int round = 0; round < 3; ++round) {
      queue->push(event(1));
      CHECK(is_readable(descriptor));
      queue->push(event(2));
      polled(*queue, 1);
      CHECK(is_readable(descriptor));
      polled(*queue, 1);
      CHECK_FALSE(is_readable(descriptor));
    }
  }
  SECTION("asked for when there are some") {
    queue->push(event(1));
    std::int64_t descriptor = queue->descriptor();
    CHECK(is_readable(descriptor));
    polled(*queue, 10);
    CHECK_FALSE(is_readable(descriptor));
  }
  SECTION("until the end") {
    std::int64_t descriptor = queue->descriptor();
    queue->push(event(1));
    queue->stop();
    CHECK_FALSE(is_readable(descriptor));
  }
}

TEST_CASE("when no more is to come, poll returns what there is", "[events]") {
  auto queue = std::make_shared<EventQueue>(Mode::kPoll);
  queue->push(event(1));
  queue->no_more();
  CHECK_FALSE(queue->has_ended());
  EventList events;
  CHECK(queue->poll(events, 10, {}) == 1);
  CHECK(queue->has_ended());
  CHECK(queue->poll(events, 10, {}) == 0);  // for ever, yet it returns
}

TEST_CASE("no more wakes those who wait", "[events]") {
  auto queue = std::make_shared<EventQueue>(Mode::kPoll);
  auto wait = [queue] {
    EventList events;
    return queue->poll(events, 10, {});
  };
  auto first = elsewhere(wait);
  auto second = elsewhere(wait);
  SECTION("no_more") { queue->no_more(); }
  SECTION("stop") { queue->stop(); }
  CHECK(outcome(first) == 0);
  CHECK(outcome(second) == 0);
}

TEST_CASE("what is never read is freed at the stop", "[events]") {
  auto record = new_record();
  auto queue = std::make_shared<EventQueue>(Mode::kPoll);
  queue->push(event(1, handler_for(record)));
  CHECK(record->read().freed == 0);
  queue->stop();
  CHECK(record->read().freed == 1);
  queue->push(event(2, handler_for(record)));
  CHECK(record->read().freed == 2);
  CHECK(record->read().types.empty());
}

TEST_CASE("a dispatcher calls the handlers in order", "[events]") {
  auto record = new_record();
  auto queue = std::make_shared<EventQueue>(Mode::kCallbacks);
  auto handler = handler_for(record);
  queue->push(event(0, handler));  // before the start, too
  queue->start();
  for (std::size_t i = 1; i < 100; ++i) queue->push(event(i, handler));
  queue->push(event(100));  // nobody cares: not a crash
  handler = nullptr;
  queue->wait_until_handed_out({});
  HandlerRecord heard = record->read();
  REQUIRE(heard.indexes.size() == 100);
  for (std::size_t i = 0; i < 100; ++i) CHECK(heard.indexes[i] == i);
  CHECK(heard.freed == 1);
  queue->stop();
}

TEST_CASE("a handler runs with the knowledge that it is one", "[events]") {
  auto queue = std::make_shared<EventQueue>(Mode::kCallbacks);
  queue->start();
  bool inside = false;
  auto handler =
      std::make_shared<CallingHandler>([&] { inside = in_callback(); });
  queue->push(event(1, handler));
  queue->wait_until_handed_out({});
  CHECK(inside);
  CHECK_FALSE(in_callback());
  queue->stop();
}

TEST_CASE("a handler runs with the signals of whoever started the dispatcher",
          "[events]") {
  const auto blocks = [](int signal) {
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    return sigismember(&mask, signal) == 1;
  };
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, SIGUSR2);
  pthread_sigmask(SIG_BLOCK, &one, nullptr);
  auto queue = std::make_shared<EventQueue>(Mode::kCallbacks);
  queue->start();
  pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  for (int turn = 0; turn < 2; ++turn) {
    bool blocks_the_one = false;
    bool blocks_another = true;
    queue->push(event(1, std::make_shared<CallingHandler>([&] {
                        blocks_the_one = blocks(SIGUSR2);
                        blocks_another = blocks(SIGTERM);
                      })));
    queue->wait_until_handed_out({});
    CHECK(blocks_the_one);
    CHECK_FALSE(blocks_another);
  }
  queue->stop();
}

TEST_CASE("a handler may push and need not wait for itself", "[events]") {
  auto record = new_record();
  auto queue = std::make_shared<EventQueue>(Mode::kCallbacks);
  queue->start();
  queue->push(event(1, std::make_shared<CallingHandler>([&] {
                      queue->push(event(2, handler_for(record)));
                      CHECK(queue->wait_until_handed_out({}));
                    })));
  queue->wait_until_handed_out({});
  queue->wait_until_handed_out({});  // the second event came with the first
  CHECK(record->read().indexes == Indexes{2});
  queue->stop();
}

TEST_CASE("what is being handled is not handed out", "[events]") {
  auto queue = std::make_shared<EventQueue>(Mode::kCallbacks);
  queue->start();
  std::promise<void> inside;
  std::promise<void> go_on;
  std::atomic<bool> handled{false};
  queue->push(event(1, std::make_shared<CallingHandler>([&] {
                      inside.set_value();
                      go_on.get_future().wait();
                      handled = true;
                    })));
  inside.get_future().wait();
  WaitingCall waits([&] {
    queue->wait_until_handed_out({});
    return handled ? Error() : Error(Status::kInternal, "too early");
  });
  CHECK(waits.is_waiting());
  go_on.set_value();
  CHECK_FALSE(waits.result());
  queue->stop();
}

TEST_CASE("waiting for the handlers ends with its time", "[events]") {
  auto queue = std::make_shared<EventQueue>(Mode::kCallbacks);
  queue->start();
  std::promise<void> go_on;
  queue->push(event(
      1, std::make_shared<CallingHandler>([&] { go_on.get_future().wait(); })));
  CHECK_FALSE(queue->wait_until_handed_out(Clock::now()));
  go_on.set_value();
  queue->wait_until_handed_out({});
  queue->stop();
}

TEST_CASE("a dispatcher hands out what waits before it stops", "[events]") {
  auto record = new_record();
  auto queue = std::make_shared<EventQueue>(Mode::kCallbacks);
  for (std::size_t i = 0; i < 10; ++i) {
    queue->push(event(i, handler_for(record)));
  }
  queue->stop();
  queue->start();
  CHECK(record->wait_until(
      [](const HandlerRecord& heard) { return heard.freed == 10; }, kPatience));
  CHECK(record->read().indexes.size() == 10);
}

TEST_CASE("a dispatcher ends and lets its queue go", "[events]") {
  auto queue = std::make_shared<EventQueue>(Mode::kCallbacks);
  std::weak_ptr<EventQueue> weak = queue;
  queue->start();
  queue->stop();
  queue = nullptr;
  CHECK(testing::wait_for([&] { return weak.expired(); }, kPatience));
}

TEST_CASE("events pushed together come in order", "[events]") {
  auto queue = std::make_shared<EventQueue>(Mode::kPoll);
  const std::int64_t descriptor = queue->descriptor();
  queue->push_all({});
  CHECK_FALSE(is_readable(descriptor));
  EventList list;
  for (std::size_t i = 1; i < 4; ++i) list.push_back(event(i));
  queue->push_all(std::move(list));
  CHECK(is_readable(descriptor));
  list.push_back(event(4));
  list.push_front(event(0));
  queue->push_all(std::move(list));
  CHECK(polled(*queue, 10) == Indexes{1, 2, 3, 0, 4});
  queue->stop();
  list.push_back(event(9));
  queue->push_all(std::move(list));
  CHECK(queue->size() == 0);
}

TEST_CASE("a list of events may be longer than the stack is deep", "[events]") {
  EventList list;
  for (std::size_t i = 0; i < 1000000; ++i) list.push_back(event(i));
  CHECK(list.size() == 1000000);
}

namespace {

// Has messages for as many takes as it is told.
class CountingSource final : public EventSource {
 public:
  explicit CountingSource(int messages) : left(messages) {}
  Kind kind() const noexcept override { return Kind::kConsumer; }
  std::shared_ptr<const Message> take_for_listener(
      std::unique_ptr<Event>& word) noexcept override {
    if (left == 0) {
      returned = std::move(word);
      return nullptr;
    }
    --left;
    return std::make_shared<const Message>(
        wire::IncomingMessage(), 1, std::weak_ptr<const EventSource>(),
        std::make_shared<const std::string>("topic"));
  }

  void take_back_if_idle(std::unique_ptr<Event>& word) noexcept override {
    if (left > 0) return;
    word->source = nullptr;  // which would hold itself
    returned = std::move(word);
  }

  std::atomic<int> left;
  std::unique_ptr<Event> returned;
};

std::unique_ptr<Event> word_of(const std::shared_ptr<EventSource>& source,
                               std::shared_ptr<EventHandler> handler = {}) {
  auto word = event(0, std::move(handler));
  word->type = EventType::kMessage;
  word->source = source;
  return word;
}

}  // namespace

TEST_CASE("a poll that takes the last message leaves nothing to wait for",
          "[events]") {
  auto queue = std::make_shared<EventQueue>(Mode::kPoll);
  const std::int64_t descriptor = queue->descriptor();
  auto source = std::make_shared<CountingSource>(2);
  queue->push(word_of(source));
  CHECK(testing::poll(*queue, 2, Clock::now()).size() == 2);
  CHECK(source->returned);
  CHECK_FALSE(is_readable(descriptor));
}

TEST_CASE("one word stands for all messages of its source", "[events]") {
  auto queue = std::make_shared<EventQueue>(Mode::kPoll);
  const std::int64_t descriptor = queue->descriptor();
  auto source = std::make_shared<CountingSource>(5);
  queue->push(word_of(source));
  queue->push(event(7));
  auto events = testing::poll(*queue, 2, Clock::now());
  REQUIRE(events.size() == 2);
  CHECK(events[0].message);
  CHECK(events[1].source == source);
  CHECK(source->left == 3);
  CHECK_FALSE(source->returned);
  CHECK(is_readable(descriptor));

  events = testing::poll(*queue, 10, Clock::now());
  REQUIRE(events.size() == 4);
  CHECK(events[2].message);
  CHECK(events[3].index == 7);
  CHECK(source->returned);
  CHECK_FALSE(is_readable(descriptor));
  source->returned = nullptr;
}

TEST_CASE("a source with many messages leaves others their turn", "[events]") {
  auto record = new_record();
  auto queue = std::make_shared<EventQueue>(Mode::kCallbacks);
  auto source = std::make_shared<CountingSource>(1000);
  queue->push(word_of(source, handler_for(record)));
  queue->push(event(7, handler_for(record)));
  queue->start();
  REQUIRE(record->wait_until(
      [](const HandlerRecord& all) { return all.indexes.size() == 1001; },
      kSoon));
  queue->wait_until_handed_out({});
  const HandlerRecord heard = record->read();
  const auto other = std::find(heard.indexes.begin(), heard.indexes.end(), 7u);
  CHECK(other - heard.indexes.begin() < 200);
  CHECK(source->returned);
  source->returned = nullptr;
  queue->stop();
}

TEST_CASE("events from many threads all arrive", "[events]") {
  constexpr std::size_t kEach = 500;
  auto deliver = GENERATE(Mode::kCallbacks, Mode::kPoll);
  auto record = new_record();
  auto queue = std::make_shared<EventQueue>(deliver);
  queue->start();
  auto push = [&] {
    for (std::size_t i = 0; i < kEach; ++i) {
      queue->push(event(i, handler_for(record)));
    }
    return true;
  };
  auto first = elsewhere(push);
  auto second = elsewhere(push);
  if (deliver == Mode::kPoll) {
    queue->descriptor();
    for (std::size_t taken = 0; taken < 2 * kEach;) {
      EventList events;
      std::size_t count = queue->poll(events, 7, Clock::now() + kPatience);
      REQUIRE(count > 0);
      taken += count;
    }
    CHECK_FALSE(is_readable(queue->descriptor()));
  }
  CHECK(outcome(first));
  CHECK(outcome(second));
  CHECK(record->wait_until(
      [](const HandlerRecord& heard) { return heard.freed == 2 * kEach; },
      kPatience));
  queue->stop();
}
