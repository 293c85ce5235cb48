#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/wire/message_id.h"

// What the front asks of a broker, in the words of Pulsar's client, which the
// real WebSocket proxy has inside: producers, consumers with a receiver queue,
// readers. One thread; nothing here blocks, and no callback comes from inside
// the call that asks for it unless its comment says so.
namespace pulsarws::mock {

using Properties = std::vector<std::pair<std::string, std::string>>;

// A client's exception: its class decides the HTTP status.
struct BrokerRefusal {
  enum class Kind {
    kInvalidArgument,  // 400
    kNotFound,         // 404
    kBusy,             // 409: producer or consumer, or fenced
    kUnavailable,      // 503: quota, or the topic is terminated
    kOther,            // 500
  };
  Kind kind = Kind::kOther;
  std::string text;
  // The client itself thought so: then the text stands alone.
  bool is_from_client = false;
  // What the client says before the broker's words.
  std::string preface;

  static BrokerRefusal of(Kind kind, std::string text) {
    BrokerRefusal refusal;
    refusal.kind = kind;
    refusal.text = std::move(text);
    return refusal;
  }
};

template <typename T>
struct BrokerResult {
  T value{};
  std::optional<BrokerRefusal> refusal;
};

struct EncryptionKey {
  std::string name;
  std::string value;  // base64, as it came
  Properties metadata;
};
// What a message that is encrypted by its producer's client carries.
struct Encryption {
  std::vector<EncryptionKey> keys;
  std::string param;  // base64
  std::string compression = "NONE";
  std::int64_t uncompressed_size = 0;
};

struct BrokerMessage {
  std::string payload;
  Properties properties;
  std::optional<std::string> key;
  std::int64_t event_time = 0;    // 0: none
  std::int64_t publish_time = 0;  // the broker sets it
  std::int64_t deliver_at = 0;
  std::int64_t deliver_after_ms = 0;
  std::vector<std::string> replication_clusters;
  std::shared_ptr<const Encryption> encryption;
};

struct BrokerDelivery {
  wire::MessageId id;
  std::shared_ptr<const BrokerMessage> message;
  std::int32_t redelivery_count = 0;
};

struct ProducerRequest {
  std::string topic;
  std::string name;  // empty: the broker makes one
  std::optional<std::int64_t> initial_sequence_id;
  std::string hashing_scheme = "JavaStringHash";
  bool round_robin = false;
  bool batching = false;
  std::int32_t batching_max_messages = 1000;
  std::int64_t batching_max_delay_ms = 1;
  std::int32_t max_pending_messages = 0;
  std::string compression = "NONE";
};

struct ConsumerRequest {
  std::vector<std::string> topics;  // full names; or
  std::string topics_pattern;
  std::string subscription;
  std::string type = "Exclusive";
  bool durable = true;
  bool earliest = false;
  std::string consumer_name;
  std::int32_t priority_level = 0;
  std::int32_t receiver_queue_size = 1000;
  std::int64_t ack_timeout_ms = 0;
  std::int64_t negative_ack_delay_ms = 60000;
  std::int32_t max_redeliver_count = 0;  // 0: no dead letters
  std::string dead_letter_topic;         // empty: TOPIC-SUBSCRIPTION-DLQ
};

struct ReaderRequest {
  std::string topic;
  std::string name;
  bool earliest = false;
  std::optional<wire::MessageId> start;  // exclusive
  std::int32_t receiver_queue_size = 1000;
};

// Ended by its destruction, after which no callback comes.
class ProducerPort {
 public:
  struct Receipt {
    wire::MessageId id;
    std::optional<std::string> refusal;  // the exception's text
  };
  virtual ~ProducerPort() = default;
  // `done` may come before this returns.
  virtual void send(BrokerMessage message,
                    std::function<void(const Receipt&)> done) = 0;
};

// Of a consumer or a reader. Ended by its destruction.
class ConsumerPort {
 public:
  virtual ~ConsumerPort() = default;
  // Called when receive() may have something again.
  virtual void when_ready(std::function<void()> ready) = 0;
  virtual std::optional<BrokerDelivery> receive() = 0;
  virtual void acknowledge(const wire::MessageId& id) = 0;
  virtual void negative_acknowledge(const wire::MessageId& id) = 0;
  virtual bool has_reached_end_of_topic() = 0;
  // False where the broker does not let it.
  virtual bool unsubscribe() = 0;
};

class BrokerPort {
 public:
  virtual ~BrokerPort() = default;
  virtual BrokerResult<std::unique_ptr<ProducerPort>> create_producer(
      const ProducerRequest& request) = 0;
  virtual BrokerResult<std::unique_ptr<ConsumerPort>> subscribe(
      const ConsumerRequest& request) = 0;
  virtual BrokerResult<std::unique_ptr<ConsumerPort>> create_reader(
      const ReaderRequest& request) = 0;
};

}  // namespace pulsarws::mock
