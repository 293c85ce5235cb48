#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/recorded.h"
#include "tests/support/scripted_server.h"
#include "tests/support/temporary_file.h"
#include "tests/support/wait.h"

namespace pulsarws::testing {
namespace {

const Settings kFast{{"initialBackoff", "1"}, {"maxBackoff", "20"}};

// Sends the numbers from 0 in one call, with the number as payload.
void send_numbered(const Owned<pws_producer>& producer, std::size_t count,
                   Hearer& hearer) {
  std::vector<std::string> payloads(count);
  std::vector<pws_outgoing> messages;
  for (std::size_t i = 0; i < count; ++i) {
    payloads[i] = std::to_string(i);
    messages.push_back(outgoing(payloads[i]));
  }
  std::size_t accepted = 0;
  REQUIRE(call(pws_producer_send_async, producer.get(), messages.data(), count,
               Hearer::callback, hearer.user_data(), Hearer::free_user_data,
               &accepted)
              .is_ok());
  REQUIRE(accepted == count);
}

// Each of the messages has completed once, with `status`, in order.
void check_completed(const Hearer& hearer, std::size_t count,
                     pws_status status) {
  REQUIRE(hearer.wait_freed(1));
  auto events = hearer.heard().events;
  REQUIRE(events.size() == count);
  for (std::size_t i = 0; i < count; ++i) {
    CAPTURE(i, events[i].outcome);
    CHECK(events[i].type == PWS_EVENT_SENT);
    CHECK(events[i].index == i);
    CHECK(events[i].outcome.status == status);
  }
}

// All of the numbers have reached the server, on each connection in order.
void check_arrived(const PulsarRecord& record, std::size_t count) {
  std::set<std::string> arrived;
  std::size_t connection = 0;
  int last = -1;
  for (const auto& produced : record.produced) {
    if (produced.connection != connection) last = -1;
    connection = produced.connection;
    CHECK(std::stoi(produced.payload) > last);
    last = std::stoi(produced.payload);
    arrived.insert(produced.payload);
  }
  CHECK(arrived.size() == count);
}

}  // namespace

TEST_CASE("Garbage in an open connection loses no message", "[client]") {
  const std::vector<std::string> kGarbage{
      "", "{", "[]", "\"text\"", "{\"result\":1}",
      // A context that is not ours is no answer to anything.
      "{\"result\":\"ok\",\"messageId\":\"?\",\"context\":\"1\"}",
      std::string(100000, 'x')};
  PulsarScript pulsar;
  Script script = pulsar.script();
  auto texts = std::make_shared<std::size_t>(0);
  script.on_text = [&kGarbage, texts, usual = script.on_text](
                       const SessionPtr& session, const std::string& text) {
    usual(session, text);
    std::size_t turn = ++*texts;
    if (turn % 50 != 0) return;
    turn /= 50;
    if (turn <= kGarbage.size()) session->send(kGarbage[turn - 1]);
    if (turn == kGarbage.size() + 1) session->send_binary("\x01\x02");
  };
  ScriptedServer server(script);
  Hearer hearer;
  auto client = new_client(server.url(), kFast);
  auto producer = new_producer(client);
  send_numbered(producer, 1000, hearer);
  check_completed(hearer, 1000, PWS_OK);
  check_arrived(pulsar.record(), 1000);
  // The answers may all have come before the broken connection is gone.
  CHECK(server.wait_until(
      [](const auto& record) { return record.handshakes.size() > 1; }, kSoon));
}

TEST_CASE("Garbage for a consumer loses no message", "[client]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(200);
  Script script = pulsar.script();
  auto texts = std::make_shared<std::size_t>(0);
  script.on_text = [texts, usual = script.on_text](const SessionPtr& session,
                                                   const std::string& text) {
    usual(session, text);
    // The first is JSON, and costs no connection.
    if (++*texts == 20) session->send(R"({"messageId":"","payload":"%"})");
    if (*texts == 60) session->send("]");
    if (*texts == 100) session->send_binary("x");
  };
  ScriptedServer server(script);
  auto client = new_client(server.url(), kFast);
  auto consumer = new_consumer(client, {{"receiverQueueSize", "10"}});
  std::multiset<std::string> received;
  while (received.size() < 200) {
    auto message = receive(consumer);
    REQUIRE(message);
    received.insert(payload_of(message.get()));
    CHECK(call(pws_consumer_ack, consumer.get(), message.get()).is_ok());
  }
  CHECK(std::set<std::string>(received.begin(), received.end()).size() == 200);
  CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
  PulsarRecord record = pulsar.record();
  CHECK(record.acked.size() == 200);
  CHECK(record.stale.empty());
  CHECK(server.record().handshakes.size() == 3);
}

TEST_CASE("An abrupt close with 100 messages not answered", "[client]") {
  PulsarScript pulsar;
  pulsar.hold_answers();
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url(), kFast);
  auto producer = new_producer(client);
  send_numbered(producer, 100, hearer);
  auto has_produced = [&](std::size_t count) {
    return pulsar.wait_until(
        [&](const PulsarRecord& all) { return all.produced.size() == count; },
        kSoon);
  };
  REQUIRE(has_produced(100));

