#pragma once

#include <cstdint>
#include <map>
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

// The broker lets go of the topic and takes it again when somebody asks for
// it, as it does when load moves to another broker.
void unload_topic(const Cluster& cluster, const std::string& topic);

}  // namespace pulsarws::testing
