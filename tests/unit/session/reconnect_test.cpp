#include <stdexcept>

#include "core/net/client_tls.h"
#include "tests/support/catch.h"
#include "tests/unit/session/watched_session.h"

using namespace pulsarws;
using namespace pulsarws::testing;

TEST_CASE("a session connects with what its settings and owner say",
          "[session]") {
  SessionSettings settings;
  settings.routes = {WatchedSession::route("one")};
  TlsSettings tls;
  tls.trust_certs_file = "ca.pem";
  settings.tls = std::make_shared<ClientTls>(tls);
  settings.connect_timeout = Milliseconds(1234);
  settings.close_timeout = Milliseconds(567);
  WatchedSession watched(settings);
  CHECK(watched.network.count() == 0);

  watched.session->start();
  REQUIRE(watched.network.count() == 1);
  ConnectRequest request = watched.network.connection(1)->request();
  CHECK(request.route.server.host == "one");
  CHECK(request.path == "/first/1");
  REQUIRE(request.headers.size() == 1);
  CHECK(request.headers[0].first == "Header");
  CHECK(request.tls->settings().trust_certs_file == "ca.pem");
  CHECK(request.timeout == Milliseconds(1234));
  CHECK(request.close_timeout == Milliseconds(567));
  CHECK_FALSE(watched.session->is_open());
  CHECK(watched.owner->heard().empty());

  watched.network.connection(1)->open();
  CHECK(watched.session->is_open());
  CHECK(watched.owner->heard() == Heard{"open 1"});
}

TEST_CASE("a second start does nothing", "[session]") {
  WatchedSession watched;
  watched.session->start();
  watched.session->start();
  CHECK(watched.network.count() == 1);
}

TEST_CASE("texts and frames carry the number of their connection",
          "[session]") {
  WatchedSession watched;
  MemoryConnection& first = watched.open();
  first.text("hello");
  CHECK(watched.owner->heard() == Heard{"text 1 hello"});
  watched.owner->wake();
  CHECK(first.frames() == std::vector<std::string>{"frame for 1"});

  first.end(lost());
  watched.timers.advance(Milliseconds(50));
  MemoryConnection& second = *watched.network.connection(2);
  second.open();
  second.text("again");
  CHECK(watched.owner->heard() == Heard{"lost 1 PWS_ERR_CONNECTION_LOST",
                                        "retry PWS_ERR_CONNECTION_LOST 50",
                                        "open 2", "text 2 again"});
  watched.owner->wake();
  CHECK(second.frames() == std::vector<std::string>{"frame for 2"});
}

TEST_CASE("the end of a batch follows its texts", "[session]") {
  WatchedSession watched;
  MemoryConnection& connection = watched.open();
  watched.owner->tell_of_batches();
  connection.texts({"a", "b"});
  connection.text("c");
  CHECK(watched.owner->heard() ==
        Heard{"text 1 a", "text 1 b", "batch 1", "text 1 c", "batch 1"});
}

TEST_CASE("an owner without memory loses the connection", "[session]") {
  WatchedSession watched;
  MemoryConnection& connection = watched.open();
  SECTION("for a text") {
    watched.owner->run_out_of_memory();
    connection.text("x");
  }
  SECTION("for frames") {
    watched.owner->wake();
    watched.owner->run_out_of_memory();
    CHECK(connection.frames().empty());
  }
  REQUIRE(connection.abandoned());
  CHECK(connection.abandoned()->status == Status::kOutOfMemory);
  connection.end_as_asked();
  CHECK(watched.owner->heard() == Heard{"lost 1 PWS_ERR_OUT_OF_MEMORY",
                                        "retry PWS_ERR_OUT_OF_MEMORY 50"});
}

