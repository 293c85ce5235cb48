#include <algorithm>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/capi/both_ways.h"
#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"

namespace pulsarws::testing {
namespace {

template <typename Function, typename... Arguments>
void check_freed(Function function, Arguments... arguments) {
  Outcome outcome = call(function, arguments...);
  INFO(outcome);
  CHECK(outcome.status == PWS_ERR_CLOSED);
  CHECK(outcome.says("has been freed"));
}

template <typename Function, typename... Arguments>
void check_freed_async(Function function, Arguments... arguments) {
  Hearer hearer;
  check_freed(function, arguments..., Hearer::callback, hearer.user_data(),
              Hearer::free_user_data, nullptr);
  CHECK(hearer.heard().freed == 1);
}

}  // namespace

TEST_CASE("A freed client is found out", "[misuse]") {
  auto owned = new_client("ws://127.0.0.1:1", {{"eventDelivery", "poll"}});
  pws_client* client = owned.release();
  pws_client_free(client);
  pws_event event = PWS_EVENT_INIT;
  std::size_t count = 0;
  std::int64_t descriptor = 0;
  pws_producer* producer = nullptr;
  pws_consumer* consumer = nullptr;
  check_freed(pws_client_close, client, 0);
  check_freed(pws_client_warn, client, "topic", "words");
  check_freed_async(pws_client_close_async, client, 0);
  check_freed(pws_client_poll, client, &event, std::size_t{1}, 0, &count);
  check_freed(pws_client_descriptor, client, &descriptor);
  check_freed(pws_operation_cancel, client, std::uint64_t{1});
  check_freed(pws_client_set_log_callback, client, nullptr, nullptr, nullptr);
  check_freed(pws_producer_new, client, "test", nullptr, 0, &producer);
  check_freed_async(pws_producer_new_async, client, "test", nullptr, 0,
                    &producer);
  check_freed(pws_consumer_new, client, "test", "sub", nullptr, 0, &consumer);
  check_freed_async(pws_consumer_new_async, client, "test", "sub", nullptr, 0,
                    &consumer);
  CHECK(producer == nullptr);
  CHECK(consumer == nullptr);
  pws_client_free(client);
  pws_client_free(client);
}

TEST_CASE("A freed producer is found out", "[misuse]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url());
  pws_producer* producer = new_producer(client).release();
  CHECK(std::string(pws_producer_topic(producer)) ==
        "persistent://public/default/test");
  CHECK(pws_producer_is_connected(producer) == 1);
  pws_producer_free(producer);
  pws_outgoing message = PWS_OUTGOING_INIT;
  check_freed(pws_producer_send, producer, &message, 0, nullptr);
  check_freed(pws_producer_send_async, producer, &message, std::size_t{1},
              nullptr, nullptr, nullptr, nullptr);
  check_freed(pws_producer_set_delivery_callback, producer, nullptr, nullptr,
              nullptr);
  check_freed(pws_producer_flush, producer, 0);
  check_freed_async(pws_producer_flush_async, producer, 0);
  check_freed(pws_producer_close, producer, 0);
  check_freed_async(pws_producer_close_async, producer, 0);
  CHECK(std::string(pws_producer_topic(producer)).empty());
  CHECK(pws_producer_is_connected(producer) == 0);
  CHECK(pws_producer_pending_count(producer) == 0);
  pws_producer_free(producer);
  pws_producer_free(producer);
}

TEST_CASE("A freed consumer is found out", "[misuse]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(1);
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url());
  auto owned = new_consumer(client);
  auto message = receive(owned);
  pws_consumer* consumer = owned.release();
  pws_consumer_free(consumer);
  pws_message* received = nullptr;
  pws_message_view view = PWS_MESSAGE_VIEW_INIT;
  check_freed(pws_consumer_receive, consumer, 0, &received);
  check_freed(pws_consumer_receive_view, consumer, 0, &received, &view);
  check_freed_async(pws_consumer_receive_async, consumer, 0);
  check_freed(pws_consumer_listen, consumer, Hearer::callback, nullptr,
              nullptr);
  check_freed(pws_consumer_ack, consumer, message.get());
  check_freed(pws_consumer_nack, consumer, message.get());
  check_freed(pws_consumer_ack_and_free, consumer,
              pws_message_ref(message.get()));
  check_freed(pws_consumer_ack_flush, consumer, 0);
  check_freed_async(pws_consumer_ack_flush_async, consumer, 0);
  check_freed(pws_consumer_close, consumer, 0);
  check_freed_async(pws_consumer_close_async, consumer, 0);
  CHECK(std::string(pws_consumer_topic(consumer)).empty());
  CHECK(std::string(pws_consumer_subscription(consumer)).empty());
  CHECK(pws_consumer_is_connected(consumer) == 0);
  pws_consumer_free(consumer);
  pws_consumer_free(consumer);
}

