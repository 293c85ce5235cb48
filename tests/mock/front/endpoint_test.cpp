#include "mock/front/endpoint.h"

#include "tests/support/catch.h"

using namespace pulsarws::mock;
using Kind = Endpoint::Kind;

namespace {

std::string topic_of(const std::string& path, const std::string& query = "") {
  const auto kind = endpoint_kind(path);
  REQUIRE(kind);
  return parse_topic_of_endpoint(*kind, path, Query(query)).topic;
}

std::string subscription_of(const std::string& path,
                            const std::string& query = "") {
  const auto kind = endpoint_kind(path);
  REQUIRE(kind);
  Endpoint endpoint = parse_topic_of_endpoint(*kind, path, Query(query));
  parse_subscription_of_endpoint(endpoint, path);
  return endpoint.subscription;
}

const std::string kPlace = "persistent/public/default/t";

}  // namespace

TEST_CASE("a path's beginning says what it is of", "[mock][endpoint]") {
  CHECK(endpoint_kind("/ws/v2/producer/" + kPlace) == Kind::kProducer);
  CHECK(endpoint_kind("/ws/v2/consumer/" + kPlace) == Kind::kConsumer);
  CHECK(endpoint_kind("/ws/v2/reader/" + kPlace) == Kind::kReader);
  CHECK(endpoint_kind("/ws/v3/consumer/s") == Kind::kMultiConsumer);
  CHECK(endpoint_kind("/ws/producer/" + kPlace) == Kind::kProducer);
  CHECK_FALSE(endpoint_kind("/ws/v2/writer/" + kPlace));
  CHECK_FALSE(endpoint_kind("/ws/v9/producer/" + kPlace));
  CHECK_FALSE(endpoint_kind("/ws/v2/producer"));
  CHECK_FALSE(endpoint_kind("/"));
}

TEST_CASE("a path names a topic", "[mock][endpoint]") {
  CHECK(topic_of("/ws/v2/producer/" + kPlace) ==
        "persistent://public/default/t");
  CHECK(topic_of("/ws/v2/reader/non-persistent/a/b/c") ==
        "non-persistent://a/b/c");
  CHECK(topic_of("/ws/v2/producer/persistent/public/default/a/b") ==
        "persistent://public/default/a/b");
  CHECK(topic_of("/ws/v2/producer/persistent/public/default/a%2Fb+c") ==
        "persistent://public/default/a/b c");
  // With a cluster.
  CHECK(topic_of("/ws/producer/persistent/a/us-east/b/t") ==
        "persistent://a/us-east/b/t");
}

TEST_CASE("a path that names no topic is refused", "[mock][endpoint]") {
  CHECK_THROWS_WITH(topic_of("/ws/v2/producer/persistent/public/default"),
                    "Invalid topic name format");
  CHECK_THROWS_WITH(topic_of("/ws/v2/producer/persistent/public/default/"),
                    "Invalid topic name: persistent://public/default/");
  CHECK_THROWS_WITH(topic_of("/ws/v2/producer/durable/public/default/t"), "");
  CHECK_THROWS_WITH(topic_of("/ws/v2/producer/persistent/pu!blic/default/t"),
                    "Invalid named entity: pu!blic");
  CHECK_THROWS_WITH(topic_of("/ws/v2/producer/persistent//default/t"),
                    "Invalid namespace format. namespace: /default");
}

TEST_CASE("a consumer's path ends with its subscription", "[mock][endpoint]") {
  const std::string begin = "/ws/v2/consumer/" + kPlace;
  CHECK(topic_of(begin + "/s") == "persistent://public/default/t");
  CHECK(subscription_of(begin + "/s") == "s");
  CHECK(subscription_of(begin + "/s+s") == "s s");
  CHECK(subscription_of(begin + "/s%20s") == "s s");
  CHECK(subscription_of(begin + "/s%2Fs") == "s/s");
  CHECK_THROWS_WITH(subscription_of(begin + "/"), "Empty subscription name");
  CHECK_THROWS_WITH(subscription_of(begin + "/s/more"),
                    "Invalid topic name format");
}

TEST_CASE("a consumer of several topics lists them or has a pattern",
          "[mock][endpoint]") {
  const std::string path = "/ws/v3/consumer/s";
  const Endpoint list = parse_topic_of_endpoint(
      Kind::kMultiConsumer, path, Query("topics=a,public/default/b"));
  CHECK(list.topics == std::vector<std::string>{"a", "public/default/b"});
  CHECK(list.topic == "persistent://public/default/a");
  CHECK(list.pattern.empty());
  const Endpoint pattern = parse_topic_of_endpoint(Kind::kMultiConsumer, path,
                                                   Query("topicsPattern=x.*"));
  CHECK(pattern.pattern == "x.*");
  CHECK(pattern.topics.empty());
  CHECK(subscription_of(path, "topics=a") == "s");

  CHECK_THROWS_WITH(topic_of(path), "Should set topics or topicsPattern");
  CHECK_THROWS_WITH(topic_of(path, "topics=a&topicsPattern=b"),
                    "Topics must be null when use topicsPattern");
}

TEST_CASE("a topic's name is made full", "[mock][endpoint]") {
  const std::string full = "persistent://public/default/test";
  CHECK(full_topic_name("test") == full);
  CHECK(full_topic_name("public/default/test") == full);
  CHECK(full_topic_name(full) == full);
  CHECK_THROWS_WITH(
      full_topic_name("a/b"),
      "Invalid short topic name 'a/b', it should be in the format "
      "of <tenant>/<namespace>/<topic> or <topic>");
  CHECK_THROWS_WITH(full_topic_name("kafka://a/b/c"),
                    "Invalid topic domain: 'kafka'");
  CHECK_THROWS_WITH(full_topic_name("persistent://a/b"),
                    "Invalid topic name: persistent://a/b");
}