TEST_CASE("a lost connection is replaced, later each time", "[session]") {
  WatchedSession watched;
  MemoryConnection& first = watched.open();
  first.end(lost());
  CHECK_FALSE(watched.session->is_open());
  CHECK(first.is_released());
  CHECK(watched.owner->heard() == Heard{"lost 1 PWS_ERR_CONNECTION_LOST",
                                        "retry PWS_ERR_CONNECTION_LOST 50"});
  CHECK(watched.reconnects_after(Milliseconds(50)));
  CHECK(watched.network.last()->request().path == "/again/2");

  // Refused, refused, opened for a moment: none of these has worked.
  watched.network.last()->end(Error(Status::kConnect, "refused"));
  CHECK(watched.owner->heard() == Heard{"retry PWS_ERR_CONNECT 100"});
  CHECK(watched.reconnects_after(Milliseconds(100)));
  watched.network.last()->end(Error(Status::kServer, "500"));
  CHECK(watched.reconnects_after(Milliseconds(200)));
  watched.network.last()->open();
  watched.timers.advance(Milliseconds(4999));
  watched.network.last()->end(lost());
  CHECK(watched.reconnects_after(Milliseconds(400)));
}

TEST_CASE("a connection that lived begins the waits anew", "[session]") {
  WatchedSession watched;
  watched.open().end(lost());
  CHECK(watched.reconnects_after(Milliseconds(50)));
  watched.network.last()->end(lost());
  CHECK(watched.reconnects_after(Milliseconds(100)));

  watched.network.last()->open();
  watched.timers.advance(Milliseconds(5000));
  watched.network.last()->end(lost());
  CHECK(watched.reconnects_after(Milliseconds(50)));
}

TEST_CASE("a connection that brought an answer begins the waits anew",
          "[session]") {
  WatchedSession watched;
  watched.open();
  for (int i = 0; i < 5; ++i) {
    watched.network.last()->text("an answer");
    watched.timers.advance(Milliseconds(1000));
    watched.network.last()->end(lost());
    CHECK(watched.reconnects_after(Milliseconds(50)));
    watched.network.last()->open();
  }
  // Who accepts and resets at once has answered nothing, and an answer on an
  // earlier connection does not count.
  for (int wait : {100, 200, 400, 800}) {
    watched.network.last()->end(lost());
    CHECK(watched.reconnects_after(Milliseconds(wait)));
    watched.network.last()->open();
    watched.network.last()->alive();
  }
}

TEST_CASE("waits end at the maximum", "[session]") {
  SessionSettings settings;
  settings.initial_backoff = Milliseconds(100);
  settings.maximum_backoff = Milliseconds(300);
  WatchedSession watched(settings);
  watched.open().end(lost());
  CHECK(watched.reconnects_after(Milliseconds(50)));
  for (int delay : {100, 150, 150, 150}) {
    watched.network.last()->end(lost());
    CHECK(watched.reconnects_after(Milliseconds(delay)));
  }
}

TEST_CASE("attempts go round the servers", "[session]") {
  SessionSettings settings;
  settings.routes = {WatchedSession::route("one"), WatchedSession::route("two"),
                     WatchedSession::route("three")};
  settings.retry_first_connect = true;
  WatchedSession watched(settings);
  watched.session->start();
  for (const char* host : {"one", "two", "three", "one"}) {
    CHECK(watched.network.last()->request().route.server.host == host);
    watched.network.last()->end(Error(Status::kConnect, "refused"));
    watched.timers.advance(Milliseconds(60000));
  }
}

