// What a real Pulsar refuses: status, HTTP status, and a sentence that helps.
#include "tests/broker/admin_api.h"
#include "tests/broker/content.h"
#include "tests/support/catch.h"

namespace pulsarws::testing {
namespace {

CallResult try_producer(const ClientHandle& client, const std::string& topic,
                        const Settings& settings = {}) {
  const OptionsHandle options = make_options(PWS_OPTIONS_PRODUCER, settings);
  pws_producer* producer = nullptr;
  CallResult result = result_of([&](pws_error** error) {
    return pws_producer_new(client.get(), topic.c_str(), options.get(),
                            kPatience, &producer, error);
  });
  const ProducerHandle owned(producer);
  CHECK((result.status == PWS_OK) == (producer != nullptr));
  return result;
}

CallResult try_consumer(const ClientHandle& client, const std::string& topic,
                        const Settings& settings = {}) {
  const OptionsHandle options = make_options(PWS_OPTIONS_CONSUMER, settings);
  pws_consumer* consumer = nullptr;
  CallResult result = result_of([&](pws_error** error) {
    return pws_consumer_new(client.get(), topic.c_str(), "sub", options.get(),
                            kPatience, &consumer, error);
  });
  const ConsumerHandle owned(consumer);
  CHECK((result.status == PWS_OK) == (consumer != nullptr));
  return result;
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

// Producer and consumer of a client are refused alike.
void check_both_refused(const ClientHandle& client, const std::string& topic,
                        pws_status status, std::int32_t http_status,
                        const std::string& words) {
  check_refused(try_producer(client, topic), status, http_status, words);
  check_refused(try_consumer(client, topic), status, http_status, words);
}

}  // namespace

TEST_CASE("Without a token, and with a bad one: 401") {
  Cluster cluster = secure_cluster();
  const std::string topic = unique_topic("refused");
  cluster.token = "";
  check_both_refused(make_client(cluster), topic, PWS_ERR_AUTHENTICATION, 401,
                     "authToken");
  cluster.token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.bm8";
  const CallResult result = try_producer(make_client(cluster), topic);
  check_refused(result, PWS_ERR_AUTHENTICATION, 401, "authToken");
  CHECK(result.text.find(cluster.token) == std::string::npos);
}

TEST_CASE("With a token that has no right on the topic: 403") {
  Cluster cluster = secure_cluster();
  cluster.token = required_variable("PULSARWS_TEST_TOKEN_NO_RIGHTS");
  check_both_refused(make_client(cluster), unique_topic("refused"),
                     PWS_ERR_AUTHORIZATION, 403, "token");
}

TEST_CASE("A server whose certificate nobody known has signed") {
  Cluster cluster = secure_cluster();
  cluster.ca = "";  // the system's
  check_both_refused(make_client(cluster), unique_topic("refused"),
                     PWS_ERR_TLS_CERTIFICATE, 0, "tlsTrustCertsFilePath");
  const ClientHandle trusting = make_client(
      cluster, {{"tlsAllowInsecureConnection", "true"}, {"logLevel", "error"}});
  CHECK(try_producer(trusting, unique_topic("refused")).text == "");
}

TEST_CASE("A server whose certificate is for another host") {
  Cluster cluster = secure_cluster();
  // The same address in a way of writing that the certificate does not have.
  cluster.url = "wss://127.1:" + std::to_string(cluster.port());
  const std::string topic = unique_topic("refused");
  check_both_refused(make_client(cluster), topic, PWS_ERR_TLS_HOSTNAME, 0,
                     "127.1");
  const ClientHandle careless =
      make_client(cluster, {{"tlsEnableHostnameVerification", "false"}});
  CHECK(try_producer(careless, topic).text == "");
}

TEST_CASE("A namespace and a tenant that are not there: 404") {
  for (const Cluster& cluster : {plain_cluster(), secure_cluster()}) {
    const ClientHandle client = make_client(cluster);
    check_both_refused(client, "public/not-there/topic", PWS_ERR_NOT_FOUND, 404,
                       "namespace");
    check_both_refused(client, "nobody/default/topic", PWS_ERR_NOT_FOUND, 404,
                       "namespace");
  }
}

TEST_CASE("A second exclusive consumer: 409, and free again after the first") {
  const ClientHandle client = make_client(secure_cluster());
  const std::string topic = unique_topic("busy");
  const ConsumerHandle first = make_consumer(client, topic, "sub");
  const CallResult result = try_consumer(client, topic);
  check_refused(result, PWS_ERR_CONFLICT, 409, "Exclusive");
  CHECK(result.retriable);
  close(first);
  const ClientHandle later = make_client(secure_cluster(), kReopening);
  CHECK(try_consumer(later, topic).text == "");
}

TEST_CASE("A second producer of the same name: 409, and free again") {
  const ClientHandle client = make_client(secure_cluster());
  const std::string topic = unique_topic("busy");
  const Settings name{{"producerName", "only one"}};
  const ProducerHandle first = make_producer(client, topic, name);
  const CallResult result = try_producer(client, topic, name);
  check_refused(result, PWS_ERR_CONFLICT, 409, "only one");
  CHECK(result.retriable);
  CHECK(try_producer(client, topic).text == "");
  close(first);
  const ClientHandle later = make_client(secure_cluster(), kReopening);
  CHECK(try_producer(later, topic, name).text == "");
}

TEST_CASE("A producer on a terminated topic: 503, for good") {
  const Cluster cluster = plain_cluster();
  const ClientHandle client = make_client(cluster);
  const std::string topic = unique_topic("terminated");
  send(make_producer(client, topic), plain_text("the last"));
  terminate_topic(cluster, topic);
  const CallResult result = try_producer(client, topic);
  check_refused(result, PWS_ERR_SERVICE_UNAVAILABLE, 503,
                "takes no more messages");
  CHECK_FALSE(result.retriable);
  CHECK(try_consumer(client, topic).text == "");
}

TEST_CASE("A topic with a schema where that is insisted on: 409, for good") {
  const Cluster cluster = plain_cluster();
  const ClientHandle client = make_client(cluster);
  const std::string name = make_namespace(cluster, unique_topic("schema"));
  insist_on_schemas(cluster, name);
  give_schema(cluster, name + "/topic");
  const CallResult result = try_producer(client, name + "/topic");
  check_refused(result, PWS_ERR_CONFLICT, 409, "schemaValidationEnforced");
  CHECK_FALSE(result.retriable);
  CHECK(try_consumer(client, name + "/topic").text == "");
}

TEST_CASE("A refused producer keeps nothing from working") {
  const ClientHandle client = make_client(plain_cluster());
  check_refused(try_producer(client, "public/not-there/topic"),
                PWS_ERR_NOT_FOUND, 404, "");
  const std::string topic = unique_topic("after-refusal");
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  send(make_producer(client, topic), plain_text("still here"));
  CHECK(content_of(receive(consumer)).payload == "still here");
}

}  // namespace pulsarws::testing
