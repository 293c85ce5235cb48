#include "tests/broker/admin_api.h"

#include <netdb.h>
#include <simdjson.h>
#include <sys/socket.h>

#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "tests/support/loopback_socket.h"
#include "tests/support/wait.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

struct Answer {
  int status = 0;
  std::string headers;
  std::string body;
};

Socket connect_to(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) {
    throw std::runtime_error("admin API: no address for " + host);
  }
  std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(found, freeaddrinfo);
  for (; found; found = found->ai_next) {
    Socket tried(socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (connect(tried.get(), found->ai_addr, found->ai_addrlen) == 0) {
      return tried;
    }
  }
  throw std::runtime_error("admin API: cannot connect to " + host + ":" + port);
}

Answer request(const Cluster& cluster, const std::string& method,
               const std::string& path, const std::string& body = "") {
  const std::string place =
      cluster.admin_url.substr(std::string("http://").size());
  const auto colon = place.rfind(':');
  Socket server = connect_to(place.substr(0, colon), place.substr(colon + 1));

  std::string text = method + " /admin/v2/" + path +
                     " HTTP/1.0\r\nHost: " + place +
                     "\r\nContent-Type: application/json\r\n" +
                     "Content-Length: " + std::to_string(body.size()) + "\r\n";
  if (!cluster.token.empty()) {
    text += "Authorization: Bearer " + cluster.token + "\r\n";
  }
  text += "\r\n" + body;
  send(server.get(), text.data(), text.size(), MSG_NOSIGNAL);

  std::string read;
  char buffer[16384];
  ssize_t size;
  while ((size = recv(server.get(), buffer, sizeof buffer, 0)) > 0) {
    read.append(buffer, static_cast<std::size_t>(size));
  }
  Answer answer;
  const auto space = read.find(' ');
  const auto end = read.find("\r\n\r\n");
  if (space == std::string::npos || end == std::string::npos) {
    throw std::runtime_error("admin API: no answer to " + path);
  }
  answer.status = std::stoi(read.substr(space + 1, 3));
  answer.headers = read.substr(0, end + 2);
  answer.body = read.substr(end + 4);
  return answer;
}

void command(const Cluster& cluster, const std::string& path,
             const std::string& body = "", const std::string& method = "PUT") {
  const Answer answer = request(cluster, method, path, body);
  if (answer.status / 100 != 2) {
    throw std::runtime_error("admin API: " + path + ": " +
                             std::to_string(answer.status) + " " + answer.body);
  }
}

// persistent://tenant/namespace/topic as the admin API's paths have it.
std::string path_of(const std::string& topic) {
  const auto scheme = topic.find("://");
  return topic.substr(0, scheme) + "/" + topic.substr(scheme + 3);
}

// The answer to a question that has to succeed.
Answer ask(const Cluster& cluster, const std::string& path) {
  Answer answer = request(cluster, "GET", path);
  if (answer.status != 200) {
    throw std::runtime_error("admin API: " + path + ": " +
                             std::to_string(answer.status) + " " + answer.body);
  }
  return answer;
}

}  // namespace

std::int64_t backlog(const Cluster& cluster, const std::string& topic,
                     const std::string& subscription) {
  const std::string query = "?getPreciseBacklog=true";
  Answer answer = request(cluster, "GET", path_of(topic) + "/stats" + query);
  if (answer.status != 200) {
    answer =
        request(cluster, "GET", path_of(topic) + "/partitioned-stats" + query);
  }
  if (answer.status != 200) return -1;
  simdjson::dom::parser parser;
  std::int64_t count = -1;
  const auto found =
      parser.parse(answer.body)["subscriptions"][subscription]["msgBacklog"]
          .get(count);
  return found == simdjson::SUCCESS ? count : -1;
}

bool backlog_empties(const Cluster& cluster, const std::string& topic,
                     const std::string& subscription) {
  std::int64_t left = -1;
  const bool empty = wait_for(
      [&] { return (left = backlog(cluster, topic, subscription)) == 0; }, 15s);
  if (!empty) {
    std::cout << "backlog of " << subscription << ": " << left << "\n";
  }
  return empty;
}