TEST_CASE("each server is tried once before the first failure is told",
          "[session]") {
  SessionSettings settings;
  settings.routes = {WatchedSession::route("one"), WatchedSession::route("two"),
                     WatchedSession::route("three")};
  WatchedSession watched(settings);
  watched.session->start();
  auto fail = [&](const char* host, Error error) {
    CHECK(watched.network.last()->request().route.server.host == host);
    watched.network.last()->end(std::move(error));
    watched.timers.advance(Milliseconds(0));
  };
  fail("one", Error(Status::kConnect, "one is closed"));
  CHECK(watched.owner->heard() == Heard{"retry PWS_ERR_CONNECT 0"});
  Error refused(Status::kNotFound, "two has no such topic");
  refused.http_status = 404;
  fail("two", refused);
  CHECK(watched.owner->heard() == Heard{"retry PWS_ERR_NOT_FOUND 0"});

  SECTION("and the third may take it") {
    watched.network.last()->open();
    CHECK(watched.owner->heard() == Heard{"open 3"});
    // From now on there are waits between them.
    watched.network.last()->end(lost());
    CHECK(watched.reconnects_after(Milliseconds(50)));
    CHECK(watched.network.last()->request().route.server.host == "one");
  }
  SECTION("which is what a server said, and the others beside it") {
    fail("three", Error(Status::kConnectTimeout, "three is silent"));
    CHECK(watched.owner->heard() == Heard{"ended PWS_ERR_NOT_FOUND"});
    CHECK(watched.owner->last_error() ==
          "two has no such topic; of the other URLs: one is closed; "
          "three is silent");
    CHECK(watched.timers.waiting() == 0);
  }
}

TEST_CASE("rounds through the servers go on where that is asked for",
          "[session]") {
  SessionSettings settings;
  settings.routes = {WatchedSession::route("one"),
                     WatchedSession::route("two")};
  settings.retry_first_connect = true;
  WatchedSession watched(settings);
  watched.session->start();
  for (int wait : {50, 100, 200}) {
    watched.network.last()->end(Error(Status::kNotFound, "one: no"));
    watched.timers.advance(Milliseconds(0));
    watched.network.last()->end(Error(Status::kConnect, "two: closed"));
    CHECK(watched.reconnects_after(Milliseconds(wait)));
  }
  watched.owner->heard();
  watched.network.last()->end(Error(Status::kNotFound, "one: no"));
  watched.timers.advance(Milliseconds(0));
  watched.network.last()->end(Error(Status::kNotFound, "two: no"));
  CHECK(watched.owner->heard() ==
        Heard{"retry PWS_ERR_NOT_FOUND 0", "ended PWS_ERR_NOT_FOUND"});
}

TEST_CASE("credentials that may change are tried again when refused",
          "[session]") {
  SessionSettings settings;
  WatchedSession watched(settings);
  watched.owner->change_credentials();
  watched.open().end(lost());
  CHECK(watched.reconnects_after(Milliseconds(50)));
  auto status = GENERATE(Status::kAuthentication, Status::kAuthorization);
  for (int wait : {100, 200, 400, 800}) {
    watched.network.last()->end(Error(status, "no"));
    CHECK(watched.reconnects_after(Milliseconds(wait)));
  }
  watched.network.last()->open();
  CHECK(watched.session->is_open());
}

TEST_CASE("refused credentials are given up in time", "[session]") {
  SessionSettings settings;
  settings.refused_for = Milliseconds(1000);
  WatchedSession watched(settings);
  watched.owner->change_credentials();
  watched.open().end(lost());
  CHECK(watched.reconnects_after(Milliseconds(50)));
  for (int wait : {100, 200, 400, 800}) {  // 1500 ms after the first refusal
    watched.network.last()->end(Error(Status::kAuthentication, "no"));
    CHECK(watched.reconnects_after(Milliseconds(wait)));
  }
  watched.owner->heard();
  watched.network.last()->end(Error(Status::kAuthentication, "no"));
  CHECK(watched.owner->heard() == Heard{"ended PWS_ERR_AUTHENTICATION"});
}

TEST_CASE("the first refusal of all is final whatever may change",
          "[session]") {
  WatchedSession watched;
  watched.owner->change_credentials();
  watched.session->start();
  watched.network.last()->end(Error(Status::kAuthentication, "no"));
  CHECK(watched.owner->heard() == Heard{"ended PWS_ERR_AUTHENTICATION"});
}

