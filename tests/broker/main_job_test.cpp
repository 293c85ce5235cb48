// The library's main job on a real Pulsar, with and without token and TLS.
#include "tests/broker/admin_api.h"
#include "tests/broker/content.h"
#include "tests/support/catch.h"

namespace pulsarws::testing {
namespace {

Content rich_message() {
  Content content;
  content.payload = "Hello, Pulsar";
  content.properties = {{"language", "C"},
                        {"unit",
                         "\xc2\xb0"
                         "C"}};
  content.key = "sensor-7";
  content.event_time_ms = 1795443035803;
  return content;
}

void do_main_job(const Cluster& cluster) {
  const std::string topic = unique_topic("main");
  const ClientHandle client = make_client(cluster, kReopening);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  const ProducerHandle producer = make_producer(client, topic);
  CHECK(pws_producer_topic(producer.get()) == topic);
  CHECK(pws_consumer_topic(consumer.get()) == topic);
  CHECK(pws_consumer_subscription(consumer.get()) == std::string("sub"));
  CHECK(pws_producer_is_connected(producer.get()) == 1);
  CHECK(pws_consumer_is_connected(consumer.get()) == 1);

  const std::string context("any \0 bytes \xff", 13);
  const ReceiptHandle receipt = send(producer, rich_message(), context);
  const pws_message_id* sent_id = pws_receipt_message_id(receipt.get());
  CHECK(pws_message_id_ledger(sent_id) >= 0);
  CHECK(pws_message_id_entry(sent_id) == 0);
  CHECK(text_of(pws_receipt_context(receipt.get())) == context);
  CHECK(pws_receipt_is_duplicate(receipt.get()) == 0);
  CHECK(pws_producer_pending_count(producer.get()) == 0);

  const MessageHandle message = receive(consumer);
  CHECK(content_of(message) == rich_message());
  CHECK(text_of(pws_message_get_id(message.get())) == text_of(sent_id));
  CHECK(pws_message_id_compare(pws_message_get_id(message.get()), sent_id) ==
        0);
  CHECK(pws_message_topic(message.get()) == topic);
  CHECK(pws_message_redelivery_count(message.get()) == 0);
  CHECK(pws_message_publish_time(message.get()) > 1700000000000);
  ack(consumer, message);
  close(consumer);
  CHECK(backlog_empties(cluster, topic, "sub"));

  // What is acknowledged does not come again: the next is the first.
  send(producer, plain_text("next"));
  const ConsumerHandle reopened = make_consumer(client, topic, "sub");
  CHECK(content_of(receive(reopened)).payload == "next");
  close(client);
}

}  // namespace

TEST_CASE("A message goes out and comes back whole, without TLS") {
  do_main_job(plain_cluster());
}

TEST_CASE("A message goes out and comes back whole, with token and TLS") {
  do_main_job(secure_cluster());
}

TEST_CASE("A nacked message comes again, the others do not") {
  const Cluster cluster = secure_cluster();
  const std::string topic = unique_topic("nack");
  const ClientHandle client = make_client(cluster);
  const ConsumerHandle consumer = make_consumer(
      client, topic, "sub",
      {{"subscriptionType", "Shared"}, {"negativeAckRedeliveryDelay", "1000"}});
  const ProducerHandle producer = make_producer(client, topic);
  for (const char* payload : {"a", "b", "c"}) {
    send(producer, plain_text(payload));
  }
  std::string nacked_id;
  for (const char* payload : {"a", "b", "c"}) {
    const MessageHandle message = receive(consumer);
    REQUIRE(content_of(message).payload == payload);
    if (payload == std::string("b")) {
      nacked_id = text_of(pws_message_get_id(message.get()));
      must([&](pws_error** error) {
        return pws_consumer_nack(consumer.get(), message.get(), error);
      });
      // Only the first verdict on a delivery counts.
    }
    ack(consumer, message);
  }
  const MessageHandle again = receive(consumer);
  CHECK(content_of(again).payload == "b");
  CHECK(text_of(pws_message_get_id(again.get())) == nacked_id);
  CHECK(pws_message_redelivery_count(again.get()) >= 1);
  ack(consumer, again);
  flush_acks(consumer);
  CHECK(backlog_empties(cluster, topic, "sub"));
}

TEST_CASE("What was not acked comes again to the next consumer") {
  const std::string topic = unique_topic("unacked");
  const ClientHandle client = make_client(plain_cluster(), kReopening);
  const ProducerHandle producer = make_producer(client, topic);
  ConsumerHandle consumer = make_consumer(client, topic, "sub");
  for (const char* payload : {"a", "b", "c"}) {
    send(producer, plain_text(payload));
  }
  MessageHandle kept = receive(consumer);
  const MessageHandle acked = receive(consumer);
  ack(consumer, acked);
  close(consumer);
  consumer.reset();

  // The message outlives its consumer, and is as it was.
  CHECK(content_of(kept).payload == "a");
  const ConsumerHandle second = make_consumer(client, topic, "sub");
  CHECK(result_of([&](pws_error** error) {
          return pws_consumer_ack(second.get(), kept.get(), error);
        }).status == PWS_ERR_WRONG_CONSUMER);
  for (const char* payload : {"a", "c"}) {
    const MessageHandle message = receive(second);
    CHECK(content_of(message).payload == payload);
    ack(second, message);
  }
  close(second);
  CHECK(backlog_empties(plain_cluster(), topic, "sub"));
}

}  // namespace pulsarws::testing
