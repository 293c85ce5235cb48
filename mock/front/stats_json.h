#pragma once

#include <string>
#include <vector>

#include "mock/front/admin_port.h"

namespace pulsarws::mock {

std::string stats_json(const TopicStats& stats);
// Of a partitioned topic: the sum, and how many partitions there are.
std::string partitioned_stats_json(const std::vector<TopicStats>& partitions);

// ["a","b"]
std::string json_list(const std::vector<std::string>& texts);

}  // namespace pulsarws::mock