TEST_CASE("one bad request may be the credentials' fault, two are ours",
          "[session]") {
  WatchedSession watched;
  watched.owner->change_credentials();
  watched.open();
  for (int i = 0; i < 2; ++i) {  // one for each time that it was open
    watched.network.last()->end(lost());
    watched.timers.advance(Milliseconds(60000));
    watched.network.last()->end(Error(Status::kBadRequest, "no"));
    watched.timers.advance(Milliseconds(60000));
    watched.network.last()->open();
  }
  watched.network.last()->end(lost());
  watched.timers.advance(Milliseconds(60000));
  watched.network.last()->end(Error(Status::kBadRequest, "no"));
  watched.timers.advance(Milliseconds(60000));
  watched.owner->heard();
  watched.network.last()->end(Error(Status::kBadRequest, "no"));
  CHECK(watched.owner->heard() == Heard{"ended PWS_ERR_BAD_REQUEST"});
}

TEST_CASE("what nothing will put right ends a session that was open",
          "[session]") {
  WatchedSession watched;
  watched.owner->change_credentials();
  watched.open().end(lost());
  CHECK(watched.reconnects_after(Milliseconds(50)));
  Error terminated(Status::kServiceUnavailable, "terminated");
  terminated.outlook = Outlook::kFinal;
  watched.owner->heard();
  watched.network.last()->end(terminated);
  CHECK(watched.owner->heard() == Heard{"ended PWS_ERR_SERVICE_UNAVAILABLE"});
}

TEST_CASE("what time does not heal ends a session", "[session]") {
  auto [status, name] = GENERATE(table<Status, std::string>({
      {Status::kBadRequest, "PWS_ERR_BAD_REQUEST"},
      {Status::kAuthentication, "PWS_ERR_AUTHENTICATION"},
      {Status::kAuthorization, "PWS_ERR_AUTHORIZATION"},
      {Status::kInvalidArgument, "PWS_ERR_INVALID_ARGUMENT"},
  }));
  SessionSettings settings;
  settings.retry_first_connect = true;
  INFO(name);

  SECTION("at a reconnect") {
    WatchedSession watched(settings);
    watched.open().end(lost());
    watched.timers.advance(Milliseconds(50));
    watched.owner->heard();
    watched.network.last()->end(Error(status, "no"));
    CHECK(watched.owner->heard() == Heard{"ended " + name});
    watched.timers.advance(Milliseconds(1000000));
    CHECK(watched.network.count() == 2);
    CHECK(watched.timers.waiting() == 0);
  }
  SECTION("on an open connection") {
    WatchedSession watched(settings);
    watched.open().end(Error(status, "no"));
    CHECK(watched.owner->heard() == Heard{"lost 1 " + name, "ended " + name});
    CHECK(watched.timers.waiting() == 0);
  }
  SECTION("at the first connect, even if that is to be retried") {
    WatchedSession watched(settings);
    watched.session->start();
    watched.network.last()->end(Error(status, "no"));
    CHECK(watched.owner->heard() == Heard{"ended " + name});
    CHECK(watched.timers.waiting() == 0);
  }
}

TEST_CASE("what may pass does not end a session that was open", "[session]") {
  auto status = GENERATE(Status::kNotFound, Status::kConflict,
                         Status::kServiceUnavailable, Status::kProtocol,
                         Status::kTls, Status::kConnectionsStuck);
  WatchedSession watched;
  watched.open().end(lost());
  CHECK(watched.reconnects_after(Milliseconds(50)));
  watched.network.last()->end(Error(status, "not now"));
  CHECK(watched.reconnects_after(Milliseconds(100)));
}

TEST_CASE("a first connect that fails is final", "[session]") {
  WatchedSession watched;
  watched.session->start();
  watched.network.last()->end(Error(Status::kConnect, "refused"));
  CHECK(watched.owner->heard() == Heard{"ended PWS_ERR_CONNECT"});
  CHECK(watched.network.last()->is_released());
  CHECK(watched.timers.waiting() == 0);
}

