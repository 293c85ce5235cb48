#include "mock/broker/broker.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <regex>
#include <string>
#include <utility>

#include "mock/broker/consumer.h"
#include "mock/broker/producer.h"

namespace pulsarws::mock::broker {
namespace {

constexpr const char* kBrokerException =
    "org.apache.pulsar.broker.service.BrokerServiceException$";

template <typename Port>
BrokerResult<std::unique_ptr<Port>> failed(BrokerRefusal refusal) {
  return {nullptr, std::move(refusal)};
}

// Where a reader begins: behind the entry of the id, at that entry where more
// of its batch comes behind the id, or at either end.
std::int64_t start_of(const Topic& topic, const ReaderRequest& request) {
  if (!request.start) return request.earliest ? topic.first() : topic.end();
  if (request.start->ledger_id < topic.ledger_id()) return topic.first();
  if (request.start->ledger_id > topic.ledger_id()) return topic.end();
  const std::int64_t number = request.start->entry_id;
  const std::int32_t index = request.start->batch_index;
  const Entry* entry = topic.find(number);
  if (entry && index >= 0 && index + 1 < entry->size()) return number;
  if (number >= topic.end()) return topic.end();
  return std::max(number + 1, topic.first());
}

// Whether the message that it begins behind is no batch and still there.
bool is_sent_again(const Topic& topic, const ReaderRequest& request) {
  if (!request.start || request.start->ledger_id != topic.ledger_id()) {
    return false;
  }
  const Entry* entry = topic.find(request.start->entry_id);
  return entry && !entry->is_batch();
}

// What Java says of a pattern that is none.
std::string java_words(const std::regex_error& wrong,
                       const std::string& pattern) {
  namespace code = std::regex_constants;
  std::size_t index = pattern.empty() ? 0 : pattern.size() - 1;
  std::string text = "Illegal character";
  if (pattern.find_first_of("*+?") == 0) {
    // Of which this library says that a parenthesis is missing.
    index = 0;
    text = std::string("Dangling meta character '") + pattern[index] + "'";
  } else if (wrong.code() == code::error_brack) {
    text = "Unclosed character class";
  } else if (wrong.code() == code::error_paren) {
    text = "Unclosed group";
    ++index;
  } else if (wrong.code() == code::error_badrepeat) {
    index = std::min(pattern.find_first_of("*+?"), index);
    text = std::string("Dangling meta character '") + pattern[index] + "'";
  }
  return text + " near index " + std::to_string(index) + "\n" + pattern + "\n" +
         std::string(index, ' ') + "^";
}

}  // namespace

std::optional<BrokerRefusal> Broker::refusal_of_producer(
    const Topic& topic, const std::string& name) {
  using Kind = BrokerRefusal::Kind;
  if (topic.is_terminated()) {
    return BrokerRefusal::of(Kind::kUnavailable,
                             std::string(kBrokerException) +
                                 "TopicTerminatedException: Topic was already "
                                 "terminated");
  }
  for (const Producer* one : topic.producers) {
    if (one->name() != name) continue;
    return BrokerRefusal::of(
        Kind::kBusy, std::string(kBrokerException) +
                         "NamingException: Producer with name '" + name +
                         "' is already connected to topic '" + topic.name() +
                         "'");
  }
  const std::string limit = world_.policy(topic.name(), "maxProducersPerTopic");
  const auto most = std::strtoull(limit.c_str(), nullptr, 10);  // 0: no limit
  if (most > 0 && topic.producers.size() >= most) {
    return BrokerRefusal::of(Kind::kBusy, "Topic '" + topic.name() +
                                              "' reached max producers limit");
  }
  const bool insists =
      world_.policy(topic.name(), "schemaValidationEnforced") == "true";
  if (topic.has_schema && insists) {
    const std::string text =
        "org.apache.pulsar.broker.service.schema.exceptions."
        "IncompatibleSchemaException: Producers cannot connect or send message "
        "without a schema to topics with a schemawhen SchemaValidationEnforced "
        "is enabled";
    return BrokerRefusal::of(Kind::kBusy, text + " caused by " + text);
  }
  return std::nullopt;
}

BrokerResult<std::unique_ptr<ProducerPort>> Broker::create_producer(
    const ProducerRequest& request) {
  if (auto refusal = world_.refusal_of(request.topic)) {
    return failed<ProducerPort>(std::move(*refusal));
  }
  ProducerRequest named = request;
  if (named.name.empty()) named.name = world_.unique_name("standalone-0-");
  auto producer = std::make_unique<Producer>(world_, named);
  for (const std::string& name : world_.partitions_of(request.topic)) {
    Topic& topic = world_.get(name);
    if (auto refusal = refusal_of_producer(topic, named.name)) {
      return failed<ProducerPort>(std::move(*refusal));
    }
    producer->add(topic);
  }
  return {std::move(producer), {}};
}

BrokerResult<std::unique_ptr<ConsumerPort>> Broker::subscribe(
    const ConsumerRequest& request) {
  for (const std::string& topic : request.topics) {
    if (auto refusal = world_.refusal_of(topic)) {
      return failed<ConsumerPort>(std::move(*refusal));
    }
  }
  if (!request.topics_pattern.empty()) {
    try {
      const std::regex checked(request.topics_pattern);
    } catch (const std::regex_error& wrong) {
      return failed<ConsumerPort>(
          BrokerRefusal::of(BrokerRefusal::Kind::kInvalidArgument,
                            java_words(wrong, request.topics_pattern)));
    }
  }
  ConsumerRequest named = request;
  if (named.consumer_name.empty()) {
    named.consumer_name = world_.unique_name("consumer-");
  }
  auto consumer =
      std::make_unique<Consumer>(world_, named, Consumer::Kind::kConsumer);
  for (const std::string& topic : request.topics) {
    const auto names = world_.partitions_of(topic);
    for (const std::string& name : names) {
      Topic& its = world_.get(name);
      auto refusal =
          consumer->join(its, request.earliest ? its.first() : its.end());
      if (!refusal) continue;
      if (its.partition() >= 0) {
        refusal->preface = "Failed to subscribe " + topic + " with " +
                           std::to_string(names.size()) + " partitions\n";
      }
      return failed<ConsumerPort>(std::move(*refusal));
    }
  }
  if (!request.topics_pattern.empty()) {
    for (const auto& [name, topic] : world_.topics) {
      consumer->see_old_topic(*topic);
    }
  }
  return {std::move(consumer), {}};
}

BrokerResult<std::unique_ptr<ConsumerPort>> Broker::create_reader(
    const ReaderRequest& request) {
  if (auto refusal = world_.refusal_of(request.topic)) {
    return failed<ConsumerPort>(std::move(*refusal));
  }
  const auto names = world_.partitions_of(request.topic);
  if (request.start && names.size() > 1) {
    BrokerRefusal refusal = BrokerRefusal::of(
        BrokerRefusal::Kind::kOther,
        "java.util.concurrent.ExecutionException: "
        "org.apache.pulsar.client.api.PulsarClientException: The partitioned "
        "topic startMessageId is illegal");
    refusal.is_from_client = true;
    return failed<ConsumerPort>(std::move(refusal));
  }
  ConsumerRequest as_consumer;
  as_consumer.subscription = world_.unique_name("reader-");
  as_consumer.consumer_name =
      request.name.empty() ? as_consumer.subscription : request.name;
  as_consumer.durable = false;
  as_consumer.receiver_queue_size = request.receiver_queue_size;
  auto reader =
      std::make_unique<Consumer>(world_, as_consumer, Consumer::Kind::kReader);
  if (request.start) reader->begin_behind(*request.start);
  for (const std::string& name : names) {
    Topic& topic = world_.get(name);
    if (is_sent_again(topic, request)) reader->lose_place();
    reader->join(topic, start_of(topic, request));
  }
  return {std::move(reader), {}};
}

}  // namespace pulsarws::mock::broker
