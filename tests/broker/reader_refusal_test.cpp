// The server refuses almost every reader with a 500: what its words are, and
// what the library makes of them.
#include "tests/broker/admin_api.h"
#include "tests/broker/content.h"
#include "tests/support/catch.h"

namespace pulsarws::testing {
namespace {

CallResult try_reader(const ClientHandle& client, const std::string& topic,
                      const pws_message_id* start) {
  pws_reader* reader = nullptr;
  CallResult result = result_of([&](pws_error** error) {
    return pws_reader_new(client.get(), topic.c_str(), start, nullptr,
                          kPatience, &reader, error);
  });
  const ReaderHandle owned(reader);
  CHECK((result.status == PWS_OK) == (reader != nullptr));
  return result;
}

CallResult try_earliest(const ClientHandle& client, const std::string& topic) {
  return try_reader(client, topic, pws_message_id_earliest());
}

void check_refused(const CallResult& result, pws_status status,
                   std::int32_t http_status, const std::string& words) {
  INFO(pws_status_name(result.status) << ": " << result.text);
  CHECK(result.status == status);
  CHECK(result.http_status == http_status);
  CHECK(result.text.find(words) != std::string::npos);
  CHECK(result.text.find('\n') == std::string::npos);
  CHECK_FALSE(result.fatal);
}

}  // namespace

TEST_CASE("A reader without a token, and with one that has no right") {
  Cluster cluster = secure_cluster();
  const std::string topic = unique_topic("reader-refused");
  cluster.token = "";
  check_refused(try_earliest(make_client(cluster), topic),
                PWS_ERR_AUTHENTICATION, 401, "authToken");
  cluster.token = required_variable("PULSARWS_TEST_TOKEN_NO_RIGHTS");
  check_refused(try_earliest(make_client(cluster), topic),
                PWS_ERR_AUTHORIZATION, 403, "token");
}

TEST_CASE("A reader in a namespace that is not there") {
  for (const Cluster& cluster : {plain_cluster(), secure_cluster()}) {
    const ClientHandle client = make_client(cluster);
    check_refused(try_earliest(client, "public/not-there/topic"),
                  PWS_ERR_NOT_FOUND, 500, "Namespace not found");
    check_refused(try_earliest(client, "nobody/default/topic"),
                  PWS_ERR_NOT_FOUND, 500, "Namespace not found");
  }
}

TEST_CASE("A reader of a partition that is not there") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("reader-refused");
  create_partitioned_topic(cluster, topic, 2);
  const ClientHandle client = make_client(cluster);
  check_refused(try_earliest(client, topic + "-partition-2"), PWS_ERR_NOT_FOUND,
                500, "max allowed 2 partitions");
  CHECK(try_earliest(client, topic + "-partition-1").text == "");
}

TEST_CASE("A reader of a topic that is not there and not made by itself") {
  const Cluster cluster = plain_cluster();
  const std::string space = create_strict_namespace(cluster);
  const ClientHandle client = make_client(cluster);
  // The server says nothing at all in this case.
  check_refused(try_earliest(client, space + "/topic"), PWS_ERR_SERVER, 500,
                "no such topic");
}

TEST_CASE("A reader of a partitioned topic cannot start at an id") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("reader-refused");
  create_partitioned_topic(cluster, topic, 2);
  const ClientHandle client = make_client(cluster);
  const ProducerHandle producer = make_producer(client, topic);
  const ReceiptHandle receipt = send(producer, plain_text("1"));
  const pws_message_id* id = pws_receipt_message_id(receipt.get());
  const CallResult refused = try_reader(client, topic, id);
  check_refused(refused, PWS_ERR_NOT_SUPPORTED, 500, "TOPIC-partition-N");
  CHECK_FALSE(refused.retriable);
  // What that advises works, and it starts behind the id.
  send(producer, plain_text("2"));
  const ReaderHandle reader = make_reader(
      client,
      topic + "-partition-" + std::to_string(pws_message_id_partition(id)), id);
  CHECK(payload_of(next(reader)) == "2");
}

}  // namespace pulsarws::testing
