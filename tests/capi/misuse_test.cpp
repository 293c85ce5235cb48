#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"

namespace pulsarws::testing {
namespace {

Outcome set(const Owned<pws_options>& options, const char* name,
            const char* value) {
  return call(pws_options_set, options.get(), name, value);
}

}  // namespace

TEST_CASE("Options that are not there, or not so", "[misuse]") {
  auto client = options_of(PWS_OPTIONS_CLIENT, {});
  auto producer = options_of(PWS_OPTIONS_PRODUCER, {});
  auto consumer = options_of(PWS_OPTIONS_CONSUMER, {});

  Outcome outcome = set(consumer, "receiverqueuesize", "5");
  CHECK(outcome.status == PWS_ERR_UNKNOWN_OPTION);
  CHECK(outcome.says("did you mean \"receiverQueueSize\"?"));
  outcome = set(producer, "receiverQueueSize", "5");
  CHECK(outcome.status == PWS_ERR_UNKNOWN_OPTION);
  CHECK(outcome.says("consumer option"));
  CHECK(set(client, "", "").status == PWS_ERR_UNKNOWN_OPTION);
  CHECK(set(client, "zzzzzzzzzzzzzzzz", "").status == PWS_ERR_UNKNOWN_OPTION);
  const char* read = nullptr;
  CHECK(call(pws_options_get, client.get(), "tokn", &read).status ==
        PWS_ERR_UNKNOWN_OPTION);

  for (const char* value : {"0", "1001", "-1", "", " 5", "5 ", "5.0", "five",
                            "0x5", "99999999999999999999"}) {
    CAPTURE(value);
    outcome = set(consumer, "receiverQueueSize", value);
    CHECK(outcome.status == PWS_ERR_INVALID_OPTION_VALUE);
    CHECK(outcome.says("from 1 to 1000"));
  }
  CHECK(call(pws_options_get, consumer.get(), "receiverQueueSize", &read)
            .is_ok());
  CHECK(std::string(read) == "1000");  // nothing was changed
  CHECK(set(consumer, "receiverQueueSize", "5").is_ok());
  CHECK(call(pws_options_get, consumer.get(), "receiverQueueSize", &read)
            .is_ok());
  CHECK(std::string(read) == "5");
  CHECK(set(consumer, "receiverQueueSize", nullptr).is_ok());
  CHECK(call(pws_options_get, consumer.get(), "receiverQueueSize", &read)
            .is_ok());
  CHECK(std::string(read) == "1000");
  CHECK(call(pws_options_get, client.get(), "authToken", &read).is_ok());
  CHECK(read == nullptr);

  outcome = set(consumer, "pullMode", "yes");
  CHECK(outcome.status == PWS_ERR_INVALID_OPTION_VALUE);
  CHECK(outcome.says("true or false"));
  outcome = set(consumer, "subscriptionType", "shared");
  CHECK(outcome.status == PWS_ERR_INVALID_OPTION_VALUE);
  CHECK(outcome.says("Exclusive|Shared|Failover|Key_Shared"));
  CHECK(set(client, "authToken", "two\nlines").status ==
        PWS_ERR_INVALID_OPTION_VALUE);

  Owned<pws_options> copy(pws_options_dup(client.get()));
  CHECK(set(copy, "authToken", "copied").is_ok());
  CHECK(call(pws_options_get, client.get(), "authToken", &read).is_ok());
  CHECK(read == nullptr);
}

TEST_CASE("Options that do not go together, or with the handle", "[misuse]") {
  ScriptedServer server({});
  auto client = new_client(server.url());
  auto producer_options = options_of(PWS_OPTIONS_PRODUCER, {});
  auto consumer_options = options_of(PWS_OPTIONS_CONSUMER, {});
  Owned<pws_client> other;
  Owned<pws_producer> producer;
  Owned<pws_consumer> consumer;
  Outcome outcome = call(pws_client_new, "ws://localhost:8080",
                         producer_options.get(), made(other));
  CHECK(outcome.status == PWS_ERR_INVALID_ARGUMENT);
  CHECK(outcome.says("these are producer options"));
  CHECK(call(pws_producer_new, client.get(), "test", consumer_options.get(), 0,
             made(producer))
            .status == PWS_ERR_INVALID_ARGUMENT);
  CHECK(call(pws_consumer_new, client.get(), "test", "sub",
             producer_options.get(), 0, made(consumer))
            .status == PWS_ERR_INVALID_ARGUMENT);

  REQUIRE(set(producer_options, "batchingMaxMessages", "10").is_ok());
  outcome = call(pws_producer_new, client.get(), "test", producer_options.get(),
                 0, made(producer));
  CHECK(outcome.status == PWS_ERR_INVALID_OPTION_VALUE);
  CHECK(outcome.says("batchingEnabled"));
  REQUIRE(set(consumer_options, "ackTimeoutMillis", "10").is_ok());
  CHECK(call(pws_consumer_new, client.get(), "test", "sub",
             consumer_options.get(), 0, made(consumer))
            .status == PWS_ERR_INVALID_OPTION_VALUE);
  auto client_options = options_of(
      PWS_OPTIONS_CLIENT, {{"initialBackoff", "500"}, {"maxBackoff", "100"}});
  CHECK(call(pws_client_new, "ws://localhost:8080", client_options.get(),
             made(other))
            .status == PWS_ERR_INVALID_OPTION_VALUE);
}

TEST_CASE("Malformed URLs, topics and subscriptions", "[misuse]") {
  for (const char* url :
       {"", "localhost", "http://localhost:8080", "pulsar://localhost:6650",
        "ws://", "ws://host:", "ws://host:0", "ws://host:65536",
        "ws://host:port", "ws://ho st:80", "ws://host:80/path?query",
        "ws://host:80,", ",ws://host:80", "ws://user@host:80",
        "ws://host:80,http://host:80"}) {
    CAPTURE(url);
    Owned<pws_client> client;
    Outcome outcome = call(pws_client_new, url, nullptr, made(client));
    INFO(outcome);
    CHECK(outcome.status == PWS_ERR_INVALID_URL);
    CHECK_FALSE(client);
  }
  ScriptedServer server({});
  auto client = new_client(server.url());
  for (const char* topic :
       {"", "/", "a/b", "a//b", "tenant/namespace/", "persistent://a/b",
        "persistent://a/b/", "persistent:///b/c", "other://a/b/c",
        "persistent://a/b/c/d", "line\nend"}) {
    CAPTURE(topic);
    Owned<pws_producer> producer;
    Owned<pws_consumer> consumer;
    CHECK(call(pws_producer_new, client.get(), topic, nullptr, kSoonMs,
               made(producer))
              .status == PWS_ERR_INVALID_TOPIC);
    CHECK(call(pws_consumer_new, client.get(), topic, "sub", nullptr, kSoonMs,
               made(consumer))
              .status == PWS_ERR_INVALID_TOPIC);
  }
  for (const char* subscription : {"", "a/b", "a\tb"}) {
    CAPTURE(subscription);
    Owned<pws_consumer> consumer;
    CHECK(call(pws_consumer_new, client.get(), "test", subscription, nullptr,
               kSoonMs, made(consumer))
              .status == PWS_ERR_INVALID_ARGUMENT);
  }
  CHECK(server.record().handshakes.empty());
}

TEST_CASE("Timeouts that are none", "[misuse]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url());
  auto producer = new_producer(client);
  auto consumer = new_consumer(client);
  auto polled = new_client(server.url(), {{"eventDelivery", "poll"}});
  pws_outgoing message = PWS_OUTGOING_INIT;
  pws_event event = PWS_EVENT_INIT;
  pws_message_view view = PWS_MESSAGE_VIEW_INIT;
  std::size_t count = 0;
  for (std::int32_t bad : {-2, std::numeric_limits<std::int32_t>::min()}) {
    std::vector<Outcome> outcomes;
    auto* new_producer_handle =
        reinterpret_cast<pws_producer*>(std::uintptr_t{8});
    auto* new_consumer_handle =
        reinterpret_cast<pws_consumer*>(std::uintptr_t{8});
    auto* received = reinterpret_cast<pws_message*>(std::uintptr_t{8});
    auto add = [&](Outcome outcome) { outcomes.push_back(std::move(outcome)); };
    add(call(pws_client_close, client.get(), bad));
    add(call(pws_client_poll, polled.get(), &event, 1u, bad, &count));
    add(call(pws_producer_new, client.get(), "test", nullptr, bad,
             &new_producer_handle));
    CHECK(new_producer_handle == nullptr);
    add(call(pws_consumer_new, client.get(), "test", "sub", nullptr, bad,
             &new_consumer_handle));
    CHECK(new_consumer_handle == nullptr);
    add(call(pws_producer_send, producer.get(), &message, bad, nullptr));
    add(call(pws_producer_flush, producer.get(), bad));
    add(call(pws_producer_close, producer.get(), bad));
    add(call(pws_consumer_receive, consumer.get(), bad, &received));
    CHECK(received == nullptr);
    add(call(pws_consumer_receive_view, consumer.get(), bad, &received, &view));
    add(call(pws_consumer_ack_flush, consumer.get(), bad));
    add(call(pws_consumer_close, consumer.get(), bad));
    Hearer hearer;
    auto async = [&](auto function, auto... arguments) {
      add(call(function, arguments..., Hearer::callback, hearer.user_data(),
               Hearer::free_user_data, nullptr));
    };
    async(pws_client_close_async, client.get(), bad);
    async(pws_producer_new_async, client.get(), "test", nullptr, bad,
          &new_producer_handle);
    async(pws_consumer_new_async, client.get(), "test", "sub", nullptr, bad,
          &new_consumer_handle);
    async(pws_producer_flush_async, producer.get(), bad);
    async(pws_producer_close_async, producer.get(), bad);
    async(pws_consumer_receive_async, consumer.get(), bad);
    async(pws_consumer_ack_flush_async, consumer.get(), bad);
    async(pws_consumer_close_async, consumer.get(), bad);
    for (const Outcome& outcome : outcomes) {
      INFO(outcome);
      CHECK(outcome.status == PWS_ERR_INVALID_ARGUMENT);
      CHECK(outcome.says("timeout_ms"));
    }
    CHECK(outcomes.size() == 19);
  }
  // Nothing of it had an effect.
  CHECK(send(producer, "x").is_ok());
}

TEST_CASE("struct_size that is not set", "[misuse]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(1);
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url());
  auto producer = new_producer(client);
  auto consumer = new_consumer(client);
  auto polled = new_client(server.url(), {{"eventDelivery", "poll"}});
  auto message = receive(consumer);
  for (std::size_t size : {std::size_t{0}, std::size_t{8}, std::size_t{23},
                           std::numeric_limits<std::size_t>::max()}) {
    CAPTURE(size);
    pws_outgoing outgoing = PWS_OUTGOING_INIT;
    outgoing.struct_size = size;
    Outcome outcome =
        call(pws_producer_send, producer.get(), &outgoing, 0, nullptr);
    CHECK(outcome.status == PWS_ERR_INVALID_ARGUMENT);
    CHECK(outcome.says("PWS_OUTGOING_INIT"));
    std::size_t accepted = 7;
    CHECK(call(pws_producer_send_async, producer.get(), &outgoing, 3u, nullptr,
               nullptr, nullptr, &accepted)
              .status == PWS_ERR_INVALID_ARGUMENT);
    CHECK(accepted == 0);
    if (size > 100) continue;
    pws_message_view view = PWS_MESSAGE_VIEW_INIT;
    view.struct_size = size;
    outcome = call(pws_message_read, message.get(), &view);
    CHECK(outcome.status == PWS_ERR_INVALID_ARGUMENT);
    CHECK(outcome.says("PWS_MESSAGE_VIEW_INIT"));
    pws_event event = PWS_EVENT_INIT;
    event.struct_size = size;
    std::size_t count = 7;
    outcome = call(pws_client_poll, polled.get(), &event, 1u, 0, &count);
    CHECK(outcome.status == PWS_ERR_INVALID_ARGUMENT);
    CHECK(outcome.says("PWS_EVENT_INIT"));
    CHECK(count == 0);
    pws_event_clear(&event);
  }
  pws_event event = PWS_EVENT_INIT;
  std::size_t count = 0;
  CHECK(call(pws_client_poll, polled.get(), &event, 0u, 0, &count).status ==
        PWS_ERR_INVALID_ARGUMENT);
}

