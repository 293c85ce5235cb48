#include "pulsar_frames.h"

#include <openssl/evp.h>

// Boost 1.74 uses its own deprecated placeholders there, and says so.
#define BOOST_BIND_GLOBAL_PLACEHOLDERS
#include <boost/property_tree/json_parser.hpp>
#include <boost/property_tree/ptree.hpp>
#include <cstdio>
#include <sstream>
#include <stdexcept>

namespace pulsarws::testing {
namespace {

using Tree = boost::property_tree::ptree;

std::string to_base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()),
                      static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string from_base64(const std::string& text) {
  std::string bytes(text.size(), '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));
  if (size < 0 || text.size() % 4 != 0) {
    throw std::runtime_error("not base64");
  }
  std::size_t padding = 0;
  while (padding < text.size() && text[text.size() - 1 - padding] == '=') {
    ++padding;
  }
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

void append_json_string(std::string& json, std::string_view text) {
  json += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      json += escape;
    } else {
      json += c;
    }
  }
  json += '"';
}

std::string json_string(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

// A protobuf varint field.
void append_field(std::string& bytes, int number, std::int64_t value) {
  bytes += static_cast<char>(number << 3);
  auto rest = static_cast<std::uint64_t>(value);
  while (rest >= 0x80) {
    bytes += static_cast<char>((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  bytes += static_cast<char>(rest);
}

// A child's own text. Tree::get would take a dot in a name for a path.
std::string text_of(const Tree& tree, const char* name) {
  const auto child = tree.find(name);
  return child == tree.not_found() ? "" : child->second.data();
}

}  // namespace

std::string message_id(std::int64_t ledger, std::int64_t entry,
                       std::int32_t partition, std::int32_t batch_index) {
  std::string bytes;
  append_field(bytes, 1, ledger);
  append_field(bytes, 2, entry);
  if (partition >= 0) append_field(bytes, 3, partition);
  if (batch_index >= 0) append_field(bytes, 4, batch_index);
  append_field(bytes, 6, 0);
  return to_base64(bytes);
}

std::string ok_answer(std::string_view context, std::string_view id) {
  std::string json = R"({"result":"ok","messageId":)";
  append_json_string(json, id);
  json += R"(,"context":)";
  append_json_string(json, context);
  json += R"(,"errorCode":0,"schemaVersion":0})";
  return json;
}

std::string error_answer(int code, std::string_view text,
                         std::string_view context) {
  std::string json =
      R"({"result":"send-error:)" + std::to_string(code) + R"(","errorMsg":)";
  append_json_string(json, text);
  if (!context.empty()) json += R"(,"context":)" + json_string(context);
  json += R"(,"errorCode":0,"schemaVersion":0})";
  return json;
}

std::string delivery_frame(const Delivery& delivery) {
  std::string json =
      R"({"messageId":)" + json_string(delivery.id) + R"(,"payload":)" +
      json_string(to_base64(delivery.payload)) + R"(,"properties":{)";
  const char* separator = "";
  for (const auto& [name, value] : delivery.properties) {
    json += separator;
    append_json_string(json, name);
    json += ':';
    append_json_string(json, value);
    separator = ",";
  }
  json += R"(},"publishTime":"2026-11-23T14:10:35.803Z","redeliveryCount":)" +
          std::to_string(delivery.redelivery_count);
  if (!delivery.event_time.empty()) {
    json += R"(,"eventTime":)" + json_string(delivery.event_time);
  }
  if (!delivery.key.empty()) json += R"(,"key":)" + json_string(delivery.key);
  json += '}';
  return json;
}

ClientFrame parse_client_frame(const std::string& text) {
  Tree tree;
  std::istringstream stream(text);
  boost::property_tree::read_json(stream, tree);
  if (!tree.data().empty()) throw std::runtime_error("not a JSON object");

  ClientFrame frame;
  frame.type = text_of(tree, "type");
  frame.message_id = text_of(tree, "messageId");
  frame.context = text_of(tree, "context");
  frame.key = text_of(tree, "key");
  frame.has_payload = tree.find("payload") != tree.not_found();
  frame.payload = from_base64(text_of(tree, "payload"));
  const std::string permits = text_of(tree, "permitMessages");
  if (!permits.empty()) frame.permits = std::stoll(permits);
  const auto properties = tree.find("properties");
  if (properties != tree.not_found()) {
    for (const auto& [name, value] : properties->second) {
      frame.properties[name] = value.data();
    }
  }
  return frame;
}

Refuse pulsar_refusal(int status, std::string_view message) {
  return {status,
          R"(Failed to create producer/consumer: {"errorMsg":)" +
              json_string(message) +
              R"(,"reqId":2781943470273518463,"remote":"localhost/127.0.0.1:)"
              R"(6650","local":"/127.0.0.1:52814"})"};
}

}  // namespace pulsarws::testing