TEST_CASE("Handles are freed in any order", "[misuse]") {
  std::vector<int> order{0, 1, 2, 3};
  do {
    CAPTURE(order);
    PulsarScript pulsar;
    pulsar.serve_numbered(5);
    ScriptedServer server(pulsar.script());
    auto client = new_client(server.url());
    auto producer = new_producer(client);
    auto consumer = new_consumer(client);
    auto message = receive(consumer);
    REQUIRE(send(producer, "x").is_ok());
    for (int which : order) {
      if (which == 0) client.reset();
      if (which == 1) producer.reset();
      if (which == 2) consumer.reset();
      if (which == 3) message.reset();
      // What is left works on.
      if (producer) CHECK(send(producer, "y").is_ok());
      if (consumer) CHECK(receive(consumer));
      if (message) CHECK(payload_of(message.get()) == "0");
      if (!consumer || !message) continue;
      CHECK(call(pws_consumer_ack, consumer.get(), message.get()).is_ok());
    }
    CHECK(server.wait_until(
        [](const ServerRecord& all) { return all.open_now() == 0; }, kSoon));
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("A message outlives what it came from", "[misuse]") {
  PulsarScript pulsar;
  Delivery delivery{"payload", {{"name", "value"}}, "key"};
  pulsar.serve({delivery});
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url());
  auto consumer = new_consumer(client);
  auto message = receive(consumer);
  REQUIRE(message);
  CHECK(call(pws_consumer_close, consumer.get(), kSoonMs).is_ok());
  Outcome outcome = call(pws_consumer_ack, consumer.get(), message.get());
  CHECK(outcome.status == PWS_ERR_CLOSED);
  Owned<pws_message> another(pws_message_ref(message.get()));
  consumer.reset();
  client.reset();
  message.reset();
  pws_message_view view = PWS_MESSAGE_VIEW_INIT;
  REQUIRE(call(pws_message_read, another.get(), &view).is_ok());
  CHECK(to_string(view.payload) == "payload");
  CHECK(to_string(view.key) == "key");
  REQUIRE(view.property_count == 1);
  CHECK(to_string(view.properties[0].key) == "name");
  CHECK(to_string(view.properties[0].value) == "value");
  CHECK(view.publish_time_ms > 0);
  CHECK(to_string(pws_message_property(another.get(), "name")) == "value");
  CHECK(std::string(pws_message_topic(another.get())) ==
        "persistent://public/default/test");
}

TEST_CASE("Handles are freed inside callbacks", "[misuse]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(5);
  ScriptedServer server(pulsar.script());
  pws_outgoing message = PWS_OUTGOING_INIT;

  SECTION("the producer, by the answer to its message") {
    Hearer hearer;
    auto client = new_client(server.url());
    pws_producer* producer = new_producer(client).release();
    hearer.also = [&](pws_event& event) {
      if (event.producer == producer) pws_producer_free(event.producer);
    };
    CHECK(call(pws_producer_send_async, producer, &message, std::size_t{1},
               Hearer::callback, hearer.user_data(), Hearer::free_user_data,
               nullptr)
              .is_ok());
    CHECK(hearer.event(0).outcome.is_ok());
  }
  SECTION("the consumer, by its listener") {
    Hearer hearer;
    auto client = new_client(server.url());
    pws_consumer* consumer = new_consumer(client).release();
    hearer.also = [&](pws_event& event) { pws_consumer_free(event.consumer); };
    CHECK(call(pws_consumer_listen, consumer, Hearer::callback,
               hearer.user_data(), Hearer::free_user_data)
              .is_ok());
    CHECK(hearer.wait_count(1));
  }
  SECTION("everything, the client too") {
    Hearer hearer;
    pws_client* client = new_client(server.url()).release();
    Owned<pws_client> borrowed(client);
    pws_producer* producer = new_producer(borrowed).release();
    pws_consumer* consumer = new_consumer(borrowed).release();
    static_cast<void>(borrowed.release());
    hearer.also = [&](pws_event&) {
      pws_client_free(client);
      pws_producer_free(producer);
      pws_consumer_free(consumer);
    };
    CHECK(call(pws_producer_send_async, producer, &message, std::size_t{1},
               Hearer::callback, hearer.user_data(), Hearer::free_user_data,
               nullptr)
              .is_ok());
    CHECK(hearer.wait_freed(1));
    CHECK(hearer.count() == 1);
  }
  // The callback may run before the call that brings it about has returned.
  SECTION("the client, by its own close") {
    for (int i = 0; i < 200; ++i) {
      Hearer hearer;
      pws_client* client = new_client(server.url()).release();
      hearer.also = [](pws_event& event) { pws_client_free(event.client); };
      CHECK(call(pws_client_close_async, client, kSoonMs, Hearer::callback,
                 hearer.user_data(), Hearer::free_user_data, nullptr)
                .is_ok());
      CHECK(hearer.event(0).type == PWS_EVENT_CLOSED);
    }
  }
  SECTION("the consumer, by a receive or a flush that has no time") {
    for (int i = 0; i < 50; ++i) {
      Hearer hearer;
      auto client = new_client(server.url());
      pws_consumer* consumer = new_consumer(client).release();
      hearer.also = [](pws_event& event) { pws_consumer_free(event.consumer); };
      CHECK(call(i % 2 == 0 ? pws_consumer_receive_async
                            : pws_consumer_ack_flush_async,
                 consumer, 0, Hearer::callback, hearer.user_data(),
                 Hearer::free_user_data, nullptr)
                .is_ok());
      CHECK(hearer.wait_count(1));
    }
  }
  SECTION("the producer, by the first of many answers") {
    for (int i = 0; i < 50; ++i) {
      Hearer hearer;
      auto client = new_client(server.url());
      pws_producer* producer = new_producer(client).release();
      hearer.also = [](pws_event& event) { pws_producer_free(event.producer); };
      std::vector<pws_outgoing> messages(100, message);
      call(pws_producer_send_async, producer, messages.data(), messages.size(),
           Hearer::callback, hearer.user_data(), Hearer::free_user_data,
           nullptr);
      CHECK(hearer.wait_freed(1));
      // For the second time: that does nothing.
      pws_producer_free(producer);
    }
  }
  CHECK(server.wait_until(
      [](const ServerRecord& all) { return all.open_now() == 0; }, kSoon));
}

TEST_CASE("A client's close ends what a freed consumer has begun", "[misuse]") {
  in_both_ways([](bool polled) {
    CAPTURE(polled);
    PulsarScript pulsar;
    pulsar.serve_numbered(1);
    pulsar.answer_end_of_topic(false);
    ScriptedServer server(pulsar.script());
    EventfulClient client(server.url(), polled);
    auto consumer = new_consumer(client.client());
    auto message = receive(consumer);
    CHECK(call(pws_consumer_ack, consumer.get(), message.get()).is_ok());
    CHECK(call(pws_consumer_ack_flush_async, consumer.get(), -1,
               client.callback(), client.user_data(), EventfulClient::kFree,
               nullptr)
              .is_ok());
    consumer.reset();
    CHECK(call(pws_client_close, client.get(), 50).status == PWS_ERR_TIMEOUT);
    CHECK(client.next().type == PWS_EVENT_ACKS_FLUSHED);
  });
}

TEST_CASE("A handle freed while another thread waits on its kind", "[misuse]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url());
  auto consumer = new_consumer(client);
  Outcome received;
  std::thread waits([&] {
    Owned<pws_message> message;
    received = call(pws_consumer_receive, consumer.get(), -1, made(message));
  });
  CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
  waits.join();
  CHECK(received.status == PWS_ERR_CLOSED);
}

}  // namespace pulsarws::testing