TEST_CASE("a first connect is retried where that is asked for", "[session]") {
  SessionSettings settings;
  settings.retry_first_connect = true;
  WatchedSession watched(settings);
  watched.session->start();
  watched.network.last()->end(Error(Status::kConnect, "refused"));
  CHECK(watched.owner->heard() == Heard{"retry PWS_ERR_CONNECT 50"});
  CHECK(watched.reconnects_after(Milliseconds(50)));
  CHECK(watched.network.last()->request().path == "/first/2");

  SECTION("until it works") {
    watched.network.last()->open();
    CHECK(watched.owner->heard() == Heard{"open 2"});
    watched.network.last()->end(lost());
    watched.timers.advance(Milliseconds(1000));
    CHECK(watched.network.last()->request().path == "/again/3");
  }
  SECTION("but not over what waiting does not help") {
    watched.network.last()->end(Error(Status::kNotFound, "no such topic"));
    CHECK(watched.owner->heard() == Heard{"ended PWS_ERR_NOT_FOUND"});
  }
}

TEST_CASE("a connection that its owner finds broken is given up", "[session]") {
  WatchedSession watched;
  MemoryConnection& first = watched.open();
  watched.session->fail_connection(1, Error(Status::kProtocol, "nonsense"));
  REQUIRE(first.abandoned());
  CHECK(first.abandoned()->status == Status::kProtocol);
  first.end_as_asked();
  CHECK(watched.owner->heard() ==
        Heard{"lost 1 PWS_ERR_PROTOCOL", "retry PWS_ERR_PROTOCOL 50"});

  // It comes too late for the next one.
  watched.timers.advance(Milliseconds(50));
  watched.network.last()->open();
  watched.session->fail_connection(1, Error(Status::kProtocol, "nonsense"));
  CHECK_FALSE(watched.network.last()->is_closing());
}

TEST_CASE("what an old connection still says is not heard", "[session]") {
  WatchedSession watched;
  MemoryConnection& first = watched.open();
  first.end(lost());
  watched.owner->heard();

  SECTION("while there is none") {
    first.open_after_end();
    first.end_again(Error(Status::kAuthentication, "no"));
    first.text_after_end("stale");
    CHECK(watched.owner->heard().empty());
    CHECK(watched.reconnects_after(Milliseconds(50)));
  }
  SECTION("while the next one connects") {
    watched.timers.advance(Milliseconds(50));
    first.open_after_end();
    first.end_again(Error(Status::kAuthentication, "no"));
    first.text_after_end("stale");
    CHECK(watched.owner->heard().empty());
    CHECK_FALSE(watched.session->is_open());
  }
  SECTION("when the next one is open") {
    watched.timers.advance(Milliseconds(50));
    watched.network.last()->open();
    first.open_after_end();
    first.end_again(Error(Status::kAuthentication, "no"));
    first.text_after_end("stale");
    CHECK(watched.owner->heard() == Heard{"open 2"});
    CHECK(watched.session->is_open());
  }
}

TEST_CASE("an attempt that cannot even begin is one that failed", "[session]") {
  ManualTimers timers;
  MemoryNetwork network;
  auto owner = std::make_shared<WatchingOwner>();
  bool broken = false;
  TransportFactory factory = [&broken, inner = network.factory()] {
    if (broken) throw std::runtime_error("no thread to be had");
    return inner();
  };
  SessionSettings settings;
  settings.routes = {WatchedSession::route("one")};
  auto session = std::make_shared<Session>(
      settings, factory, timers, [] { return 0.0; }, owner);

  SECTION("for good, the first time") {
    broken = true;
    session->start();
    CHECK(owner->heard() == Heard{"ended PWS_ERR_OUT_OF_MEMORY"});
  }
  SECTION("for now, later") {
    session->start();
    network.connection(1)->open();
    network.connection(1)->end(lost());
    broken = true;
    owner->heard();
    timers.advance(Milliseconds(50));
    CHECK(owner->heard() == Heard{"retry PWS_ERR_OUT_OF_MEMORY 100"});
    broken = false;
    timers.advance(Milliseconds(100));
    CHECK(network.count() == 2);
  }
}
