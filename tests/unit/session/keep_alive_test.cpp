#include "tests/support/catch.h"
#include "tests/unit/session/watched_session.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

SessionSettings settings() {
  SessionSettings settings;
  settings.keep_alive_interval = Milliseconds(30000);
  settings.keep_alive_timeout = Milliseconds(10000);
  return settings;
}

}  // namespace

TEST_CASE("a silent connection is sent a ping", "[session][keep-alive]") {
  WatchedSession watched(settings());
  MemoryConnection& connection = watched.open();
  // The opening was a sign of life.
  watched.timers.advance(Milliseconds(29999));
  CHECK(connection.pings() == 0);
  watched.timers.advance(Milliseconds(1));
  CHECK(connection.pings() == 1);
}

TEST_CASE("an answered ping keeps the connection", "[session][keep-alive]") {
  WatchedSession watched(settings());
  MemoryConnection& connection = watched.open();
  auto answer = GENERATE(0, 1);
  watched.timers.advance(Milliseconds(30000));
  for (int pings = 1; pings < 5; ++pings) {
    CHECK(connection.pings() == pings);
    if (answer == 0) {
      connection.alive();
    } else {
      connection.text("x");
    }
    watched.timers.advance(Milliseconds(10000));
    CHECK_FALSE(connection.is_closing());
    CHECK(connection.pings() == pings);
    watched.timers.advance(Milliseconds(20000));
  }
}

TEST_CASE("silence is measured from the last byte", "[session][keep-alive]") {
  WatchedSession watched(settings());
  MemoryConnection& connection = watched.open();
  // Whenever it falls silent, it is found 40 s later and no more.
  watched.timers.advance(Milliseconds(GENERATE(1, 15000, 29999)));
  connection.text("the last");
  watched.timers.advance(Milliseconds(29999));
  CHECK(connection.pings() == 0);
  watched.timers.advance(Milliseconds(1));
  CHECK(connection.pings() == 1);
  watched.timers.advance(Milliseconds(9999));
  CHECK_FALSE(connection.is_closing());
  watched.timers.advance(Milliseconds(1));
  CHECK(connection.abandoned());
}

TEST_CASE("with the defaults the next server has taken over before sendTimeout",
          "[session][keep-alive]") {
  SessionSettings defaults;
  defaults.routes = {WatchedSession::route("one"),
                     WatchedSession::route("two")};
  WatchedSession watched(defaults);
  MemoryConnection& dead = watched.open();
  watched.timers.advance(Milliseconds(9999));
  dead.text("the last");
  watched.timers.advance(Milliseconds(20000));
  REQUIRE(dead.abandoned());
  dead.end_as_asked();
  watched.timers.advance(Milliseconds(100));
  CHECK(watched.network.last()->request().route.server.host == "two");
}

TEST_CASE("a connection that does not answer is given up",
          "[session][keep-alive]") {
  WatchedSession watched(settings());
  MemoryConnection& connection = watched.open();
  watched.timers.advance(Milliseconds(30000));
  CHECK(connection.pings() == 1);
  watched.timers.advance(Milliseconds(9999));
  CHECK_FALSE(connection.is_closing());
  watched.timers.advance(Milliseconds(1));
  REQUIRE(connection.abandoned());
  CHECK(connection.abandoned()->status == Status::kConnectionLost);
  CHECK(
      connection.abandoned()->message ==
      "the server has not answered a ping within 10000 ms (keepAliveTimeout); "
      "the connection is given up");
  CHECK(connection.pings() == 1);

  watched.owner->heard();
  connection.end_as_asked();
  CHECK(watched.owner->heard() == Heard{"lost 1 PWS_ERR_CONNECTION_LOST",
                                        "retry PWS_ERR_CONNECTION_LOST 50"});
}

TEST_CASE("traffic needs no pings", "[session][keep-alive]") {
  WatchedSession watched(settings());
  MemoryConnection& connection = watched.open();
  for (int i = 0; i < 20; ++i) {
    watched.timers.advance(Milliseconds(15000));
    connection.text("x");
  }
  CHECK(connection.pings() == 0);
}

TEST_CASE("an interval of 0 sends no pings", "[session][keep-alive]") {
  SessionSettings silent = settings();
  silent.keep_alive_interval = Milliseconds(0);
  WatchedSession watched(silent);
  MemoryConnection& connection = watched.open();
  watched.timers.advance(Milliseconds(1000000));
  CHECK(connection.pings() == 0);
  CHECK_FALSE(connection.is_closing());
}

TEST_CASE("a write that is stuck gives the connection up",
          "[session][keep-alive]") {
  SessionSettings used = settings();
  SECTION("with pings") {}
  SECTION("without pings") { used.keep_alive_interval = Milliseconds(0); }
  WatchedSession watched(used);
  MemoryConnection& connection = watched.open();

  connection.set_write_stall(Milliseconds(10000));
  for (int i = 0; i < 10; ++i) {
    watched.timers.advance(Milliseconds(10000));
    connection.alive();
    CHECK_FALSE(connection.is_closing());
  }

  // Signs of life from the other side do not help.
  connection.set_write_stall(Milliseconds(10001));
  for (int i = 0; i < 3; ++i) {
    watched.timers.advance(Milliseconds(10000));
    connection.alive();
  }
  REQUIRE(connection.abandoned());
  CHECK(connection.abandoned()->status == Status::kConnectionLost);
  CHECK(connection.abandoned()->message ==
        "writing to the server has been stuck for over 10000 ms "
        "(keepAliveTimeout); the connection is given up");
}

TEST_CASE("a new connection is watched anew", "[session][keep-alive]") {
  WatchedSession watched(settings());
  watched.open();
  watched.timers.advance(Milliseconds(30000));
  watched.network.connection(1)->end(lost());
  watched.timers.advance(Milliseconds(50));
  MemoryConnection& second = *watched.network.connection(2);
  second.open();
  watched.timers.advance(Milliseconds(29999));
  CHECK(second.pings() == 0);
  watched.timers.advance(Milliseconds(1));
  CHECK(second.pings() == 1);
  CHECK(watched.network.connection(1)->pings() == 1);
}

TEST_CASE("a closed session watches nothing", "[session][keep-alive]") {
  WatchedSession watched(settings());
  MemoryConnection& connection = watched.open();
  watched.session->close();
  watched.timers.advance(Milliseconds(1000000));
  CHECK(connection.pings() == 0);
  CHECK_FALSE(connection.abandoned());
  connection.end_as_asked();
  CHECK(watched.timers.waiting() == 0);
}
