// The ways in which events reach an application: listener, asynchronous calls,
// and the application's own polling.
#include <poll.h>

#include <chrono>
#include <vector>

#include "tests/broker/admin_api.h"
#include "tests/broker/content.h"
#include "tests/broker/sent_messages.h"
#include "tests/support/catch.h"
#include "tests/support/recorded.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

// What a callback has seen.
struct Seen {
  std::vector<std::string> payloads;
  std::vector<std::int32_t> types;
  std::vector<pws_status> statuses;
  int freed = 0;
};
using SeenEvents = Recorded<Seen>;

void see(pws_event* event, void* user_data) {
  static_cast<SeenEvents*>(user_data)->update([&](Seen& seen) {
    seen.types.push_back(event->type);
    seen.statuses.push_back(event->status);
    if (event->message) {
      seen.payloads.push_back(text_of(pws_message_payload(event->message)));
    }
  });
}

void see_and_ack(pws_event* event, void* user_data) {
  if (event->message) {
    must([&](pws_error** error) {
      return pws_consumer_ack(event->consumer, event->message, error);
    });
  }
  see(event, user_data);
}

void count_free(void* user_data) {
  static_cast<SeenEvents*>(user_data)->update([](Seen& seen) { ++seen.freed; });
}

std::vector<std::string> numbers_up_to(int count) {
  std::vector<std::string> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(std::to_string(i));
  return numbers;
}

}  // namespace

TEST_CASE("A listener hears all messages, in order, until the close") {
  const Cluster cluster = secure_cluster();
  const std::string topic = unique_topic("listener");
  SeenEvents seen;
  const ClientHandle client = make_client(cluster);
  const ConsumerHandle consumer =
      make_consumer(client, topic, "sub", {{"receiverQueueSize", "10"}});
  const ProducerHandle producer = make_producer(client, topic);
  // Some are there before the listener is.
  for (int i = 0; i < 20; ++i) send(producer, plain_text(std::to_string(i)));
  must([&](pws_error** error) {
    return pws_consumer_listen(consumer.get(), see_and_ack, &seen, count_free,
                               error);
  });
  for (int i = 20; i < 100; ++i) send(producer, plain_text(std::to_string(i)));
  CHECK(seen.wait_until(
      [](const Seen& now) { return now.payloads.size() == 100; }, 30s));
  CHECK(seen.read().payloads == numbers_up_to(100));
  pws_message* message = nullptr;
  CHECK(result_of([&](pws_error** error) {
          return pws_consumer_receive(consumer.get(), 0, &message, error);
        }).status == PWS_ERR_INVALID_ARGUMENT);
  close(client);
  CHECK(seen.wait_until([](const Seen& now) { return now.freed == 1; }, 10s));
  CHECK(seen.read().types == std::vector<std::int32_t>(100, PWS_EVENT_MESSAGE));
  CHECK(backlog_empties(cluster, topic, "sub"));
}

TEST_CASE("Receiving by event: messages, timeouts, and a cancel loses none") {
  const std::string topic = unique_topic("receive-async");
  SeenEvents seen;
  SeenEvents cancelled;
  const ClientHandle client = make_client(plain_cluster());
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  const ProducerHandle producer = make_producer(client, topic);
  const auto receive_async = [&](SeenEvents& into, std::int32_t timeout_ms) {
    std::uint64_t operation = 0;
    must([&](pws_error** error) {
      return pws_consumer_receive_async(consumer.get(), timeout_ms, see, &into,
                                        count_free, &operation, error);
    });
    CHECK(operation != 0);
    return operation;
  };
  receive_async(seen, 1);
  CHECK(seen.wait_until([](const Seen& now) { return now.freed == 1; }, 10s));
  CHECK(seen.read().statuses == std::vector<pws_status>{PWS_ERR_TIMEOUT});

  const std::uint64_t given_up = receive_async(cancelled, -1);
  receive_async(seen, -1);
  receive_async(seen, -1);
  must([&](pws_error** error) {
    return pws_operation_cancel(client.get(), given_up, error);
  });
  for (const char* payload : {"a", "b", "c"}) {
    send(producer, plain_text(payload));
  }
  CHECK(seen.wait_until([](const Seen& now) { return now.freed == 3; }, 10s));
  CHECK(seen.read().payloads == std::vector<std::string>{"a", "b"});
  CHECK(cancelled.read().statuses ==
        std::vector<pws_status>{PWS_ERR_CANCELLED});
  CHECK(content_of(receive(consumer)).payload == "c");
  close(client);
  CHECK(cancelled.read().freed == 1);
}

