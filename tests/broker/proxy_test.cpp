// A real Pulsar behind an HTTP proxy.
#include "tests/broker/content.h"
#include "tests/support/catch.h"
#include "tests/support/scripted_proxy.h"

namespace pulsarws::testing {

TEST_CASE("A message goes out and comes back through an HTTP proxy") {
  for (const Cluster& cluster : {plain_cluster(), secure_cluster()}) {
    CAPTURE(cluster.url);
    ScriptedProxy::Behaviour behaviour;
    behaviour.authorization = "Basic bWU6c3dvcmRmaXNo";
    ScriptedProxy proxy(behaviour);
    const Settings through{{"proxyUrl", proxy.url()},
                           {"proxyUser", "me"},
                           {"proxyPassword", "swordfish"}};
    const std::string topic = unique_topic("proxied");
    const ClientHandle client = make_client(cluster, through);
    const ConsumerHandle consumer = make_consumer(client, topic, "sub");
    const ProducerHandle producer = make_producer(client, topic);
    const std::string large(500000, 'x');
    for (const std::string& payload : {std::string("small"), large}) {
      send(producer, plain_text(payload));
      const MessageHandle message = receive(consumer);
      CHECK(content_of(message).payload == payload);
      ack(consumer, message);
    }
    flush_acks(consumer);
    close(client);
    CHECK(proxy.wait_until(
        [](const ProxyRecord& all) { return all.open_now == 0; },
        std::chrono::milliseconds(kPatience)));
    const ProxyRecord record = proxy.record();
    CHECK(record.tunnels == 2);
    CHECK(record.bytes_to_server > 500000);
    CHECK(record.bytes_to_client > 500000);
    CHECK(record.requests.at(0).target ==
          cluster.url.substr(cluster.url.find("://") + 3));
  }
}

TEST_CASE("What Pulsar refuses is heard through an HTTP proxy") {
  Cluster cluster = secure_cluster();
  cluster.token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.bm8";
  ScriptedProxy proxy({});
  const ClientHandle client = make_client(cluster, {{"proxyUrl", proxy.url()}});
  pws_producer* producer = nullptr;
  const CallResult result = result_of([&](pws_error** error) {
    return pws_producer_new(client.get(), unique_topic("proxied").c_str(),
                            nullptr, kPatience, &producer, error);
  });
  const ProducerHandle owned(producer);
  CHECK(result.status == PWS_ERR_AUTHENTICATION);
  CHECK(result.http_status == 401);
  // Through another tunnel cpprest asks why.
  const std::size_t tunnels = transport_of_clients() == "cpprest" ? 2 : 1;
  CHECK(proxy.record().tunnels == tunnels);
}

}  // namespace pulsarws::testing
