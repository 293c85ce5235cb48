#include "core/observation/log.h"

#include <cstdlib>
#include <new>

#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

std::vector<std::string> log_lines(WatchedClient& watched) {
  std::vector<std::string> lines;
  for (const Event& event : watched.events()) {
    if (event.type == EventType::kLog) lines.push_back(event.log->message);
  }
  return lines;
}
using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a log has what its level lets through", "[log]") {
  Log log(LogLevel::kWarning);
  std::vector<LogEntry> entries;
  log.set_sink([&](LogEntry entry) { entries.push_back(std::move(entry)); });
  CHECK(log.wants(LogLevel::kError));
  CHECK(log.wants(LogLevel::kWarning));
  CHECK_FALSE(log.wants(LogLevel::kInfo));
  log.write(LogLevel::kInfo, "part", "no");
  log.write(LogLevel::kWarning, "part", "yes");
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].level == LogLevel::kWarning);
  CHECK(std::string(entries[0].component) == "part");
  CHECK(entries[0].message == "yes");
  CHECK(entries[0].time > 1700000000000);

  Log off(LogLevel::kOff);
  CHECK_FALSE(off.wants(LogLevel::kError));
}

TEST_CASE("a sink that throws does no harm", "[log]") {
  Log log(LogLevel::kError);
  log.set_sink([](LogEntry) { throw std::bad_alloc(); });
  log.write(LogLevel::kError, "part", "line");
}

TEST_CASE("the levels have the names of the option", "[log]") {
  auto [name, level] = GENERATE(table<std::string, LogLevel>({
      {"off", LogLevel::kOff},
      {"error", LogLevel::kError},
      {"warning", LogLevel::kWarning},
      {"info", LogLevel::kInfo},
      {"debug", LogLevel::kDebug},
  }));
  WatchedClient watched(Settings{{"logLevel", name}});
  watched.client->log().set_sink([](LogEntry) {});
  CHECK(watched.client->log().wants(level));
  if (level != LogLevel::kDebug) {
    CHECK_FALSE(watched.client->log().wants(
        static_cast<LogLevel>(static_cast<int>(level) + 1)));
  }
}

TEST_CASE("log lines come as events", "[log]") {
  WatchedClient watched(Settings{{"logLevel", "info"}});
  auto record = new_record();
  watched.client->log_to_events(handler_for(record));
  watched.client->log().write(LogLevel::kError, "part", "a line");
  auto events = watched.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == EventType::kLog);
  CHECK(events[0].client == watched.client);
  REQUIRE(events[0].log);
  CHECK(events[0].log->message == "a line");
  CHECK(events[0].log->level == LogLevel::kError);
  CHECK(events[0].handler != nullptr);
}

TEST_CASE("a connection's life is told in the log, without secrets", "[log]") {
  WatchedClient watched(
      Settings{{"logLevel", "debug"}, {"authToken", "swordfish"}});
  watched.client->log_to_events(nullptr);
  auto producer = watched.open_producer();
  watched.network.last()->end(lost());
  watched.timers.advance(Milliseconds(50));
  watched.network.last()->end(Error(Status::kAuthentication, "401 no"));
  const std::string who = "producer on persistent://public/default/test (#1): ";
  CHECK(log_lines(watched) ==
        Lines{who + "connected (connection 1)",
              who + "connection 1 lost: it broke; next attempt in 50 ms",
              who + "ended for good: 401 no; check authToken"});
}

TEST_CASE("a loss that ends a handle is told once", "[log]") {
  WatchedClient watched(
      Settings{{"logLevel", "debug"}, {"authToken", "swordfish"}});
  watched.client->log_to_events(nullptr);
  auto producer = watched.open_producer({{"producerName", "orders"}});
  watched.network.last()->end(Error(Status::kAuthentication, "401 no"));
  const std::string who =
      "producer on persistent://public/default/test (orders): ";
  CHECK(log_lines(watched) ==
        Lines{who + "connected (connection 1)",
              who + "ended for good: connection 1 lost: 401 no; check "
                    "authToken"});
}

