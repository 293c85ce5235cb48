#include "core/observation/log.h"

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
  const std::string who = "producer on persistent://public/default/test: ";
  CHECK(log_lines(watched) ==
        Lines{who + "connected (connection 1)",
              who + "connection 1 lost: it broke",
              who + "it broke; next attempt in 50 ms",
              who + "ended for good: 401 no; check authToken"});
}

TEST_CASE("a line says which topic and connection it is about", "[log]") {
  WatchedClient watched(Settings{{"logLevel", "info"}});
  watched.client->log_to_events(nullptr);
  auto producer = watched.open_producer();
  watched.reconnect();
  watched.client->log().write(LogLevel::kInfo, "client", "about nothing");
  auto events = watched.events();
  REQUIRE(events.size() == 5);
  const std::uint64_t connections[] = {1, 1, 1, 2, 0};
  for (std::size_t i = 0; i < 5; ++i) {
    INFO(events[i].log->message);
    CHECK(events[i].log->connection == connections[i]);
    CHECK(events[i].log->topic ==
          (i < 4 ? "persistent://public/default/test" : ""));
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
  entry.connection = 3;
  entry.message = "line\nbreak";
  CHECK(log_line(entry) ==
        "lib=pulsarws time=2026-11-23T14:10:35.803Z level=warning "
        "component=producer topic=persistent://public/default/test "
        "connection=3 message=\"line\\nbreak\"");
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
