// Each query parameter of a producer shows its effect on a real Pulsar. What
// the broker has stored, its admin API tells.
#include <array>
#include <chrono>
#include <set>

#include "tests/broker/admin_api.h"
#include "tests/broker/sent_messages.h"
#include "tests/support/catch.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

CallResult try_producer(const ClientHandle& client, const std::string& topic,
                        const Settings& settings) {
  const OptionsHandle options = make_options(PWS_OPTIONS_PRODUCER, settings);
  pws_producer* producer = nullptr;
  const CallResult result = result_of([&](pws_error** error) {
    return pws_producer_new(client.get(), topic.c_str(), options.get(),
                            kPatience, &producer, error);
  });
  pws_producer_free(producer);
  return result;
}

// Sends `count` messages without waiting in between; what became of them.
SentMessages::Record send_all(const ProducerHandle& producer,
                              std::size_t count) {
  SentMessages sent(count);
  for (std::size_t i = 0; i < count; ++i) {
    sent.send(producer, i, plain_text(std::to_string(i)));
  }
  CHECK(sent.wait_until_settled(30s));
  return sent.read();
}

// How long a message takes until it is stored.
std::chrono::milliseconds time_to_store(const ProducerHandle& producer) {
  const auto began = Clock::now();
  send(producer, plain_text("x"));
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() -
                                                               began);
}

// "ledger:entry" and the batch index of a printed id.
std::pair<std::string, std::string> entry_and_index(const std::string& id) {
  const auto second = id.find(':', id.find(':') + 1);
  return {id.substr(0, second), id.substr(id.rfind(':') + 1)};
}

}  // namespace

TEST_CASE("producerName: the broker knows it, and one at a time has it") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("name");
  const ClientHandle client = make_client(cluster);
  const std::string name = "me & \"you\" \xc3\xbc";
  const ProducerHandle producer =
      make_producer(client, topic, {{"producerName", name}});
  CHECK(std::string(pws_producer_name(producer.get())) == name);
  CHECK(producer_names(cluster, topic) == std::vector<std::string>{name});

  const CallResult second =
      try_producer(client, topic, {{"producerName", name}});
  CHECK(second.status == PWS_ERR_CONFLICT);
  CHECK(second.http_status == 409);
  CHECK(try_producer(client, topic, {{"producerName", "another"}}).status ==
        PWS_OK);

  const ProducerHandle unnamed = make_producer(client, topic);
  CHECK(std::string(pws_producer_name(unnamed.get())).empty());
}

TEST_CASE("initialSequenceId: the broker counts from there") {
  const Cluster cluster = secure_cluster();
  const std::string topic = unique_topic("sequence");
  const ClientHandle client = make_client(cluster, kReopening);
  {
    const ProducerHandle producer = make_producer(
        client, topic, {{"producerName", "me"}, {"initialSequenceId", "41"}});
    CHECK(pws_producer_last_sequence_id(producer.get()) == 41);
    CHECK(send_all(producer, 3).stored() == 3);
    CHECK(pws_producer_last_sequence_id(producer.get()) == 44);
    close(producer);
  }
  // Without it the proxy goes on where the broker is, also from a number that
  // is lower than the first: that there is none of.
  {
    const ProducerHandle producer =
        make_producer(client, topic, {{"producerName", "me"}});
    CHECK(pws_producer_last_sequence_id(producer.get()) == -1);
    CHECK(send_all(producer, 1).stored() == 1);
    CHECK(pws_producer_last_sequence_id(producer.get()) == 0);
    close(producer);
  }
  const ProducerHandle unnamed = make_producer(client, topic);
  CHECK(send_all(unnamed, 2).stored() == 2);
  CHECK(pws_producer_last_sequence_id(unnamed.get()) == 1);
  for (int number = 1; number <= 6; ++number) {
    auto entry = stored_entry(cluster, topic, number);
    CHECK((entry["producer-name"] == "me") == (number <= 4));
    CHECK(entry["sequence-id"] ==
          std::to_string(number <= 4 ? 41 + number : number - 5));
  }
}

TEST_CASE("compressionType: the broker stores it so") {
  const Cluster cluster = plain_cluster();
  const ClientHandle client = make_client(cluster);
  const std::string payload(10000, 'x');
  for (const char* type : {"NONE", "LZ4", "ZLIB", "ZSTD", "SNAPPY"}) {
    INFO(type);
    const std::string topic = unique_topic("compression");
    const ConsumerHandle consumer = make_consumer(client, topic, "sub");
    send(make_producer(client, topic, {{"compressionType", type}}),
         plain_text(payload));
    auto entry = stored_entry(cluster, topic, 1);
    const std::string none = std::string(type) == "NONE" ? "" : type;
    CHECK(entry["compression"] == none);
    CHECK((content_of(receive(consumer)).payload == payload));
  }
}

TEST_CASE("batchingEnabled and batchingMaxMessages: so many make an entry") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("batch");
  const ClientHandle client = make_client(cluster);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  const ProducerHandle batching =
      make_producer(client, topic,
                    {{"batchingEnabled", "true"},
                     {"batchingMaxMessages", "5"},
                     {"batchingMaxPublishDelay", "20000"}});
  const SentMessages::Record record = send_all(batching, 10);
  CHECK(record.stored() == 10);
  std::set<std::string> entries;
  for (std::size_t i = 0; i < 10; ++i) {
    const auto [entry, index] = entry_and_index(record.outcomes[i].id);
    entries.insert(entry);
    CHECK(index == std::to_string(i % 5));
    const MessageHandle message = receive(consumer);
    CHECK(content_of(message).payload == std::to_string(i));
    CHECK(pws_message_id_batch_index(pws_message_get_id(message.get())) ==
          static_cast<std::int32_t>(i % 5));
  }
  CHECK(entries.size() == 2);
  CHECK(stored_entry(cluster, topic, 1)["num-batch-message"] == "5");
  CHECK(stored_entry(cluster, topic, 2)["num-batch-message"] == "5");

  const ReceiptHandle alone =
      send(make_producer(client, topic), plain_text("x"));
  CHECK(pws_message_id_batch_index(pws_receipt_message_id(alone.get())) == -1);
  CHECK(stored_entry(cluster, topic, 3).count("num-batch-message") == 0);
}