  SECTION("the server comes back") {
    server.drop_all();
    REQUIRE(has_produced(200));
    CHECK(hearer.count() == 0);
    CHECK(pws_producer_pending_count(producer.get()) == 100);
    pulsar.release_answers();
    check_completed(hearer, 100, PWS_OK);
    check_arrived(pulsar.record(), 100);
  }
  SECTION("the producer is closed") {
    Outcome outcome = call(pws_producer_close, producer.get(), 100);
    CHECK(outcome.status == PWS_ERR_TIMEOUT);
    check_completed(hearer, 100, PWS_ERR_OUTCOME_UNKNOWN);
  }
  SECTION("the client is closed") {
    CHECK(call(pws_client_close, client.get(), 0).status == PWS_ERR_TIMEOUT);
    check_completed(hearer, 100, PWS_ERR_OUTCOME_UNKNOWN);
  }
  SECTION("everything is freed") {
    producer.reset();
    client.reset();
    check_completed(hearer, 100, PWS_ERR_OUTCOME_UNKNOWN);
  }
  SECTION("everything is freed, the client first") {
    client.reset();
    producer.reset();
    check_completed(hearer, 100, PWS_ERR_OUTCOME_UNKNOWN);
  }
  SECTION("the close waits for the answers") {
    auto options = options_of(PWS_OPTIONS_CLIENT, {});
    Hearer closing;
    REQUIRE(call(pws_producer_close_async, producer.get(), kSoonMs,
                 Hearer::callback, closing.user_data(), Hearer::free_user_data,
                 nullptr)
                .is_ok());
    CHECK(send(producer, "late").status == PWS_ERR_CLOSED);
    pulsar.release_answers();
    check_completed(hearer, 100, PWS_OK);
    CHECK(closing.event(0).type == PWS_EVENT_CLOSED);
    CHECK(closing.event(0).outcome.is_ok());
  }
}

TEST_CASE("Close frames from the server", "[client]") {
  for (int code : {1001, 1009, 1011}) {
    CAPTURE(code);
    PulsarScript pulsar;
    pulsar.at_message(1, Fate::close(code, "the server's words"));
    ScriptedServer server(pulsar.script());
    Hearer hearer;
    Hearer log;
    Settings settings = kFast;
    settings.emplace_back("logLevel", "warning");
    auto client = new_client(server.url(), settings);
    REQUIRE(call(pws_client_set_log_callback, client.get(), Hearer::callback,
                 log.user_data(), Hearer::free_user_data)
                .is_ok());
    auto producer = new_producer(client);
    send_numbered(producer, 3, hearer);
    check_completed(hearer, 3, PWS_OK);
    check_arrived(pulsar.record(), 3);
    HeardEvent line = log.event(0);
    INFO(line.outcome);
    CHECK(line.outcome.says("code " + std::to_string(code) +
                            ": the server's words"));
  }
}

