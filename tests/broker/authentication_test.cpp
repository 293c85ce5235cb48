// Where credentials come from, against a Pulsar that wants a token.
#include <cstdlib>
#include <thread>
#include <vector>

#include "tests/broker/content.h"
#include "tests/support/catch.h"
#include "tests/support/cutting_proxy.h"
#include "tests/support/recorded.h"
#include "tests/support/temporary_file.h"
#include "tests/support/wait.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

const Settings kQuick{
    {"logLevel", "off"}, {"initialBackoff", "10"}, {"maxBackoff", "200"}};

// Without the token that it knows.
ClientHandle make_client_without_token(Cluster cluster, Settings settings) {
  cluster.token = "";
  settings.insert(settings.end(), kQuick.begin(), kQuick.end());
  return make_client(cluster, settings);
}

CallResult try_producer(const ClientHandle& client, const std::string& topic) {
  pws_producer* producer = nullptr;
  CallResult result = result_of([&](pws_error** error) {
    return pws_producer_new(client.get(), topic.c_str(), nullptr, kPatience,
                            &producer, error);
  });
  const ProducerHandle owned(producer);
  return result;
}

bool is_connected(const ProducerHandle& producer) {
  return pws_producer_is_connected(producer.get()) == 1;
}

// Why the producer does not work any more, once it does not.
CallResult how_it_ended(const ProducerHandle& producer) {
  CallResult result;
  wait_for(
      [&] {
        const pws_outgoing message = PWS_OUTGOING_INIT;
        result = result_of([&](pws_error** error) {
          return pws_producer_send(producer.get(), &message, 1000, nullptr,
                                   error);
        });
        return result.fatal;
      },
      30s);
  return result;
}

// A supplier whose tokens a test's thread hands out.
struct Supplier {
  static void callback(pws_event* event, void* self) {
    static_cast<Supplier*>(self)->requests.update([&](auto& all) {
      all.push_back(std::exchange(event->token_request, nullptr));
    });
  }
  void set(const ClientHandle& client) {
    must([&](pws_error** error) {
      return pws_client_set_token_supplier(client.get(), &callback, this,
                                           nullptr, error);
    });
  }
  // The request of that number, from 1.
  pws_token_request* wait(std::size_t number) {
    if (!requests.wait_until(
            [&](const auto& all) { return all.size() >= number; }, 30s)) {
      return nullptr;
    }
    return requests.read()[number - 1];
  }
  ~Supplier() {
    for (pws_token_request* one : requests.read()) pws_token_request_free(one);
  }
  Recorded<std::vector<pws_token_request*>> requests;
};

}  // namespace

TEST_CASE("A token file that is replaced counts from the next connection on") {
  const Cluster cluster = secure_cluster();
  const std::string topic = unique_topic("token-file");
  TemporaryFile file(cluster.token + "\n");
  CuttingProxy proxy(cluster.port());
  const ClientHandle client = make_client_without_token(
      cluster.behind(proxy.port()), {{"authTokenFile", file.name()}});
  const ProducerHandle producer = make_producer(client, topic);
  send(producer, plain_text("by the first token"));

  // Gone: no attempt reaches the server, and none is the last.
  file.remove();
  proxy.cut();
  CHECK(wait_for([&] { return !is_connected(producer); }, 30s));
  const CallResult without = try_producer(client, topic);
  CHECK(without.status == PWS_ERR_CREDENTIALS);
  CHECK(without.text.find(file.name()) != std::string::npos);
  CHECK_FALSE(is_connected(producer));
  file.write(cluster.token);
  send(producer, plain_text("by the second"));

  // One without rights: it is used and refused, and the next one is not.
  file.write(required_variable("PULSARWS_TEST_TOKEN_NO_RIGHTS"));
  send(producer, plain_text("the connection goes on with the old one"));
  proxy.cut();
  CallResult refused;
  CHECK(wait_for(
      [&] {
        refused = result_of([&](pws_error** error) {
          return pws_producer_last_error(producer.get(), error);
        });
        return refused.http_status == 403;
      },
      30s));
  INFO(refused.text);
  CHECK(refused.status == PWS_ERR_AUTHORIZATION);
  CHECK_FALSE(refused.fatal);
  file.write(cluster.token);
  send(producer, plain_text("by the third"));
}

TEST_CASE("A token that is refused for longer than authRetryTimeout") {
  const Cluster cluster = secure_cluster();
  TemporaryFile file(cluster.token);
  CuttingProxy proxy(cluster.port());
  const ClientHandle client = make_client_without_token(
      cluster.behind(proxy.port()),
      {{"authTokenFile", file.name()}, {"authRetryTimeout", "1"}});
  const ProducerHandle producer =
      make_producer(client, unique_topic("given-up"));
  file.write(required_variable("PULSARWS_TEST_TOKEN_NO_RIGHTS"));
  proxy.cut();
  const CallResult ended = how_it_ended(producer);
  INFO(ended.text);
  CHECK(ended.status == PWS_ERR_AUTHORIZATION);
  CHECK(ended.http_status == 403);
}

