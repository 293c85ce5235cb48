#include "mock/front/request_reading.h"

#include <simdjson.h>

#include <algorithm>
#include <initializer_list>

#include "mock/front/java_base64.h"
#include "mock/front/message_id_text.h"

namespace pulsarws::mock {
namespace {

constexpr std::int32_t kMaxQueue = 1000;

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

void check(bool holds, const char* otherwise) {
  if (!holds) throw IllegalArgument(otherwise);
}

bool is_one_of(const std::string& value,
               std::initializer_list<const char*> values) {
  return std::any_of(values.begin(), values.end(),
                     [&](const char* one) { return value == one; });
}

// A parameter that is a constant of an enum of Java's; nothing where it is not
// there.
std::optional<std::string> choice(const Query& query, const char* name,
                                  std::initializer_list<const char*> values) {
  if (!query.has(name)) return std::nullopt;
  std::string value = query.text(name);
  if (is_one_of(value, values)) return value;
  throw IllegalArgument(std::string("Invalid ") + name + " " + value);
}

// {"NAME":{"keyValue":"...","metadata":{"A":"B"}}} in base64, or null: then it
// is a list of the names of keys that the server has.
std::shared_ptr<const Encryption> client_keys(const std::string& text) {
  const Base64Outcome json = decode_java_base64(text);
  if (!json.refusal.empty()) return nullptr;
  simdjson::dom::parser parser;
  simdjson::dom::object keys;
  if (parser.parse(json.bytes).get(keys) != simdjson::SUCCESS) return nullptr;
  auto encryption = std::make_shared<Encryption>();
  for (const auto [name, value] : keys) {
    EncryptionKey key;
    key.name = name;
    check(!key.name.empty(), "Empty param encryptionKeys.key");
    simdjson::dom::object fields;
    check(value.get(fields) == simdjson::SUCCESS,
          "Empty param encryptionKeys.value");
    std::string_view wrapped;
    check(fields["keyValue"].get(wrapped) == simdjson::SUCCESS &&
              !wrapped.empty(),
          "Empty param encryptionKeys.value.keyValue");
    key.value = wrapped;
    simdjson::dom::object metadata;
    if (fields["metadata"].get(metadata) == simdjson::SUCCESS) {
      for (const auto [field, what] : metadata) {
        std::string_view content;
        if (what.get(content) != simdjson::SUCCESS) continue;
        key.metadata.emplace_back(field, content);
      }
    }
    encryption->keys.push_back(std::move(key));
  }
  return encryption;
}

void read_batching(const Query& query, ProducerRequest& request) {
  request.batching = query.is_true("batchingEnabled");
  if (!request.batching) return;
  if (const auto count = query.int32("batchingMaxMessages")) {
    request.batching_max_messages = *count;
  }
  if (const auto count = query.int32("maxPendingMessages")) {
    check(*count >= 0, "maxPendingMessages needs to be >= 0");
    request.max_pending_messages = *count;
  }
  if (const auto delay = query.int32("batchingMaxPublishDelay")) {
    check(*delay >= 1, "configured value for batch delay must be at least 1ms");
    request.batching_max_delay_ms = *delay;
  }
}

void read_dead_letters(const Query& query, ConsumerRequest& request) {
  if (!query.has("maxRedeliverCount") && !query.has("deadLetterTopic")) return;
  if (const auto count = query.int32("maxRedeliverCount")) {
    request.max_redeliver_count = *count;
  }
  if (query.has("deadLetterTopic")) {
    request.dead_letter_topic = query.text("deadLetterTopic");
  }
  check(request.max_redeliver_count > 0, "MaxRedeliverCount must be > 0.");
}

}  // namespace

ProducerWish read_producer_request(const Endpoint& endpoint,
                                   const Query& query) {
  ProducerWish wish;
  ProducerRequest& request = wish.request;
  request.topic = endpoint.topic;
  if (query.has("producerName")) {
    request.name = query.text("producerName");
    check(!is_blank(request.name), "producerName cannot be blank");
  }
  request.initial_sequence_id = query.int64("initialSequenceId");
  if (query.has("hashingScheme")) {
    request.hashing_scheme = query.text("hashingScheme");
    if (!is_one_of(request.hashing_scheme,
                   {"JavaStringHash", "Murmur3_32Hash"})) {
      throw IllegalArgument(
          "No enum constant org.apache.pulsar.client.api.HashingScheme." +
          request.hashing_scheme);
    }
  }
  if (const auto timeout = query.int32("sendTimeoutMillis")) {
    check(*timeout >= 0, "sendTimeout needs to be >= 0");
  }
  const auto routing =
      choice(query, "messageRoutingMode",
             {"SinglePartition", "RoundRobinPartition", "CustomPartition"});
  request.round_robin = routing == "RoundRobinPartition";

  if (query.has("encryptionKeys")) {
    wish.encryption = client_keys(query.text("encryptionKeys"));
    if (wish.encryption) return wish;
  }
  read_batching(query, request);
  if (const auto compression =
          choice(query, "compressionType",
                 {"NONE", "LZ4", "ZLIB", "ZSTD", "SNAPPY"})) {
    request.compression = *compression;
  }
  if (query.has("encryptionKeys")) {
    throw IllegalState(
        "Can't add encryption key without configuring "
        "cryptoKeyReaderFactoryClassName");
  }
  return wish;
}

ConsumerWish read_consumer_request(const Endpoint& endpoint,
                                   const Query& query) {
  ConsumerWish wish;
  wish.pull = query.is_true("pullMode");
  ConsumerRequest& request = wish.request;
  request.subscription = endpoint.subscription;
  if (endpoint.kind == Endpoint::Kind::kMultiConsumer) {
    request.topics = endpoint.topics;
    request.topics_pattern = endpoint.pattern;
  } else {
    request.topics = {endpoint.topic};
  }
  if (const auto timeout = query.int32("ackTimeoutMillis")) {
    check(*timeout == 0 || *timeout >= 1000,
          "Ack timeout should be greater than 1000 ms");
    request.ack_timeout_ms = *timeout;
  }
  if (auto type = choice(query, "subscriptionType",
                         {"Exclusive", "Shared", "Failover", "Key_Shared"})) {
    request.type = std::move(*type);
  }
  const auto mode =
      choice(query, "subscriptionMode", {"Durable", "NonDurable"});
  request.durable = mode != "NonDurable";
  const auto position =
      choice(query, "subscriptionInitialPosition", {"Latest", "Earliest"});
  request.earliest = position == "Earliest";
  if (const auto size = query.int32("receiverQueueSize")) {
    check(*size >= 0, "receiverQueueSize needs to be >= 0");
    request.receiver_queue_size = std::min(*size, kMaxQueue);
  }
  if (query.has("consumerName")) {
    request.consumer_name = query.text("consumerName");
    check(!is_blank(request.consumer_name), "consumerName cannot be blank");
  }
  if (const auto level = query.int32("priorityLevel")) {
    check(*level >= 0, "priorityLevel needs to be >= 0");
    request.priority_level = *level;
  }
  if (const auto delay = query.int32("negativeAckRedeliveryDelay")) {
    check(*delay >= 0, "redeliveryDelay needs to be >= 0");
    request.negative_ack_delay_ms = *delay;
  }
  read_dead_letters(query, request);
  return wish;
}

std::int32_t reader_queue_size(const Query& query) {
  return std::min(query.int32("receiverQueueSize").value_or(kMaxQueue),
                  kMaxQueue);
}

ReaderRequest read_reader_request(const Endpoint& endpoint,
                                  const Query& query) {
  ReaderRequest request;
  request.topic = endpoint.topic;
  request.name = query.text("readerName");
  request.receiver_queue_size = reader_queue_size(query);
  const std::string start = query.text("messageId");
  request.earliest = start == "earliest";
  if (!is_blank(start) && start != "earliest" && start != "latest") {
    const Base64Outcome bytes = decode_java_base64(start);
    if (!bytes.refusal.empty()) throw IllegalArgument(bytes.refusal);
    request.start = wire::parse_message_id(bytes.bytes);
    if (!request.start) {
      throw IllegalArgument(no_message_id_words(bytes.bytes));
    }
  }
  check(request.receiver_queue_size >= 0, "receiverQueueSize needs to be >= 0");
  return request;
}

}  // namespace pulsarws::mock