TEST_CASE("Sizes that nobody can mean", "[misuse]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url());
  auto producer = new_producer(client);
  constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max();
  const char byte = 'x';
  const pws_property property = {{&byte, 1}, {&byte, 1}};
  const pws_slice cluster = {&byte, 1};
  const auto status_of = [&](auto change) {
    pws_outgoing outgoing = PWS_OUTGOING_INIT;
    outgoing.payload = {&byte, 1};
    change(outgoing);
    return call(pws_producer_send, producer.get(), &outgoing, 0, nullptr)
        .status;
  };
  for (const std::size_t size :
       {kMost, kMost / 2, std::size_t{1} << 40, std::size_t{0x7fffffff}}) {
    CAPTURE(size);
    CHECK(status_of([&](pws_outgoing& message) {
            message.payload = {&byte, size};
          }) == PWS_ERR_MESSAGE_TOO_BIG);
    CHECK(status_of([&](pws_outgoing& message) {
            message.key = {&byte, size};
          }) == PWS_ERR_MESSAGE_TOO_BIG);
    CHECK(status_of([&](pws_outgoing& message) {
            message.context = {&byte, size};
          }) == PWS_ERR_INVALID_ARGUMENT);
    CHECK(status_of([&](pws_outgoing& message) {
            message.properties = &property;
            message.property_count = size;
          }) == PWS_ERR_MESSAGE_TOO_BIG);
    CHECK(status_of([&](pws_outgoing& message) {
            message.replication_clusters = &cluster;
            message.replication_cluster_count = size;
          }) == PWS_ERR_MESSAGE_TOO_BIG);
    pws_message_id* id = nullptr;
    CHECK(call(pws_message_id_parse, &byte, size, &id).status ==
          PWS_ERR_INVALID_ARGUMENT);
    const char* topic = "topic";
    pws_consumer* consumer = nullptr;
    CHECK(call(pws_consumer_new_topics, client.get(), &topic, size, "sub",
               nullptr, 0, &consumer)
              .status == PWS_ERR_INVALID_TOPIC);
  }
  for (const std::int64_t time : {std::numeric_limits<std::int64_t>::max(),
                                  std::numeric_limits<std::int64_t>::min()}) {
    CHECK(status_of([&](pws_outgoing& message) {
            message.deliver_at_ms = time;
          }) == PWS_ERR_INVALID_MESSAGE);
    CHECK(status_of([&](pws_outgoing& message) {
            message.deliver_after_ms = time;
          }) == PWS_ERR_INVALID_MESSAGE);
  }
}

