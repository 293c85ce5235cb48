// A reader by events, with callbacks and with polls.
#include <string>

#include "tests/support/capi/both_ways.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"

namespace pulsarws::testing {
namespace {

Outcome open_async(EventfulClient& client, Owned<pws_reader>& reader,
                   const pws_message_id* start, std::uint64_t* operation,
                   std::int32_t timeout_ms = kSoonMs) {
  auto options = options_of(PWS_OPTIONS_READER, {{"receiverQueueSize", "5"}});
  return call(pws_reader_new_async, client.get(), "test", start, options.get(),
              timeout_ms, made(reader), client.callback(), client.user_data(),
              client.kFree, operation);
}

// Opens one and takes the event that says so.
Owned<pws_reader> open(EventfulClient& client, const pws_message_id* start) {
  Owned<pws_reader> reader;
  std::uint64_t operation = 0;
  REQUIRE(open_async(client, reader, start, &operation).is_ok());
  const HeardEvent opened = client.next();
  INFO(opened.outcome);
  CHECK(opened.type == PWS_EVENT_OPENED);
  CHECK(opened.outcome.is_ok());
  CHECK(opened.operation == operation);
  CHECK(opened.reader == reader.get());
  CHECK(opened.client == client.get());
  CHECK(opened.consumer == nullptr);
  CHECK(pws_reader_is_connected(reader.get()) == 1);
  return reader;
}

std::uint64_t next_async(EventfulClient& client,
                         const Owned<pws_reader>& reader,
                         std::int32_t timeout_ms) {
  std::uint64_t operation = 0;
  REQUIRE(call(pws_reader_next_async, reader.get(), timeout_ms,
               client.callback(), client.user_data(), client.kFree, &operation)
              .is_ok());
  CHECK(operation != 0);
  return operation;
}

}  // namespace

TEST_CASE("A reader is opened, read, asked and closed by events", "[reader]") {
  in_both_ways([](bool polled) {
    PulsarScript pulsar;
    pulsar.serve_numbered(12);
    ScriptedServer server(pulsar.script());
    EventfulClient client(server.url(), polled);
    auto reader = open(client, pws_message_id_earliest());
    for (int i = 0; i < 12; ++i) {
      const std::uint64_t operation = next_async(client, reader, kSoonMs);
      const HeardEvent event = client.next();
      CHECK(event.type == PWS_EVENT_RECEIVED);
      CHECK(event.operation == operation);
      CHECK(event.outcome.is_ok());
      CHECK(event.payload == std::to_string(i));
      CHECK(event.reader == reader.get());
    }
    // Each was answered, or five would have come.
    CHECK(pulsar.wait_until(
        [](const PulsarRecord& all) { return all.read.size() == 12; }, kSoon));
    CHECK(pulsar.record().malformed.empty());

    next_async(client, reader, 20);
    CHECK(client.next().outcome.status == PWS_ERR_TIMEOUT);
    const std::uint64_t given_up = next_async(client, reader, -1);
    CHECK(call(pws_operation_cancel, client.get(), given_up).is_ok());
    const HeardEvent cancelled = client.next();
    CHECK(cancelled.outcome.status == PWS_ERR_CANCELLED);
    CHECK(cancelled.operation == given_up);
    next_async(client, reader, -1);
    pulsar.serve_numbered(1);
    CHECK(client.next().payload == "0");

    for (bool ended : {false, true}) {
      pulsar.end_of_topic(ended);
      std::uint64_t asking = 0;
      REQUIRE(call(pws_reader_end_of_topic_async, reader.get(), kSoonMs,
                   client.callback(), client.user_data(), client.kFree, &asking)
                  .is_ok());
      const HeardEvent answer = client.next();
      CHECK(answer.type == PWS_EVENT_END_OF_TOPIC);
      CHECK(answer.operation == asking);
      CHECK(answer.outcome.is_ok());
      CHECK(answer.end_of_topic == (ended ? 1 : 0));
      CHECK(answer.reader == reader.get());
      CHECK(pws_reader_has_next(reader.get()) == (ended ? 0 : -1));
    }

    const std::uint64_t waiting = next_async(client, reader, -1);
    std::uint64_t closing = 0;
    REQUIRE(call(pws_reader_close_async, reader.get(), kSoonMs,
                 client.callback(), client.user_data(), client.kFree, &closing)
                .is_ok());
    const HeardEvent refused = client.next();
    CHECK(refused.operation == waiting);
    CHECK(refused.outcome.status == PWS_ERR_CLOSED);
    const HeardEvent closed = client.next();
    CHECK(closed.type == PWS_EVENT_CLOSED);
    CHECK(closed.operation == closing);
    CHECK(closed.outcome.is_ok());
    CHECK(closed.reader == reader.get());
    CHECK(server.wait_until(
        [](const ServerRecord& all) { return all.open_now() == 0; }, kSoon));
  });
}

TEST_CASE("A reader that is refused, or given up, tells so", "[reader]") {
  in_both_ways([](bool polled) {
    ScriptedServer refusing(always(Refuse{403, "Not authorized"}));
    EventfulClient client(refusing.url(), polled);
    Owned<pws_reader> reader;
    std::uint64_t operation = 0;
    REQUIRE(open_async(client, reader, pws_message_id_latest(), &operation)
                .is_ok());
    REQUIRE(reader);
    const HeardEvent refused = client.next();
    CHECK(refused.type == PWS_EVENT_OPENED);
    CHECK(refused.operation == operation);
    CHECK(refused.reader == reader.get());
    CHECK(refused.outcome.status == PWS_ERR_AUTHORIZATION);
    CHECK(refused.outcome.http_status == 403);
    CHECK_FALSE(refused.outcome.is_fatal);

    ScriptedServer silent(always(Silent{}));
    EventfulClient waiting(silent.url(), polled);
    Owned<pws_reader> never;
    REQUIRE(open_async(waiting, never, pws_message_id_latest(), &operation)
                .is_ok());
    CHECK(call(pws_operation_cancel, waiting.get(), operation).is_ok());
    CHECK(waiting.next().outcome.status == PWS_ERR_CANCELLED);
    REQUIRE(open_async(waiting, never, pws_message_id_latest(), &operation, 50)
                .is_ok());
    CHECK(waiting.next().outcome.status == PWS_ERR_CONNECT_TIMEOUT);
  });
}

TEST_CASE("A reader's listener hears messages over a lost connection",
          "[reader]") {
  in_both_ways([](bool polled) {
    PulsarScript pulsar;
    pulsar.serve_numbered(20);
    ScriptedServer server(pulsar.script());
    EventfulClient client(server.url(), polled);
    auto reader = open(client, pws_message_id_earliest());
    REQUIRE(call(pws_reader_listen, reader.get(), client.callback(),
                 client.user_data(), client.kFree)
                .is_ok());
    for (int i = 0; i < 20; ++i) {
      const HeardEvent event = client.next();
      CHECK(event.type == PWS_EVENT_MESSAGE);
      CHECK(event.payload == std::to_string(i));
      CHECK(event.reader == reader.get());
    }
    // A listener gets all: nobody else may ask.
    Owned<pws_message> message;
    CHECK(call(pws_reader_next, reader.get(), 0, made(message)).status ==
          PWS_ERR_INVALID_ARGUMENT);
    server.drop_all();
    REQUIRE(server.wait_until(
        [](const ServerRecord& all) { return all.opened == 2; }, kSoon));
    pulsar.serve_numbered(2);
    CHECK(client.next().payload == "0");
    CHECK(client.next().payload == "1");
    CHECK(client.is_silent());
  });
}

TEST_CASE("A gap of a reader at the latest message is told", "[reader]") {
  in_both_ways([](bool polled) {
    PulsarScript pulsar;
    ScriptedServer server(pulsar.script());
    EventfulClient client(server.url(), polled);
    auto reader = open(client, pws_message_id_latest());
    REQUIRE(call(pws_reader_listen, reader.get(), client.callback(),
                 client.user_data(), client.kFree)
                .is_ok());
    server.drop_all();
    const HeardEvent gap = client.next();
    CHECK(gap.type == PWS_EVENT_GAP);
    CHECK(gap.outcome.status == PWS_ERR_CONNECTION_LOST);
    CHECK(gap.reader == reader.get());
    // The client may know of the connection before the server does.
    REQUIRE(server.wait_until(
        [](const ServerRecord& record) { return record.opened == 2; }, kSoon));
    pulsar.serve_numbered(1);
    CHECK(client.next().type == PWS_EVENT_MESSAGE);
  });
}

TEST_CASE("A gap without a listener is told to whoever polls", "[reader]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  auto client = new_client(
      server.url(), {{"eventDelivery", "poll"}, {"initialBackoff", "1"}});
  Owned<pws_reader> reader;
  REQUIRE(call(pws_reader_new, client.get(), "test", pws_message_id_latest(),
               nullptr, kSoonMs, made(reader))
              .is_ok());
  server.drop_all();
  pws_event event = PWS_EVENT_INIT;
  std::size_t count = 0;
  REQUIRE(
      call(pws_client_poll, client.get(), &event, 1u, kSoonMs, &count).is_ok());
  CHECK(event.type == PWS_EVENT_GAP);
  CHECK(event.reader == reader.get());
  CHECK(event.user_data == nullptr);
  pws_event_clear(&event);
}

TEST_CASE("A reader's listener hears of its end", "[reader]") {
  in_both_ways([](bool polled) {
    Script script;
    script.on_handshake = [](const Handshake& handshake) -> Answer {
      if (handshake.connection == 0) return Accept{};
      return Refuse{403, "No more"};
    };
    ScriptedServer server(script);
    EventfulClient client(server.url(), polled);
    auto reader = open(client, pws_message_id_earliest());
    REQUIRE(call(pws_reader_listen, reader.get(), client.callback(),
                 client.user_data(), client.kFree)
                .is_ok());
    server.drop_all();
    const HeardEvent ended = client.next();
    CHECK(ended.type == PWS_EVENT_ENDED);
    CHECK(ended.outcome.status == PWS_ERR_AUTHORIZATION);
    CHECK(ended.outcome.is_fatal);
    CHECK(ended.reader == reader.get());
  });
}

}  // namespace pulsarws::testing