TEST_CASE("a cut of 4 s is a line when it begins and one when it is over",
          "[log]") {
  WatchedClient watched(Settings{{"logLevel", "warning"}});
  watched.client->log_to_events(nullptr);
  auto named = watched.open_consumer(
      {{"subscriptionType", "Shared"}, {"consumerName", "first"}});
  auto nameless = watched.open_consumer({{"subscriptionType", "Shared"}});
  watched.network.connection(1)->end(lost());
  watched.network.connection(2)->end(lost());
  // 50, 100, 200, 400, 800, 1600 ms: the last one begins after 3.15 s.
  std::size_t done = 2;
  for (int i = 0; i < 6; ++i) {
    while (watched.network.count() < done + 2) {
      watched.timers.advance(Milliseconds(1));
    }
    done += 2;
    if (i == 5) break;
    watched.network.connection(done - 1)->end(Error(Status::kConnect, "no"));
    watched.network.connection(done)->end(Error(Status::kConnect, "no"));
  }
  watched.timers.advance(Milliseconds(850));
  watched.network.connection(done - 1)->open();
  watched.network.connection(done)->open();
  const std::string who =
      "consumer on persistent://public/default/test, subscription sub ";
  auto events = watched.events();
  Lines lines;
  for (const Event& event : events) {
    if (event.type != EventType::kLog) continue;
    CHECK(event.log->level == LogLevel::kWarning);
    CHECK(event.log->handle ==
          (event.log->message.find("(first)") != std::string::npos ? "first"
                                                                   : "#2"));
    lines.push_back(event.log->message);
  }
  CHECK(lines ==
        Lines{who + "(first): connection 1 lost: it broke; next attempt in 50 "
                    "ms",
              who + "(#2): connection 1 lost: it broke; next attempt in 50 ms",
              who + "(first): connected again after 4.0 s and 6 attempts "
                    "(connection 7)",
              who + "(#2): connected again after 4.0 s and 6 attempts "
                    "(connection 7)"});
}

TEST_CASE("a longer outage is told each time that it has doubled", "[log]") {
  WatchedClient watched(
      Settings{{"logLevel", "warning"}, {"maxBackoff", "200"}});
  watched.client->log_to_events(nullptr);
  auto producer = watched.open_producer();
  watched.network.last()->end(lost());
  std::size_t done = 1;
  for (int passed = 0; passed < 45000; passed += 50) {
    watched.timers.advance(Milliseconds(50));
    if (watched.network.count() == done) continue;
    done = watched.network.count();
    watched.network.last()->end(Error(Status::kConnect, "closed"));
  }
  Lines lines = log_lines(watched);
  REQUIRE(lines.size() == 5);
  const std::string who = "producer on persistent://public/default/test (#1): ";
  const char* lasted[] = {"5.1 s", "10.1 s", "20.1 s", "40.1 s"};
  for (std::size_t i = 0; i < 4; ++i) {
    INFO(lines[i + 1]);
    CHECK(lines[i + 1].find(who + "no connection for " + lasted[i]) == 0);
    CHECK(lines[i + 1].find("; the last: closed; next attempt in 100 ms") !=
          std::string::npos);
  }
}

TEST_CASE("refused credentials are told once in an outage", "[log]") {
  ::setenv("PULSARWS_LOG_TEST_TOKEN", "swordfish", 1);
  WatchedClient watched(
      Settings{{"logLevel", "warning"},
               {"authTokenEnvironment", "PULSARWS_LOG_TEST_TOKEN"}});
  watched.client->log_to_events(nullptr);
  auto producer = watched.open_producer();
  watched.network.last()->end(lost());
  for (int wait : {50, 100, 200, 400}) {
    watched.timers.advance(Milliseconds(wait));
    watched.network.last()->end(Error(Status::kAuthentication, "401 no"));
  }
  Lines lines = log_lines(watched);
  REQUIRE(lines.size() == 2);
  CHECK(lines[1].find("401 no; check authTokenEnvironment; tried again as long "
                      "as the credentials may change (authRetryTimeout)") !=
        std::string::npos);
}

