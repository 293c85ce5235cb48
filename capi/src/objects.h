#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "capi/src/handle.h"
#include "core/auth/token_request.h"
#include "core/client/client.h"
#include "core/client/consumer.h"
#include "core/client/producer.h"
#include "core/client/reader.h"
#include "core/options/options.h"
#include "pulsarws/pulsarws.h"

// What the opaque types of the C API are. A handle's kName is its parameter's,
// for errors.

struct pws_client : pulsarws::capi::Handle<pulsarws::Client> {
  using Handle::Handle;
  static constexpr const char* kName = "client";
};

struct pws_producer : pulsarws::capi::Handle<pulsarws::Producer> {
  using Handle::Handle;
  static constexpr const char* kName = "producer";
};

struct pws_consumer : pulsarws::capi::Handle<pulsarws::Consumer> {
  using Handle::Handle;
  static constexpr const char* kName = "consumer";
};

struct pws_reader : pulsarws::capi::Handle<pulsarws::Reader> {
  using Handle::Handle;
  static constexpr const char* kName = "reader";
};

struct pws_token_request : pulsarws::capi::Handle<pulsarws::TokenRequest> {
  using Handle::Handle;
  static constexpr const char* kName = "request";
};

struct pws_options {
  pulsarws::Options options;
};

struct pws_error {
  pulsarws::Error error;
};

struct pws_message_id {
  pulsarws::wire::MessageId id;
};

struct pws_message {
  explicit pws_message(std::shared_ptr<const pulsarws::Message> core);

  std::shared_ptr<const pulsarws::Message> message;
  pws_message_id id;
  std::vector<pws_property> properties;
};

struct pws_receipt {
  explicit pws_receipt(pulsarws::Receipt receipt) noexcept
      : context(std::move(receipt.context)), duplicate(receipt.duplicate) {
    if (receipt.id) id = pws_message_id{*receipt.id};
  }

  std::optional<pws_message_id> id;
  std::string context;
  bool duplicate;
};

struct pws_log_entry {
  pulsarws::LogEntry entry;
};

struct pws_text {
  std::string text;
};