TEST_CASE("Callbacks on a client that is polled, and the other way",
          "[misuse]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  auto calls_back = new_client(server.url());
  pws_event event = PWS_EVENT_INIT;
  std::size_t count = 0;
  std::int64_t descriptor = 0;
  Outcome outcome =
      call(pws_client_poll, calls_back.get(), &event, 1u, 0, &count);
  CHECK(outcome.status == PWS_ERR_WRONG_DELIVERY);
  CHECK(outcome.says("eventDelivery=poll"));
  CHECK(call(pws_client_descriptor, calls_back.get(), &descriptor).status ==
        PWS_ERR_WRONG_DELIVERY);

  auto polled = new_client(server.url(), {{"eventDelivery", "poll"}});
  auto producer = new_producer(polled);
  auto consumer = new_consumer(polled);
  pws_outgoing message = PWS_OUTGOING_INIT;
  Hearer hearer;
  std::size_t calls = 0;
  // `last` is the number of the operation, or of the messages accepted.
  auto check = [&](auto function, auto... arguments) {
    Outcome wrong = call(function, arguments..., Hearer::callback,
                         hearer.user_data(), Hearer::free_user_data, nullptr);
    INFO(wrong);
    CHECK(wrong.status == PWS_ERR_WRONG_DELIVERY);
    CHECK(hearer.heard().freed == ++calls);
  };
  pws_producer* no_producer = nullptr;
  pws_consumer* no_consumer = nullptr;
  check(pws_client_close_async, polled.get(), 0);
  check(pws_producer_new_async, polled.get(), "test", nullptr, 0, &no_producer);
  check(pws_consumer_new_async, polled.get(), "test", "sub", nullptr, 0,
        &no_consumer);
  CHECK(no_producer == nullptr);
  CHECK(no_consumer == nullptr);
  check(pws_producer_send_async, producer.get(), &message, std::size_t{1});
  check(pws_producer_flush_async, producer.get(), 0);
  check(pws_producer_close_async, producer.get(), 0);
  check(pws_consumer_receive_async, consumer.get(), 0);
  check(pws_consumer_ack_flush_async, consumer.get(), 0);
  check(pws_consumer_close_async, consumer.get(), 0);
  auto check_setter = [&](auto function, auto handle) {
    CHECK(call(function, handle, Hearer::callback, hearer.user_data(),
               Hearer::free_user_data)
              .status == PWS_ERR_WRONG_DELIVERY);
    CHECK(hearer.heard().freed == ++calls);
  };
  check_setter(pws_client_set_log_callback, polled.get());
  check_setter(pws_producer_set_delivery_callback, producer.get());
  check_setter(pws_producer_set_writable_callback, producer.get());
  check_setter(pws_consumer_listen, consumer.get());
  // Nothing of it had an effect.
  CHECK(send(producer, "x").is_ok());
  CHECK(server.record().handshakes.size() == 2);
}

