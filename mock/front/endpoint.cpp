#include "mock/front/endpoint.h"

#include <algorithm>

namespace pulsarws::mock {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

void check(bool holds, const char* otherwise = "") {
  if (!holds) throw IllegalArgument(otherwise);
}

bool is_domain(std::string_view text) {
  return text == "persistent" || text == "non-persistent";
}

// Of a tenant, a cluster or a namespace.
void check_entity(const std::string& name) {
  for (const char c : name) {
    const bool allowed =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
        (c >= '0' && c <= '9') ||
        std::string_view("-=:._").find(c) != std::string_view::npos;
    if (!allowed) throw IllegalArgument("Invalid named entity: " + name);
  }
}

std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += '/';
    text += part;
  }
  return text;
}

// Checked, and with slashes between them.
std::string namespace_of(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += (i == 0 ? "" : "/") + parts[i];
  }
  for (const std::string& part : parts) {
    if (part.empty()) {
      throw IllegalArgument("Invalid namespace format. namespace: " + text);
    }
    check_entity(part);
  }
  return text;
}

}  // namespace

std::optional<Endpoint::Kind> endpoint_kind(std::string_view path) {
  struct Place {
    const char* begin;
    Endpoint::Kind kind;
  };
  static constexpr Place kPlaces[] = {
      {"/ws/v2/producer/", Endpoint::Kind::kProducer},
      {"/ws/v2/consumer/", Endpoint::Kind::kConsumer},
      {"/ws/v2/reader/", Endpoint::Kind::kReader},
      {"/ws/v3/consumer/", Endpoint::Kind::kMultiConsumer},
      {"/ws/producer/", Endpoint::Kind::kProducer},
      {"/ws/consumer/", Endpoint::Kind::kConsumer},
      {"/ws/reader/", Endpoint::Kind::kReader},
  };
  for (const Place& place : kPlaces) {
    const std::string_view begin = place.begin;
    if (path.substr(0, begin.size()) == begin) return place.kind;
  }
  return std::nullopt;
}

std::string full_topic_name(std::string_view name) {
  std::string full(name);
  if (full.find("://") == std::string::npos) {
    const auto parts = split(full, '/');
    if (full.empty() || (parts.size() != 1 && parts.size() != 3)) {
      throw IllegalArgument(
          "Invalid short topic name '" + full +
          "', it should be in the format of <tenant>/<namespace>/<topic> or "
          "<topic>");
    }
    full =
        "persistent://" + (parts.size() == 1 ? "public/default/" + full : full);
  }
  const std::size_t scheme = full.find("://");
  if (!is_domain(full.substr(0, scheme))) {
    throw IllegalArgument("Invalid topic domain: '" + full.substr(0, scheme) +
                          "'");
  }
  const auto parts = split(std::string_view(full).substr(scheme + 3), '/');
  if (parts.size() < 3 || parts.back().empty()) {
    throw IllegalArgument("Invalid topic name: " + full);
  }
  namespace_of({parts[0], parts[1]});
  return full;
}

Endpoint parse_topic_of_endpoint(Endpoint::Kind kind, std::string_view path,
                                 const Query& query) {
  Endpoint endpoint;
  endpoint.kind = kind;
  if (kind == Endpoint::Kind::kMultiConsumer) {
    const bool has_pattern = query.has("topicsPattern");
    const bool has_list = query.has("topics");
    check(has_pattern || has_list, "Should set topics or topicsPattern");
    check(!has_pattern || !has_list,
          "Topics must be null when use topicsPattern");
    if (has_pattern) {
      endpoint.pattern = query.text("topicsPattern");
      endpoint.topic = full_topic_name(endpoint.pattern);
      return endpoint;
    }
    for (const std::string& topic : split(query.text("topics"), ',')) {
      endpoint.topics.push_back(topic);
    }
    endpoint.topic = full_topic_name(endpoint.topics.front());
    return endpoint;
  }

  const std::vector<std::string> parts = split(path, '/');
  check(parts.size() >= 8, "Invalid topic name format");
  const bool is_v2 = parts[2] == "v2";
  const std::string& domain = parts[is_v2 ? 4 : 3];
  check(is_domain(domain));
  const std::string name_space =
      is_v2 ? namespace_of({parts[5], parts[6]})
            : namespace_of({parts[4], parts[5], parts[6]});
  const bool has_subscription = kind == Endpoint::Kind::kConsumer;
  const std::size_t end = has_subscription ? parts.size() - 1 : parts.size();
  std::vector<std::string> local = {parts[7]};
  for (std::size_t i = 8; i < end; ++i) {
    if (!parts[i].empty()) local.push_back(parts[i]);
  }
  const std::string name = url_decode(join(local));
  endpoint.topic = domain + "://" + name_space + "/" + name;
  if (name.empty()) {
    throw IllegalArgument("Invalid topic name: " + endpoint.topic);
  }
  return endpoint;
}

void parse_subscription_of_endpoint(Endpoint& endpoint, std::string_view path) {
  const std::vector<std::string> parts = split(path, '/');
  const bool is_multi = endpoint.kind == Endpoint::Kind::kMultiConsumer;
  check(is_multi ? parts.size() >= 5 : parts.size() == 9,
        "Invalid topic name format");
  const std::string& name = parts[is_multi ? 4 : 8];
  check(!name.empty(), "Empty subscription name");
  endpoint.subscription = url_decode(name);
}

}  // namespace pulsarws::mock
