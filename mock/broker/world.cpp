#include "mock/broker/world.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace pulsarws::mock::broker {
namespace {

constexpr std::string_view kPartition = "-partition-";
constexpr int kSlashesInName = 4;  // persistent://tenant/namespace/topic

}  // namespace

std::string namespace_of(const std::string& topic) {
  const std::size_t begin = topic.find("://") + 3;
  const std::size_t end = topic.find('/', topic.find('/', begin) + 1);
  return topic.substr(begin, end - begin);
}

Topic* World::find(const std::string& name) {
  const auto found = topics.find(name);
  return found == topics.end() ? nullptr : found->second.get();
}

Topic& World::get(const std::string& name) {
  if (Topic* known = find(name)) return *known;
  std::int32_t partition = -1;
  const std::size_t mark = name.rfind(kPartition);
  if (mark != std::string::npos && partitioned.count(name.substr(0, mark))) {
    partition = std::atoi(name.c_str() + mark + kPartition.size());
  }
  auto& topic = topics[name];
  topic =
      std::make_unique<Topic>(clock_, name, ++last_ledger_, partition, retain_);
  const auto watching = watchers;
  for (TopicWatcher* watcher : watching) watcher->see_topic(*topic);
  return *topic;
}

std::vector<std::string> World::partitions_of(const std::string& name) const {
  const auto found = partitioned.find(name);
  if (found == partitioned.end()) return {name};
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(found->second));
  for (std::int32_t i = 0; i < found->second; ++i) {
    names.push_back(name + std::string(kPartition) + std::to_string(i));
  }
  return names;
}

std::string World::policy(const std::string& topic,
                          const std::string& name) const {
  const auto found = policies.find(namespace_of(topic));
  if (found == policies.end()) return {};
  const auto value = found->second.find(name);
  return value == found->second.end() ? std::string() : value->second;
}

bool World::deduplicates(const std::string& topic) const {
  const std::string wish = policy(topic, "deduplication");
  return wish.empty() ? deduplication_ : wish == "true";
}

std::optional<BrokerRefusal> World::refusal_of(const std::string& topic) {
  using Kind = BrokerRefusal::Kind;
  const std::string name_space = namespace_of(topic);
  // Those of the first version, with a cluster in their names, are let be.
  const bool is_legacy =
      std::count(topic.begin(), topic.end(), '/') > kSlashesInName;
  if (!is_legacy && namespaces.count(name_space) == 0) {
    return BrokerRefusal::of(Kind::kNotFound, "Namespace not found");
  }
  const std::size_t mark = topic.rfind(kPartition);
  if (mark != std::string::npos) {
    const auto parent = partitioned.find(topic.substr(0, mark));
    const int number = std::atoi(topic.c_str() + mark + kPartition.size());
    if (parent != partitioned.end() && number >= parent->second) {
      return BrokerRefusal::of(
          Kind::kOther, "Illegal topic partition name " + topic +
                            " with max allowed " +
                            std::to_string(parent->second) + " partitions");
    }
  }
  const bool is_strict =
      policy(topic, "autoTopicCreation").find("false") != std::string::npos;
  if (is_strict && !find(topic) && partitioned.count(topic) == 0) {
    return BrokerRefusal::of(Kind::kNotFound, "");
  }
  return std::nullopt;
}

}  // namespace pulsarws::mock::broker
