// Statistics on a real Pulsar: the numbers add up, and are as their schema
// says.
#include <simdjson.h>

#include <map>
#include <string>

#include "tests/broker/admin_api.h"
#include "tests/broker/content.h"
#include "tests/broker/sent_messages.h"
#include "tests/support/catch.h"
#include "tests/support/statistics_schema.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMessages = 1000;

template <typename Function, typename Handle>
std::string json_of(Function function, const Handle& handle) {
  pws_text* text = nullptr;
  must([&](pws_error** error) { return function(handle.get(), &text, error); });
  std::string json = pws_text_get(text);
  pws_text_free(text);
  return json;
}

std::uint64_t number_in(const std::string& json, const std::string& pointer) {
  simdjson::dom::parser parser;
  std::uint64_t number = 0;
  INFO(json << " " << pointer);
  REQUIRE(parser.parse(json).at_pointer(pointer).get(number) ==
          simdjson::SUCCESS);
  return number;
}

}  // namespace

TEST_CASE("Statistics add up after 1,000 messages with nacks") {
  const Cluster cluster = secure_cluster();
  const std::string topic = unique_topic("statistics");
  const ClientHandle client = make_client(cluster);
  const ConsumerHandle consumer = make_consumer(
      client, topic, "sub",
      {{"subscriptionType", "Shared"}, {"negativeAckRedeliveryDelay", "200"}});
  const ProducerHandle producer = make_producer(client, topic);
  SentMessages sent(kMessages);
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < kMessages; ++i) {
    const std::string payload = "payload " + std::to_string(i);
    bytes += payload.size();
    sent.send(producer, i, plain_text(payload));
  }
  REQUIRE(sent.wait_until_settled(60s));
  CHECK(sent.read().stored() == kMessages);

  // Every tenth is nacked when it comes for the first time.
  std::map<std::string, int> seen;
  std::size_t received = 0;
  std::size_t acked = 0;
  std::size_t nacked = 0;
  while (acked < kMessages) {
    const MessageHandle message = receive(consumer);
    ++received;
    const std::string payload = content_of(message).payload;
    if (++seen[payload] == 1 && payload.back() == '0') {
      ++nacked;
      must([&](pws_error** error) {
        return pws_consumer_nack(consumer.get(), message.get(), error);
      });
    } else {
      ++acked;
      ack(consumer, message);
    }
  }
  flush_acks(consumer);
  CHECK(nacked == kMessages / 10);
  CHECK(backlog_empties(cluster, topic, "sub"));

  const std::string all = json_of(pws_client_statistics, client);
  INFO(all);
  CHECK(schema_violations(all) == "");
  CHECK(number_in(all, "/client/messagesSent") == kMessages);
  CHECK(number_in(all, "/client/messagesAcked") == kMessages);
  CHECK(number_in(all, "/client/payloadBytesSent") == bytes);
  CHECK(number_in(all, "/client/payloadBytesAcked") == bytes);
  CHECK(number_in(all, "/client/pendingMessages") == 0);
  CHECK(number_in(all, "/client/connectionsOpened") == 2);
  CHECK(number_in(all, "/client/handlesConnected") == 2);
  const std::string rtt = "/client/roundTripMicroseconds/";
  CHECK(number_in(all, rtt + "count") == kMessages);
  CHECK(number_in(all, rtt + "p50") > 0);
  CHECK(number_in(all, rtt + "p50") <= number_in(all, rtt + "p99"));
  CHECK(number_in(all, rtt + "p99") <= number_in(all, rtt + "max"));
  CHECK(number_in(all, rtt + "max") < 60000000);

  const std::string of_consumer = json_of(pws_consumer_statistics, consumer);
  INFO(of_consumer);
  CHECK(schema_violations(of_consumer, "/$defs/consumer") == "");
  CHECK(number_in(of_consumer, "/messagesHandedOut") == received);
  CHECK(number_in(of_consumer, "/acks") == acked);
  CHECK(number_in(of_consumer, "/nacks") == nacked);
  CHECK(number_in(of_consumer, "/messagesReceived") == received);
  CHECK(number_in(of_consumer, "/messagesQueued") == 0);
  CHECK(number_in(of_consumer, "/redeliveries") >= nacked);
  CHECK(number_in(of_consumer, "/permits") >= received);

  const std::string of_producer = json_of(pws_producer_statistics, producer);
  CHECK(schema_violations(of_producer, "/$defs/producer") == "");
  close(client);
}

}  // namespace pulsarws::testing
