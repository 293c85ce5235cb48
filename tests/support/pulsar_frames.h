#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "scripted_server.h"

namespace pulsarws::testing {

// The frames of Pulsar's proxy, written and read without the library's own
// code, so that an error there is not made twice.

// A message id: base64 of Pulsar's protobuf. A partition or batch index below 0
// is left out.
std::string message_id(std::int64_t ledger, std::int64_t entry,
                       std::int32_t partition = -1,
                       std::int32_t batch_index = -1);

// Answers to a producer.
std::string ok_answer(std::string_view context, std::string_view id);
std::string error_answer(int code, std::string_view text,
                         std::string_view context);

// A message for consumers.
struct Delivery {
  std::string payload;
  std::map<std::string, std::string> properties = {};
  std::string key = {};
  // As it goes on the wire; left out when empty.
  std::string event_time = {};
  // Given by PulsarScript::serve when empty.
  std::string id = {};
  int redelivery_count = 0;
};
std::string delivery_frame(const Delivery& delivery);

// A client's frame. Texts of fields that it does not have are empty.
struct ClientFrame {
  std::string type;
  std::string message_id;
  std::int64_t permits = 0;
  std::string context;
  bool has_payload = false;
  std::string payload;
  std::string key;
  std::map<std::string, std::string> properties;
};
// Throws std::runtime_error if `text` is not a JSON object, or its payload not
// base64.
ClientFrame parse_client_frame(const std::string& text);

// The refusal that Pulsar's proxy gives: `Failed to create producer/consumer:
// {"errorMsg":"MESSAGE",...}`.
Refuse pulsar_refusal(int status, std::string_view message);

}  // namespace pulsarws::testing
