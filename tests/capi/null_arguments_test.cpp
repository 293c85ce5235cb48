#include <cstdint>
#include <string>

#include "null_checks.h"

namespace pulsarws::testing {

TEST_CASE("NULL: status and error", "[misuse]") {
  CHECK(std::string(pws_version()) == "1.0.0");
  CHECK(pws_version_number() == PWS_VERSION_NUMBER);
  CHECK_FALSE(std::string(pws_transports()).empty());
  CHECK(std::string(pws_status_name(PWS_OK)) == "PWS_OK");
  CHECK(std::string(pws_status_name(PWS_ERR_TIMEOUT)) == "PWS_ERR_TIMEOUT");
  CHECK(std::string(pws_status_name(-1)) == "PWS_ERR_UNKNOWN");
  CHECK(std::string(pws_status_name(19)) == "PWS_ERR_UNKNOWN");
  CHECK(pws_error_status(nullptr) == PWS_OK);
  CHECK(std::string(pws_error_message(nullptr)).empty());
  CHECK(pws_error_http_status(nullptr) == 0);
  CHECK(pws_error_close_code(nullptr) == 0);
  CHECK(pws_error_is_retriable(nullptr) == 0);
  CHECK(pws_error_is_fatal(nullptr) == 0);
  pws_error_free(nullptr);
}

TEST_CASE("NULL: options", "[misuse]") {
  auto options = options_of(PWS_OPTIONS_CLIENT, {});
  const char* value = nullptr;
  CHECK(pws_options_new(0) == nullptr);
  CHECK(pws_options_new(5) == nullptr);
  CHECK(pws_options_new(-1) == nullptr);
  CHECK(pws_options_dup(nullptr) == nullptr);
  pws_options_free(nullptr);
  check_invalid(pws_options_set, static_cast<pws_options*>(nullptr),
                "authToken", "x");
  check_invalid(pws_options_set, options.get(), no_text, "x");
  check_invalid(pws_options_get, no_options, "authToken", &value);
  check_invalid(pws_options_get, options.get(), no_text, &value);
  check_invalid(pws_options_get, options.get(), "authToken",
                static_cast<const char**>(nullptr));
}

TEST_CASE("NULL: client", "[misuse]") {
  Owned<pws_client> polled =
      new_client("ws://127.0.0.1:1", {{"eventDelivery", "poll"}});
  auto* made = reinterpret_cast<pws_client*>(std::uintptr_t{8});
  check_invalid(pws_client_new, no_text, no_options, &made);
  CHECK(made == nullptr);
  check_invalid(pws_client_new, "ws://127.0.0.1:1", no_options,
                static_cast<pws_client**>(nullptr));
  check_invalid(pws_client_close, no_client, 0);
  check_invalid_async(pws_client_close_async, no_client, 0);
  pws_client_free(nullptr);

  pws_event event = PWS_EVENT_INIT;
  std::size_t count = 7;
  check_invalid(pws_client_poll, no_client, &event, std::size_t{1}, 0, &count);
  CHECK(count == 0);
  check_invalid(pws_client_poll, polled.get(), static_cast<pws_event*>(nullptr),
                std::size_t{1}, 0, &count);
  check_invalid(pws_client_poll, polled.get(), &event, std::size_t{1}, 0,
                static_cast<std::size_t*>(nullptr));
  std::int64_t descriptor = 0;
  check_invalid(pws_client_descriptor, no_client, &descriptor);
  check_invalid(pws_client_descriptor, polled.get(),
                static_cast<std::int64_t*>(nullptr));
  check_invalid(pws_operation_cancel, no_client, std::uint64_t{1});
  pws_event_clear(nullptr);

  Hearer hearer;
  CHECK(call(pws_client_set_log_callback, no_client, Hearer::callback,
             hearer.user_data(), Hearer::free_user_data)
            .status == PWS_ERR_INVALID_ARGUMENT);
  CHECK(hearer.heard().freed == 1);
  CHECK(pws_client_set_log_callback(nullptr, nullptr, nullptr, nullptr,
                                    nullptr) == PWS_ERR_INVALID_ARGUMENT);
  CHECK(pws_log_entry_level(nullptr) == 0);
  CHECK(std::string(pws_log_entry_component(nullptr)).empty());
  CHECK(std::string(pws_log_entry_message(nullptr)).empty());
  CHECK(pws_log_entry_time(nullptr) == 0);
  pws_log_entry_free(nullptr);
}

TEST_CASE("NULL: producer", "[misuse]") {
  Handles handles;
  pws_client* client = handles.client.get();
  pws_producer* producer = handles.producer.get();
  auto* made = reinterpret_cast<pws_producer*>(std::uintptr_t{8});
  check_invalid(pws_producer_new, no_client, "test", no_options, 0, &made);
  CHECK(made == nullptr);
  check_invalid(pws_producer_new, client, no_text, no_options, 0, &made);
  check_invalid(pws_producer_new, client, "test", no_options, 0,
                static_cast<pws_producer**>(nullptr));
  made = reinterpret_cast<pws_producer*>(std::uintptr_t{8});
  check_invalid_async(pws_producer_new_async, no_client, "test", no_options, 0,
                      &made);
  CHECK(made == nullptr);
  check_invalid_async(pws_producer_new_async, client, no_text, no_options, 0,
                      &made);
  check_invalid_async(pws_producer_new_async, client, "test", no_options, 0,
                      static_cast<pws_producer**>(nullptr));

  pws_outgoing message = PWS_OUTGOING_INIT;
  auto* receipt = reinterpret_cast<pws_receipt*>(std::uintptr_t{8});
  check_invalid(pws_producer_send, no_producer, &message, 0, &receipt);
  CHECK(receipt == nullptr);
  check_invalid(pws_producer_send, producer,
                static_cast<const pws_outgoing*>(nullptr), 0, &receipt);
  for (pws_producer* one : {no_producer, producer}) {
    Hearer hearer;
    std::size_t accepted = 7;
    CHECK(call(pws_producer_send_async, one, nullptr, std::size_t{2},
               Hearer::callback, hearer.user_data(), Hearer::free_user_data,
               &accepted)
              .status == PWS_ERR_INVALID_ARGUMENT);
    CHECK(accepted == 0);
    CHECK(hearer.heard().freed == 1);
  }
  CHECK(call(pws_producer_send_async, producer, nullptr, std::size_t{0},
             nullptr, nullptr, nullptr, nullptr)
            .is_ok());
  CHECK(pws_producer_send_async(producer, &message, 1, nullptr, nullptr,
                                nullptr, nullptr, nullptr) == PWS_OK);
  {
    Hearer hearer;
    CHECK(call(pws_producer_set_delivery_callback, no_producer,
               Hearer::callback, hearer.user_data(), Hearer::free_user_data)
              .status == PWS_ERR_INVALID_ARGUMENT);
    CHECK(hearer.heard().freed == 1);
  }
  CHECK(call(pws_producer_set_delivery_callback, producer, nullptr, nullptr,
             nullptr)
            .is_ok());
  std::size_t purged = 7;
  check_invalid(pws_producer_purge, no_producer, 1, &purged);
  check_invalid(pws_producer_set_writable_callback, no_producer, nullptr,
                nullptr, nullptr);
  std::size_t cancelled = 1;
  check_invalid(pws_producer_cancel_room_waits, no_producer, &cancelled);
  CHECK(cancelled == 0);
  CHECK(call(pws_producer_cancel_room_waits, producer, nullptr).is_ok());
  CHECK(purged == 0);
  CHECK(call(pws_producer_purge, producer, 0, nullptr).is_ok());
  check_invalid(pws_producer_flush, no_producer, 0);
  check_invalid_async(pws_producer_flush_async, no_producer, 0);
  check_invalid(pws_producer_close, no_producer, 0);
  check_invalid_async(pws_producer_close_async, no_producer, 0);
  pws_producer_free(nullptr);
  CHECK(std::string(pws_producer_topic(nullptr)).empty());
  CHECK(pws_producer_is_connected(nullptr) == 0);
  CHECK(pws_producer_pending_count(nullptr) == 0);
  CHECK(pws_producer_pending_bytes(nullptr) == 0);
  CHECK(pws_producer_last_sequence_id(nullptr) == -1);
  CHECK(std::string(pws_producer_name(nullptr)).empty());

  CHECK(pws_receipt_message_id(nullptr) == nullptr);
  CHECK(pws_receipt_context(nullptr).data == nullptr);
  CHECK(pws_receipt_is_duplicate(nullptr) == 0);
  pws_receipt_free(nullptr);
}

TEST_CASE("NULL: token supplier and token request", "[misuse]") {
  Hearer asked;
  Handles handles;
  for (pws_client* one : {no_client, handles.client.get()}) {
    Hearer hearer;
    Outcome outcome = call(pws_client_set_token_supplier, one, nullptr,
                           hearer.user_data(), Hearer::free_user_data);
    CHECK(outcome.status == PWS_ERR_INVALID_ARGUMENT);
    CHECK(outcome.says("NULL"));
    CHECK(hearer.heard().freed == 1);
  }
  pws_token_request* const no_request = nullptr;
  check_invalid(pws_token_request_answer, no_request, "token");
  check_invalid(pws_token_request_fail, no_request, "reason");
  pws_token_request_free(nullptr);

  pws_token_request* request = nullptr;
  asked.also = [&](pws_event& event) {
    request = event.token_request;
    event.token_request = nullptr;
  };
  REQUIRE(call(pws_client_set_token_supplier, handles.client.get(),
               Hearer::callback, asked.user_data(), Hearer::free_user_data)
              .is_ok());
  Owned<pws_producer> producer;
  REQUIRE(call(pws_producer_new_async, handles.client.get(), "test", no_options,
               kSoonMs, made(producer), nullptr, nullptr, nullptr, nullptr)
              .is_ok());
  REQUIRE(asked.wait_count(1));
  check_invalid(pws_token_request_answer, request, no_text);
  check_invalid(pws_token_request_fail, request, no_text);
  CHECK(call(pws_token_request_answer, request, "token").is_ok());
  pws_token_request_free(request);
  pws_token_request_free(request);  // found out, as with every handle
  CHECK(call(pws_token_request_answer, request, "token").status ==
        PWS_ERR_CLOSED);
}

TEST_CASE("NULL: message and message id", "[misuse]") {
  Handles handles;
  handles.pulsar.serve_numbered(1);
  auto message = receive(handles.consumer);
  REQUIRE(message);
  pws_message_view view = PWS_MESSAGE_VIEW_INIT;
  check_invalid(pws_message_read, static_cast<const pws_message*>(nullptr),
                &view);
  check_invalid(pws_message_read, message.get(),
                static_cast<pws_message_view*>(nullptr));
  CHECK(pws_message_payload(nullptr).data == nullptr);
  CHECK(pws_message_key(nullptr).data == nullptr);
  CHECK(pws_message_property_count(nullptr) == 0);
  CHECK(pws_message_properties(nullptr) == nullptr);
  CHECK(pws_message_property(nullptr, "key").data == nullptr);
  CHECK(pws_message_property(message.get(), nullptr).data == nullptr);
  CHECK(pws_message_publish_time(nullptr) == 0);
  CHECK(pws_message_event_time(nullptr) == 0);
  CHECK(pws_message_redelivery_count(nullptr) == 0);
  CHECK(pws_message_get_id(nullptr) == nullptr);
  CHECK(std::string(pws_message_topic(nullptr)).empty());
  CHECK(pws_message_ref(nullptr) == nullptr);
  pws_message_free(nullptr);

  const pws_message_id* id = pws_message_get_id(message.get());
  CHECK(pws_message_id_ledger(nullptr) == -1);
  CHECK(pws_message_id_entry(nullptr) == -1);
  CHECK(pws_message_id_partition(nullptr) == -1);
  CHECK(pws_message_id_batch_index(nullptr) == -1);
  CHECK(pws_message_id_compare(nullptr, nullptr) == 0);
  CHECK(pws_message_id_compare(id, nullptr) > 0);
  CHECK(pws_message_id_compare(nullptr, id) < 0);
  char text[96] = "x";
  CHECK(pws_message_id_print(nullptr, text, sizeof text) == 0);
  CHECK(text[0] == '\0');
  CHECK(pws_message_id_print(id, nullptr, 0) > 0);
  CHECK(pws_message_id_print(id, nullptr, 10) > 0);
  CHECK(pws_message_id_serialize(nullptr, text, sizeof text) == 0);
  const std::size_t size = pws_message_id_serialize(id, nullptr, 0);
  CHECK(size > 0);
  CHECK(pws_message_id_serialize(id, nullptr, 100) == size);

  auto* parsed = reinterpret_cast<pws_message_id*>(std::uintptr_t{8});
  check_invalid(pws_message_id_parse, static_cast<const void*>(nullptr),
                std::size_t{3}, &parsed);
  CHECK(parsed == nullptr);
  check_invalid(pws_message_id_parse, static_cast<const void*>(text),
                std::size_t{3}, static_cast<pws_message_id**>(nullptr));
  for (std::size_t length : {0U, 1U, 96U}) {
    CHECK(call(pws_message_id_parse, text, length, &parsed).status ==
          PWS_ERR_INVALID_ARGUMENT);
    CHECK(parsed == nullptr);
  }
  pws_message_id_free(nullptr);
  CHECK(pws_message_id_dup(nullptr) == nullptr);
  // Static ones are nobody's to free; it must not hurt either.
  for (const pws_message_id* fixed :
       {pws_message_id_earliest(), pws_message_id_latest()}) {
    pws_message_id_free(const_cast<pws_message_id*>(fixed));
    CHECK(pws_message_id_compare(fixed, fixed) == 0);
  }
  CHECK(pws_message_id_compare(pws_message_id_earliest(), id) < 0);
  CHECK(pws_message_id_compare(id, pws_message_id_latest()) < 0);
}

TEST_CASE("A message id is printed, cut off, serialised and parsed",
          "[misuse]") {
  Handles handles;
  handles.pulsar.serve_numbered(2);
  auto first = receive(handles.consumer);
  auto second = receive(handles.consumer);
  REQUIRE(first);
  REQUIRE(second);
  const pws_message_id* id = pws_message_get_id(first.get());
  CHECK(pws_message_id_compare(id, pws_message_get_id(second.get())) < 0);
  char text[96];
  const std::size_t length = pws_message_id_print(id, text, sizeof text);
  CHECK(std::string(text).size() == length);
  char small[4];
  CHECK(pws_message_id_print(id, small, sizeof small) == length);
  CHECK(small == std::string(text).substr(0, 3));

  unsigned char bytes[64];
  const std::size_t size = pws_message_id_serialize(id, bytes, sizeof bytes);
  REQUIRE(size <= sizeof bytes);
  unsigned char untouched = 0x5a;
  CHECK(pws_message_id_serialize(id, &untouched, 1) == size);
  CHECK(untouched == 0x5a);
  Owned<pws_message_id> parsed;
  REQUIRE(call(pws_message_id_parse, bytes, size, made(parsed)).is_ok());
  CHECK(pws_message_id_compare(parsed.get(), id) == 0);
  CHECK(pws_message_id_ledger(parsed.get()) == pws_message_id_ledger(id));
  CHECK(pws_message_id_entry(parsed.get()) == pws_message_id_entry(id));
  Owned<pws_message_id> copy(pws_message_id_dup(id));
  first.reset();
  CHECK(pws_message_id_compare(copy.get(), parsed.get()) == 0);
}

}  // namespace pulsarws::testing
