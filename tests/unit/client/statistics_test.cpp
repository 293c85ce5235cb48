#include "core/observation/statistics.h"

#include <simdjson.h>

#include "core/observation/statistics_json.h"
#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

Error send_async(Producer& producer, std::string_view payload = "12345") {
  return producer.send_async(outgoing(payload), "", nullptr, 0);
}

void check_sum(const ProducerStatistics& now) {
  const ProducerCounts& c = now.counts;
  CHECK(c.sent == c.acked + c.refused + c.not_sent + c.outcome_unknown +
                      c.poisoned + now.pending);
}
void check_sum(const ReceiverStatistics& now) {
  const ReceiverCounts& c = now.counts;
  CHECK(c.received ==
        c.handed_out + now.queued + c.dropped + c.settled_by_library);
}

// The number at `pointer` in the JSON.
std::uint64_t number_in(const std::string& json, const char* pointer) {
  simdjson::dom::parser parser;
  std::uint64_t number = 0;
  INFO(json << " " << pointer);
  REQUIRE(parser.parse(json).at_pointer(pointer).get(number) ==
          simdjson::SUCCESS);
  return number;
}

}  // namespace

TEST_CASE("a producer counts what becomes of its messages", "[statistics]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"sendTimeout", "1000"}});
  for (int i = 0; i < 5; ++i) send_async(*producer);
  ProducerStatistics now = producer->statistics();
  CHECK(now.counts.sent == 5);
  CHECK(now.counts.sent_bytes == 25);
  CHECK(now.pending == 5);
  CHECK(now.pending_bytes > 25);
  CHECK(now.in_flight == 0);
  check_sum(now);

  MemoryConnection& server = *watched.network.last();
  const auto frames = server.frames();
  REQUIRE(frames.size() == 5);
  now = producer->statistics();
  CHECK(now.in_flight == 5);
  CHECK(now.in_flight_bytes == now.pending_bytes);

  watched.timers.advance(Milliseconds(3));
  server.text(stored(1));
  watched.timers.advance(Milliseconds(17));
  server.text(refused(2, 8, "no"));
  server.text(stored(2));  // answered already
  now = producer->statistics();
  CHECK(now.counts.acked == 1);
  CHECK(now.counts.acked_bytes == 5);
  CHECK(now.counts.refused == 1);
  CHECK(now.pending == 3);
  CHECK(now.in_flight == 3);
  CHECK(now.round_trips.count() == 2);
  CHECK(now.round_trips.max() == 20000);
  CHECK(now.round_trips.quantile(0.5) >= 3000);
  CHECK(now.round_trips.quantile(0.5) <= 3200);
  check_sum(now);

  server.end(lost());
  CHECK(producer->statistics().in_flight == 0);
  MemoryConnection& second = watched.come_back();
  CHECK(second.frames().size() == 3);
  second.text(had_already(3));
  now = producer->statistics();
  CHECK(now.counts.written_again == 3);
  CHECK(now.counts.duplicates == 1);
  CHECK(now.counts.acked == 2);
  // From the last writing on, not the first.
  CHECK(now.round_trips.max() == 20000);

  second.end(lost());
  send_async(*producer);
  watched.timers.advance(Milliseconds(2000));
  now = producer->statistics();
  CHECK(now.counts.timed_out == 3);
  CHECK(now.counts.outcome_unknown == 2);
  CHECK(now.counts.not_sent == 1);
  CHECK(now.pending == 0);
  check_sum(now);
}

TEST_CASE("a poisoned message is counted as such", "[statistics]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  send_async(*producer);
  for (int i = 0; i < 3; ++i) {
    watched.network.last()->frames();
    watched.reconnect(blaming());
  }
  CHECK(producer->statistics().counts.poisoned == 1);
  CHECK(producer->statistics().counts.written_again == 2);
  check_sum(producer->statistics());
}

TEST_CASE("connections are counted, and the last error told", "[statistics]") {
  WatchedClient watched;
  auto producer = watched.make_producer();
  EndpointStatistics now = producer->statistics().endpoint;
  CHECK(now.topic == "persistent://public/default/test");
  CHECK(now.connection == 0);
  CHECK_FALSE(now.connected);
  watched.open(producer);
  now = producer->statistics().endpoint;
  CHECK(now.connected);
  CHECK(now.connection == 1);
  CHECK(now.connections.opened == 1);
  CHECK(now.since > 1700000000000);
  CHECK_FALSE(now.last_error);

  watched.network.last()->end(lost());
  watched.timers.advance(Milliseconds(50));
  watched.network.last()->end(Error(Status::kConnect, "port closed"));
  now = producer->statistics().endpoint;
  CHECK_FALSE(now.connected);
  CHECK(now.connections.lost == 1);
  CHECK(now.connections.failed_attempts == 1);
  CHECK(now.connection == 2);
  CHECK(now.last_error.status == Status::kConnect);

  watched.come_back();
  now = producer->statistics().endpoint;
  CHECK(now.connections.opened == 2);
  CHECK(now.connection == 3);
  CHECK_FALSE(now.last_error);

  watched.network.last()->end(lost());
  watched.timers.advance(Milliseconds(200));
  watched.network.last()->end(Error(Status::kAuthentication, "401"));
  now = producer->statistics().endpoint;
  CHECK(now.connections.lost == 2);
  CHECK(now.connections.failed_attempts == 2);
  CHECK(now.last_error.status == Status::kAuthentication);
}

