#include <string>
#include <string_view>
#include <vector>

#include "core/client/consumer.h"
#include "tests/support/catch.h"

using namespace pulsarws;

namespace {

std::string fault(const Result<ConsumerTopics>& topics) {
  if (topics) return "";
  CHECK(topics.error().status == Status::kInvalidTopic);
  return topics.error().message;
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a consumer's one topic gets its full name", "[topics]") {
  auto topics = ConsumerTopics::one("test");
  REQUIRE(topics);
  CHECK(topics->to_string() == "persistent://public/default/test");
  CHECK(topics->pattern.empty());
  CHECK_FALSE(fault(ConsumerTopics::one("a//b")).empty());
}

TEST_CASE("a consumer's list of topics", "[topics]") {
  auto topics = ConsumerTopics::list({"b", "non-persistent://t/n/a"});
  REQUIRE(topics);
  CHECK(topics->names.size() == 2);
  CHECK(topics->to_string() ==
        "persistent://public/default/b,non-persistent://t/n/a");

  CHECK(says(fault(ConsumerTopics::list({})), "is empty"));
  CHECK_FALSE(fault(ConsumerTopics::list({"a", ""})).empty());
  // The server splits at commas.
  CHECK(says(fault(ConsumerTopics::list({"a,b"})), "','"));
  CHECK(
      says(fault(ConsumerTopics::list({"a", "persistent://public/default/a"})),
           "twice: persistent://public/default/a"));
}

TEST_CASE("a consumer's pattern names a tenant and a namespace", "[topics]") {
  for (const char* pattern :
       {"persistent://public/default/.*", "public/default/a-[0-9]+",
        "non-persistent://t/n/.", "t/n/a/b"}) {
    CAPTURE(pattern);
    auto topics = ConsumerTopics::matching(pattern);
    REQUIRE(topics);
    CHECK(topics->pattern == pattern);
    CHECK(topics->to_string() == pattern);
    CHECK(topics->names.empty());
  }
  for (const char* pattern :
       {"", ".*", "default/.*", "persistent://public/.*", "/default/.*",
        "public//.*", "public/default/", "persistent://"}) {
    CAPTURE(pattern);
    CHECK(says(fault(ConsumerTopics::matching(pattern)),
               "\"persistent://tenant/namespace/"));
  }
  CHECK(says(fault(ConsumerTopics::matching("public/default/a\nb")),
             "control character"));
}
