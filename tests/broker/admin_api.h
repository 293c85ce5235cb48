#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/broker/clusters.h"

namespace pulsarws::testing {

// How many messages of the subscription are not acknowledged, over all
// partitions; -1 where topic or subscription is not there.
std::int64_t backlog(const Cluster& cluster, const std::string& topic,
                     const std::string& subscription);

// Whether the backlog comes to 0 before long; prints what it is where not.
bool backlog_empties(const Cluster& cluster, const std::string& topic,
                     const std::string& subscription);

// What the broker's statistics say of a subscription of an unpartitioned topic.
struct SubscriptionState {
  struct Consumer {
    std::string name;
    std::int64_t permits = 0;  // what the broker may still send to the proxy
    std::int64_t unacked = 0;
    std::int64_t delivered = 0;  // since it came
  };
  std::string type;
  bool durable = false;
  std::int64_t backlog = 0;
  std::int64_t unacked = 0;
  std::vector<Consumer> consumers;
};
// By name; empty where the topic is not there. A reader is a subscription, too.
std::map<std::string, SubscriptionState> subscriptions(
    const Cluster& cluster, const std::string& topic);
// Nothing where there is no such subscription.
std::optional<SubscriptionState> subscription(const Cluster& cluster,
                                              const std::string& topic,
                                              const std::string& name);
// Whether the subscription comes to be there, or not, before long.
bool subscription_appears(const Cluster& cluster, const std::string& topic,
                          const std::string& name);
bool subscription_goes(const Cluster& cluster, const std::string& topic,
                       const std::string& name);

// Nothing more can be published to it.
void terminate_topic(const Cluster& cluster, const std::string& topic);

// The subscription's next `count` messages are not delivered to anybody.
void skip_messages(const Cluster& cluster, const std::string& topic,
                   const std::string& subscription, int count);

void create_partitioned_topic(const Cluster& cluster, const std::string& topic,
                              int partitions);

// The producers that the topic has now.
std::vector<std::string> producer_names(const Cluster& cluster,
                                        const std::string& topic);

// What the broker has stored with entry `number` of an unpartitioned topic,
// from 1, by the names that the admin API gives it: "producer-name",
// "sequence-id", "compression" and so on. A batch is one entry.
std::map<std::string, std::string> stored_entry(const Cluster& cluster,
                                                const std::string& topic,
                                                int number);

// A namespace in the tenant public, named as the topic is; "public/NAME".
std::string make_namespace(const Cluster& cluster, const std::string& topic);

// So many producers a topic of the namespace may have from now on; those that
// are more stay until they have to connect again.
void limit_producers(const Cluster& cluster, const std::string& name,
                     int count);
// Producers without a schema are refused on topics that have one, as "name" has
// from give_schema() on: "public/NAME", and "public/NAME/TOPIC".
void insist_on_schemas(const Cluster& cluster, const std::string& name);
void give_schema(const Cluster& cluster, const std::string& name);
// Makes a namespace where topics are not created by being used, and returns its
// name, "tenant/namespace". Nothing removes it.
std::string create_strict_namespace(const Cluster& cluster);

// The broker lets go of the topic and takes it again when somebody asks for
// it, as it does when load moves to another broker.
void unload_topic(const Cluster& cluster, const std::string& topic);

}  // namespace pulsarws::testing
