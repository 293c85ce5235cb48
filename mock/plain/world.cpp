#include "mock/plain/world.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <cstdlib>

#include "mock/plain/plain_consumer.h"

namespace pulsarws::mock::plain {
namespace {

constexpr std::string_view kPartition = "-partition-";
constexpr int kSlashesInName = 4;  // persistent://tenant/namespace/topic

BrokerRefusal refused(BrokerRefusal::Kind kind, std::string text) {
  BrokerRefusal refusal;
  refusal.kind = kind;
  refusal.text = std::move(text);
  return refusal;
}

}  // namespace

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

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
  auto& topic = topics[name];
  topic = std::make_unique<Topic>();
  topic->name = name;
  topic->ledger_id = ++last_ledger_;
  const std::size_t mark = name.rfind(kPartition);
  if (mark != std::string::npos && partitioned.count(name.substr(0, mark))) {
    topic->partition = std::atoi(name.c_str() + mark + kPartition.size());
  }
  const auto watching = pattern_consumers;
  for (PlainConsumer* consumer : watching) consumer->see_topic(*topic, true);
  return *topic;
}

std::vector<std::string> World::partitions_of(const std::string& name) const {
  const auto found = partitioned.find(name);
  if (found == partitioned.end()) return {name};
  std::vector<std::string> names;
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

std::optional<BrokerRefusal> World::refusal_of(const std::string& topic) {
  using Kind = BrokerRefusal::Kind;
  const std::string name_space = namespace_of(topic);
  // Those of the first version, with a cluster in their names, are let be.
  const bool is_legacy =
      std::count(topic.begin(), topic.end(), '/') > kSlashesInName;
  if (!is_legacy && namespaces.count(name_space) == 0) {
    return refused(Kind::kNotFound, "Namespace not found");
  }
  const std::size_t mark = topic.rfind(kPartition);
  if (mark != std::string::npos) {
    const auto parent = partitioned.find(topic.substr(0, mark));
    const int number = std::atoi(topic.c_str() + mark + kPartition.size());
    if (parent != partitioned.end() && number >= parent->second) {
      return refused(Kind::kOther, "Illegal topic partition name " + topic +
                                       " with max allowed " +
                                       std::to_string(parent->second) +
                                       " partitions");
    }
  }
  const bool is_strict =
      policy(topic, "autoTopicCreation").find("false") != std::string::npos;
  if (is_strict && !find(topic) && partitioned.count(topic) == 0) {
    return refused(Kind::kNotFound, "");
  }
  return std::nullopt;
}

void World::later(std::int64_t milliseconds, std::function<void()> what) {
  const auto timer = std::make_shared<IoTimer>(io.get_executor());
  timer->expires_after(std::chrono::milliseconds(milliseconds));
  timer->async_wait([timer, what = std::move(what)](const error_code& error) {
    if (!error) what();
  });
}

void World::soon(std::function<void()> what) {
  boost::asio::post(io, std::move(what));
}

}  // namespace pulsarws::mock::plain
