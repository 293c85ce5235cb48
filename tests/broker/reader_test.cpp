// A reader: where it starts, that it goes on over a full window, and what it
// knows of its topic's end.
#include <chrono>
#include <vector>

#include "tests/broker/admin_api.h"
#include "tests/broker/sent_messages.h"
#include "tests/support/catch.h"
#include "tests/support/recorded.h"
#include "tests/support/wait.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

// Sends the numbers from `begin` to `end`, without it, as payloads.
void send_numbers(const ProducerHandle& producer, int begin, int end) {
  SentMessages sent(static_cast<std::size_t>(end - begin));
  for (int i = begin; i < end; ++i) {
    sent.send(producer, static_cast<std::size_t>(i - begin),
              plain_text(std::to_string(i)));
  }
  REQUIRE(sent.wait_until_settled(30s));
  REQUIRE(sent.read().stored() == static_cast<std::size_t>(end - begin));
}

void check_next_numbers(const ReaderHandle& reader, int begin, int end) {
  for (int i = begin; i < end; ++i) {
    REQUIRE(payload_of(next(reader)) == std::to_string(i));
  }
}

bool has_ended(const ReaderHandle& reader) {
  std::int32_t end_of_topic = -1;
  must([&](pws_error** error) {
    return pws_reader_end_of_topic(reader.get(), kPatience, &end_of_topic,
                                   error);
  });
  CHECK((end_of_topic == 0 || end_of_topic == 1));
  return end_of_topic == 1;
}

struct Heard {
  std::vector<std::string> payloads;
  std::vector<std::int32_t> types;
  bool right_reader = true;
  pws_reader* reader = nullptr;
};

void hear(pws_event* event, void* user_data) {
  static_cast<Recorded<Heard>*>(user_data)->update([&](Heard& heard) {
    heard.types.push_back(event->type);
    if (event->reader != heard.reader) heard.right_reader = false;
    if (!event->message) return;
    heard.payloads.push_back(text_of(pws_message_payload(event->message)));
  });
}

}  // namespace

TEST_CASE("A reader starts at the earliest, the latest, or behind an id") {
  for (const Cluster& cluster : {plain_cluster(), secure_cluster()}) {
    const std::string topic = unique_topic("reader-start");
    const ClientHandle client = make_client(cluster);
    const ProducerHandle producer = make_producer(client, topic);
    send_numbers(producer, 0, 10);

    const ReaderHandle earliest =
        make_reader(client, topic, pws_message_id_earliest());
    const ReaderHandle latest =
        make_reader(client, topic, pws_message_id_latest());
    check_next_numbers(earliest, 0, 3);
    const MessageHandle third = next(earliest);
    CHECK(payload_of(third) == "3");
    CHECK(pws_message_topic(third.get()) == topic);
    const ReaderHandle behind =
        make_reader(client, topic, pws_message_get_id(third.get()));
    // An id that has been stored and read back is as good.
    const std::string bytes = bytes_of(pws_message_get_id(third.get()));
    pws_message_id* parsed = nullptr;
    must([&](pws_error** error) {
      return pws_message_id_parse(bytes.data(), bytes.size(), &parsed, error);
    });
    const IdHandle stored(parsed);
    const ReaderHandle from_stored = make_reader(client, topic, stored.get());

    send_numbers(producer, 10, 12);
    check_next_numbers(earliest, 4, 12);
    check_next_numbers(latest, 10, 12);
    check_next_numbers(behind, 4, 12);
    check_next_numbers(from_stored, 4, 12);
    CHECK(nothing_comes(earliest, 50));
    CHECK(nothing_comes(latest, 0));
    close(earliest);
    close(client);
  }
}

TEST_CASE("A reader reads far more than fits its window") {
  const std::string topic = unique_topic("reader-window");
  const ClientHandle client = make_client(plain_cluster());
  const ProducerHandle producer =
      make_producer(client, topic, {{"maxPendingMessages", "3000"}});
  send_numbers(producer, 0, 2500);
  // The first has the largest window that a server gives.
  for (const char* window : {"1000", "1", "7"}) {
    const ReaderHandle reader =
        make_reader(client, topic, pws_message_id_earliest(),
                    {{"receiverQueueSize", window}});
    check_next_numbers(reader, 0, *window == '1' && window[1] ? 2500 : 300);
    close(reader);
  }
}