TEST_CASE("Producer and consumer of one client, polled by the application") {
  constexpr std::size_t kMessages = 500;
  const Cluster cluster = secure_cluster();
  const std::string topic = unique_topic("poll");
  const ClientHandle client = make_client(cluster, {{"eventDelivery", "poll"}});
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  const ProducerHandle producer = make_producer(client, topic);
  must([&](pws_error** error) {
    return pws_consumer_listen(consumer.get(), nullptr, nullptr, nullptr,
                               error);
  });
  for (std::size_t i = 0; i < kMessages; ++i) {
    const Content content = plain_text(std::to_string(i));
    const Outgoing outgoing(content, content.payload);
    must([&](pws_error** error) {
      return pws_producer_send_async(producer.get(), outgoing.get(), 1, nullptr,
                                     nullptr, nullptr, nullptr, error);
    });
  }
  std::uint64_t flushing = 0;
  must([&](pws_error** error) {
    return pws_producer_flush_async(producer.get(), kPatience, nullptr, nullptr,
                                    nullptr, &flushing, error);
  });

  std::vector<std::string> receipts;
  std::vector<std::string> payloads;
  bool flushed = false;
  std::int64_t descriptor = -1;
  must([&](pws_error** error) {
    return pws_client_descriptor(client.get(), &descriptor, error);
  });
  const auto take_events = [&] {
    pollfd state{static_cast<int>(descriptor), POLLIN, 0};
    REQUIRE(poll(&state, 1, kPatience) == 1);
    std::vector<pws_event> events(16, pws_event PWS_EVENT_INIT);
    std::size_t count = 0;
    must([&](pws_error** error) {
      return pws_client_poll(client.get(), events.data(), events.size(), 0,
                             &count, error);
    });
    REQUIRE(count >= 1);
    for (std::size_t i = 0; i < count; ++i) {
      pws_event& event = events[i];
      if (event.type == PWS_EVENT_SENT) {
        REQUIRE(event.status == PWS_OK);
        CHECK(event.producer == producer.get());
        receipts.push_back(text_of(pws_receipt_context(event.receipt)));
      } else if (event.type == PWS_EVENT_MESSAGE) {
        CHECK(event.consumer == consumer.get());
        payloads.push_back(text_of(pws_message_payload(event.message)));
        must([&](pws_error** error) {
          return pws_consumer_ack(event.consumer, event.message, error);
        });
      } else if (event.type == PWS_EVENT_FLUSHED) {
        CHECK(event.operation == flushing);
        CHECK(receipts.size() == kMessages);
        flushed = true;
      }
      pws_event_clear(&event);
    }
  };
  while (receipts.size() < kMessages || payloads.size() < kMessages ||
         !flushed) {
    take_events();
  }
  CHECK(receipts == numbers_up_to(kMessages));
  CHECK(payloads == numbers_up_to(kMessages));
  // Taken whole, the queue leaves nothing to wait for.
  pollfd state{static_cast<int>(descriptor), POLLIN, 0};
  CHECK(poll(&state, 1, 0) == 0);
  flush_acks(consumer);
  CHECK(backlog_empties(cluster, topic, "sub"));
  close(client);
}

TEST_CASE("Opening, flushing and closing by event") {
  const std::string topic = unique_topic("async");
  SeenEvents seen;
  const ClientHandle client = make_client(plain_cluster());
  pws_producer* raw_producer = nullptr;
  must([&](pws_error** error) {
    return pws_producer_new_async(client.get(), topic.c_str(), nullptr,
                                  kPatience, &raw_producer, see, &seen,
                                  count_free, nullptr, error);
  });
  const ProducerHandle producer(raw_producer);
  // Messages may be sent before it is open.
  SentMessages sent(10);
  for (std::size_t i = 0; i < 10; ++i) {
    sent.send(producer, i, plain_text(std::to_string(i)));
  }
  must([&](pws_error** error) {
    return pws_producer_flush_async(producer.get(), kPatience, see, &seen,
                                    count_free, nullptr, error);
  });
  CHECK(seen.wait_until([](const Seen& now) { return now.freed == 2; }, 30s));
  CHECK(sent.wait_until_settled(10s));
  CHECK(sent.read().stored() == 10);
  must([&](pws_error** error) {
    return pws_producer_close_async(producer.get(), kPatience, see, &seen,
                                    count_free, nullptr, error);
  });
  must([&](pws_error** error) {
    return pws_client_close_async(client.get(), kPatience, see, &seen,
                                  count_free, nullptr, error);
  });
  CHECK(seen.wait_until([](const Seen& now) { return now.freed == 4; }, 30s));
  const Seen end = seen.read();
  CHECK(end.types ==
        std::vector<std::int32_t>{PWS_EVENT_OPENED, PWS_EVENT_FLUSHED,
                                  PWS_EVENT_CLOSED, PWS_EVENT_CLOSED});
  CHECK(end.statuses == std::vector<pws_status>(4, PWS_OK));
  CHECK(result_of([&](pws_error** error) {
          return pws_producer_flush(producer.get(), 0, error);
        }).status == PWS_ERR_CLOSED);
}

}  // namespace pulsarws::testing
