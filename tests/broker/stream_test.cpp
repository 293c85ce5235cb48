// Ten thousand messages of 1 KB, undisturbed and over broken connections.
#include <array>
#include <chrono>
#include <exception>
#include <functional>
#include <future>
#include <iostream>
#include <memory>

#include "tests/broker/admin_api.h"
#include "tests/broker/sent_messages.h"
#include "tests/support/catch.h"
#include "tests/support/cutting_proxy.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kCount = 10000;
constexpr std::size_t kSize = 1024;

std::string numbered_payload(std::size_t number) {
  std::string payload = std::to_string(number) + " ";
  payload.resize(kSize, static_cast<char>('a' + number % 26));
  return payload;
}

using AtNumber = std::function<void(std::size_t number)>;

// Sends all, waits for their outcomes, then sends a message that ends the
// stream.
void send_stream(const ProducerHandle& producer, SentMessages& sent,
                 const AtNumber& before) {
  for (std::size_t number = 0; number < kCount; ++number) {
    before(number);
    sent.send(producer, number, plain_text(numbered_payload(number)));
  }
  must([&](pws_error** error) {
    return pws_producer_flush(producer.get(), 60000, error);
  });
  send(producer, plain_text("end"));
}

struct Received {
  std::size_t next = 0;  // all below have come, in this order
  bool in_order = true;  // none came before one that should precede it
  bool undamaged = true;
  std::size_t sent_twice = 0;       // has two places in the topic
  std::size_t delivered_twice = 0;  // the same place in the topic came again
};

Received receive_stream(const ConsumerHandle& consumer,
                        const AtNumber& before) {
  Received received;
  std::vector<std::string> ids(kCount);
  for (;;) {
    before(received.next);
    pws_message* message = nullptr;
    pws_message_view view = PWS_MESSAGE_VIEW_INIT;
    must([&](pws_error** error) {
      return pws_consumer_receive_view(consumer.get(), kPatience, &message,
                                       &view, error);
    });
    const std::string payload = text_of(view.payload);
    const std::string id = text_of(view.id);
    must([&](pws_error** error) {
      return pws_consumer_ack_and_free(consumer.get(), message, error);
    });
    if (payload == "end") return received;
    const std::size_t number = std::stoul(payload);
    if (number >= kCount || payload != numbered_payload(number)) {
      received.undamaged = false;
    } else if (number < received.next) {
      ++(ids[number] == id ? received.delivered_twice : received.sent_twice);
    } else {
      if (number != received.next) received.in_order = false;
      received.next = number + 1;
      ids[number] = id;
    }
  }
}

// A stream from a producer to a consumer, each with a client of its own.
Received run_stream(const Cluster& cluster, const Cluster& for_producer,
                    const Cluster& for_consumer, const std::string& purpose,
                    const AtNumber& before_send,
                    const AtNumber& before_receive) {
  const auto start = std::chrono::steady_clock::now();
  const std::string topic = unique_topic(purpose);
  SentMessages sent(kCount);
  const ClientHandle receiving =
      make_client(for_consumer, {{"logLevel", "off"}});
  const ClientHandle sending = make_client(for_producer, {{"logLevel", "off"}});
  const ConsumerHandle consumer = make_consumer(receiving, topic, "sub");
  const ProducerHandle producer =
      make_producer(sending, topic, {{"blockIfQueueFull", "true"}});
  auto sender = std::async(std::launch::async,
                           [&] { send_stream(producer, sent, before_send); });
  const Received received = receive_stream(consumer, before_receive);
  sender.get();
  close(receiving);
  close(sending);

  CHECK(sent.wait_until_settled(30s));
  const SentMessages::Record record = sent.read();
  CHECK(record.first_failure() == "");
  CHECK(record.stored() == kCount);
  CHECK(received.next == kCount);
  CHECK(received.in_order);
  CHECK(received.undamaged);
  CHECK(backlog_empties(cluster, topic, "sub"));
  const std::chrono::duration<double> time =
      std::chrono::steady_clock::now() - start;
  std::cout << purpose << ": " << received.next << " received in "
            << time.count() << " s, " << received.sent_twice << " sent twice, "
            << received.delivered_twice << " delivered twice\n";
  return received;
}

// Breaks a connection at three places of a stream, each in its own way.
class ThreeCuts {
 public:
  using Cut = std::function<void(CuttingProxy&)>;
  ThreeCuts(CuttingProxy& proxy, std::array<Cut, 3> cuts)
      : proxy_(proxy), cuts_(std::move(cuts)) {}