TEST_CASE("a consumer counts what becomes of its messages", "[statistics]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer({{"receiverQueueSize", "4"}});
  MemoryConnection& server = *watched.network.last();
  for (int i = 0; i < 5; ++i) server.text(delivery(i));
  ReceiverStatistics now = consumer->statistics();
  CHECK(now.endpoint.subscription == "sub");
  CHECK(now.counts.received == 5);
  CHECK(now.counts.received_bytes == 5 * std::string("payload 0").size());
  CHECK(now.queued == 5);
  CHECK(now.counts.permits == 4);
  check_sum(now);

  auto first = *consumer->receive(0);
  auto second = *consumer->receive(0);
  consumer->settle(*first, Verdict::kAck);
  consumer->settle(*first, Verdict::kNack);  // the first verdict counts
  now = consumer->statistics();
  CHECK(now.counts.handed_out == 2);
  CHECK(now.queued == 3);
  CHECK(now.counts.acks == 1);
  CHECK(now.counts.nacks == 0);
  CHECK(now.counts.permits == 6);
  check_sum(now);

  // What waited is dropped; a late nack is settled when it comes again, and
  // so is the ack that had no answer.
  server.end(lost());
  CHECK(consumer->statistics().counts.dropped == 3);
  consumer->settle(*second, Verdict::kNack);
  MemoryConnection& next = watched.come_back();
  for (int i = 0; i < 5; ++i) next.text(delivery(i));
  now = consumer->statistics();
  CHECK(now.counts.received == 10);
  CHECK(now.counts.settled_by_library == 2);
  CHECK(now.counts.nacks == 1);
  CHECK(now.queued == 3);
  check_sum(now);

  Delivery again;
  again.id = message_id(2, 9);
  again.payload = "x";
  again.redelivery_count = 2;
  next.text(delivery_frame(again));
  CHECK(consumer->statistics().counts.redelivered == 1);

  (*consumer->receive(0)).get();
  consumer->redeliver();
  CHECK(consumer->statistics().counts.nacks == 2);

  consumer->close(nullptr);
  now = consumer->statistics();
  CHECK(now.queued == 0);
  CHECK(now.counts.dropped == 6);
  check_sum(now);
}

TEST_CASE("a paused message is not counted twice", "[statistics]") {
  WatchedClient watched;
  auto reader = watched.open_reader(kEarliest);
  REQUIRE_FALSE(reader->pause());
  for (int i = 0; i < 3; ++i) watched.network.last()->text(delivery(i));
  REQUIRE_FALSE(reader->resume());
  REQUIRE(reader->receive(0));
  ReceiverStatistics now = reader->statistics();
  CHECK(now.counts.received == 3);
  CHECK(now.counts.handed_out == 1);
  CHECK(now.queued == 2);
  check_sum(now);
}

TEST_CASE("a client's sums keep what is freed, its lists do not",
          "[statistics]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  send_async(*producer);
  watched.network.last()->frames();
  watched.network.last()->text(stored(1));
  send_async(*producer);
  auto consumer = watched.open_consumer();
  watched.network.last()->text(delivery(1));

  ClientStatistics all = watched.client->statistics();
  REQUIRE(all.producers.size() == 1);
  REQUIRE(all.consumers.size() == 1);
  CHECK(all.totals.producers.sent == 2);
  CHECK(all.totals.producers.acked == 1);
  CHECK(all.totals.connections.opened == 2);
  CHECK(all.totals.consumers.received == 1);
  CHECK(all.totals.round_trips.count() == 1);

  // Ended but not freed: once in the sums, still in the list.
  producer->cut_off(Error());
  all = watched.client->statistics();
  REQUIRE(all.producers.size() == 1);
  CHECK(all.producers[0].endpoint.last_error.status == Status::kClosed);
  CHECK(all.totals.producers.sent == 2);
  CHECK(all.totals.producers.not_sent == 1);

  producer->give_up();
  producer = nullptr;
  all = watched.client->statistics();
  CHECK(all.producers.empty());
  CHECK(all.totals.producers.sent == 2);
  CHECK(all.totals.round_trips.count() == 1);

  // Freed and still settling what it owes.
  auto message = *consumer->receive(0);
  consumer->settle(*message, Verdict::kAck);
  consumer->give_up();
  all = watched.client->statistics();
  CHECK(all.consumers.empty());
  CHECK(all.totals.consumers.acks == 1);
  consumer->cut_off(Error());
  consumer = nullptr;
  all = watched.client->statistics();
  CHECK(all.totals.consumers.acks == 1);
  CHECK(all.totals.consumers.received == 1);
  CHECK(all.totals.connections.opened == 2);
}

