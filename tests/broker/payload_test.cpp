// Payloads and properties that are easily damaged on the way.
#include <algorithm>

#include "tests/broker/content.h"
#include "tests/support/catch.h"

namespace pulsarws::testing {
namespace {

CallResult try_send(const ProducerHandle& producer, const Content& content) {
  const Outgoing outgoing(content);
  return result_of([&](pws_error** error) {
    return pws_producer_send(producer.get(), outgoing.get(), kPatience, nullptr,
                             error);
  });
}

void pass_delicate_contents(const Cluster& cluster) {
  const std::string topic = unique_topic("delicate");
  const ClientHandle client = make_client(cluster);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  const ProducerHandle producer = make_producer(client, topic);
  for (const Content& content : delicate_contents()) {
    send(producer, content);
    const MessageHandle message = receive(consumer);
    const Content received = content_of(message);
    CHECK(received.payload.size() == content.payload.size());
    CHECK((received.payload == content.payload));
    CHECK(received.properties == content.properties);
    CHECK(received.key == content.key);
    CHECK(received.event_time_ms == content.event_time_ms);
    for (const auto& [key, value] : content.properties) {
      if (key.empty()) continue;
      const pws_slice found = pws_message_property(message.get(), key.c_str());
      CHECK(found.data != nullptr);
      CHECK(text_of(found) == value);
    }
    CHECK(pws_message_property(message.get(), "not there").data == nullptr);
    ack(consumer, message);
  }
  close(client);
}

}  // namespace

TEST_CASE("Delicate payloads and properties pass whole, without TLS") {
  pass_delicate_contents(plain_cluster());
}

TEST_CASE("Delicate payloads and properties pass whole, with TLS") {
  pass_delicate_contents(secure_cluster());
}

TEST_CASE("Compressed and batched by the server, payloads pass whole") {
  const std::string topic = unique_topic("compressed");
  const ClientHandle client = make_client(plain_cluster());
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  for (const char* compression : {"LZ4", "ZLIB", "ZSTD", "SNAPPY"}) {
    const ProducerHandle producer =
        make_producer(client, topic,
                      {{"compressionType", compression},
                       {"batchingEnabled", "true"},
                       {"batchingMaxMessages", "10"},
                       {"batchingMaxPublishDelay", "5"}});
    Content content;
    content.payload.assign(100000, 'x');
    content.properties = {{"compression", compression}};
    send(producer, content);
    const MessageHandle message = receive(consumer);
    CHECK((content_of(message) == content));
    ack(consumer, message);
  }
}

TEST_CASE("A message over the limit is refused, and the producer works on") {
  const std::string topic = unique_topic("too-big");
  const ClientHandle client = make_client(plain_cluster());
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  const ProducerHandle producer = make_producer(client, topic);

  // The largest frame that the server takes has exactly 1 MiB: search how many
  // bytes of payload that is.
  std::size_t fits = 700000;
  std::size_t too_big = 900000;
  CallResult refused =
      try_send(producer, plain_text(std::string(too_big, 'b')));
  CHECK(refused.status == PWS_ERR_MESSAGE_TOO_BIG);
  CHECK(refused.text.find("maxFrameSize") != std::string::npos);
  CHECK_FALSE(refused.retriable);
  CHECK_FALSE(refused.fatal);
  CHECK(pws_producer_is_connected(producer.get()) == 1);
  std::size_t sent = 0;
  while (too_big - fits > 1) {
    const std::size_t size = (fits + too_big) / 2;
    const CallResult result =
        try_send(producer, plain_text(std::string(size, 'b')));
    if (result.status == PWS_OK) {
      ++sent;
      fits = size;
    } else {
      REQUIRE(result.status == PWS_ERR_MESSAGE_TOO_BIG);
      too_big = size;
    }
  }
  CHECK(fits > 786000);

  send(producer, plain_text("the last"));
  std::size_t largest = 0;
  for (std::size_t i = 0; i < sent; ++i) {
    const MessageHandle message = receive(consumer);
    largest = std::max(largest, content_of(message).payload.size());
  }
  CHECK(largest == fits);
  CHECK(content_of(receive(consumer)).payload == "the last");
  CHECK(pws_producer_is_connected(producer.get()) == 1);
}

TEST_CASE("A message that the server would drop the connection over") {
  const std::string topic = unique_topic("invalid");
  const ClientHandle client = make_client(plain_cluster());
  const ProducerHandle producer = make_producer(client, topic);
  Content content = plain_text("x");
  content.key = "\xff\xfe";
  CHECK(try_send(producer, content).status == PWS_ERR_INVALID_MESSAGE);
  content = plain_text("x");
  content.properties = {{"bad", "\xc3"}};
  CHECK(try_send(producer, content).status == PWS_ERR_INVALID_MESSAGE);
  content = plain_text("x");
  content.event_time_ms = -1;
  CHECK(try_send(producer, content).status == PWS_ERR_INVALID_MESSAGE);
  CHECK(try_send(producer, plain_text("x")).text == "");
}

}  // namespace pulsarws::testing
