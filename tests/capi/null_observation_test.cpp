#include <string>

#include "null_checks.h"

namespace pulsarws::testing {
namespace {

// The same for a function that sets a callback for the whole client.
template <typename Function>
void check_set_callback(Function function) {
  Hearer hearer;
  Outcome outcome = call(function, no_client, Hearer::callback,
                         hearer.user_data(), Hearer::free_user_data);
  CHECK(outcome.status == PWS_ERR_INVALID_ARGUMENT);
  CHECK(outcome.says("NULL"));
  CHECK(hearer.heard().freed == 1);
  CHECK(function(nullptr, nullptr, nullptr, nullptr, nullptr) ==
        PWS_ERR_INVALID_ARGUMENT);
}

template <typename Function, typename Handle>
void check_json(Function function, const Handle* none, Handle* handle) {
  auto* json = reinterpret_cast<pws_text*>(std::uintptr_t{8});
  check_invalid(function, const_cast<Handle*>(none), &json);
  CHECK(json == nullptr);
  check_invalid(function, handle, static_cast<pws_text**>(nullptr));
}

}  // namespace

TEST_CASE("NULL: texts, statistics, states and last errors", "[misuse]") {
  Handles handles;
  CHECK(std::string(pws_text_get(nullptr)).empty());
  CHECK(pws_text_size(nullptr) == 0);
  pws_text_free(nullptr);
  CHECK(std::string(pws_log_entry_topic(nullptr)).empty());
  CHECK(pws_log_entry_connection(nullptr) == 0);
  CHECK(std::string(pws_log_entry_handle(nullptr)).empty());

  Owned<pws_reader> reader;
  REQUIRE(call(pws_reader_new, handles.client.get(), "test",
               pws_message_id_earliest(), no_options, kSoonMs, made(reader))
              .is_ok());
  check_json(pws_client_statistics, no_client, handles.client.get());
  check_json(pws_producer_statistics, no_producer, handles.producer.get());
  check_json(pws_consumer_statistics, no_consumer, handles.consumer.get());
  check_json(pws_reader_statistics, no_reader, reader.get());

  check_set_callback(pws_client_set_statistics_callback);
  check_set_callback(pws_client_set_state_callback);

  check_invalid(pws_client_warn, no_client, "topic", "words");
  check_invalid(pws_client_warn, handles.client.get(), "topic", no_text);

  check_invalid(pws_producer_last_error, no_producer);
  check_invalid(pws_consumer_last_error, no_consumer);
  check_invalid(pws_reader_last_error, no_reader);
}

TEST_CASE("NULL: files of options", "[misuse]") {
  auto options = options_of(PWS_OPTIONS_CLIENT, {});
  pws_options* const none = nullptr;
  check_invalid(pws_options_load_file, none, "/no/such/file");
  check_invalid(pws_options_load_file, options.get(), no_text);
  check_invalid(pws_options_load_client_conf, none, "/no/such/file");
  check_invalid(pws_options_load_client_conf, options.get(), no_text);
  auto* text = reinterpret_cast<pws_text*>(std::uintptr_t{8});
  check_invalid(pws_options_dump, no_options, &text);
  CHECK(text == nullptr);
  check_invalid(pws_options_dump,
                static_cast<const pws_options*>(options.get()),
                static_cast<pws_text**>(nullptr));
}

}  // namespace pulsarws::testing
