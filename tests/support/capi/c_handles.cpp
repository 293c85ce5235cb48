#include "tests/support/capi/c_handles.h"

#include <sstream>

#include "tests/support/catch.h"
#include "tests/support/tested_transport.h"

namespace pulsarws::testing {

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  return out << pws_status_name(outcome.status) << " \"" << outcome.message
             << '"';
}

Outcome outcome_of(pws_status status, const pws_error* error) {
  Outcome outcome;
  outcome.status = status;
  outcome.message = pws_error_message(error);
  outcome.http_status = pws_error_http_status(error);
  outcome.close_code = pws_error_close_code(error);
  outcome.is_retriable = pws_error_is_retriable(error) == 1;
  outcome.is_fatal = pws_error_is_fatal(error) == 1;
  // What holds for every failure of every function.
  CHECK(pws_error_status(error) == status);
  CHECK((error != nullptr) == (status != PWS_OK));
  CHECK(outcome.message.empty() == (status == PWS_OK));
  CHECK(status != PWS_ERR_INTERNAL);
  CHECK(outcome.message.find('\n') == std::string::npos);
  return outcome;
}

Owned<pws_options> options_of(std::int32_t kind, const Settings& settings) {
  Owned<pws_options> options(pws_options_new(kind));
  REQUIRE(options);
  for (const auto& [name, value] : settings) {
    Outcome set =
        call(pws_options_set, options.get(), name.c_str(), value.c_str());
    INFO(set);
    REQUIRE(set.is_ok());
  }
  return options;
}

std::string transport_of_clients() {
  std::string name = tested_transport();
  if (name.empty()) std::istringstream(pws_transports()) >> name;
  return name;
}

Owned<pws_client> new_client(const std::string& url, const Settings& settings) {
  Settings usual{{"logLevel", "off"}};
  if (const std::string name = tested_transport(); !name.empty()) {
    usual.emplace_back("transport", name);
  }
  auto options = options_of(PWS_OPTIONS_CLIENT, usual);
  for (const auto& [name, value] : settings) {
    REQUIRE(call(pws_options_set, options.get(), name.c_str(), value.c_str())
                .is_ok());
  }
  Owned<pws_client> client;
  Outcome outcome =
      call(pws_client_new, url.c_str(), options.get(), made(client));
  INFO(outcome);
  REQUIRE(outcome.is_ok());
  return client;
}

Owned<pws_producer> new_producer(const Owned<pws_client>& client,
                                 const Settings& settings) {
  auto options = options_of(PWS_OPTIONS_PRODUCER, settings);
  Owned<pws_producer> producer;
  Outcome outcome = call(pws_producer_new, client.get(), "test", options.get(),
                         kSoonMs, made(producer));
  INFO(outcome);
  REQUIRE(outcome.is_ok());
  return producer;
}

Owned<pws_consumer> new_consumer(const Owned<pws_client>& client,
                                 const Settings& settings) {
  auto options = options_of(PWS_OPTIONS_CONSUMER, settings);
  Owned<pws_consumer> consumer;
  Outcome outcome = call(pws_consumer_new, client.get(), "test", "sub",
                         options.get(), kSoonMs, made(consumer));
  INFO(outcome);
  REQUIRE(outcome.is_ok());
  return consumer;
}

pws_outgoing outgoing(const std::string& payload) {
  pws_outgoing message = PWS_OUTGOING_INIT;
  message.payload = pws_slice_make(payload.data(), payload.size());
  return message;
}

Outcome send(const Owned<pws_producer>& producer, const std::string& payload,
             std::int32_t timeout_ms) {
  pws_outgoing message = outgoing(payload);
  return call(pws_producer_send, producer.get(), &message, timeout_ms, nullptr);
}

Owned<pws_message> receive(const Owned<pws_consumer>& consumer) {
  Owned<pws_message> message;
  Outcome outcome =
      call(pws_consumer_receive, consumer.get(), kSoonMs, made(message));
  INFO(outcome);
  CHECK(outcome.is_ok());
  return message;
}

std::string payload_of(const pws_message* message) {
  return to_string(pws_message_payload(message));
}

std::string to_string(pws_slice slice) {
  return slice.data ? std::string(slice.data, slice.size) : std::string();
}

}  // namespace pulsarws::testing
