// What the admin API asks.
#include <utility>

#include "core/wire/json_string.h"
#include "core/wire/time_format.h"
#include "mock/plain/plain_broker.h"
#include "mock/plain/plain_consumer.h"
#include "mock/plain/plain_producer.h"

namespace pulsarws::mock::plain {
namespace {

SubscriptionStats stats_of(const Subscription& subscription) {
  SubscriptionStats stats;
  stats.type = subscription.consumers.empty() ? "None" : subscription.type;
  stats.durable = subscription.durable;
  stats.backlog = subscription.backlog();
  stats.delayed = subscription.delayed();
  stats.delivered = subscription.delivered;
  for (const PlainConsumer* consumer : subscription.consumers) {
    ConsumerStats one;
    one.name = consumer->name();
    one.permits = consumer->room();
    one.unacked = consumer->unacked_of(subscription);
    one.delivered = consumer->delivered();
    stats.unacked += one.unacked;
    stats.consumers.push_back(std::move(one));
  }
  return stats;
}

std::string json_object(const Properties& properties) {
  std::string json = "{";
  for (const auto& [name, value] : properties) {
    if (json.size() > 1) json += ',';
    wire::append_json_string(json, name);
    json += ':';
    wire::append_json_string(json, value);
  }
  return json + "}";
}

StoredEntry entry_of(const StoredMessage& stored) {
  const BrokerMessage& message = *stored.message;
  StoredEntry entry;
  entry.payload = message.payload;
  const auto add = [&](const char* name, std::string value) {
    entry.fields.emplace_back(name, std::move(value));
  };
  add("Message-ID", std::to_string(stored.id.ledger_id) + ":" +
                        std::to_string(stored.id.entry_id));
  add("PROPERTY", json_object(message.properties));
  add("publish-time", wire::format_rfc3339(message.publish_time));
  if (message.event_time != 0) {
    add("event-time", wire::format_rfc3339(message.event_time));
  }
  if (message.deliver_at > 0) {
    add("deliver-at-time", wire::format_rfc3339(message.deliver_at));
  }
  add("Is-Encrypted", message.encryption ? "true" : "false");
  add("producer-name", stored.producer);
  add("sequence-id", std::to_string(stored.sequence_id));
  if (!message.replication_clusters.empty()) {
    std::string clusters;
    for (const std::string& one : message.replication_clusters) {
      clusters += (clusters.empty() ? "" : ",") + one;
    }
    add("replicated-to", clusters);
  }
  if (message.key) add("partition-key", *message.key);
  if (stored.compression != "NONE") add("compression", stored.compression);
  if (stored.id.batch_size > 0) {
    add("num-batch-message", std::to_string(stored.id.batch_size));
    add("batch-size", std::to_string(stored.id.batch_size));
  }
  return entry;
}

std::vector<std::string> keys_of(const std::set<std::string>& all) {
  return {all.begin(), all.end()};
}

template <typename Map>
std::vector<std::string> topics_in(const Map& all,
                                   const std::string& name_space) {
  std::vector<std::string> names;
  for (const auto& [name, value] : all) {
    if (namespace_of(name) == name_space) names.push_back(name);
  }
  return names;
}

bool is_in_use(const Topic& topic) {
  if (!topic.producers.empty()) return true;
  for (const auto& [name, subscription] : topic.subscriptions) {
    if (!subscription->consumers.empty()) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> PlainBroker::tenants() {
  return keys_of(world_.tenants);
}

bool PlainBroker::create_tenant(const std::string& tenant) {
  return world_.tenants.insert(tenant).second;
}

bool PlainBroker::delete_tenant(const std::string& tenant) {
  return world_.tenants.erase(tenant) != 0;
}

std::vector<std::string> PlainBroker::namespaces() {
  return keys_of(world_.namespaces);
}

bool PlainBroker::create_namespace(const std::string& name) {
  return world_.namespaces.insert(name).second;
}

bool PlainBroker::delete_namespace(const std::string& name) {
  if (!topics_in(world_.topics, name).empty()) return false;
  world_.policies.erase(name);
  return world_.namespaces.erase(name) != 0;
}

void PlainBroker::set_policy(const std::string& name, const std::string& policy,
                             const std::string& value) {
  world_.policies[name][policy] = value;
}

std::vector<std::string> PlainBroker::topics(const std::string& name_space) {
  return topics_in(world_.topics, name_space);
}

std::vector<std::string> PlainBroker::partitioned_topics(
    const std::string& name_space) {
  return topics_in(world_.partitioned, name_space);
}

bool PlainBroker::create_topic(const std::string& topic) {
  if (world_.find(topic)) return false;
  world_.get(topic);
  return true;
}

bool PlainBroker::delete_topic(const std::string& topic) {
  const Topic* known = world_.find(topic);
  if (!known || is_in_use(*known)) return false;
  return world_.topics.erase(topic) != 0;
}

bool PlainBroker::create_partitioned_topic(const std::string& topic,
                                           std::int32_t count) {
  if (!world_.partitioned.emplace(topic, count).second) return false;
  for (const std::string& name : world_.partitions_of(topic)) world_.get(name);
  return true;
}

bool PlainBroker::delete_partitioned_topic(const std::string& topic) {
  const auto names = world_.partitions_of(topic);
  if (world_.partitioned.erase(topic) == 0) return false;
  for (const std::string& name : names) delete_topic(name);
  return true;
}

std::optional<std::int32_t> PlainBroker::partitions(const std::string& topic) {
  const auto found = world_.partitioned.find(topic);
  if (found == world_.partitioned.end()) return std::nullopt;
  return found->second;
}

std::optional<TopicStats> PlainBroker::stats(const std::string& topic) {
  const Topic* known = world_.find(topic);
  if (!known) return std::nullopt;
  TopicStats stats;
  stats.messages_in = known->end();
  stats.bytes_in = known->bytes;
  stats.stored_bytes = known->bytes;
  stats.deduplication = world_.deduplication;
  for (const PlainProducer* producer : known->producers) {
    stats.publishers.push_back(
        {static_cast<std::int64_t>(stats.publishers.size()), producer->name()});
  }
  for (const auto& [name, subscription] : known->subscriptions) {
    stats.subscriptions[name] = stats_of(*subscription);
    stats.messages_out += subscription->delivered;
  }
  return stats;
}

std::optional<wire::MessageId> PlainBroker::terminate(
    const std::string& topic) {
  Topic* known = world_.find(topic);
  if (!known) return std::nullopt;
  known->terminated = true;
  wire::MessageId last;
  last.ledger_id = known->ledger_id;
  last.entry_id = known->last_entry;
  return last;
}

Subscription* PlainBroker::find(const std::string& topic,
                                const std::string& name) {
  Topic* known = world_.find(topic);
  if (!known) return nullptr;
  const auto found = known->subscriptions.find(name);
  return found == known->subscriptions.end() ? nullptr : found->second.get();
}

bool PlainBroker::create_subscription(const std::string& topic,
                                      const std::string& subscription) {
  if (find(topic, subscription)) return false;
  Topic& known = world_.get(topic);
  known.subscriptions[subscription] = std::make_unique<Subscription>(
      known, subscription, "Exclusive", true, known.end());
  return true;
}

bool PlainBroker::delete_subscription(const std::string& topic,
                                      const std::string& subscription) {
  Subscription* known = find(topic, subscription);
  if (!known || !known->consumers.empty()) return false;
  return world_.get(topic).subscriptions.erase(subscription) != 0;
}

bool PlainBroker::skip(const std::string& topic,
                       const std::string& subscription,
                       std::optional<std::int64_t> count) {
  Subscription* known = find(topic, subscription);
  if (known) known->skip(count.value_or(world_.get(topic).end()));
  return known != nullptr;
}

std::optional<StoredEntry> PlainBroker::entry(const std::string& topic,
                                              std::int64_t number) {
  const Topic* known = world_.find(topic);
  if (!known) return std::nullopt;
  std::int64_t last_entry = -1;
  for (const StoredMessage& stored : known->messages) {
    if (stored.id.entry_id == last_entry) continue;
    last_entry = stored.id.entry_id;
    if (--number == 0) return entry_of(stored);
  }
  return std::nullopt;
}

// Those who use the topic come back without telling their clients, as the real
// proxy's do.
bool PlainBroker::unload(const std::string& topic) {
  return world_.find(topic) != nullptr;
}

void PlainBroker::give_schema(const std::string& topic) {
  world_.get(topic).has_schema = true;
}

}  // namespace pulsarws::mock::plain
