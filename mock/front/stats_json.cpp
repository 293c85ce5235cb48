#include "mock/front/stats_json.h"

#include "core/wire/json_string.h"

namespace pulsarws::mock {
namespace {

// Fields of an object, one after the other.
class JsonObject {
 public:
  JsonObject& number(const char* name, std::int64_t value) {
    return raw(name, std::to_string(value));
  }
  JsonObject& text(const char* name, const std::string& value) {
    std::string json;
    wire::append_json_string(json, value);
    return raw(name, json);
  }
  JsonObject& flag(const char* name, bool value) {
    return raw(name, value ? "true" : "false");
  }
  JsonObject& raw(const std::string& name, const std::string& json) {
    json_ += json_.empty() ? "{" : ",";
    wire::append_json_string(json_, name);
    json_ += ':' + json;
    return *this;
  }
  std::string json() const { return json_.empty() ? "{}" : json_ + "}"; }

 private:
  std::string json_;
};

template <typename Items, typename Write>
std::string list_of(const Items& items, Write write) {
  std::string json = "[";
  for (const auto& item : items) {
    if (json.size() > 1) json += ',';
    json += write(item);
  }
  return json + "]";
}

std::string consumer_json(const ConsumerStats& consumer) {
  return JsonObject()
      .number("msgOutCounter", consumer.delivered)
      .text("consumerName", consumer.name)
      .number("availablePermits", consumer.permits)
      .number("unackedMessages", consumer.unacked)
      .json();
}

std::string subscription_json(const SubscriptionStats& subscription) {
  return JsonObject()
      .number("msgOutCounter", subscription.delivered)
      .number("msgBacklog", subscription.backlog)
      .number("msgBacklogNoDelayed",
              subscription.backlog - subscription.delayed)
      .number("msgDelayed", subscription.delayed)
      .number("unackedMessages", subscription.unacked)
      .text("type", subscription.type)
      .raw("consumers", list_of(subscription.consumers, consumer_json))
      .flag("isDurable", subscription.durable)
      .flag("durable", subscription.durable)
      .json();
}

std::string publisher_json(const PublisherStats& publisher) {
  return JsonObject()
      .number("producerId", publisher.id)
      .text("producerName", publisher.name)
      .json();
}

JsonObject topic_object(const TopicStats& stats) {
  JsonObject subscriptions;
  for (const auto& [name, subscription] : stats.subscriptions) {
    subscriptions.raw(name, subscription_json(subscription));
  }
  JsonObject topic;
  topic.number("bytesInCounter", stats.bytes_in)
      .number("msgInCounter", stats.messages_in)
      .number("bytesOutCounter", stats.bytes_out)
      .number("msgOutCounter", stats.messages_out)
      .number("storageSize", stats.stored_bytes)
      .raw("publishers", list_of(stats.publishers, publisher_json))
      .raw("subscriptions", subscriptions.json())
      .text("deduplicationStatus",
            stats.deduplication ? "Enabled" : "Disabled");
  return topic;
}

void add(SubscriptionStats& sum, const SubscriptionStats& other) {
  if (other.type != "None") sum.type = other.type;
  sum.durable = other.durable;
  sum.backlog += other.backlog;
  sum.unacked += other.unacked;
  sum.delayed += other.delayed;
  sum.delivered += other.delivered;
  sum.consumers.insert(sum.consumers.end(), other.consumers.begin(),
                       other.consumers.end());
}

}  // namespace

std::string stats_json(const TopicStats& stats) {
  return topic_object(stats).json();
}

std::string partitioned_stats_json(const std::vector<TopicStats>& partitions) {
  TopicStats sum;
  for (const TopicStats& one : partitions) {
    sum.messages_in += one.messages_in;
    sum.bytes_in += one.bytes_in;
    sum.messages_out += one.messages_out;
    sum.bytes_out += one.bytes_out;
    sum.stored_bytes += one.stored_bytes;
    sum.publishers.insert(sum.publishers.end(), one.publishers.begin(),
                          one.publishers.end());
    for (const auto& [name, subscription] : one.subscriptions) {
      add(sum.subscriptions[name], subscription);
    }
  }
  const std::string count = std::to_string(partitions.size());
  return topic_object(sum)
      .raw("metadata", "{\"partitions\":" + count + ",\"deleted\":false}")
      .json();
}

std::string json_list(const std::vector<std::string>& texts) {
  return list_of(texts, [](const std::string& text) {
    std::string json;
    wire::append_json_string(json, text);
    return json;
  });
}

}  // namespace pulsarws::mock