TEST_CASE("the events that wait are counted", "[statistics]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  watched.events();
  CHECK(watched.client->statistics().events_queued == 0);
  for (int i = 0; i < 3; ++i) send_async(*producer);
  watched.network.last()->frames();
  watched.network.last()->text(stored(1));
  watched.network.last()->text(stored(2));
  CHECK(watched.client->statistics().events_queued == 2);
  watched.events();
  CHECK(watched.client->statistics().events_queued == 0);
}

TEST_CASE("statistics as JSON", "[statistics]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  send_async(*producer);
  auto consumer = watched.open_consumer();
  auto reader = watched.open_reader(kEarliest);
  const std::string json = to_json(watched.client->statistics());
  CHECK(json.find(R"("client":{"transport":"memory",)") != std::string::npos);
  CHECK(number_in(json, "/client/messagesSent") == 1);
  CHECK(number_in(json, "/client/payloadBytesSent") == 5);
  CHECK(number_in(json, "/client/pendingMessages") == 1);
  CHECK(number_in(json, "/client/handlesConnected") == 3);
  CHECK(number_in(json, "/client/connectionsOpened") == 3);
  CHECK(number_in(json, "/client/parkedConnections") == 0);
  CHECK(number_in(json, "/producers/0/messagesSent") == 1);
  CHECK(number_in(json, "/producers/0/roundTripMicroseconds/count") == 0);
  CHECK(number_in(json, "/consumers/0/permits") == 1000);
  CHECK(number_in(json, "/readers/0/messagesQueued") == 0);
  CHECK(json.find("\"lastError\":null") != std::string::npos);

  // A server's words may be any bytes, JSON may not.
  ProducerStatistics broken;
  broken.endpoint.topic = "t";
  broken.endpoint.last_error = Error(Status::kServer, "\xff \"quoted\"");
  CHECK(to_json(broken).find(
            R"("lastError":{"status":"PWS_ERR_SERVER","message":"? \")"
            R"(quoted\""})") != std::string::npos);
}

TEST_CASE("statistics come each interval, until the close", "[statistics]") {
  WatchedClient watched(Settings{{"statisticsInterval", "1000"}});
  auto record = new_record();
  watched.timers.advance(Milliseconds(5000));
  CHECK(watched.events().empty());  // nobody has asked

  watched.client->statistics_to_events(handler_for(record));
  watched.timers.advance(Milliseconds(999));
  CHECK(watched.events().empty());
  watched.timers.advance(Milliseconds(2001));
  auto events = watched.events();
  REQUIRE(events.size() == 3);
  CHECK(events[0].type == EventType::kStatistics);
  CHECK(events[0].client == watched.client);
  CHECK(events[0].handler != nullptr);
  REQUIRE(events[0].text);
  CHECK(number_in(*events[0].text, "/client/messagesSent") == 0);
  events.clear();

  // Another one takes over, from now on.
  auto second = new_record();
  watched.timers.advance(Milliseconds(500));
  watched.client->statistics_to_events(handler_for(second));
  CHECK(record->read().freed == 1);
  watched.timers.advance(Milliseconds(999));
  CHECK(watched.events().empty());
  watched.timers.advance(Milliseconds(1));
  CHECK(watched.events().size() == 1);

  SECTION("of the client") { watched.client->close(nullptr, 0); }
  SECTION("of the handle") { watched.client->stop_statistics(); }
  SECTION("of the callback") { watched.client->statistics_to_events(nullptr); }
  CHECK(second->read().freed == 1);
  watched.events();
  watched.timers.advance(Milliseconds(5000));
  CHECK(watched.events().empty());
}

TEST_CASE("without an interval there are no statistics by event",
          "[statistics]") {
  WatchedClient watched;
  auto record = new_record();
  watched.client->statistics_to_events(handler_for(record));
  CHECK(record->read().freed == 1);
  CHECK(watched.timers.waiting() == 0);
}
