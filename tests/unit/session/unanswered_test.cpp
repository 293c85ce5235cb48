#include "tests/support/catch.h"
#include "tests/unit/session/watched_session.h"

// A server that takes the connection and never answers the upgrade may be busy
// with it long after we have given up: it is left in peace.
using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

Error unanswered() {
  Error error(Status::kConnectTimeout, "no answer");
  error.outlook = Outlook::kSlow;
  return error;
}

SessionSettings settings(std::vector<Route> routes) {
  SessionSettings settings;
  settings.routes = std::move(routes);
  settings.connect_timeout = Milliseconds(10000);
  settings.unanswered_backoff = Milliseconds(30000);
  settings.turns = std::make_shared<Turns>();
  return settings;
}

}  // namespace

TEST_CASE("a server that did not answer is left alone for long",
          "[session][unanswered]") {
  WatchedSession watched(settings({WatchedSession::route("one")}));
  watched.open().end(lost());
  CHECK(watched.reconnects_after(Milliseconds(50)));
  for (int i = 0; i < 3; ++i) {
    watched.owner->heard();
    watched.network.last()->end(unanswered());
    CHECK(watched.owner->heard() ==
          Heard{"retry PWS_ERR_CONNECT_TIMEOUT 15000"});
    CHECK(watched.reconnects_after(Milliseconds(15000)));
  }
  // Any answer is one, and another failure is one of the usual.
  watched.network.last()->end(Error(Status::kServer, "500"));
  CHECK(watched.reconnects_after(Milliseconds(800)));
}

TEST_CASE("the other servers are tried meanwhile", "[session][unanswered]") {
  WatchedSession watched(
      settings({WatchedSession::route("one"), WatchedSession::route("two")}));
  watched.open().end(lost());
  auto next = [&](int wait, const char* host) {
    CHECK(watched.reconnects_after(Milliseconds(wait)));
    CHECK(watched.network.last()->request().route.server.host == host);
  };
  next(50, "two");
  watched.network.last()->end(unanswered());
  next(100, "one");
  watched.network.last()->end(Error(Status::kConnect, "closed"));
  next(200, "one");
  watched.network.last()->end(unanswered());
  next(14700, "two");  // whose time is up first
}

TEST_CASE("one at a time asks a server that did not answer",
          "[session][unanswered]") {
  const SessionSettings shared = settings({WatchedSession::route("one")});
  ManualTimers timers;
  MemoryNetwork network;
  std::vector<std::shared_ptr<WatchingOwner>> owners;
  std::vector<std::shared_ptr<pulsarws::Session>> sessions;
  for (std::size_t i = 0; i < 3; ++i) {
    owners.push_back(std::make_shared<WatchingOwner>());
    sessions.push_back(std::make_shared<pulsarws::Session>(
        shared, network.factory(), timers, [] { return 0.0; }, owners.back()));
    sessions.back()->start();
    network.last()->open();
  }
  for (std::size_t i = 1; i <= 3; ++i) network.connection(i)->end(lost());
  timers.advance(Milliseconds(50));
  REQUIRE(network.count() == 6);  // nobody knows yet
  for (std::size_t i = 4; i <= 6; ++i) network.connection(i)->end(unanswered());

  timers.advance(Milliseconds(15000));
  REQUIRE(network.count() == 7);
  timers.advance(Milliseconds(9999));
  CHECK(network.count() == 7);

  SECTION("the next when it has failed") {
    network.last()->end(unanswered());
    timers.advance(Milliseconds(1));
    CHECK(network.count() == 8);
  }
  SECTION("the next when it is open") {
    network.last()->open();
    timers.advance(Milliseconds(1));
    CHECK(network.count() == 8);
  }
  SECTION("the next when it was closed") {
    for (auto& session : sessions) session->close();
    network.end_as_asked();
    CHECK(timers.waiting() == 0);
  }
  for (auto& session : sessions) session->close();
  network.end_as_asked();
}
