#include "core/client/operation.h"

#include <atomic>
#include <thread>
#include <vector>

#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

TEST_CASE("the first to claim an operation ends it", "[operation]") {
  Operation operation;
  int told = 0;
  Status status = Status::kInternal;
  operation.set_finisher(
      [&](const Error& error, std::shared_ptr<const Message>) {
        ++told;
        status = error.status;
      });
  CHECK_FALSE(operation.is_claimed());
  CHECK_FALSE(operation.wait(Clock::now()));

  CHECK(operation.complete(Error(Status::kTimeout, "late")));
  CHECK(operation.is_claimed());
  CHECK_FALSE(operation.complete(Error()));
  CHECK_FALSE(operation.abort(Error()));
  CHECK_FALSE(operation.claim());
  CHECK(told == 1);
  CHECK(status == Status::kTimeout);
  CHECK(operation.error().status == Status::kTimeout);
  CHECK(operation.wait({}));
}

TEST_CASE("between claim and finish an operation is not over", "[operation]") {
  Operation operation;
  CHECK(operation.claim());
  CHECK_FALSE(operation.complete(Error()));
  CHECK_FALSE(operation.wait(Clock::now()));
  operation.finish(Error());
  CHECK(operation.wait(Clock::now()));
}

TEST_CASE("an end from outside undoes what was begun", "[operation]") {
  std::vector<std::string> order;
  Operation operation;
  operation.set_finisher([&](const Error&, std::shared_ptr<const Message>) {
    order.push_back("finished");
  });
  operation.set_undo([&] { order.push_back("undone"); });
  SECTION("abort") {
    CHECK(operation.abort(Error(Status::kCancelled, "")));
    CHECK(order == std::vector<std::string>{"undone", "finished"});
  }
  SECTION("complete") {
    CHECK(operation.complete(Error()));
    CHECK(order == std::vector<std::string>{"finished"});
  }
}

TEST_CASE("an operation that has ended holds nothing", "[operation]") {
  auto held = std::make_shared<int>(0);
  Operation operation;
  operation.set_finisher(
      [held](const Error&, std::shared_ptr<const Message>) {});
  operation.set_undo([held] {});
  CHECK(held.use_count() == 3);
  SECTION("completed") { operation.complete(Error()); }
  SECTION("aborted") { operation.abort(Error()); }
  CHECK(held.use_count() == 1);
}

TEST_CASE("the end of an operation stops its timer", "[operation]") {
  ManualTimers timers;
  Operation operation;
  bool rung = false;
  auto ring = [&] { rung = true; };
  SECTION("set before") {
    operation.set_timer(timers, timers.call_after(Milliseconds(10), ring));
    CHECK(timers.waiting() == 1);
    operation.complete(Error());
  }
  SECTION("set after") {
    operation.complete(Error());
    operation.set_timer(timers, timers.call_after(Milliseconds(10), ring));
  }
  CHECK(timers.waiting() == 0);
  timers.advance(Milliseconds(100));
  CHECK_FALSE(rung);
}

TEST_CASE("the message of an operation is handed over", "[operation]") {
  auto message = std::make_shared<const Message>(
      wire::IncomingMessage(), 1, std::weak_ptr<Consumer>(),
      std::make_shared<const std::string>("topic"));
  Operation operation;
  REQUIRE(operation.claim());
  operation.finish(Error(), message);
  CHECK(operation.take_message() == message);
  CHECK(operation.take_message() == nullptr);
}

TEST_CASE("of many threads one ends an operation", "[operation]") {
  for (int round = 0; round < 50; ++round) {
    Operation operation;
    std::atomic<int> told{0};
    std::atomic<int> ended{0};
    operation.set_finisher(
        [&](const Error&, std::shared_ptr<const Message>) { ++told; });
    operation.set_undo([] {});
    auto waiting = elsewhere([&] { return operation.wait({}); });
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] {
        Error error(Status::kTimeout, "");
        if (i % 2 ? operation.complete(error) : operation.abort(error)) {
          ++ended;
        }
      });
    }
    for (auto& thread : threads) thread.join();
    CHECK(outcome(waiting));
    CHECK(ended == 1);
    CHECK(told == 1);
  }
}

TEST_CASE("a thread's own wait ends with a timeout", "[operation]") {
  Operation operation;
  Error error = pulsarws::wait_for(operation, 0, "the thing");
  CHECK(error.status == Status::kTimeout);
  CHECK(error.message == "the thing was not done within 0 ms");
  CHECK_FALSE(operation.complete(Error()));

  Operation done;
  done.complete(Error(Status::kClosed, "closed"));
  CHECK(pulsarws::wait_for(done, 0, "the thing").status == Status::kClosed);
}
