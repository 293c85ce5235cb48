#include "mock/front/admin_api.h"

#include <algorithm>
#include <charconv>

#include "mock/front/stats_json.h"

namespace pulsarws::mock {
namespace {

constexpr const char* kPrefix = "/admin/v2/";

std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const std::size_t end = path.find('/');
    parts.push_back(url_decode(path.substr(0, end)));
    if (end == std::string_view::npos) break;
    path.remove_prefix(end + 1);
  }
  return parts;
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

HttpAnswer unknown(const std::string& path) {
  return jetty_page(404, "Not Found", path);
}

HttpAnswer not_found(const std::string& topic) {
  return admin_refusal(404, "Topic " + topic + " not found");
}

HttpAnswer done_or(bool done, int status, const std::string& otherwise) {
  return done ? no_content() : admin_refusal(status, otherwise);
}

std::string partition_of(const std::string& topic, std::int32_t number) {
  return topic + "-partition-" + std::to_string(number);
}

}  // namespace

HttpAnswer AdminApi::answer(const HttpRequest& request, const std::string& path,
                            const Query& query, const Caller& caller) {
  if (path.rfind(kPrefix, 0) != 0) return unknown(path);
  const Asked asked{
      std::string(request.method_string()),
      parts_of(std::string_view(path).substr(std::string_view(kPrefix).size())),
      request.body(), query, caller};
  const std::string first = asked.parts.empty() ? "" : asked.parts[0];
  if (first == "clusters" && asked.is("GET", 1)) {
    return json_answer("[\"standalone\"]");
  }
  if (!caller.is_superuser) {
    return admin_refusal(
        401, "Unauthorized to validateTopicOperation for operation [" +
                 asked.method + "] by role [" + caller.role + "]");
  }
  if (first == "brokers" && asked.is("GET", 2)) {
    if (asked.parts[1] == "version") return json_answer("4.0.1");
    return json_answer("ok");
  }
  if (first == "tenants") return answer_tenants(asked);
  if (first == "namespaces") return answer_namespaces(asked);
  if (first == "schemas" && asked.is("POST", 5)) {
    broker_.give_schema("persistent://" + asked.parts[1] + "/" +
                        asked.parts[2] + "/" + asked.parts[3]);
    return json_answer("{\"version\":{\"version\":0}}");
  }
  if (first == "persistent" || first == "non-persistent") {
    return answer_topics(asked);
  }
  return unknown(path);
}

HttpAnswer AdminApi::answer_tenants(const Asked& asked) {
  if (asked.is("GET", 1)) return json_answer(json_list(broker_.tenants()));
  if (asked.is("PUT", 2)) {
    return done_or(broker_.create_tenant(asked.parts[1]), 409,
                   "Tenant already exist");
  }
  if (asked.is("DELETE", 2)) {
    return done_or(broker_.delete_tenant(asked.parts[1]), 404,
                   "Tenant doesn't exist");
  }
  return unknown("/admin/v2/tenants");
}

HttpAnswer AdminApi::answer_namespaces(const Asked& asked) {
  if (asked.is("GET", 2)) {
    const std::string& tenant = asked.parts[1];
    if (!contains(broker_.tenants(), tenant)) {
      return admin_refusal(404, "Tenant not found");
    }
    std::vector<std::string> names;
    for (std::string& name : broker_.namespaces()) {
      if (name.rfind(tenant + "/", 0) == 0) names.push_back(std::move(name));
    }
    return json_answer(json_list(names));
  }
  if (asked.parts.size() < 3) return unknown("/admin/v2/namespaces");
  const std::string name = asked.parts[1] + "/" + asked.parts[2];
  if (asked.is("PUT", 3)) {
    if (!contains(broker_.tenants(), asked.parts[1])) {
      return admin_refusal(404, "Tenant does not exist");
    }
    return done_or(broker_.create_namespace(name), 409,
                   "Namespace already exists");
  }
  if (!has_namespace(name)) {
    return admin_refusal(404, "Namespace does not exist");
  }
  if (asked.is("DELETE", 3)) {
    return done_or(broker_.delete_namespace(name), 409,
                   "Cannot delete non empty namespace");
  }
  if (asked.is("GET", 3)) return json_answer("{}");
  if (asked.is("GET", 4) && asked.parts[3] == "topics") {
    return json_answer(json_list(broker_.topics(name)));
  }
  if (asked.parts.size() == 4 &&
      (asked.method == "POST" || asked.method == "PUT")) {
    broker_.set_policy(name, asked.parts[3], asked.body);
    return no_content();
  }
  return unknown("/admin/v2/namespaces/" + name);
}

HttpAnswer AdminApi::answer_topics(const Asked& asked) {
  if (asked.parts.size() < 3) return unknown("/admin/v2/" + asked.parts[0]);
  const std::string name_space = asked.parts[1] + "/" + asked.parts[2];
  if (!has_namespace(name_space)) {
    return admin_refusal(404, "Namespace not found");
  }
  if (asked.is("GET", 3)) {
    return json_answer(json_list(broker_.topics(name_space)));
  }
  if (asked.is("GET", 4) && asked.parts[3] == "partitioned") {
    return json_answer(json_list(broker_.partitioned_topics(name_space)));
  }
  if (asked.parts.size() < 4) return unknown("/admin/v2/" + asked.parts[0]);
  return answer_topic(
      asked, asked.parts[0] + "://" + name_space + "/" + asked.parts[3]);
}

