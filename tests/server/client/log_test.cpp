#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/recorded.h"
#include "tests/support/scripted_server.h"

namespace pulsarws::testing {
namespace {

// Connects, loses the connection, connects again and closes.
void live(const Owned<pws_client>& client, ScriptedServer& server) {
  auto producer = new_producer(client);
  server.drop_all();
  REQUIRE(server.wait_until(
      [](const ServerRecord& all) { return all.opened == 2; }, kSoon));
  REQUIRE(send(producer, "x").is_ok());
  REQUIRE(call(pws_client_close, client.get(), kSoonMs).is_ok());
}

std::size_t lines(const Hearer& hearer, std::int32_t level) {
  std::size_t count = 0;
  for (const HeardEvent& event : hearer.heard().events) {
    CHECK(event.type == PWS_EVENT_LOG);
    CHECK_FALSE(event.log_component.empty());
    CHECK_FALSE(event.outcome.message.empty());
    CHECK_FALSE(event.outcome.says("a-secret"));
    if (event.log_level == level) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("The log comes as events, as far as logLevel goes", "[client]") {
  for (const char* level : {"off", "error", "warning", "info", "debug"}) {
    CAPTURE(level);
    PulsarScript pulsar;
    ScriptedServer server(pulsar.script());
    Hearer hearer;
    auto client = new_client(server.url(), {{"logLevel", level},
                                            {"authToken", "a-secret"},
                                            {"initialBackoff", "1"}});
    REQUIRE(call(pws_client_set_log_callback, client.get(), Hearer::callback,
                 hearer.user_data(), Hearer::free_user_data)
                .is_ok());
    live(client, server);
    const bool warns =
        std::string(level) != "off" && std::string(level) != "error";
    const bool informs = warns && std::string(level) != "warning";
    CHECK((lines(hearer, PWS_LOG_WARNING) > 0) == warns);
    CHECK((lines(hearer, PWS_LOG_INFO) > 0) == informs);
    CHECK(lines(hearer, PWS_LOG_ERROR) == 0);
    if (!warns) continue;
    HeardEvent line = hearer.event(informs ? 1 : 0);
    CHECK(line.log_component == "producer");
    CHECK(line.outcome.says(
        "producer on persistent://public/default/test (#1): "));
    CHECK(line.client == client.get());
  }
}

TEST_CASE("A line of the log says what it is about", "[client]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  Recorded<std::vector<std::uint64_t>> connections;
  hearer.also = [&](pws_event& event) {
    CHECK(pws_log_entry_topic(event.log) ==
          std::string("persistent://public/default/test"));
    connections.update(
        [&](auto& all) { all.push_back(pws_log_entry_connection(event.log)); });
  };
  auto client =
      new_client(server.url(), {{"logLevel", "info"}, {"initialBackoff", "1"}});
  REQUIRE(call(pws_client_set_log_callback, client.get(), Hearer::callback,
               hearer.user_data(), Hearer::free_user_data)
              .is_ok());
  live(client, server);
  CHECK(connections.read().front() == 1);
  CHECK(connections.read().back() == 2);
}

TEST_CASE("A binding warns in the client's log", "[client]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  Recorded<std::vector<std::string>> topics;
  hearer.also = [&](pws_event& event) {
    topics.update(
        [&](auto& all) { all.push_back(pws_log_entry_topic(event.log)); });
  };
  auto client = new_client(server.url(), {{"logLevel", "warning"}});
  REQUIRE(call(pws_client_set_log_callback, client.get(), Hearer::callback,
               hearer.user_data(), Hearer::free_user_data)
              .is_ok());
  CHECK(call(pws_client_warn, client.get(), "the topic", "words").is_ok());
  CHECK(call(pws_client_warn, client.get(), nullptr, "more words").is_ok());
  CHECK(hearer.event(0).log_component == "client");
  CHECK(hearer.event(0).log_level == PWS_LOG_WARNING);
  CHECK(hearer.event(0).outcome.message == "words");
  CHECK(hearer.event(1).outcome.message == "more words");
  CHECK(topics.read() == std::vector<std::string>{"the topic", ""});
}

TEST_CASE("A log callback of NULL puts the log back on standard error",
          "[client]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client =
      new_client(server.url(), {{"logLevel", "info"}, {"initialBackoff", "1"}});
  REQUIRE(call(pws_client_set_log_callback, client.get(), Hearer::callback,
               hearer.user_data(), Hearer::free_user_data)
              .is_ok());
  REQUIRE(
      call(pws_client_set_log_callback, client.get(), nullptr, nullptr, nullptr)
          .is_ok());
  REQUIRE(hearer.wait_freed(1));

  char path[] = "/tmp/pulsarws-stderr-XXXXXX";
  const int file = mkstemp(path);
  REQUIRE(file >= 0);
  std::fflush(stderr);
  const int before = dup(STDERR_FILENO);
  dup2(file, STDERR_FILENO);
  live(client, server);
  std::fflush(stderr);
  dup2(before, STDERR_FILENO);
  close(before);
  close(file);
  std::ifstream written(path);
  const std::string text{std::istreambuf_iterator<char>(written), {}};
  unlink(path);

  INFO(text);
  CHECK(hearer.count() == 0);
  CHECK(text.substr(0, 18) == "lib=pulsarws time=");
  const std::string topic = "topic=persistent://public/default/test";
  CHECK(text.find(" level=info component=producer " + topic +
                  " handle=#1 connection=1 message=\"producer on ") !=
        std::string::npos);
  CHECK(text.find(" level=warning component=producer " + topic) !=
        std::string::npos);
  CHECK(text.find("connection=2 message=") != std::string::npos);
}

TEST_CASE("The log comes by poll too", "[client]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url(), {{"logLevel", "info"},
                                          {"eventDelivery", "poll"},
                                          {"initialBackoff", "1"}});
  REQUIRE(call(pws_client_set_log_callback, client.get(), nullptr,
               hearer.user_data(), Hearer::free_user_data)
              .is_ok());
  live(client, server);
  pws_event event = PWS_EVENT_INIT;
  std::size_t count = 0;
  std::int64_t last = 0;
  while (call(pws_client_poll, client.get(), &event, 1u, 0, &count).is_ok()) {
    hearer.hear(event);
    CHECK(event.user_data == &hearer);
    CHECK(pws_log_entry_time(event.log) >= last);
    last = pws_log_entry_time(event.log);
    pws_event_clear(&event);
  }
  CHECK(lines(hearer, PWS_LOG_WARNING) > 0);
  CHECK(lines(hearer, PWS_LOG_INFO) > 0);
}

TEST_CASE("A log callback is replaced, and its user data freed", "[client]") {
  ScriptedServer server({});
  Hearer first;
  Hearer second;
  auto client = new_client(server.url(), {{"logLevel", "info"}});
  for (Hearer* hearer : {&first, &second}) {
    REQUIRE(call(pws_client_set_log_callback, client.get(), Hearer::callback,
                 hearer->user_data(), Hearer::free_user_data)
                .is_ok());
  }
  CHECK(first.wait_freed(1));
  auto producer = new_producer(client);
  CHECK(second.wait_count(1));
  CHECK(first.count() == 0);
}

TEST_CASE("Lines that nobody reads are dropped and counted", "[client]") {
  // Each attempt has two handshakes (the second asks why), and is one line, at
  // the level of what is told of an outage once and again.
  ScriptedServer server(always(HangUp{}));
  Hearer hearer;
  Hearer opening;
  auto client = new_client(server.url(), {{"logLevel", "debug"},
                                          {"eventDelivery", "poll"},
                                          {"retryOnFailedConnect", "true"},
                                          {"initialBackoff", "1"},
                                          {"maxBackoff", "1"}});
  REQUIRE(call(pws_client_set_log_callback, client.get(), nullptr,
               hearer.user_data(), Hearer::free_user_data)
              .is_ok());
  std::vector<Owned<pws_producer>> producers(4);
  for (auto& producer : producers) {
    REQUIRE(call(pws_producer_new_async, client.get(), "test", nullptr, -1,
                 made(producer), nullptr, opening.user_data(),
                 Hearer::free_user_data, nullptr)
                .is_ok());
  }
  REQUIRE(server.wait_until(
      [](const ServerRecord& all) { return all.handshakes.size() > 2200; },
      kSoon));
  std::vector<pws_event> events(256, pws_event PWS_EVENT_INIT);
  std::size_t waiting = 0;
  bool told = false;
  for (int i = 0; i < 5 || !told; ++i) {
    std::size_t count = 0;
    REQUIRE(call(pws_client_poll, client.get(), events.data(), events.size(),
                 kSoonMs, &count)
                .is_ok());
    if (i < 5) waiting += count;
    for (std::size_t j = 0; j < count; ++j) {
      if (events[j].log) hearer.hear(events[j]);
      if (std::string(pws_log_entry_message(events[j].log))
              .find("lines before this were dropped") != std::string::npos) {
        told = true;
      }
      pws_event_clear(&events[j]);
    }
    REQUIRE(i < 1000);
  }
  CHECK(waiting >= 1000);
}

TEST_CASE("A cut of some seconds is two lines of the log", "[client]") {
  Script script;
  Recorded<bool> cut;
  script.on_handshake = [&](const Handshake&) -> Answer {
    if (cut.read()) return HangUp{};
    return Accept{};
  };
  ScriptedServer server(script);
  Hearer hearer;
  auto client = new_client(server.url(), {{"logLevel", "warning"},
                                          {"initialBackoff", "100"},
                                          {"maxBackoff", "200"}});
  REQUIRE(call(pws_client_set_log_callback, client.get(), Hearer::callback,
               hearer.user_data(), Hearer::free_user_data)
              .is_ok());
  auto consumer = new_consumer(client, {{"consumerName", "mine"}});
  cut.update([](bool& is) { is = true; });
  server.drop_all();
  // Some seconds of it, by what happens in them.
  REQUIRE(server.wait_until(
      [](const ServerRecord& all) { return all.handshakes.size() > 10; },
      kSoon));
  cut.update([](bool& is) { is = false; });
  REQUIRE(server.wait_until(
      [](const ServerRecord& all) { return all.opened == 2; }, kSoon));
  REQUIRE(hearer.wait_count(2));
  const HeardEvent broke = hearer.event(0);
  const HeardEvent over = hearer.event(hearer.count() - 1);
  CHECK(broke.outcome.says("(mine): connection 1 lost: "));
  CHECK(over.outcome.says("(mine): connected again after "));
  CHECK(over.log_level == PWS_LOG_WARNING);
  // A slow machine may make it longer than 5 s.
  CHECK(hearer.count() <= 3);
}

}  // namespace pulsarws::testing
