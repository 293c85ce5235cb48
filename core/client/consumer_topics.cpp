#include <algorithm>

#include "core/base/begins_with.h"
#include "core/client/consumer.h"
#include "core/wire/control_characters.h"

namespace pulsarws {
namespace {

Error broken(std::string sentence) {
  return Error(Status::kInvalidTopic, std::move(sentence));
}

}  // namespace

Result<ConsumerTopics> ConsumerTopics::one(std::string_view topic) {
  auto name = wire::parse_topic_name(topic);
  if (!name) return name.error();
  ConsumerTopics topics;
  topics.names.push_back(std::move(*name));
  return topics;
}

Error ConsumerTopics::check_count(std::size_t count) {
  constexpr std::size_t kMost = 10000;
  if (count <= kMost) return {};
  return broken("a list of " + std::to_string(count) +
                " topics is longer than any server takes");
}

Result<ConsumerTopics> ConsumerTopics::list(
    const std::vector<std::string_view>& all) {
  if (all.empty()) return broken("the list of topics is empty");
  ConsumerTopics topics;
  for (std::string_view topic : all) {
    auto name = wire::parse_topic_name(topic);
    if (!name) return name.error();
    std::string full = name->to_string();
    if (full.find(',') != std::string::npos) {
      return broken("a topic of a list must not have a ',' in its name: " +
                    full);
    }
    for (const wire::TopicName& other : topics.names) {
      if (other.to_string() == full) {
        return broken("the list names a topic twice: " + full);
      }
    }
    topics.names.push_back(std::move(*name));
  }
  return topics;
}

Result<ConsumerTopics> ConsumerTopics::matching(std::string_view pattern) {
  if (wire::has_control(pattern)) {
    return broken("the topics' pattern holds a control character");
  }
  // The server takes the namespace from it.
  std::string_view rest = pattern;
  for (std::string_view scheme : {"persistent://", "non-persistent://"}) {
    if (rest.substr(0, scheme.size()) == scheme) {
      rest.remove_prefix(scheme.size());
    }
  }
  std::size_t tenant = rest.find('/');
  std::size_t space =
      tenant == rest.npos ? rest.npos : rest.find('/', tenant + 1);
  if (tenant == 0 || space == rest.npos || space == tenant + 1 ||
      space + 1 == rest.size()) {
    return broken(
        "a topics' pattern is like \"persistent://tenant/namespace/"
        "regular expression\", not \"" +
        std::string(pattern) + "\"");
  }
  ConsumerTopics topics;
  topics.pattern = pattern;
  return topics;
}

bool ConsumerTopics::may_be_volatile() const noexcept {
  if (!pattern.empty()) {
    // One without a scheme may match either.
    return !begins_with(pattern, "persistent://");
  }
  return std::any_of(
      names.begin(), names.end(),
      [](const wire::TopicName& name) { return !name.persistent; });
}

bool ConsumerTopics::are_volatile() const noexcept {
  if (!pattern.empty()) {
    return begins_with(pattern, "non-persistent://");
  }
  return std::all_of(
      names.begin(), names.end(),
      [](const wire::TopicName& name) { return !name.persistent; });
}

std::string ConsumerTopics::to_string() const {
  if (!pattern.empty()) return pattern;
  std::string text;
  for (const wire::TopicName& name : names) {
    if (!text.empty()) text += ',';
    text += name.to_string();
  }
  return text;
}

}  // namespace pulsarws