TEST_CASE("A message over which the connection breaks three times",
          "[client]") {
  PulsarScript pulsar;
  for (std::size_t n : {1U, 2U, 3U}) {
    pulsar.at_message(n, Fate::close(1009, "too large"));
  }
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url(), kFast);
  auto producer = new_producer(client);
  Outcome outcome = send(producer, "poison");
  INFO(outcome);
  CHECK(outcome.status == PWS_ERR_POISONED);
  CHECK(outcome.says("3 times in a row"));
  CHECK(outcome.says("too large"));
  CHECK_FALSE(outcome.is_fatal);
  CHECK(send(producer, "next").is_ok());
}

TEST_CASE("Acks of messages from a lost connection are made good", "[client]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(10);
  Script script = pulsar.script();
  Recorded<bool> may_return;
  script.on_handshake = [&](const Handshake& handshake) -> Answer {
    if (handshake.connection > 0) {
      may_return.wait_until([](bool may) { return may; }, kSoon);
    }
    return Accept{};
  };
  ScriptedServer server(script);
  auto client = new_client(server.url(), kFast);
  auto consumer = new_consumer(client);
  std::vector<Owned<pws_message>> old;
  while (old.size() < 5) old.push_back(receive(consumer));
  server.drop_all();
  REQUIRE(wait_for(
      [&] { return pws_consumer_is_connected(consumer.get()) == 0; }, kSoon));
  for (auto& message : old) {
    CHECK(call(pws_consumer_ack_and_free, consumer.get(), message.release())
              .is_ok());
  }
  may_return.update([](bool& may) { may = true; });
  // All ten are delivered again, and the old ones settled by the library.
  for (int i = 5; i < 10; ++i) {
    auto message = receive(consumer);
    REQUIRE(message);
    CHECK(payload_of(message.get()) == std::to_string(i));
    CHECK(call(pws_consumer_ack, consumer.get(), message.get()).is_ok());
  }
  CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
  CHECK(pulsar.record().acked.size() == 10);
  CHECK(pulsar.record().stale.empty());
}

TEST_CASE("A server that refuses for good ends the handle", "[client]") {
  PulsarScript pulsar;
  Script script = pulsar.script();
  script.on_handshake = [](const Handshake& handshake) -> Answer {
    if (handshake.connection == 0) return Accept{};
    return Refuse{401, "The token has expired"};
  };
  pulsar.hold_answers();
  ScriptedServer server(script);
  Hearer hearer;
  auto client = new_client(server.url(), kFast);
  auto producer = new_producer(client);
  send_numbered(producer, 2, hearer);
  REQUIRE(pulsar.wait_until(
      [](const PulsarRecord& all) { return all.produced.size() == 2; }, kSoon));
  server.drop_all();
  check_completed(hearer, 2, PWS_ERR_OUTCOME_UNKNOWN);
  CHECK(hearer.event(0).outcome.says("The token has expired"));
  Outcome outcome = send(producer, "later");
  INFO(outcome);
  CHECK(outcome.status == PWS_ERR_AUTHENTICATION);
  CHECK(outcome.http_status == 401);
  CHECK(outcome.is_fatal);
  CHECK_FALSE(outcome.is_retriable);
  CHECK(call(pws_producer_flush, producer.get(), 0).status ==
        PWS_ERR_AUTHENTICATION);
  CHECK(call(pws_producer_close, producer.get(), 0).is_ok());
}

TEST_CASE("A token that may change is asked for again until it is taken",
          "[client]") {
  const int status = GENERATE(401, 403);
  CAPTURE(status);
  PulsarScript pulsar;
  Script script = pulsar.script();
  script.on_handshake = [status](const Handshake& handshake) -> Answer {
    auto token = handshake.headers.find("authorization");
    const bool fresh =
        token != handshake.headers.end() && token->second == "Bearer fresh";
    if (handshake.connection == 0 || fresh) return Accept{};
    return Refuse{status, "The token has expired"};
  };
  ScriptedServer server(script);
  TemporaryFile file("stale");
  Settings settings = kFast;
  settings.push_back({"authTokenFile", file.name()});
  auto client = new_client(server.url(), settings);
  auto producer = new_producer(client);
  server.drop_all();
  REQUIRE(server.wait_until(
      [](const ServerRecord& all) { return all.handshakes.size() > 4; },
      kSoon));
  file.write("fresh");
  CHECK(send(producer, "after").is_ok());
}

}  // namespace pulsarws::testing