TEST_CASE("Calls after close", "[misuse]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(2);
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url());
  auto producer = new_producer(client);
  auto consumer = new_consumer(client);
  auto message = receive(consumer);
  const bool close_client = GENERATE(true, false);
  if (close_client) {
    REQUIRE(call(pws_client_close, client.get(), kSoonMs).is_ok());
  } else {
    REQUIRE(call(pws_producer_close, producer.get(), kSoonMs).is_ok());
    REQUIRE(call(pws_consumer_close, consumer.get(), kSoonMs).is_ok());
  }
  Hearer hearer;
  auto check = [](Outcome outcome) {
    INFO(outcome);
    CHECK(outcome.status == PWS_ERR_CLOSED);
    CHECK(outcome.says("closed"));
    CHECK_FALSE(outcome.is_retriable);
  };
  pws_outgoing outgoing = PWS_OUTGOING_INIT;
  Owned<pws_message> received;
  check(call(pws_producer_send, producer.get(), &outgoing, kSoonMs, nullptr));
  check(call(pws_producer_send_async, producer.get(), &outgoing, 1u,
             Hearer::callback, hearer.user_data(), Hearer::free_user_data,
             nullptr));
  check(call(pws_producer_flush, producer.get(), kSoonMs));
  check(call(pws_consumer_receive, consumer.get(), kSoonMs, made(received)));
  check(call(pws_consumer_ack, consumer.get(), message.get()));
  check(call(pws_consumer_nack, consumer.get(), message.get()));
  check(call(pws_consumer_ack_flush, consumer.get(), kSoonMs));
  check(call(pws_consumer_listen, consumer.get(), Hearer::callback,
             hearer.user_data(), Hearer::free_user_data));
  CHECK(hearer.heard().freed == 2);
  CHECK(pws_producer_is_connected(producer.get()) == 0);
  CHECK(pws_consumer_is_connected(consumer.get()) == 0);
  CHECK(std::string(pws_consumer_subscription(consumer.get())) == "sub");

  // The asynchronous forms tell it by event.
  auto async = [&](auto function, auto handle) {
    CHECK(call(function, handle, kSoonMs, Hearer::callback, hearer.user_data(),
               Hearer::free_user_data, nullptr)
              .is_ok());
  };
  async(pws_producer_flush_async, producer.get());
  async(pws_consumer_receive_async, consumer.get());
  async(pws_consumer_ack_flush_async, consumer.get());
  REQUIRE(hearer.wait_count(3));
  for (std::size_t i = 0; i < 3; ++i) check(hearer.event(i).outcome);
  // Closing again is fine.
  async(pws_producer_close_async, producer.get());
  async(pws_consumer_close_async, consumer.get());
  CHECK(hearer.event(3).outcome.is_ok());
  CHECK(hearer.event(4).outcome.is_ok());
  CHECK(call(pws_producer_close, producer.get(), 0).is_ok());
  CHECK(call(pws_consumer_close, consumer.get(), 0).is_ok());

  Owned<pws_producer> another_producer;
  Owned<pws_consumer> another_consumer;
  if (close_client) {
    check(call(pws_producer_new, client.get(), "test", nullptr, kSoonMs,
               made(another_producer)));
    check(call(pws_consumer_new, client.get(), "test", "sub", nullptr, kSoonMs,
               made(another_consumer)));
  }
  CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
  CHECK(call(pws_client_close, client.get(), 0).is_ok());
}