TEST_CASE("A token from the environment") {
  const Cluster cluster = secure_cluster();
  setenv("PULSARWS_TEST_TOKEN_OF_THIS_TEST", cluster.token.c_str(), 1);
  const ClientHandle client = make_client_without_token(
      cluster, {{"authTokenEnvironment", "PULSARWS_TEST_TOKEN_OF_THIS_TEST"}});
  const std::string topic = unique_topic("token-environment");
  CHECK(try_producer(client, topic).text == "");
  unsetenv("PULSARWS_TEST_TOKEN_OF_THIS_TEST");
  CHECK(try_producer(client, topic).status == PWS_ERR_CREDENTIALS);
}

TEST_CASE("A supplier that answers late, from another thread") {
  const Cluster cluster = secure_cluster();
  CuttingProxy proxy(cluster.port());
  Supplier supplier;
  const ClientHandle client =
      make_client_without_token(cluster.behind(proxy.port()), {});
  supplier.set(client);
  std::thread answering([&] {
    for (std::size_t number : {1U, 2U}) {
      pws_token_request* request = supplier.wait(number);
      std::this_thread::sleep_for(100ms);
      pws_token_request_answer(request, cluster.token.c_str(), nullptr);
    }
  });
  const ProducerHandle producer =
      make_producer(client, unique_topic("supplier"));
  send(producer, plain_text("one"));
  proxy.cut();
  send(producer, plain_text("two"));
  answering.join();
  CHECK(supplier.requests.read().size() == 2);
  close(client);
}

TEST_CASE("A supplier that fails, and one with a wrong token") {
  const Cluster cluster = secure_cluster();
  const std::string topic = unique_topic("supplier");
  Supplier supplier;
  const ClientHandle client = make_client_without_token(cluster, {});
  supplier.set(client);
  const std::string wrong = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.bm8";
  std::thread answering([&] {
    pws_token_request_fail(supplier.wait(1), "the vault is sealed", nullptr);
    pws_token_request_answer(supplier.wait(2), wrong.c_str(), nullptr);
    pws_token_request_answer(supplier.wait(3), cluster.token.c_str(), nullptr);
  });
  const CallResult failed = try_producer(client, topic);
  CHECK(failed.status == PWS_ERR_CREDENTIALS);
  CHECK(failed.text.find("the vault is sealed") != std::string::npos);
  CHECK(failed.retriable);
  const CallResult refused = try_producer(client, topic);
  CHECK(refused.status == PWS_ERR_AUTHENTICATION);
  CHECK(refused.http_status == 401);
  CHECK(refused.text.find(wrong) == std::string::npos);
  CHECK(try_producer(client, topic).text == "");
  answering.join();
  close(client);
}

TEST_CASE("The authentication method's name, and a free Authorization") {
  const Cluster cluster = secure_cluster();
  const std::string topic = unique_topic("method-name");
  const Settings token{{"authTokenEnvironment", "PULSARWS_TEST_TOKEN"},
                       {"authMethodName", "token"}};
  CHECK(try_producer(make_client_without_token(cluster, token), topic).text ==
        "");
  // The server has no such method.
  Settings basic = token;
  basic[1].second = "basic";
  CHECK(try_producer(make_client_without_token(cluster, basic), topic).status ==
        PWS_ERR_AUTHENTICATION);
  CHECK(try_producer(
            make_client_without_token(cluster, {{"headers",
                                                 "X-Team: blue\nAuthorization: "
                                                 "Bearer " +
                                                     cluster.token}}),
            topic)
            .text == "");
}

TEST_CASE("A client certificate instead of a token") {
  const Cluster cluster = secure_cluster();
  const std::string topic = unique_topic("certificate");
  const Settings certificate{{"tlsCertificateFilePath", cluster.certificate},
                             {"tlsKeyFilePath", cluster.key}};
  const ClientHandle client = make_client_without_token(cluster, certificate);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  const ProducerHandle producer = make_producer(client, topic);
  send(producer, plain_text("signed"));
  CHECK(payload_of(receive(consumer)) == "signed");
  // The server asks for a certificate and does not insist: without one it is
  // the lack of a token that it complains of.
  const CallResult refused =
      try_producer(make_client_without_token(cluster, {}), topic);
  CHECK(refused.status == PWS_ERR_AUTHENTICATION);
  CHECK(refused.http_status == 401);
}

}  // namespace pulsarws::testing
