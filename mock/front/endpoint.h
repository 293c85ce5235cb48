#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mock/front/http_answer.h"
#include "mock/front/query.h"

namespace pulsarws::mock {

// What a WebSocket's path names.
struct Endpoint {
  enum class Kind { kProducer, kConsumer, kReader, kMultiConsumer };
  Kind kind = Kind::kProducer;
  std::string topic;  // full; of several the first, or the pattern
  std::vector<std::string> topics;  // kMultiConsumer by list
  std::string pattern;              // or by pattern
  std::string subscription;         // of consumers
};

// Which kind the path is of, by its beginning; nothing where no WebSocket is
// served below it.
std::optional<Endpoint::Kind> endpoint_kind(std::string_view path);

// Reads the topic; throws IllegalArgument, whose text may be empty, where the
// path has none.
Endpoint parse_topic_of_endpoint(Endpoint::Kind kind, std::string_view path,
                                 const Query& query);

// And then the subscription of a consumer; throws it too.
void parse_subscription_of_endpoint(Endpoint& endpoint, std::string_view path);

// "persistent://public/default/test" of it, of "test" and of
// "public/default/test". Throws IllegalArgument.
std::string full_topic_name(std::string_view name);

}  // namespace pulsarws::mock
