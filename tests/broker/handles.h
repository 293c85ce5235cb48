#pragma once

#include <pulsarws/pulsarws.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/broker/clusters.h"

namespace pulsarws::testing {

template <auto kFree>
struct FreedBy {
  template <typename T>
  void operator()(T* handle) const {
    kFree(handle);
  }
};

using ErrorHandle = std::unique_ptr<pws_error, FreedBy<pws_error_free>>;
using OptionsHandle = std::unique_ptr<pws_options, FreedBy<pws_options_free>>;
using ClientHandle = std::unique_ptr<pws_client, FreedBy<pws_client_free>>;
using ProducerHandle =
    std::unique_ptr<pws_producer, FreedBy<pws_producer_free>>;
using ConsumerHandle =
    std::unique_ptr<pws_consumer, FreedBy<pws_consumer_free>>;
using ReaderHandle = std::unique_ptr<pws_reader, FreedBy<pws_reader_free>>;
using MessageHandle = std::unique_ptr<pws_message, FreedBy<pws_message_free>>;
using IdHandle = std::unique_ptr<pws_message_id, FreedBy<pws_message_id_free>>;
using ReceiptHandle = std::unique_ptr<pws_receipt, FreedBy<pws_receipt_free>>;

// How long a call may take that is expected to succeed.
inline constexpr std::int32_t kPatience = 30000;

// What a call came to. status is PWS_OK where it succeeded.
struct CallResult {
  pws_status status = PWS_OK;
  std::string text;
  std::int32_t http_status = 0;
  bool retriable = false;
  bool fatal = false;
};

// Takes over `error`; throws where status and error do not agree.
CallResult call_result(pws_status status, pws_error* error);

// The outcome of `call(pws_error**)`.
template <typename Call>
CallResult result_of(Call&& call) {
  pws_error* error = nullptr;
  const pws_status status = call(&error);
  return call_result(status, error);
}

// The same for a call that has to succeed: throws where it does not.
template <typename Call>
void must(Call&& call) {
  const CallResult result = result_of(std::forward<Call>(call));
  if (result.status == PWS_OK) return;
  throw std::runtime_error(std::string(pws_status_name(result.status)) + ": " +
                           result.text);
}

// Option names and their values.
using Settings = std::vector<std::pair<const char*, std::string>>;

// For a client that opens what has just been closed: the broker frees a
// subscription and a producer's name a moment after the close.
extern const Settings kReopening;

OptionsHandle make_options(std::int32_t kind, const Settings& settings);

// By which transport clients connect here.
std::string transport_of_clients();

// A client over the transport under test, with the cluster's token and CA.
ClientHandle make_client(const Cluster& cluster, const Settings& settings = {});
ProducerHandle make_producer(const ClientHandle& client,
                             const std::string& topic,
                             const Settings& settings = {});
// Reads from the topic's beginning, where `settings` do not say otherwise.
ConsumerHandle make_consumer(const ClientHandle& client,
                             const std::string& topic,
                             const std::string& subscription,
                             const Settings& settings = {});
// Of several topics, else the same.
ConsumerHandle make_topics_consumer(const ClientHandle& client,
                                    const std::vector<std::string>& topics,
                                    const std::string& subscription,
                                    const Settings& settings = {});
ConsumerHandle make_pattern_consumer(const ClientHandle& client,
                                     const std::string& pattern,
                                     const std::string& subscription,
                                     const Settings& settings = {});
ReaderHandle make_reader(const ClientHandle& client, const std::string& topic,
                         const pws_message_id* start,
                         const Settings& settings = {});
MessageHandle next(const ReaderHandle& reader,
                   std::int32_t timeout_ms = kPatience);
MessageHandle receive(const ConsumerHandle& consumer,
                      std::int32_t timeout_ms = kPatience);
void ack(const ConsumerHandle& consumer, const MessageHandle& message);
void nack(const ConsumerHandle& consumer, const MessageHandle& message);
// Whether no message comes within that time, which the call waits in any case.
bool nothing_comes(const ConsumerHandle& consumer, std::int32_t within_ms);
bool nothing_comes(const ReaderHandle& reader, std::int32_t within_ms);
void flush_acks(const ConsumerHandle& consumer);
void close(const ClientHandle& client);
void close(const ProducerHandle& producer);
void close(const ConsumerHandle& consumer);
void close(const ReaderHandle& reader);

std::string text_of(pws_slice slice);
std::string text_of(const pws_message_id* id);
std::string payload_of(const MessageHandle& message);
// The message's id, to keep without it.
IdHandle id_of(const MessageHandle& message);
// Serialised.
std::string bytes_of(const pws_message_id* id);

}  // namespace pulsarws::testing
