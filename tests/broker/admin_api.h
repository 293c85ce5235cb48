#pragma once

#include <cstdint>
#include <string>

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

// The broker lets go of the topic and takes it again when somebody asks for
// it, as it does when load moves to another broker.
void unload_topic(const Cluster& cluster, const std::string& topic);

}  // namespace pulsarws::testing
