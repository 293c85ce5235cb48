// Each field of a producer's frame shows its effect on a real Pulsar.
#include <chrono>

#include "tests/broker/admin_api.h"
#include "tests/broker/content.h"
#include "tests/support/catch.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

void send_raw(const ProducerHandle& producer, const pws_outgoing& message) {
  must([&](pws_error** error) {
    return pws_producer_send(producer.get(), &message, kPatience, nullptr,
                             error);
  });
}

// Sends one message that is to come late and one that is not; they have to come
// the other way round. The broker may be early by its tick of one second.
void check_late(const Cluster& cluster, const std::string& topic,
                pws_outgoing late, std::int64_t due) {
  const ClientHandle client = make_client(cluster);
  const ConsumerHandle consumer =
      make_consumer(client, topic, "sub", {{"subscriptionType", "Shared"}});
  const ProducerHandle producer = make_producer(client, topic);
  late.payload = pws_slice_of("late");
  send_raw(producer, late);
  send(producer, plain_text("soon"));
  CHECK(content_of(receive(consumer)).payload == "soon");
  CHECK(now_ms() < due);
  CHECK(content_of(receive(consumer)).payload == "late");
  CHECK(now_ms() >= due - 1200);
  CHECK(stored_entry(cluster, topic, 1).count("deliver-at-time") == 1);
  CHECK(stored_entry(cluster, topic, 2).count("deliver-at-time") == 0);
}

}  // namespace

TEST_CASE("deliverAfterMs: a message comes so much later") {
  pws_outgoing late = PWS_OUTGOING_INIT;
  late.deliver_after_ms = 4000;
  check_late(plain_cluster(), unique_topic("deliver-after"), late,
             now_ms() + 4000);
}

TEST_CASE("deliverAt: a message comes at that time") {
  pws_outgoing late = PWS_OUTGOING_INIT;
  late.deliver_at_ms = now_ms() + 4000;
  check_late(plain_cluster(), unique_topic("deliver-at"), late,
             late.deliver_at_ms);
}

TEST_CASE("key, eventTime and properties are stored with the message") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("fields");
  const ClientHandle client = make_client(cluster);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  const ProducerHandle producer = make_producer(client, topic);
  Content content = plain_text("x");
  content.key = "the key";
  content.event_time_ms = 1795443035803;
  content.properties = {{"colour", "red"}};
  send(producer, content);
  send(producer, plain_text("y"));
  auto entry = stored_entry(cluster, topic, 1);
  for (const auto& [name, value] : entry) UNSCOPED_INFO(name << "=" << value);
  CHECK(entry["partition-key"] == "the key");
  CHECK(entry["event-time"] == "2026-11-23T14:10:35.803Z");
  CHECK(entry["PROPERTY"] == "{\"colour\":\"red\"}");
  CHECK(content_of(receive(consumer)) == content);
  auto bare = stored_entry(cluster, topic, 2);
  CHECK(bare.count("partition-key") == 0);
  CHECK(bare.count("event-time") == 0);
  CHECK_FALSE(content_of(receive(consumer)).key);
}

// One cluster is all there is here: that the broker has the list is shown, that
// it leaves other clusters out is not.
TEST_CASE("replicationClusters: the broker is told where to") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("clusters");
  const ClientHandle client = make_client(cluster);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  const ProducerHandle producer = make_producer(client, topic);
  pws_outgoing message = PWS_OUTGOING_INIT;
  const pws_slice here = pws_slice_of("standalone");
  message.replication_clusters = &here;
  message.replication_cluster_count = 1;
  message.payload = pws_slice_of("here");
  send_raw(producer, message);
  send(producer, plain_text("everywhere"));
  auto entry = stored_entry(cluster, topic, 1);
  for (const auto& [name, value] : entry) UNSCOPED_INFO(name << "=" << value);
  CHECK(entry["replicated-to"] == "standalone");
  CHECK(stored_entry(cluster, topic, 2).count("replicated-to") == 0);
  CHECK(content_of(receive(consumer)).payload == "here");
  CHECK(content_of(receive(consumer)).payload == "everywhere");
}

}  // namespace pulsarws::testing
