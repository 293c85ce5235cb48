// A reader whose connection breaks goes on behind the last message that it
// handed out, where the server lets it; where not, it says so.
#include <chrono>
#include <set>
#include <vector>

#include "tests/broker/admin_api.h"
#include "tests/broker/sent_messages.h"
#include "tests/support/catch.h"
#include "tests/support/cutting_proxy.h"
#include "tests/support/recorded.h"
#include "tests/support/wait.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

// Cuts in a row must not make the waits between attempts long.
const Settings kQuiet{{"logLevel", "off"}, {"maxBackoff", "200"}};
constexpr int kMessages = 200;

// Sends the numbers up to kMessages, then reads them by a connection that is
// cut while the reader has read `read_before` messages and has others waiting.
// Returns the batch index of the last one before the cut.
std::int32_t read_over_cuts(const Cluster& cluster, const std::string& topic,
                            const Settings& sending,
                            const std::vector<int>& read_before) {
  const ClientHandle direct = make_client(cluster);
  const ProducerHandle producer = make_producer(direct, topic, sending);
  SentMessages sent(kMessages);
  for (int i = 0; i < kMessages; ++i) {
    sent.send(producer, static_cast<std::size_t>(i),
              plain_text(std::to_string(i)));
  }
  REQUIRE(sent.wait_until_settled(30s));

  CuttingProxy proxy(cluster.port());
  const ClientHandle client = make_client(cluster.behind(proxy.port()), kQuiet);
  const ReaderHandle reader = make_reader(
      client, topic, pws_message_id_earliest(), {{"receiverQueueSize", "20"}});
  std::int32_t batch_index = -1;
  int number = 0;
  std::size_t cuts = 0;
  const auto read_up_to = [&](int end) {
    for (; number < end; ++number) {
      const MessageHandle message = next(reader);
      REQUIRE(payload_of(message) == std::to_string(number));
      batch_index =
          pws_message_id_batch_index(pws_message_get_id(message.get()));
    }
  };
  for (int before : read_before) {
    read_up_to(before);
    // Some have come that nobody has read: they are not to be lost either.
    REQUIRE(
        wait_for([&] { return pws_reader_has_next(reader.get()) == 1; }, 30s));
    proxy.cut();
    ++cuts;
    // Else the next cut may be one of a connection that is cut already.
    REQUIRE(proxy.wait_until(
        [&](const ProxyTraffic& traffic) {
          return traffic.connections >= cuts + 1;
        },
        30s));
  }
  const std::int32_t last_batch_index = batch_index;
  read_up_to(kMessages);
  CHECK(nothing_comes(reader, 200));
  return last_batch_index;
}

struct Heard {
  std::vector<std::int32_t> types;
  std::vector<pws_status> statuses;
  std::vector<std::string> payloads;
};

void hear(pws_event* event, void* user_data) {
  static_cast<Recorded<Heard>*>(user_data)->update([&](Heard& heard) {
    heard.types.push_back(event->type);
    heard.statuses.push_back(event->status);
    if (!event->message) return;
    heard.payloads.push_back(text_of(pws_message_payload(event->message)));
  });
}

bool comes_back(const ReaderHandle& reader, const CuttingProxy& proxy,
                std::size_t connections) {
  return proxy.wait_until(
             [&](const ProxyTraffic& traffic) {
               return traffic.connections >= connections;
             },
             30s) &&
         wait_for([&] { return pws_reader_is_connected(reader.get()) == 1; },
                  30s);
}

}  // namespace

TEST_CASE("A reader goes on where it was: none missed, none twice") {
  for (const Cluster& cluster : {plain_cluster(), secure_cluster()}) {
    CHECK(read_over_cuts(cluster, unique_topic("reader-cut"), {},
                         {0, 1, 60, 130}) == -1);
  }
}

TEST_CASE("A reader goes on in the middle of a batch") {
  // 200 messages in batches of 50: the cuts are in their midst.
  const std::int32_t batch_index =
      read_over_cuts(plain_cluster(), unique_topic("reader-batch"),
                     {{"batchingEnabled", "true"},
                      {"batchingMaxMessages", "50"},
                      {"batchingMaxPublishDelay", "5000"}},
                     {10, 75, 110});
  CHECK(batch_index == 9);
}

