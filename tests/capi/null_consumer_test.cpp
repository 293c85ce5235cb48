#include <cstdint>
#include <string>

#include "null_checks.h"

namespace pulsarws::testing {

TEST_CASE("NULL: consumer", "[misuse]") {
  Handles handles;
  handles.pulsar.serve_numbered(1);
  pws_client* client = handles.client.get();
  pws_consumer* consumer = handles.consumer.get();
  auto message = receive(handles.consumer);
  REQUIRE(message);

  auto* made = reinterpret_cast<pws_consumer*>(std::uintptr_t{8});
  check_invalid(pws_consumer_new, no_client, "test", "sub", no_options, 0,
                &made);
  CHECK(made == nullptr);
  check_invalid(pws_consumer_new, client, no_text, "sub", no_options, 0, &made);
  check_invalid(pws_consumer_new, client, "test", no_text, no_options, 0,
                &made);
  check_invalid(pws_consumer_new, client, "test", "sub", no_options, 0,
                static_cast<pws_consumer**>(nullptr));
  check_invalid_async(pws_consumer_new_async, no_client, "test", "sub",
                      no_options, 0, &made);
  check_invalid_async(pws_consumer_new_async, client, no_text, "sub",
                      no_options, 0, &made);
  check_invalid_async(pws_consumer_new_async, client, "test", no_text,
                      no_options, 0, &made);
  check_invalid_async(pws_consumer_new_async, client, "test", "sub", no_options,
                      0, static_cast<pws_consumer**>(nullptr));

  const char* topics[] = {"a", "b"};
  const char* const* no_topics = nullptr;
  const char* holes[] = {"a", nullptr};
  const char* const* all = topics;
  const char* const* with_hole = holes;
  const std::size_t two = 2;
  check_invalid(pws_consumer_new_topics, no_client, all, two, "sub", no_options,
                0, &made);
  check_invalid(pws_consumer_new_topics, client, no_topics, two, "sub",
                no_options, 0, &made);
  check_invalid(pws_consumer_new_topics, client, with_hole, two, "sub",
                no_options, 0, &made);
  check_invalid(pws_consumer_new_topics, client, all, two, no_text, no_options,
                0, &made);
  check_invalid(pws_consumer_new_topics, client, all, two, "sub", no_options, 0,
                static_cast<pws_consumer**>(nullptr));
  check_invalid_async(pws_consumer_new_topics_async, no_client, all, two, "sub",
                      no_options, 0, &made);
  check_invalid_async(pws_consumer_new_topics_async, client, no_topics, two,
                      "sub", no_options, 0, &made);
  check_invalid_async(pws_consumer_new_topics_async, client, all, two, "sub",
                      no_options, 0, static_cast<pws_consumer**>(nullptr));
  const char* pattern = "public/default/a.*";
  check_invalid(pws_consumer_new_pattern, no_client, pattern, "sub", no_options,
                0, &made);
  check_invalid(pws_consumer_new_pattern, client, no_text, "sub", no_options, 0,
                &made);
  check_invalid(pws_consumer_new_pattern, client, pattern, no_text, no_options,
                0, &made);
  check_invalid(pws_consumer_new_pattern, client, pattern, "sub", no_options, 0,
                static_cast<pws_consumer**>(nullptr));
  check_invalid_async(pws_consumer_new_pattern_async, client, no_text, "sub",
                      no_options, 0, &made);
  check_invalid_async(pws_consumer_new_pattern_async, client, pattern, "sub",
                      no_options, 0, static_cast<pws_consumer**>(nullptr));

  pws_message* batch[2] = {nullptr, nullptr};
  pws_message** room = batch;
  pws_message** no_room = nullptr;
  const std::size_t none = 0;
  std::size_t count = 7;
  check_invalid(pws_consumer_receive_batch, no_consumer, room, two, none, 0,
                &count);
  CHECK(count == 0);
  check_invalid(pws_consumer_receive_batch, consumer, no_room, two, none, 0,
                &count);
  check_invalid(pws_consumer_receive_batch, consumer, room, two, none, 0,
                static_cast<std::size_t*>(nullptr));
  CHECK(call(pws_consumer_receive_batch, consumer, room, none, none, 0, &count)
            .says("capacity"));
  check_invalid(pws_consumer_pause, no_consumer);
  check_invalid(pws_consumer_resume, no_consumer);
  const pws_message_id* id = pws_message_get_id(message.get());
  check_invalid(pws_consumer_ack_id, no_consumer, id);
  check_invalid(pws_consumer_ack_id, consumer, no_id);
  check_invalid(pws_consumer_nack_id, no_consumer, id);
  check_invalid(pws_consumer_nack_id, consumer, no_id);
  check_invalid(pws_consumer_ack_cumulative, no_consumer, message.get());
  check_invalid(pws_consumer_ack_cumulative, consumer, no_message);
  check_invalid(pws_consumer_ack_cumulative_id, no_consumer, id);
  check_invalid(pws_consumer_ack_cumulative_id, consumer, no_id);
  check_invalid(pws_consumer_redeliver, no_consumer);
  check_invalid(pws_consumer_unsubscribe, no_consumer, 0);
  check_invalid_async(pws_consumer_unsubscribe_async, no_consumer, 0);
  std::int32_t answer = 7;
  check_invalid(pws_consumer_end_of_topic, no_consumer, 0, &answer);
  CHECK(answer == 0);
  check_invalid(pws_consumer_end_of_topic, consumer, 0,
                static_cast<std::int32_t*>(nullptr));
  check_invalid_async(pws_consumer_end_of_topic_async, no_consumer, 0);
  check_invalid(pws_consumer_permit, no_consumer, std::uint32_t{1});
  CHECK(std::string(pws_consumer_name(nullptr)).empty());
  CHECK(pws_consumer_queued_count(nullptr) == 0);
  CHECK(pws_consumer_outstanding_count(nullptr) == 0);

  auto* received = reinterpret_cast<pws_message*>(std::uintptr_t{8});
  check_invalid(pws_consumer_receive, no_consumer, 0, &received);
  CHECK(received == nullptr);
  check_invalid(pws_consumer_receive, consumer, 0,
                static_cast<pws_message**>(nullptr));
  pws_message_view view = PWS_MESSAGE_VIEW_INIT;
  check_invalid(pws_consumer_receive_view, no_consumer, 0, &received, &view);
  check_invalid(pws_consumer_receive_view, consumer, 0,
                static_cast<pws_message**>(nullptr), &view);
  received = reinterpret_cast<pws_message*>(std::uintptr_t{8});
  check_invalid(pws_consumer_receive_view, consumer, 0, &received,
                static_cast<pws_message_view*>(nullptr));
  CHECK(received == nullptr);
  check_invalid_async(pws_consumer_receive_async, no_consumer, 0);
  for (pws_consumer* one : {no_consumer, consumer}) {
    Hearer hearer;
    CHECK(call(pws_consumer_listen, one, nullptr, hearer.user_data(),
               Hearer::free_user_data)
              .status == PWS_ERR_INVALID_ARGUMENT);
    CHECK(hearer.heard().freed == 1);
  }
  check_invalid(pws_consumer_ack, no_consumer, message.get());
  check_invalid(pws_consumer_ack, consumer, no_message);
  check_invalid(pws_consumer_nack, no_consumer, message.get());
  check_invalid(pws_consumer_nack, consumer, no_message);
  check_invalid(pws_consumer_ack_and_free, consumer, no_message);
  CHECK(call(pws_consumer_ack_and_free, no_consumer,
             pws_message_ref(message.get()))
            .status == PWS_ERR_INVALID_ARGUMENT);
  check_invalid(pws_consumer_ack_flush, no_consumer, 0);
  check_invalid_async(pws_consumer_ack_flush_async, no_consumer, 0);
  check_invalid(pws_consumer_close, no_consumer, 0);
  check_invalid_async(pws_consumer_close_async, no_consumer, 0);
  pws_consumer_free(nullptr);
  CHECK(std::string(pws_consumer_topic(nullptr)).empty());
  CHECK(std::string(pws_consumer_subscription(nullptr)).empty());
  CHECK(pws_consumer_is_connected(nullptr) == 0);
  CHECK(handles.pulsar.record().acked.empty());
}

TEST_CASE("NULL: reader", "[misuse]") {
  Handles handles;
  pws_client* client = handles.client.get();
  const pws_message_id* start = pws_message_id_earliest();
  auto* made = reinterpret_cast<pws_reader*>(std::uintptr_t{8});
  check_invalid(pws_reader_new, no_client, "test", start, no_options, 0, &made);
  CHECK(made == nullptr);
  check_invalid(pws_reader_new, client, no_text, start, no_options, 0, &made);
  check_invalid(pws_reader_new, client, "test", no_id, no_options, 0, &made);
  check_invalid(pws_reader_new, client, "test", start, no_options, 0,
                static_cast<pws_reader**>(nullptr));
  check_invalid_async(pws_reader_new_async, no_client, "test", start,
                      no_options, 0, &made);
  check_invalid_async(pws_reader_new_async, client, no_text, start, no_options,
                      0, &made);
  check_invalid_async(pws_reader_new_async, client, "test", no_id, no_options,
                      0, &made);
  check_invalid_async(pws_reader_new_async, client, "test", start, no_options,
                      0, static_cast<pws_reader**>(nullptr));

  Owned<pws_reader> reader;
  REQUIRE(call(pws_reader_new, client, "test", start, no_options, kSoonMs,
               testing::made(reader))
              .is_ok());
  auto* received = reinterpret_cast<pws_message*>(std::uintptr_t{8});
  check_invalid(pws_reader_next, no_reader, 0, &received);
  CHECK(received == nullptr);
  check_invalid(pws_reader_next, reader.get(), 0,
                static_cast<pws_message**>(nullptr));
  pws_message_view view = PWS_MESSAGE_VIEW_INIT;
  check_invalid(pws_reader_next_view, no_reader, 0, &received, &view);
  check_invalid(pws_reader_next_view, reader.get(), 0,
                static_cast<pws_message**>(nullptr), &view);
  check_invalid(pws_reader_next_view, reader.get(), 0, &received,
                static_cast<pws_message_view*>(nullptr));
  check_invalid_async(pws_reader_next_async, no_reader, 0);
  for (pws_reader* one : {no_reader, reader.get()}) {
    Hearer hearer;
    CHECK(call(pws_reader_listen, one, nullptr, hearer.user_data(),
               Hearer::free_user_data)
              .status == PWS_ERR_INVALID_ARGUMENT);
    CHECK(hearer.heard().freed == 1);
  }
  std::int32_t answer = 7;
  check_invalid(pws_reader_end_of_topic, no_reader, 0, &answer);
  CHECK(answer == 0);
  check_invalid(pws_reader_end_of_topic, reader.get(), 0,
                static_cast<std::int32_t*>(nullptr));
  check_invalid_async(pws_reader_end_of_topic_async, no_reader, 0);
  check_invalid(pws_reader_close, no_reader, 0);
  check_invalid_async(pws_reader_close_async, no_reader, 0);
  pws_reader_free(nullptr);
  CHECK(pws_reader_has_next(nullptr) == -1);
  CHECK(std::string(pws_reader_topic(nullptr)).empty());
  CHECK(std::string(pws_reader_name(nullptr)).empty());
  CHECK(pws_reader_is_connected(nullptr) == 0);
}

}  // namespace pulsarws::testing