TEST_CASE("Calls that wait, made in a callback", "[misuse]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(2);
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  std::vector<Outcome> waiting;
  std::vector<Outcome> at_once;
  auto client = new_client(server.url());
  auto other = new_client(server.url(), {{"eventDelivery", "poll"}});
  auto producer = new_producer(client);
  auto consumer = new_consumer(client);
  pws_outgoing outgoing = PWS_OUTGOING_INIT;
  hearer.also = [&](pws_event&) {
    for (std::int32_t timeout : {1000, -1, 0}) {
      std::vector<Outcome>& all = timeout == 0 ? at_once : waiting;
      auto add = [&](Outcome outcome) { all.push_back(std::move(outcome)); };
      pws_event event = PWS_EVENT_INIT;
      std::size_t count = 0;
      Owned<pws_producer> new_one;
      Owned<pws_consumer> new_other;
      Owned<pws_message> message;
      pws_message_view view = PWS_MESSAGE_VIEW_INIT;
      add(call(pws_producer_new, client.get(), "test", nullptr, timeout,
               made(new_one)));
      add(call(pws_consumer_new, client.get(), "test", "sub", nullptr, timeout,
               made(new_other)));
      add(call(pws_producer_send, producer.get(), &outgoing, timeout, nullptr));
      add(call(pws_producer_flush, producer.get(), timeout));
      add(call(pws_consumer_receive, consumer.get(), timeout, made(message)));
      add(call(pws_consumer_receive_view, consumer.get(), timeout,
               made(message), &view));
      add(call(pws_consumer_ack_flush, consumer.get(), timeout));
      add(call(pws_client_poll, other.get(), &event, 1u, timeout, &count));
      add(call(pws_consumer_close, consumer.get(), timeout));
      add(call(pws_producer_close, producer.get(), timeout));
      add(call(pws_client_close, client.get(), timeout));
    }
  };
  REQUIRE(call(pws_producer_flush_async, producer.get(), kSoonMs,
               Hearer::callback, hearer.user_data(), Hearer::free_user_data,
               nullptr)
              .is_ok());
  REQUIRE(hearer.wait_count(1));
  CHECK(waiting.size() == 22);
  for (const Outcome& outcome : waiting) {
    INFO(outcome);
    CHECK(outcome.status == PWS_ERR_WOULD_DEADLOCK);
    CHECK(outcome.says("_async"));
  }
  CHECK(at_once.size() == 11);
  for (const Outcome& outcome : at_once) {
    CHECK(outcome.status != PWS_ERR_WOULD_DEADLOCK);
  }
}

