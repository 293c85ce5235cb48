#include "tests/support/catch.h"
#include "tests/unit/session/watched_session.h"

using namespace pulsarws;
using namespace pulsarws::testing;

TEST_CASE("a session that never started closes at once", "[session]") {
  WatchedSession watched;
  watched.session->close();
  CHECK(watched.owner->heard() == Heard{"ended PWS_OK"});
  watched.session->start();
  watched.session->close();
  CHECK(watched.network.count() == 0);
  CHECK(watched.owner->heard().empty());
}

TEST_CASE("a session that connects closes its connection", "[session]") {
  WatchedSession watched;
  watched.session->start();
  MemoryConnection& connection = *watched.network.connection(1);
  watched.session->close();
  CHECK(connection.is_closing());
  CHECK(watched.owner->heard().empty());

  SECTION("as the transport confirms") {
    connection.end_as_asked();
    CHECK(watched.owner->heard() == Heard{"ended PWS_OK"});
  }
  SECTION("even if it opens meanwhile") {
    connection.open();
    CHECK_FALSE(watched.session->is_open());
    connection.end_as_asked();
    CHECK(watched.owner->heard() == Heard{"ended PWS_OK"});
  }
  SECTION("even if it fails meanwhile") {
    connection.end(Error(Status::kConnect, "refused"));
    CHECK(watched.owner->heard() == Heard{"ended PWS_OK"});
  }
  CHECK(connection.is_released());
  watched.timers.advance(Milliseconds(1000000));
  CHECK(watched.network.count() == 1);
}

TEST_CASE("an open session closes its connection in order", "[session]") {
  WatchedSession watched;
  MemoryConnection& connection = watched.open();
  watched.session->close();
  CHECK(connection.close_code() == std::uint16_t{1000});
  CHECK_FALSE(watched.session->is_open());
  CHECK(watched.owner->heard().empty());
  watched.session->close();

  SECTION("as the transport confirms") { connection.end_as_asked(); }
  SECTION("even if it breaks meanwhile") { connection.end(lost()); }
  CHECK(watched.owner->heard() == Heard{"ended PWS_OK"});
  CHECK(connection.is_released());
  CHECK(watched.timers.waiting() == 0);
}

TEST_CASE("a session that waits to reconnect closes at once", "[session]") {
  WatchedSession watched;
  watched.open().end(lost());
  watched.owner->heard();
  watched.session->close();
  CHECK(watched.owner->heard() == Heard{"ended PWS_OK"});
  CHECK(watched.timers.waiting() == 0);
  watched.timers.advance(Milliseconds(1000000));
  CHECK(watched.network.count() == 1);
}

TEST_CASE("a session that has ended stays so", "[session]") {
  WatchedSession watched;
  watched.session->start();
  watched.network.last()->end(Error(Status::kConnect, "refused"));
  CHECK(watched.owner->heard() == Heard{"ended PWS_ERR_CONNECT"});
  watched.session->close();
  watched.session->start();
  watched.session->fail_connection(1, lost());
  CHECK(watched.owner->heard().empty());
  CHECK(watched.network.count() == 1);
}

namespace {

// Closes its session when it is told something.
class ClosingOwner final : public SessionOwner {
 public:
  enum class When { kPlanning, kLost, kRetry };
  explicit ClosingOwner(When when) : when_(when) {}

  void plan_handshake(bool, PlanAnswer answer) override {
    if (when_ == When::kPlanning) session->close();
    answer(HandshakePlan());
  }
  Error plan_overdue(Milliseconds) override { return Error(); }
  void on_session_open(std::uint64_t,
                       std::shared_ptr<FrameWaker>) noexcept override {}
  void on_session_text(std::uint64_t, std::string_view) override {}
  bool pull_frames(std::uint64_t, FrameSink&) override { return false; }
  void on_session_lost(std::uint64_t, const Error&) noexcept override {
    if (when_ == When::kLost) session->close();
  }
  void on_session_retry(const Error&, Milliseconds) noexcept override {
    if (when_ == When::kRetry) session->close();
  }
  void on_session_ended(const Error& error) noexcept override {
    ++ended;
    status = error.status;
  }

  Session* session = nullptr;
  int ended = 0;
  Status status = Status::kInternal;

 private:
  const When when_;
};

}  // namespace

TEST_CASE("a close from within the session's calls is heard", "[session]") {
  using When = ClosingOwner::When;
  auto when = GENERATE(When::kPlanning, When::kLost, When::kRetry);
  ManualTimers timers;
  MemoryNetwork network;
  auto owner = std::make_shared<ClosingOwner>(when);
  SessionSettings settings;
  settings.routes = {WatchedSession::route("one")};
  auto session = std::make_shared<Session>(
      settings, network.factory(), timers, [] { return 0.0; }, owner);
  owner->session = session.get();

  session->start();
  if (when == When::kPlanning) {
    CHECK(network.count() == 0);
  } else {
    network.connection(1)->open();
    network.connection(1)->end(lost());
  }
  CHECK(owner->ended == 1);
  CHECK(owner->status == Status::kOk);
  CHECK(timers.waiting() == 0);
}

TEST_CASE("a session without an owner does nothing", "[session]") {
  WatchedSession watched;
  MemoryConnection& connection = watched.open();
  watched.owner = nullptr;
  connection.text("x");
  CHECK(connection.frames().empty());
  connection.end(lost());
  CHECK(watched.timers.waiting() == 0);
}

TEST_CASE("a connection outlives its session without harm", "[session]") {
  WatchedSession watched;
  MemoryConnection& connection = watched.open();
  watched.session = nullptr;
  CHECK(connection.is_released());
  connection.text("x");
  connection.alive();
  connection.end(lost());
  watched.timers.advance(Milliseconds(1000000));
  CHECK(watched.network.count() == 1);
  CHECK(watched.owner->heard().empty());
}
