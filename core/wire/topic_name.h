#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"

namespace pulsarws::wire {

// A topic's full name in its parts.
struct TopicName {
  bool persistent = true;
  std::string tenant;
  std::string name_space;
  std::string local_name;

  // "persistent://public/default/test"
  std::string to_string() const;
};

// Reads "test" (persistent://public/default/test), "tenant/namespace/test" and
// "persistent://tenant/namespace/test" or "non-persistent://…". Refused, with a
// sentence that says what is wrong (kInvalidTopic): a `/` in the local name
// (the server would take it for another, legacy topic), empty parts, "." and
// ".." (steps in a URL's path), control characters, invalid UTF-8, an unknown
// scheme.
Result<TopicName> parse_topic_name(std::string_view text);

}  // namespace pulsarws::wire
