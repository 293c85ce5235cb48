// What the admin API asks.
#include <utility>

#include "core/wire/json_string.h"
#include "core/wire/time_format.h"
#include "mock/broker/broker.h"
#include "mock/broker/consumer.h"
#include "mock/broker/producer.h"

namespace pulsarws::mock::broker {
namespace {

SubscriptionStats stats_of(const Subscription& subscription) {
  SubscriptionStats stats;
  const auto& recipients = subscription.recipients();
  stats.type = recipients.empty() ? "None" : subscription.type();
  stats.durable = subscription.is_durable();
  stats.backlog = subscription.backlog();
  stats.delayed = subscription.delayed();
  stats.delivered = subscription.delivered();
  for (const Recipient* recipient : recipients) {
    ConsumerStats one;
    one.name = recipient->name();
    one.permits = recipient->room(subscription);
    one.unacked = subscription.unacked_of(*recipient);
    one.delivered = subscription.delivered_to(*recipient);
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

StoredEntry stored_entry_of(const Topic& topic, std::int64_t number) {
  const Entry& entry = *topic.find(number);
  const BrokerMessage& message = *entry.messages.front();
  StoredEntry stored;
  stored.payload = message.payload;
  const auto add = [&](const char* name, std::string value) {
    stored.fields.emplace_back(name, std::move(value));
  };
  add("Message-ID",
      std::to_string(topic.ledger_id()) + ":" + std::to_string(number));
  add("PROPERTY", json_object(message.properties));
  add("publish-time", wire::format_rfc3339(message.publish_time));
  if (message.event_time != 0) {
    add("event-time", wire::format_rfc3339(message.event_time));
  }
  if (message.deliver_at > 0) {
    add("deliver-at-time", wire::format_rfc3339(message.deliver_at));
  }
  add("Is-Encrypted", message.encryption ? "true" : "false");
  add("producer-name", entry.sender->name);
  add("sequence-id", std::to_string(entry.sequence_id));
  if (!message.replication_clusters.empty()) {
    std::string clusters;
    for (const std::string& one : message.replication_clusters) {
      clusters += (clusters.empty() ? "" : ",") + one;
    }
    add("replicated-to", clusters);
  }
  if (message.key) add("partition-key", *message.key);
  if (entry.sender->compression != "NONE") {
    add("compression", entry.sender->compression);
  }
  if (entry.is_batch()) {
    add("num-batch-message", std::to_string(entry.size()));
    add("batch-size", std::to_string(entry.size()));
  }
  return stored;
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

}  // namespace

std::vector<std::string> Broker::tenants() { return keys_of(world_.tenants); }

bool Broker::create_tenant(const std::string& tenant) {
  return world_.tenants.insert(tenant).second;
}

bool Broker::delete_tenant(const std::string& tenant) {
  return world_.tenants.erase(tenant) != 0;
}

std::vector<std::string> Broker::namespaces() {
  return keys_of(world_.namespaces);
}

bool Broker::create_namespace(const std::string& name) {
  return world_.namespaces.insert(name).second;
}

bool Broker::delete_namespace(const std::string& name) {
  if (!topics_in(world_.topics, name).empty()) return false;
  world_.policies.erase(name);
  return world_.namespaces.erase(name) != 0;
}

void Broker::set_policy(const std::string& name, const std::string& policy,
                        const std::string& value) {
  world_.policies[name][policy] = value;
}

std::vector<std::string> Broker::topics(const std::string& name_space) {
  return topics_in(world_.topics, name_space);
}

std::vector<std::string> Broker::partitioned_topics(
    const std::string& name_space) {
  return topics_in(world_.partitioned, name_space);
}

bool Broker::create_topic(const std::string& topic) {
  if (world_.find(topic)) return false;
  world_.get(topic);
  return true;
}

bool Broker::delete_topic(const std::string& topic) {
  const Topic* known = world_.find(topic);
  if (!known) return false;
  for (Producer* producer : known->producers) producer->lose(*known);
  for (const auto& [name, subscription] : known->subscriptions()) {
    for (Recipient* one : subscription->recipients()) one->lose(*subscription);
  }
  return world_.topics.erase(topic) != 0;
}

bool Broker::create_partitioned_topic(const std::string& topic,
                                      std::int32_t count) {
  if (!world_.partitioned.emplace(topic, count).second) return false;
  for (const std::string& name : world_.partitions_of(topic)) world_.get(name);
  return true;
}

bool Broker::delete_partitioned_topic(const std::string& topic) {
  const auto names = world_.partitions_of(topic);
  if (world_.partitioned.erase(topic) == 0) return false;
  for (const std::string& name : names) delete_topic(name);
  return true;
}

std::optional<std::int32_t> Broker::partitions(const std::string& topic) {
  const auto found = world_.partitioned.find(topic);
  if (found == world_.partitioned.end()) return std::nullopt;
  return found->second;
}

std::optional<TopicStats> Broker::stats(const std::string& topic) {
  const Topic* known = world_.find(topic);
  if (!known) return std::nullopt;
  TopicStats stats;
  stats.messages_in = known->messages_in;
  stats.bytes_in = known->bytes_in;
  stats.stored_bytes = known->bytes_in;
  stats.deduplication = world_.deduplicates(topic);
  for (const Producer* producer : known->producers) {
    stats.publishers.push_back(
        {static_cast<std::int64_t>(stats.publishers.size()), producer->name()});
  }
  for (const auto& [name, subscription] : known->subscriptions()) {
    stats.subscriptions[name] = stats_of(*subscription);
    stats.messages_out += subscription->delivered();
  }
  return stats;
}

std::optional<wire::MessageId> Broker::terminate(const std::string& topic) {
  Topic* known = world_.find(topic);
  if (!known) return std::nullopt;
  known->terminate();
  return known->id_of(known->end() - 1);
}

Subscription* Broker::find(const std::string& topic, const std::string& name) {
  const Topic* known = world_.find(topic);
  return known ? known->find_subscription(name) : nullptr;
}

bool Broker::create_subscription(const std::string& topic,
                                 const std::string& subscription) {
  if (find(topic, subscription)) return false;
  Topic& known = world_.get(topic);
  known.subscribe(subscription, "Exclusive", true, known.end());
  return true;
}

bool Broker::delete_subscription(const std::string& topic,
                                 const std::string& subscription) {
  const Subscription* known = find(topic, subscription);
  if (!known || !known->recipients().empty()) return false;
  known->topic().drop_subscription(*known);
  return true;
}

bool Broker::skip(const std::string& topic, const std::string& subscription,
                  std::optional<std::int64_t> count) {
  Subscription* known = find(topic, subscription);
  if (known) known->skip(count.value_or(known->topic().end()));
  return known != nullptr;
}

std::optional<StoredEntry> Broker::entry(const std::string& topic,
                                         std::int64_t number) {
  const Topic* known = world_.find(topic);
  if (!known || !known->find(known->first() + number - 1)) return std::nullopt;
  return stored_entry_of(*known, known->first() + number - 1);
}

// Those who use the topic come back without telling their clients, as the real
// proxy's do, and what they have not acknowledged comes again.
bool Broker::unload(const std::string& topic) {
  const Topic* known = world_.find(topic);
  if (!known) return false;
  for (const auto& [name, subscription] : known->subscriptions()) {
    subscription->restart();
  }
  return true;
}

void Broker::give_schema(const std::string& topic) {
  world_.get(topic).has_schema = true;
}

}  // namespace pulsarws::mock::broker