TEST_CASE("A reader that nobody asks is held back at its window") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("reader-held-back");
  const ClientHandle client = make_client(cluster);
  const ProducerHandle producer = make_producer(client, topic);
  send_numbers(producer, 0, 200);
  const ReaderHandle reader = make_reader(
      client, topic, pws_message_id_earliest(), {{"receiverQueueSize", "10"}});
  REQUIRE(
      wait_for([&] { return pws_reader_has_next(reader.get()) == 1; }, 30s));
  // 10 are here, as many again may wait in the server's own reader, which acks
  // what it passes on.
  const auto backlog_of_reader = [&] {
    const auto all = subscriptions(cluster, topic);
    return all.size() == 1 ? all.begin()->second.backlog : -1;
  };
  CHECK(wait_for([&] { return backlog_of_reader() <= 195; }, 15s));
  CHECK(backlog_of_reader() >= 170);
  CHECK_FALSE(subscriptions(cluster, topic).begin()->second.durable);
  check_next_numbers(reader, 0, 200);
  close(reader);
  // Its subscription goes with it.
  CHECK(wait_for([&] { return subscriptions(cluster, topic).empty(); }, 15s));
}

TEST_CASE("A reader has its name at the broker") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("reader-name");
  const ClientHandle client = make_client(cluster);
  const ReaderHandle reader =
      make_reader(client, topic, pws_message_id_earliest(),
                  {{"readerName", "the reader's name"}});
  CHECK(std::string(pws_reader_name(reader.get())) == "the reader's name");
  CHECK(std::string(pws_reader_topic(reader.get())) == topic);
  CHECK(pws_reader_is_connected(reader.get()) == 1);
  CHECK(wait_for(
      [&] {
        const auto all = subscriptions(cluster, topic);
        return all.size() == 1 && all.begin()->second.consumers.size() == 1 &&
               all.begin()->second.consumers[0].name == "the reader's name";
      },
      15s));
}

TEST_CASE("A reader's listener hears all messages in order") {
  const std::string topic = unique_topic("reader-listener");
  Recorded<Heard> heard;
  const ClientHandle client = make_client(secure_cluster());
  const ProducerHandle producer = make_producer(client, topic);
  send_numbers(producer, 0, 50);
  const ReaderHandle reader = make_reader(
      client, topic, pws_message_id_earliest(), {{"receiverQueueSize", "10"}});
  heard.update([&](Heard& all) { all.reader = reader.get(); });
  must([&](pws_error** error) {
    return pws_reader_listen(reader.get(), hear, &heard, nullptr, error);
  });
  send_numbers(producer, 50, 100);
  CHECK(heard.wait_until(
      [](const Heard& all) { return all.payloads.size() == 100; }, 30s));
  close(client);
  const Heard all = heard.read();
  REQUIRE(all.payloads.size() == 100);
  for (int i = 0; i < 100; ++i) CHECK(all.payloads[i] == std::to_string(i));
  CHECK(all.types == std::vector<std::int32_t>(100, PWS_EVENT_MESSAGE));
  CHECK(all.right_reader);
}

TEST_CASE("A reader knows the end of a terminated topic, and not before") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("reader-end");
  const ClientHandle client = make_client(cluster);
  const ProducerHandle producer = make_producer(client, topic);
  send_numbers(producer, 0, 30);
  const ReaderHandle reader = make_reader(
      client, topic, pws_message_id_earliest(), {{"receiverQueueSize", "5"}});
  check_next_numbers(reader, 0, 10);
  CHECK_FALSE(has_ended(reader));
  check_next_numbers(reader, 10, 30);
  CHECK(pws_reader_has_next(reader.get()) == -1);
  terminate_topic(cluster, topic);
  CHECK(wait_for([&] { return has_ended(reader); }, 30s));
  CHECK(pws_reader_has_next(reader.get()) == 0);
  CHECK(nothing_comes(reader, 0));
}

TEST_CASE("A reader that is behind never takes a terminated topic for read") {
  constexpr int kMessages = 200;
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("reader-behind");
  const ClientHandle client = make_client(cluster);
  const ProducerHandle producer = make_producer(client, topic);
  send_numbers(producer, 0, kMessages);
  terminate_topic(cluster, topic);
  for (const char* window : {"1", "5", "1000"}) {
    const ReaderHandle reader =
        make_reader(client, topic, pws_message_id_earliest(),
                    {{"receiverQueueSize", window}});
    for (int i = 0; i < kMessages; ++i) {
      has_ended(reader);
      INFO("window " << window << ", read " << i);
      REQUIRE(pws_reader_has_next(reader.get()) != 0);
      REQUIRE(payload_of(next(reader)) == std::to_string(i));
    }
    CHECK(wait_for(
        [&] {
          return has_ended(reader) && pws_reader_has_next(reader.get()) == 0;
        },
        30s));
    close(reader);
  }
}

}  // namespace pulsarws::testing
