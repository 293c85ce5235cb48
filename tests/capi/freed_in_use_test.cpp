#include <atomic>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"

// A handle in an event is valid until its callback returns, or the event is
// cleared, whoever frees it meanwhile.
namespace pulsarws::testing {
namespace {

ScriptedServer::Options quiet() {
  ScriptedServer::Options options;
  options.keep_texts = false;
  return options;
}

// Here, since the test is another thread's.
std::atomic<pws_status> unexpected{PWS_OK};

// Uses whatever handle an event is about, as a program would that does not know
// that another thread frees it.
void use(const pws_event& event) {
  pws_outgoing message = PWS_OUTGOING_INIT;
  std::vector<pws_status> came_to;
  if (event.producer) {
    came_to.push_back(pws_producer_send_async(event.producer, &message, 1,
                                              nullptr, nullptr, nullptr,
                                              nullptr, nullptr));
    came_to.push_back(pws_producer_flush(event.producer, 0, nullptr));
    pws_producer_pending_count(event.producer);
    std::string(pws_producer_topic(event.producer));
  }
  if (event.consumer) {
    if (event.message) {
      came_to.push_back(
          pws_consumer_nack(event.consumer, event.message, nullptr));
    }
    pws_consumer_queued_count(event.consumer);
    std::string(pws_consumer_topic(event.consumer));
  }
  if (event.reader) {
    pws_text* json = nullptr;
    came_to.push_back(pws_reader_statistics(event.reader, &json, nullptr));
    pws_text_free(json);
    pws_reader_has_next(event.reader);
    std::string(pws_reader_topic(event.reader));
  }
  pws_text* json = nullptr;
  came_to.push_back(pws_client_statistics(event.client, &json, nullptr));
  pws_text_free(json);
  for (const pws_status status : came_to) {
    if (status == PWS_OK || status == PWS_ERR_CLOSED) continue;
    if (status != PWS_ERR_TIMEOUT) unexpected = status;
  }
}

void on_event(pws_event* event, void*) { use(*event); }

// A client whose events are used on a thread of the library's, or of the
// test's.
class UsedClient {
 public:
  UsedClient(const std::string& url, bool polled)
      : polled_(polled),
        client_(
            new_client(url, {{"eventDelivery", polled ? "poll" : "callbacks"},
                             {"initialBackoff", "1"},
                             {"maxBackoff", "1"}})) {
    CHECK(pws_client_set_state_callback(client_.get(), callback(), nullptr,
                                        nullptr, nullptr) == PWS_OK);
    if (polled) polls_ = std::thread([this] { poll(); });
  }
  ~UsedClient() {
    if (polls_.joinable()) {
      pws_client_close(client_.get(), kSoonMs, nullptr);
      polls_.join();
    }
  }

  pws_client* get() const { return client_.get(); }
  const Owned<pws_client>& client() const { return client_; }
  pws_callback callback() const { return polled_ ? nullptr : on_event; }

 private:
  void poll() {
    pws_event events[4] = {PWS_EVENT_INIT, PWS_EVENT_INIT, PWS_EVENT_INIT,
                           PWS_EVENT_INIT};
    while (true) {
      std::size_t count = 0;
      pws_status status =
          pws_client_poll(client_.get(), events, 4, 100, &count, nullptr);
      if (status == PWS_ERR_CLOSED) return;
      for (std::size_t i = 0; i < count; ++i) {
        use(events[i]);
        pws_event_clear(&events[i]);
      }
    }
  }