HttpAnswer AdminApi::delete_topic(const Asked& asked,
                                  const std::string& topic) {
  const auto stats = broker_.stats(topic);
  if (!stats) return not_found(topic);
  std::size_t users = stats->publishers.size();
  for (const auto& [name, subscription] : stats->subscriptions) {
    users += subscription.consumers.size();
  }
  if (users > 0 && !asked.query.is_true("force")) {
    return admin_refusal(412, "Topic has " + std::to_string(users) +
                                  " connected producers/consumers");
  }
  broker_.delete_topic(topic);
  return no_content();
}

HttpAnswer AdminApi::answer_topic(const Asked& asked,
                                  const std::string& topic) {
  if (asked.is("PUT", 4)) {
    return done_or(broker_.create_topic(topic), 409,
                   "This topic already exists");
  }
  if (asked.is("DELETE", 4)) return delete_topic(asked, topic);
  const std::string what = asked.parts.size() > 4 ? asked.parts[4] : "";
  if (what == "partitions") return answer_partitions(asked, topic);
  if (asked.is("GET", 5) && what == "partitioned-stats") {
    const auto count = broker_.partitions(topic);
    if (!count) {
      return admin_refusal(404, "Partitioned Topic " + topic + " not found");
    }
    std::vector<TopicStats> all(static_cast<std::size_t>(*count));
    for (std::int32_t i = 0; i < *count; ++i) {
      const auto stats = broker_.stats(partition_of(topic, i));
      if (stats) all[static_cast<std::size_t>(i)] = *stats;
    }
    return json_answer(partitioned_stats_json(all));
  }
  if (asked.is("POST", 5) && what == "terminate") {
    if (broker_.partitions(topic)) {
      return admin_refusal(405,
                           "Termination of a partitioned topic is not allowed");
    }
    const auto last = broker_.terminate(topic);
    if (!last) return not_found(topic);
    return json_answer(
        "{\"ledgerId\":" + std::to_string(last->ledger_id) +
        ",\"entryId\":" + std::to_string(last->entry_id) +
        ",\"partitionIndex\":-1,\"batchIndex\":-1,\"batchSize\":0}");
  }
  if (what == "subscription" && asked.parts.size() > 5) {
    return answer_subscription(asked, topic);
  }
  const auto stats = broker_.stats(topic);
  if (!stats) return not_found(topic);
  if (asked.is("GET", 5) && what == "stats") {
    return json_answer(stats_json(*stats));
  }
  if (asked.is("GET", 5) && what == "subscriptions") {
    std::vector<std::string> names;
    for (const auto& [name, one] : stats->subscriptions) names.push_back(name);
    return json_answer(json_list(names));
  }
  if (asked.is("GET", 5) && what == "examinemessage") {
    return examine(asked, topic);
  }
  if (asked.is("PUT", 5) && what == "unload") {
    broker_.unload(topic);
    return no_content();
  }
  return unknown("/admin/v2/" + asked.parts[0]);
}

HttpAnswer AdminApi::answer_partitions(const Asked& asked,
                                       const std::string& topic) {
  if (asked.method == "GET") {
    const auto count = broker_.partitions(topic);
    if (!count && !has_topic(topic)) return not_found(topic);
    return json_answer("{\"partitions\":" + std::to_string(count.value_or(0)) +
                       ",\"deleted\":false}");
  }
  if (asked.method == "PUT") {
    const auto count = number_in(asked.body);
    if (!count) return admin_refusal(400, "Bad Request");
    if (*count <= 0) {
      return admin_refusal(406, "Number of partitions should be more than 0");
    }
    return done_or(
        !has_topic(topic) && broker_.create_partitioned_topic(
                                 topic, static_cast<std::int32_t>(*count)),
        409, "This topic already exists");
  }
  if (asked.method == "DELETE") {
    return done_or(broker_.delete_partitioned_topic(topic), 404,
                   "Partitioned Topic " + topic + " not found");
  }
  return admin_refusal(405, "Method Not Allowed");
}

HttpAnswer AdminApi::answer_subscription(const Asked& asked,
                                         const std::string& topic) {
  const std::string& name = asked.parts[5];
  if (!has_topic(topic)) return not_found(topic);
  const std::string missing =
      "Subscription " + name + " not found for topic " + topic;
  if (asked.is("PUT", 6)) {
    return done_or(broker_.create_subscription(topic, name), 409,
                   "Subscription already exists for topic");
  }
  if (asked.is("DELETE", 6)) {
    return done_or(broker_.delete_subscription(topic, name), 404, missing);
  }
  if (asked.is("POST", 7) && asked.parts[6] == "skip_all") {
    return done_or(broker_.skip(topic, name, std::nullopt), 404, missing);
  }
  if (asked.is("POST", 8) && asked.parts[6] == "skip") {
    return done_or(broker_.skip(topic, name, number_in(asked.parts[7])), 404,
                   missing);
  }
  return unknown("/admin/v2/" + asked.parts[0]);
}

HttpAnswer AdminApi::examine(const Asked& asked, const std::string& topic) {
  const auto entry =
      broker_.entry(topic, asked.query.int64("messagePosition").value_or(1));
  if (!entry) {
    return admin_refusal(
        412, "Could not examine messages due to the total message is zero");
  }
  HttpAnswer answer;
  answer.content_type = "application/octet-stream";
  answer.body = entry->payload;
  for (const auto& [name, value] : entry->fields) {
    answer.headers.emplace_back("X-Pulsar-" + name, value);
  }
  return answer;
}

bool AdminApi::has_namespace(const std::string& name) {
  return contains(broker_.namespaces(), name);
}

bool AdminApi::has_topic(const std::string& topic) {
  return broker_.partitions(topic) || broker_.stats(topic);
}

}  // namespace pulsarws::mock
