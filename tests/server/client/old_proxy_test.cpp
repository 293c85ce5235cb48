#include "tests/support/capi/c_handles.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"

// A proxy that does not know isEndOfTopic, by which acks are proved handled.
namespace pulsarws::testing {

TEST_CASE("Acks are flushed and closed at a proxy that answers no fence",
          "[client]") {
  PulsarScript pulsar;
  pulsar.answer_end_of_topic(false);
  pulsar.serve_numbered(2);
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url());
  auto consumer = new_consumer(client);
  auto ack_one = [&] {
    return call(pws_consumer_ack_and_free, consumer.get(),
                receive(consumer).release());
  };
  // Found out by the first, which takes some seconds.
  REQUIRE(ack_one().is_ok());
  CHECK(call(pws_consumer_ack_flush, consumer.get(), kSoonMs).is_ok());
  CHECK(pulsar.record().acked.size() == 1);
  const auto asked = pulsar.record().end_of_topic_questions;

  REQUIRE(ack_one().is_ok());
  CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
  CHECK(pulsar.wait_until(
      [](const PulsarRecord& all) { return all.acked.size() == 2; }, kSoon));
  CHECK(pulsar.record().end_of_topic_questions == asked);
}

}  // namespace pulsarws::testing