TEST_CASE("A message from another consumer", "[misuse]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(1);
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url());
  auto consumer = new_consumer(client);
  auto message = receive(consumer);
  auto other = new_consumer(client);
  for (auto function : {pws_consumer_ack, pws_consumer_nack}) {
    Outcome outcome = call(function, other.get(), message.get());
    CHECK(outcome.status == PWS_ERR_WRONG_CONSUMER);
    CHECK(outcome.says("another consumer"));
  }
  CHECK(call(pws_consumer_ack_and_free, other.get(),
             pws_message_ref(message.get()))
            .status == PWS_ERR_WRONG_CONSUMER);
  // The right one may still do it; later ones do nothing.
  Owned<pws_message> same(pws_message_ref(message.get()));
  CHECK(call(pws_consumer_ack, consumer.get(), message.get()).is_ok());
  CHECK(call(pws_consumer_nack, consumer.get(), same.get()).is_ok());
  CHECK(call(pws_consumer_ack, consumer.get(), same.get()).is_ok());
  CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
  CHECK(pulsar.record().acked.size() == 1);
  CHECK(pulsar.record().nacked.empty());
  CHECK(pulsar.record().stale.empty());
}

TEST_CASE("Receive and listen do not go together", "[misuse]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url());
  auto consumer = new_consumer(client);
  auto listen = [&] {
    return call(pws_consumer_listen, consumer.get(), Hearer::callback,
                hearer.user_data(), Hearer::free_user_data);
  };
  std::uint64_t operations[2] = {0, 0};
  for (std::uint64_t& operation : operations) {
    REQUIRE(call(pws_consumer_receive_async, consumer.get(), -1,
                 Hearer::callback, hearer.user_data(), Hearer::free_user_data,
                 &operation)
                .is_ok());
  }
  CHECK(listen().status == PWS_ERR_INVALID_ARGUMENT);
  CHECK(call(pws_operation_cancel, client.get(), operations[0]).is_ok());
  CHECK(listen().status == PWS_ERR_INVALID_ARGUMENT);
  CHECK(call(pws_operation_cancel, client.get(), operations[1]).is_ok());
  CHECK(listen().is_ok());
  CHECK(listen().status == PWS_ERR_INVALID_ARGUMENT);
  Owned<pws_message> message;
  Outcome outcome =
      call(pws_consumer_receive, consumer.get(), 0, made(message));
  CHECK(outcome.status == PWS_ERR_INVALID_ARGUMENT);
  CHECK(outcome.says("listener"));
}

}  // namespace pulsarws::testing