std::map<std::string, SubscriptionState> subscriptions(
    const Cluster& cluster, const std::string& topic) {
  const Answer answer =
      request(cluster, "GET", path_of(topic) + "/stats?getPreciseBacklog=true");
  std::map<std::string, SubscriptionState> found;
  if (answer.status != 200) return found;
  simdjson::dom::parser parser;
  const simdjson::dom::object all =
      parser.parse(answer.body)["subscriptions"].get_object();
  for (const auto [name, stats] : all) {
    SubscriptionState& state = found[std::string(name)];
    // Without a consumer there is no type yet.
    if (stats["type"].is_string()) {
      state.type = std::string(stats["type"].get_string().value());
    }
    state.durable = stats["durable"].get_bool();
    state.backlog = stats["msgBacklog"].get_int64();
    state.unacked = stats["unackedMessages"].get_int64();
    const simdjson::dom::array consumers = stats["consumers"].get_array();
    for (const auto consumer : consumers) {
      SubscriptionState::Consumer one;
      one.name = std::string(consumer["consumerName"].get_string().value());
      one.permits = consumer["availablePermits"].get_int64();
      one.unacked = consumer["unackedMessages"].get_int64();
      one.delivered = consumer["msgOutCounter"].get_int64();
      state.consumers.push_back(std::move(one));
    }
  }
  return found;
}

std::optional<SubscriptionState> subscription(const Cluster& cluster,
                                              const std::string& topic,
                                              const std::string& name) {
  const auto all = subscriptions(cluster, topic);
  const auto found = all.find(name);
  if (found == all.end()) return std::nullopt;
  return found->second;
}

bool subscription_appears(const Cluster& cluster, const std::string& topic,
                          const std::string& name) {
  return wait_for(
      [&] { return subscription(cluster, topic, name).has_value(); }, 15s);
}

bool subscription_goes(const Cluster& cluster, const std::string& topic,
                       const std::string& name) {
  return wait_for(
      [&] { return !subscription(cluster, topic, name).has_value(); }, 15s);
}

void terminate_topic(const Cluster& cluster, const std::string& topic) {
  command(cluster, path_of(topic) + "/terminate", "", "POST");
}

void skip_messages(const Cluster& cluster, const std::string& topic,
                   const std::string& subscription, int count) {
  command(cluster,
          path_of(topic) + "/subscription/" + subscription + "/skip/" +
              std::to_string(count),
          "", "POST");
}

void create_partitioned_topic(const Cluster& cluster, const std::string& topic,
                              int partitions) {
  command(cluster, path_of(topic) + "/partitions", std::to_string(partitions));
}

std::vector<std::string> producer_names(const Cluster& cluster,
                                        const std::string& topic) {
  const Answer answer = ask(cluster, path_of(topic) + "/stats");
  simdjson::dom::parser parser;
  std::vector<std::string> names;
  for (const simdjson::dom::element publisher :
       parser.parse(answer.body)["publishers"].get_array()) {
    names.emplace_back(publisher["producerName"].get_string().value());
  }
  return names;
}

std::map<std::string, std::string> stored_entry(const Cluster& cluster,
                                                const std::string& topic,
                                                int number) {
  const Answer answer =
      ask(cluster, path_of(topic) +
                       "/examinemessage?initialPosition=earliest"
                       "&messagePosition=" +
                       std::to_string(number));
  const std::string prefix = "X-Pulsar-";
  std::map<std::string, std::string> fields;
  std::istringstream lines(answer.headers);
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(": ");
    if (line.rfind(prefix, 0) != 0 || colon == std::string::npos) continue;
    std::string value = line.substr(colon + 2);
    if (!value.empty() && value.back() == '\r') value.pop_back();
    fields[line.substr(prefix.size(), colon - prefix.size())] = value;
  }
  return fields;
}

std::string make_namespace(const Cluster& cluster, const std::string& topic) {
  const std::string name = "public/" + topic.substr(topic.rfind('/') + 1);
  command(cluster, "namespaces/" + name, "{}");
  return name;
}

void limit_producers(const Cluster& cluster, const std::string& name,
                     int count) {
  command(cluster, "namespaces/" + name + "/maxProducersPerTopic",
          std::to_string(count), "POST");
}

void insist_on_schemas(const Cluster& cluster, const std::string& name) {
  command(cluster, "namespaces/" + name + "/schemaValidationEnforced", "true",
          "POST");
}

void give_schema(const Cluster& cluster, const std::string& name) {
  command(cluster, "schemas/" + name + "/schema",
          R"({"type":"STRING","schema":"","properties":{}})", "POST");
}

std::string create_strict_namespace(const Cluster& cluster) {
  const std::string topic = unique_topic("strict");
  const std::string name = "public/" + topic.substr(topic.rfind('/') + 1);
  command(cluster, "namespaces/" + name);
  command(cluster, "namespaces/" + name + "/autoTopicCreation",
          R"({"allowAutoTopicCreation":false})", "POST");
  return name;
}

void unload_topic(const Cluster& cluster, const std::string& topic) {
  command(cluster, path_of(topic) + "/unload");
}

}  // namespace pulsarws::testing