TEST_CASE("batchingMaxPublishDelay: a batch waits so long") {
  const ClientHandle client = make_client(plain_cluster());
  const std::string topic = unique_topic("batch-delay");
  const auto time_with = [&](const char* delay) {
    return time_to_store(make_producer(
        client, topic,
        {{"batchingEnabled", "true"}, {"batchingMaxPublishDelay", delay}}));
  };
  CHECK(time_with("1500") >= 1400ms);
  CHECK(time_with("1") < 1400ms);
}

TEST_CASE("maxPendingMessages bounds the proxy's queue with batching") {
  const ClientHandle client = make_client(plain_cluster());
  const std::string topic = unique_topic("proxy-queue");
  const ProducerHandle producer =
      make_producer(client, topic,
                    {{"batchingEnabled", "true"},
                     {"batchingMaxPublishDelay", "20000"},
                     {"maxPendingMessages", "2"}});
  SentMessages first(2);
  for (std::size_t i = 0; i < 2; ++i) {
    first.send(producer, i, plain_text("x"));
  }
  // To our own queue they are gone; in the proxy's they are.
  std::size_t purged = 0;
  CHECK(pws_producer_pending_bytes(producer.get()) > 0);
  must([&](pws_error** error) {
    return pws_producer_purge(producer.get(), 1, &purged, error);
  });
  CHECK(purged == 2);
  CHECK(first.wait_until_settled(30s));
  for (const auto& outcome : first.read().outcomes) {
    CHECK(outcome.text.find("purged") != std::string::npos);
  }
  // They may have been purged before they were written.
  SentMessages next(3);
  std::size_t refused = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const Content content = plain_text("y");
    const Outgoing outgoing(content);
    pws_outgoing message = *outgoing.get();
    message.send_timeout_ms = 1000;
    const CallResult result = result_of([&](pws_error** error) {
      return pws_producer_send(producer.get(), &message, kPatience, nullptr,
                               error);
    });
    if (result.status != PWS_ERR_SEND_REFUSED) continue;
    ++refused;
    CHECK(result.text.find("queue is full") != std::string::npos);
  }
  CHECK(refused > 0);
}

// Two producers, of which the broker takes one back when it has let go of the
// topic: the proxy tries in vain to connect the other, and keeps what is sent
// until its time is up.
TEST_CASE("sendTimeoutMillis: the proxy gives a message up") {
  const Cluster cluster = plain_cluster();
  const std::string name =
      make_namespace(cluster, unique_topic("proxy-timeout"));
  const std::string topic = "persistent://" + name + "/topic";
  const ClientHandle client = make_client(cluster);
  const Settings settings{{"sendTimeoutMillis", "2000"}};
  const std::array<ProducerHandle, 2> producers{
      make_producer(client, topic, settings),
      make_producer(client, topic, settings)};
  limit_producers(cluster, name, 1);
  unload_topic(cluster, topic);
  int stored = 0;
  for (const ProducerHandle& producer : producers) {
    const Content content = plain_text("x");
    const Outgoing outgoing(content);
    const auto began = Clock::now();
    const CallResult result = result_of([&](pws_error** error) {
      return pws_producer_send(producer.get(), outgoing.get(), kPatience,
                               nullptr, error);
    });
    if (result.status == PWS_OK) {
      ++stored;
      continue;
    }
    INFO(result.text);
    CHECK(result.status == PWS_ERR_SEND_REFUSED);
    CHECK(result.text.find("error 8") != std::string::npos);
    CHECK(result.text.find("within given timeout") != std::string::npos);
    CHECK(Clock::now() - began >= 1s);
    CHECK(Clock::now() - began < 15s);
  }
  CHECK(stored == 1);
}

TEST_CASE("A message's own timeout ends it, whatever the producer's") {
  const ClientHandle client = make_client(plain_cluster());
  const std::string topic = unique_topic("own-timeout");
  const ProducerHandle producer =
      make_producer(client, topic,
                    {{"sendTimeout", "1000"},
                     {"batchingEnabled", "true"},
                     {"batchingMaxPublishDelay", "3000"}});
  const auto send_with = [&](std::int64_t timeout) {
    const Content content = plain_text("x");
    const Outgoing outgoing(content);
    pws_outgoing message = *outgoing.get();
    message.send_timeout_ms = timeout;
    return result_of([&](pws_error** error) {
      return pws_producer_send(producer.get(), &message, kPatience, nullptr,
                               error);
    });
  };
  const CallResult own = send_with(200);
  CHECK(own.status == PWS_ERR_OUTCOME_UNKNOWN);
  CHECK(own.text.find("send_timeout_ms of 200 ms") != std::string::npos);
  const CallResult common = send_with(0);
  CHECK(common.status == PWS_ERR_OUTCOME_UNKNOWN);
  CHECK(common.text.find("sendTimeout of 1000 ms") != std::string::npos);
  CHECK(send_with(-1).text == "");
  CHECK(send_with(20000).text == "");
}

}  // namespace pulsarws::testing
