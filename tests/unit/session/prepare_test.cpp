#include <stdexcept>

#include "tests/support/catch.h"
#include "tests/unit/session/watched_session.h"

// What stands before each attempt to connect: the owner's plan, which may come
// late, from elsewhere, or not at all.
using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

struct LateSession : WatchedSession {
  explicit LateSession(SessionSettings settings = {})
      : WatchedSession(std::move(settings)) {
    owner->answer_later();
  }
};

SessionSettings retrying() {
  SessionSettings settings;
  settings.retry_first_connect = true;
  return settings;
}

}  // namespace

TEST_CASE("a session connects when its plan comes, on any thread",
          "[session]") {
  LateSession late;
  late.session->start();
  CHECK(late.owner->questions() == 1);
  CHECK(late.network.count() == 0);
  CHECK(late.session->is_preparing());
  std::thread([&] { late.owner->answer_plan(0); }).join();
  REQUIRE(late.network.count() == 1);
  CHECK_FALSE(late.session->is_preparing());
  CHECK(late.network.last()->request().path == "/first/1");
  late.network.last()->open();
  CHECK(late.owner->heard() == Heard{"open 1"});
}

TEST_CASE("a plan is asked for again before each attempt", "[session]") {
  LateSession late;
  late.session->start();
  late.owner->answer_plan(0);
  late.network.last()->open();
  late.network.last()->end(lost());
  late.timers.advance(Milliseconds(50));
  CHECK(late.owner->questions() == 2);
  CHECK(late.network.count() == 1);
  late.owner->answer_plan(1);
  REQUIRE(late.network.count() == 2);
  CHECK(late.network.last()->request().path == "/again/2");
}

TEST_CASE("a second answer, and one that comes late, do nothing", "[session]") {
  LateSession late(retrying());
  late.session->start();
  late.owner->answer_plan(0);
  late.owner->answer_plan(0);
  late.owner->fail_plan(0);
  CHECK(late.network.count() == 1);
  late.network.last()->end(Error(Status::kConnect, "closed"));
  CHECK(late.owner->heard() == Heard{"retry PWS_ERR_CONNECT 50"});
  late.owner->answer_plan(0);  // while it waits
  CHECK(late.network.count() == 1);
  late.timers.advance(Milliseconds(50));
  REQUIRE(late.owner->questions() == 2);
  late.owner->answer_plan(0);  // while it asks anew
  late.owner->fail_plan(0);
  CHECK(late.network.count() == 1);
  CHECK(late.owner->heard().empty());
  late.owner->answer_plan(1);
  CHECK(late.network.count() == 2);
}

TEST_CASE("a failed plan ends a first attempt", "[session]") {
  LateSession late;
  late.session->start();
  late.owner->fail_plan(0);
  CHECK(late.owner->heard() == Heard{"ended PWS_ERR_CREDENTIALS"});
  late.timers.advance(Milliseconds(60000));
  CHECK(late.owner->questions() == 1);
  CHECK(late.network.count() == 0);
}

TEST_CASE("a failed plan is retried where failures are, longer each time",
          "[session]") {
  LateSession late(retrying());
  late.session->start();
  late.owner->fail_plan(0);
  CHECK(late.owner->heard() == Heard{"retry PWS_ERR_CREDENTIALS 50"});
  late.timers.advance(Milliseconds(50));
  late.owner->fail_plan(1);
  CHECK(late.owner->heard() == Heard{"retry PWS_ERR_CREDENTIALS 100"});
  late.timers.advance(Milliseconds(100));
  late.owner->answer_plan(2);
  REQUIRE(late.network.count() == 1);
  CHECK(late.network.last()->request().path == "/first/3");
}

TEST_CASE("a failed plan is retried once the session was open", "[session]") {
  LateSession late;
  late.session->start();
  late.owner->answer_plan(0);
  late.network.last()->open();
  late.network.last()->end(lost());
  late.timers.advance(Milliseconds(50));
  late.owner->heard();
  late.owner->fail_plan(1);
  CHECK(late.owner->heard() == Heard{"retry PWS_ERR_CREDENTIALS 100"});
  late.timers.advance(Milliseconds(100));
  CHECK(late.owner->questions() == 3);
}

TEST_CASE("no plan within connectTimeout is a failed attempt", "[session]") {
  SessionSettings settings = retrying();
  settings.connect_timeout = Milliseconds(700);
  LateSession late(settings);
  late.session->start();
  late.timers.advance(Milliseconds(699));
  CHECK(late.owner->heard().empty());
  late.timers.advance(Milliseconds(1));
  CHECK(late.owner->heard() == Heard{"retry PWS_ERR_CREDENTIALS 50"});
  late.timers.advance(Milliseconds(50));
  REQUIRE(late.owner->questions() == 2);
  late.owner->answer_plan(1);
  REQUIRE(late.network.count() == 1);
  late.network.last()->open();
  // The time for the plan is over, not that of the connection.
  late.timers.advance(Milliseconds(5000));
  CHECK(late.owner->heard() == Heard{"open 1"});
}

TEST_CASE("what the plan has taken is missing to the connection", "[session]") {
  SessionSettings settings;
  settings.connect_timeout = Milliseconds(700);
  LateSession late(settings);
  late.session->start();
  late.timers.advance(Milliseconds(300));
  late.owner->answer_plan(0);
  REQUIRE(late.network.count() == 1);
  CHECK(late.network.last()->request().timeout == Milliseconds(400));
}

TEST_CASE("a close does not wait for the plan", "[session]") {
  LateSession late;
  late.session->start();
  late.session->close();
  CHECK(late.owner->heard() == Heard{"ended PWS_OK"});
  CHECK(late.timers.waiting() == 0);
  late.owner->answer_plan(0);
  late.owner->fail_plan(0);
  CHECK(late.network.count() == 0);
  CHECK(late.owner->heard().empty());
}

TEST_CASE("an answer may outlive the session and its owner", "[session]") {
  std::shared_ptr<WatchingOwner> owner;
  {
    LateSession late;
    late.session->start();
    owner = late.owner;
  }
  owner->answer_plan(0);
  owner->fail_plan(0);
  CHECK(owner->heard().empty());
}

TEST_CASE("an error does not repeat the credential", "[session]") {
  class Owner final : public SessionOwner {
   public:
    void plan_handshake(bool, PlanAnswer answer) override {
      answer(HandshakePlan{"/", {{"authorization", "Bearer a.long.token"}}});
    }
    Error plan_overdue(Milliseconds) override { return Error(); }
    void on_session_open(std::uint64_t,
                         std::shared_ptr<FrameWaker>) noexcept override {}
    void on_session_text(std::uint64_t, std::string_view) override {}
    bool pull_frames(std::uint64_t, FrameSink&) override { return false; }
    void on_session_lost(std::uint64_t, const Error&) noexcept override {}
    void on_session_retry(const Error&, Milliseconds) noexcept override {}
    void on_session_ended(const Error& error) noexcept override {
      message = error.message;
    }
    std::string message;
  };
  ManualTimers timers;
  MemoryNetwork network;
  auto owner = std::make_shared<Owner>();
  SessionSettings settings;
  settings.routes = {WatchedSession::route("one")};
  auto session = std::make_shared<Session>(
      settings, network.factory(), timers, [] { return 0.0; }, owner);
  session->start();
  network.last()->end(Error(Status::kAuthentication,
                            "a.long.token is wrong; not Bearer a.long.token"));
  CHECK(owner->message == "*** is wrong; not Bearer ***");
}