TEST_CASE("what failed says once whom it is about", "[log]") {
  WatchedClient watched(
      Settings{{"logLevel", "warning"}, {"eventDelivery", "callbacks"}});
  Lines lines;
  watched.client->log().set_sink(
      [&](LogEntry entry) { lines.push_back(entry.message); });
  auto producer = watched.open_producer();
  REQUIRE_FALSE(producer->send_async(outgoing("x"), "", nullptr, 0));
  REQUIRE(producer->purge(true));
  watched.client->log().set_sink(nullptr);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find("producer on persistent://public/default/test (#1): ") ==
        0);
  CHECK(lines[0].find("producer on", 1) == std::string::npos);
}

TEST_CASE("a line says which topic and connection it is about", "[log]") {
  WatchedClient watched(Settings{{"logLevel", "info"}});
  watched.client->log_to_events(nullptr);
  auto producer = watched.open_producer();
  watched.reconnect();
  watched.client->log().write(LogLevel::kInfo, "client", "about nothing");
  auto events = watched.events();
  REQUIRE(events.size() == 4);
  const std::uint64_t connections[] = {1, 1, 2, 0};
  for (std::size_t i = 0; i < 4; ++i) {
    INFO(events[i].log->message);
    CHECK(events[i].log->connection == connections[i]);
    CHECK(events[i].log->topic ==
          (i < 3 ? "persistent://public/default/test" : ""));
    CHECK(events[i].log->handle == (i < 3 ? "#1" : ""));
  }
}

TEST_CASE("a line for standard error is a list of fields", "[log]") {
  LogEntry entry;
  entry.level = LogLevel::kWarning;
  entry.component = "producer";
  entry.time = 1795443035803;
  entry.message = "a \"quoted\" word";
  CHECK(log_line(entry) ==
        "lib=pulsarws time=2026-11-23T14:10:35.803Z level=warning "
        "component=producer message=\"a \\\"quoted\\\" word\"");
  entry.topic = "persistent://public/default/test";
  entry.handle = "#2";
  entry.connection = 3;
  entry.message = "line\nbreak";
  CHECK(log_line(entry) ==
        "lib=pulsarws time=2026-11-23T14:10:35.803Z level=warning "
        "component=producer topic=persistent://public/default/test "
        "handle=#2 connection=3 message=\"line\\nbreak\"");
  entry.topic = "a topic";
  CHECK(log_line(entry).find(" topic=\"a topic\" ") != std::string::npos);
  entry.topic = "a=b";
  CHECK(log_line(entry).find(" topic=\"a=b\" ") != std::string::npos);
}

TEST_CASE("of too many lines some are dropped, and counted", "[log]") {
  WatchedClient watched(Settings{{"logLevel", "info"}});
  watched.client->log_to_events(nullptr);
  for (int i = 0; i < 1005; ++i) {
    watched.client->log().write(LogLevel::kInfo, "part", std::to_string(i));
  }
  Lines lines = log_lines(watched);
  REQUIRE(lines.size() == 1000);
  CHECK(lines.back() == "999");

  watched.client->log().write(LogLevel::kInfo, "part", "after");
  watched.client->log().write(LogLevel::kInfo, "part", "and after");
  CHECK(log_lines(watched) ==
        Lines{"after [5 lines before this were dropped]", "and after"});
}

TEST_CASE("lines that are being read still count as waiting", "[log]") {
  WatchedClient watched(Settings{{"logLevel", "info"}});
  watched.client->log_to_events(nullptr);
  for (int i = 0; i < 1000; ++i) {
    watched.client->log().write(LogLevel::kInfo, "part", "line");
  }
  auto held = watched.events();
  watched.client->log().write(LogLevel::kInfo, "part", "dropped");
  CHECK(watched.events().empty());
  held.clear();
  watched.client->log().write(LogLevel::kInfo, "part", "line");
  CHECK(watched.events().size() == 1);
}