  const bool polled_;
  Owned<pws_client> client_;
  std::thread polls_;
};

constexpr int kRounds = 60;

}  // namespace

TEST_CASE("A handle is freed while callbacks use it", "[misuse]") {
  for (const bool polled : {false, true}) {
    CAPTURE(polled);
    PulsarScript pulsar;
    pulsar.serve_numbered(20);  // and again, for each nack
    ScriptedServer server(pulsar.script(), quiet());
    UsedClient client(server.url(), polled);
    for (int round = 0; round < kRounds; ++round) {
      auto consumer = new_consumer(client.client());
      CHECK(pws_consumer_listen(consumer.get(), client.callback(), nullptr,
                                nullptr, nullptr) == PWS_OK);
      auto producer = new_producer(client.client());
      CHECK(pws_producer_set_delivery_callback(producer.get(),
                                               client.callback(), nullptr,
                                               nullptr, nullptr) == PWS_OK);
      Owned<pws_reader> reader;
      CHECK(call(pws_reader_new, client.get(), "test",
                 pws_message_id_earliest(), nullptr, kSoonMs, made(reader))
                .is_ok());
      CHECK(pws_reader_listen(reader.get(), client.callback(), nullptr, nullptr,
                              nullptr) == PWS_OK);
      CHECK(send(producer, "x").is_ok());
      pws_outgoing message = PWS_OUTGOING_INIT;
      CHECK(pws_producer_send_async(producer.get(), &message, 1, nullptr,
                                    nullptr, nullptr, nullptr,
                                    nullptr) == PWS_OK);
      if (round % 3 == 0) server.drop_all();
      consumer.reset();
      producer.reset();
      reader.reset();
    }
  }
  CHECK(pws_status_name(unexpected) == std::string("PWS_OK"));
}

TEST_CASE("A client is freed while callbacks use it", "[misuse]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(20);
  ScriptedServer server(pulsar.script(), quiet());
  for (int round = 0; round < kRounds / 2; ++round) {
    auto client = new_client(server.url());
    CHECK(pws_client_set_state_callback(client.get(), on_event, nullptr,
                                        nullptr, nullptr) == PWS_OK);
    auto consumer = new_consumer(client);
    CHECK(pws_consumer_listen(consumer.get(), on_event, nullptr, nullptr,
                              nullptr) == PWS_OK);
    client.reset();
    consumer.reset();
  }
  CHECK(pws_status_name(unexpected) == std::string("PWS_OK"));
}

TEST_CASE("A handle that a callback uses says CLOSED once it is freed",
          "[misuse]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(1);
  ScriptedServer server(pulsar.script());
  std::promise<void> inside;
  std::promise<void> freed;
  Hearer hearer;
  pws_status acked = PWS_OK;
  std::string topic;
  hearer.also = [&](pws_event& event) {
    if (event.type != PWS_EVENT_MESSAGE) return;
    const char* borrowed = pws_consumer_topic(event.consumer);
    inside.set_value();
    freed.get_future().wait();
    acked = pws_consumer_ack(event.consumer, event.message, nullptr);
    topic = borrowed;
  };
  auto client = new_client(server.url());
  pws_consumer* consumer = new_consumer(client).release();
  REQUIRE(call(pws_consumer_listen, consumer, Hearer::callback,
               hearer.user_data(), Hearer::free_user_data)
              .is_ok());
  inside.get_future().wait();
  pws_consumer_free(consumer);
  freed.set_value();
  CHECK(hearer.wait_count(1));
  CHECK(acked == PWS_ERR_CLOSED);
  CHECK(topic == "persistent://public/default/test");
}

TEST_CASE("A polled event keeps its handles until it is cleared", "[misuse]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(1);
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url(), {{"eventDelivery", "poll"}});
  pws_consumer* consumer = new_consumer(client).release();
  REQUIRE(pws_consumer_listen(consumer, nullptr, nullptr, nullptr, nullptr) ==
          PWS_OK);
  pws_event event = PWS_EVENT_INIT;
  std::size_t count = 0;
  REQUIRE(
      call(pws_client_poll, client.get(), &event, 1u, kSoonMs, &count).is_ok());
  const char* topic = pws_consumer_topic(event.consumer);
  pws_consumer_free(consumer);
  pws_client_free(client.release());
  // Of others, so many that no shell would be kept any more.
  auto other = new_client(server.url());
  for (int i = 0; i < 300; ++i) {
    Owned<pws_consumer> one;
    CHECK(call(pws_consumer_new_async, other.get(), "test", "sub", nullptr, 0,
               made(one), nullptr, nullptr, nullptr, nullptr)
              .is_ok());
  }
  CHECK(pws_consumer_ack(event.consumer, event.message, nullptr) ==
        PWS_ERR_CLOSED);
  CHECK(std::string(topic) == "persistent://public/default/test");
  CHECK(event.consumer == consumer);
  pws_event_clear(&event);
}

}  // namespace pulsarws::testing