TEST_CASE("A reader goes on in one partition of a topic") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("reader-one");
  create_partitioned_topic(cluster, topic, 2);
  read_over_cuts(cluster, topic + "-partition-1", {}, {5, 50});
}

TEST_CASE("A reader over all partitions ends for good when it is lost") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("reader-all");
  create_partitioned_topic(cluster, topic, 2);
  const ClientHandle direct = make_client(cluster);
  const ProducerHandle producer = make_producer(
      direct, topic, {{"messageRoutingMode", "RoundRobinPartition"}});
  for (int i = 0; i < 10; ++i) send(producer, plain_text(std::to_string(i)));

  Recorded<Heard> heard;
  CuttingProxy proxy(cluster.port());
  const ClientHandle client = make_client(cluster.behind(proxy.port()), kQuiet);
  const ReaderHandle reader =
      make_reader(client, topic, pws_message_id_earliest());
  must([&](pws_error** error) {
    return pws_reader_listen(reader.get(), hear, &heard, nullptr, error);
  });
  REQUIRE(heard.wait_until(
      [](const Heard& now) { return now.payloads.size() == 10; }, 30s));
  const Heard undisturbed = heard.read();
  CHECK(std::set<std::string>(undisturbed.payloads.begin(),
                              undisturbed.payloads.end())
            .size() == 10);
  proxy.cut();
  REQUIRE(heard.wait_until(
      [](const Heard& now) {
        return !now.types.empty() && now.types.back() == PWS_EVENT_ENDED;
      },
      30s));
  CHECK(heard.read().statuses.back() == PWS_ERR_NOT_SUPPORTED);
  pws_message* message = nullptr;
  const CallResult result = result_of([&](pws_error** error) {
    return pws_reader_next(reader.get(), kPatience, &message, error);
  });
  INFO(result.text);
  CHECK(result.status == PWS_ERR_NOT_SUPPORTED);
  CHECK(result.fatal);
  CHECK(result.text.find("TOPIC-partition-N") != std::string::npos);
}

TEST_CASE("A reader at the latest message tells of the gap that a cut makes") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("reader-gap");
  const ClientHandle direct = make_client(cluster);
  const ProducerHandle producer = make_producer(direct, topic);
  send(producer, plain_text("before"));
  Recorded<Heard> heard;
  CuttingProxy proxy(cluster.port());
  const ClientHandle client = make_client(cluster.behind(proxy.port()), kQuiet);
  const ReaderHandle reader =
      make_reader(client, topic, pws_message_id_latest());
  must([&](pws_error** error) {
    return pws_reader_listen(reader.get(), hear, &heard, nullptr, error);
  });
  proxy.refuse_new();
  proxy.cut();
  REQUIRE(wait_for([&] { return pws_reader_is_connected(reader.get()) == 0; },
                   30s));
  send(producer, plain_text("in the gap"));
  proxy.accept_new();
  REQUIRE(comes_back(reader, proxy, 2));
  send(producer, plain_text("after"));
  REQUIRE(heard.wait_until(
      [](const Heard& now) { return !now.payloads.empty(); }, 30s));
  CHECK(heard.read().payloads == std::vector<std::string>{"after"});
  CHECK(heard.read().types ==
        std::vector<std::int32_t>{PWS_EVENT_GAP, PWS_EVENT_MESSAGE});
  CHECK(heard.read().statuses.front() == PWS_ERR_CONNECTION_LOST);

  // With something read there is none.
  proxy.refuse_new();
  proxy.cut();
  REQUIRE(wait_for([&] { return pws_reader_is_connected(reader.get()) == 0; },
                   30s));
  send(producer, plain_text("not missed"));
  proxy.accept_new();
  REQUIRE(heard.wait_until(
      [](const Heard& now) { return now.payloads.size() == 2; }, 30s));
  CHECK(heard.read().payloads.back() == "not missed");
  CHECK(heard.read().types.size() == 3);
}

}  // namespace pulsarws::testing