  void at(std::size_t number) {
    if (done_ < cuts_.size() && number == (2 * done_ + 1) * kCount / 6) {
      cuts_[done_++](proxy_);
    }
  }

 private:
  CuttingProxy& proxy_;
  std::array<Cut, 3> cuts_;
  std::size_t done_ = 0;
};

constexpr auto kNoCut = [](std::size_t) {};

// Both connections are cut. A message can be sent twice then, and delivered
// twice as well: a broker that gets messages of a producer that has just gone
// closes the connection that all users of its WebSocket service share, and what
// was acked in the last 100 ms comes again to those who have lost nothing.
void run_cut_stream(const Cluster& cluster, const std::string& purpose,
                    std::array<ThreeCuts::Cut, 3> producer_cuts,
                    std::array<ThreeCuts::Cut, 3> consumer_cuts) {
  CuttingProxy to_producer(cluster.port());
  CuttingProxy to_consumer(cluster.port());
  ThreeCuts sending(to_producer, std::move(producer_cuts));
  ThreeCuts receiving(to_consumer, std::move(consumer_cuts));
  const Received received = run_stream(
      cluster, cluster.behind(to_producer.port()),
      cluster.behind(to_consumer.port()), purpose,
      [&](std::size_t number) { sending.at(number); },
      [&](std::size_t number) { receiving.at(number); });
  CHECK(to_producer.traffic().cuts == 3);
  CHECK(to_consumer.traffic().cuts == 3);
  // No more than what was in flight can have been sent again.
  CHECK(received.sent_twice <= 3 * 1000);
}

// The consumer's connection alone is cut. Each message was acked before the
// next was asked for, so the library knows what has come again.
void run_consumer_cut_stream(const Cluster& cluster, const std::string& purpose,
                             std::array<ThreeCuts::Cut, 3> cuts) {
  CuttingProxy proxy(cluster.port());
  ThreeCuts receiving(proxy, std::move(cuts));
  const Received received =
      run_stream(cluster, cluster, cluster.behind(proxy.port()), purpose,
                 kNoCut, [&](std::size_t number) { receiving.at(number); });
  CHECK(proxy.traffic().cuts == 3);
  CHECK(received.sent_twice == 0);
  CHECK(received.delivered_twice == 0);
}

}  // namespace

TEST_CASE("10,000 messages: none lost, none twice, in order, without TLS",
          "[alone]") {
  const Cluster cluster = plain_cluster();
  const Received received =
      run_stream(cluster, cluster, cluster, "stream", kNoCut, kNoCut);
  CHECK(received.sent_twice == 0);
  CHECK(received.delivered_twice == 0);
}

TEST_CASE("10,000 messages: none lost, none twice, in order, with TLS",
          "[alone]") {
  const Cluster cluster = secure_cluster();
  const Received received =
      run_stream(cluster, cluster, cluster, "stream-tls", kNoCut, kNoCut);
  CHECK(received.sent_twice == 0);
  CHECK(received.delivered_twice == 0);
}

TEST_CASE("10,000 messages over connections cut between frames") {
  run_cut_stream(
      plain_cluster(), "cut",
      {[](CuttingProxy& proxy) { proxy.cut_after_frames_to_server(300); },
       [](CuttingProxy& proxy) { proxy.cut_after_frames_to_client(500); },
       [](CuttingProxy& proxy) { proxy.cut(); }},
      {[](CuttingProxy& proxy) { proxy.cut_after_frames_to_client(700); },
       [](CuttingProxy& proxy) { proxy.cut_after_frames_to_server(200); },
       [](CuttingProxy& proxy) { proxy.cut(); }});
}

TEST_CASE("10,000 messages, the consumer's connection cut: none comes twice",
          "[alone]") {
  run_consumer_cut_stream(
      plain_cluster(), "consumer-cut",
      {[](CuttingProxy& proxy) { proxy.cut_after_frames_to_client(700); },
       [](CuttingProxy& proxy) { proxy.cut_after_frames_to_server(200); },
       [](CuttingProxy& proxy) { proxy.cut(); }});
}

TEST_CASE("10,000 messages over TLS connections cut within frames") {
  run_cut_stream(secure_cluster(), "cut-tls",
                 {[](CuttingProxy& proxy) { proxy.cut_after(100001); },
                  [](CuttingProxy& proxy) { proxy.cut_after(700); },
                  [](CuttingProxy& proxy) { proxy.cut_after(1); }},
                 {[](CuttingProxy& proxy) { proxy.cut_after(5003); },
                  [](CuttingProxy& proxy) { proxy.cut_after(10); },
                  [](CuttingProxy& proxy) { proxy.cut(); }});
}

}  // namespace pulsarws::testing
