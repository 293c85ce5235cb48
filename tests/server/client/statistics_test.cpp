#include <simdjson.h>

#include <string>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/loopback.h"
#include "tests/support/statistics_schema.h"

namespace pulsarws::testing {
namespace {

std::string text_of(pws_text* text) {
  std::string result(pws_text_get(text));
  CHECK(result.size() == pws_text_size(text));
  pws_text_free(text);
  return result;
}

template <typename Function, typename Handle>
std::string json_of(Function function, const Owned<Handle>& handle) {
  pws_text* text = nullptr;
  Outcome outcome = call(function, handle.get(), &text);
  INFO(outcome);
  REQUIRE(outcome.is_ok());
  return text_of(text);
}

std::uint64_t number_in(const std::string& json, const char* pointer) {
  simdjson::dom::parser parser;
  std::uint64_t number = 0;
  INFO(json << " " << pointer);
  REQUIRE(parser.parse(json).at_pointer(pointer).get(number) ==
          simdjson::SUCCESS);
  return number;
}

}  // namespace

TEST_CASE("Statistics are as their schema says, whatever has happened",
          "[client]") {
  PulsarScript pulsar;
  pulsar.at_message(2, Fate::send_error(8, "not this one"));
  ScriptedServer server(loopback(pulsar));
  auto client = new_client(server.url(), {{"initialBackoff", "1"}});
  CHECK(schema_violations(json_of(pws_client_statistics, client)).empty());

  auto producer = new_producer(client);
  auto consumer = new_consumer(client);
  Owned<pws_reader> reader;
  REQUIRE(call(pws_reader_new, client.get(), "test", pws_message_id_earliest(),
               nullptr, kSoonMs, made(reader))
              .is_ok());
  for (int i = 0; i < 5; ++i) {
    CHECK(send(producer, "12345").is_ok() == (i != 1));
  }
  auto message = receive(consumer);
  REQUIRE(message);
  CHECK(call(pws_consumer_ack, consumer.get(), message.get()).is_ok());
  server.drop_all();
  REQUIRE(server.wait_until(
      [](const ServerRecord& all) { return all.opened == 6; }, kSoon));

  const std::string all = json_of(pws_client_statistics, client);
  INFO(all);
  CHECK(schema_violations(all) == "");
  CHECK(schema_violations(json_of(pws_producer_statistics, producer),
                          "/$defs/producer") == "");
  CHECK(schema_violations(json_of(pws_consumer_statistics, consumer),
                          "/$defs/consumer") == "");
  CHECK(schema_violations(json_of(pws_reader_statistics, reader),
                          "/$defs/reader") == "");
  CHECK(all.find("\"client\":{\"transport\":\"" + transport_of_clients() +
                 "\"") != std::string::npos);
  CHECK(number_in(all, "/client/messagesSent") == 5);
  CHECK(number_in(all, "/client/payloadBytesSent") == 25);
  CHECK(number_in(all, "/client/messagesAcked") == 4);
  CHECK(number_in(all, "/client/messagesRefused") == 1);
  CHECK(number_in(all, "/client/roundTripMicroseconds/count") == 5);
  CHECK(number_in(all, "/client/roundTripMicroseconds/max") > 0);
  CHECK(number_in(all, "/client/acks") == 1);
  CHECK(number_in(all, "/client/connectionsLost") == 3);
  CHECK(number_in(all, "/consumers/0/messagesHandedOut") == 1);

  // A handle that has ended, and a client that is closed.
  CHECK(call(pws_producer_close, producer.get(), kSoonMs).is_ok());
  CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
  const std::string closed = json_of(pws_client_statistics, client);
  CHECK(schema_violations(closed) == "");
  CHECK(closed.find("PWS_ERR_CLOSED") != std::string::npos);
  CHECK(number_in(closed, "/client/messagesAcked") == 4);
  CHECK(number_in(closed, "/client/handlesConnected") == 0);
  producer.reset();
  CHECK(number_in(json_of(pws_client_statistics, client),
                  "/client/messagesAcked") == 4);
}

// What the test above relies on.
TEST_CASE("The schema refuses what it does not know", "[client]") {
  CHECK(schema_violations("{}").find("'client' is a required property") !=
        std::string::npos);
  CHECK(schema_violations(R"({"count":1,"p50":1,"p99":1,"max":1})",
                          "/$defs/roundTrip")
            .empty());
  CHECK_FALSE(schema_violations(R"({"count":1,"p50":1,"p99":1,"max":-1})",
                                "/$defs/roundTrip")
                  .empty());
  CHECK_FALSE(
      schema_violations(R"({"count":1,"p50":1,"p99":1,"max":1,"new":1})",
                        "/$defs/roundTrip")
          .empty());
}

TEST_CASE("Statistics come by callback at their interval", "[client]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  Recorded<std::vector<std::string>> texts;
  hearer.also = [&](pws_event& event) {
    CHECK(event.type == PWS_EVENT_STATISTICS);
    std::string text = pws_text_get(event.text);
    texts.update([&](auto& all) { all.push_back(std::move(text)); });
  };
  auto client = new_client(server.url(), {{"statisticsInterval", "20"}});
  REQUIRE(call(pws_client_set_statistics_callback, client.get(),
               Hearer::callback, hearer.user_data(), Hearer::free_user_data)
              .is_ok());
  auto producer = new_producer(client);
  CHECK(send(producer, "x").is_ok());
  const std::size_t before = hearer.count();
  REQUIRE(hearer.wait_count(before + 3));
  CHECK(hearer.event(0).client == client.get());
  const std::string last = texts.read().back();
  CHECK(number_in(last, "/client/messagesAcked") == 1);
  CHECK(schema_violations(last) == "");

  SECTION("until the client is closed") {
    CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
    CHECK(call(pws_client_set_statistics_callback, client.get(),
               Hearer::callback, hearer.user_data(), Hearer::free_user_data)
              .status == PWS_ERR_CLOSED);
  }
  SECTION("until it is freed, with a producer left") { client.reset(); }
  SECTION("until the callback is taken back") {
    CHECK(call(pws_client_set_statistics_callback, client.get(), nullptr,
               nullptr, nullptr)
              .is_ok());
  }
  CHECK(hearer.wait_freed(1));
}

TEST_CASE("Statistics come by poll, too", "[client]") {
  Hearer hearer;
  auto client = new_client("ws://127.0.0.1:1", {{"statisticsInterval", "10"},
                                                {"eventDelivery", "poll"}});
  CHECK(call(pws_client_set_statistics_callback, client.get(), Hearer::callback,
             nullptr, nullptr)
            .status == PWS_ERR_WRONG_DELIVERY);
  REQUIRE(call(pws_client_set_statistics_callback, client.get(), nullptr,
               hearer.user_data(), Hearer::free_user_data)
              .is_ok());
  for (int i = 0; i < 3; ++i) {
    pws_event event = PWS_EVENT_INIT;
    std::size_t count = 0;
    REQUIRE(call(pws_client_poll, client.get(), &event, 1u, kSoonMs, &count)
                .is_ok());
    CHECK(event.type == PWS_EVENT_STATISTICS);
    CHECK(event.user_data == &hearer);
    CHECK(schema_violations(pws_text_get(event.text)) == "");
    pws_text* kept = event.text;
    if (i == 0) event.text = nullptr;
    pws_event_clear(&event);
    CHECK(event.text == nullptr);
    if (i == 0) pws_text_free(kept);
  }
}

}  // namespace pulsarws::testing
