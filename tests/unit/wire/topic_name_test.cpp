#include "core/wire/topic_name.h"

#include <string>

#include "tests/support/catch.h"

using pulsarws::Status;
using pulsarws::wire::parse_topic_name;

namespace {

std::string full_name(std::string_view text) {
  const auto topic = parse_topic_name(text);
  return topic ? topic->to_string() : "refused: " + topic.error().message;
}

// The sentence of a refusal, empty where there is none.
std::string refusal(std::string_view text) {
  const auto topic = parse_topic_name(text);
  if (topic) return "";
  CHECK(topic.error().status == Status::kInvalidTopic);
  return topic.error().message;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a short name is in public/default", "[topic]") {
  const auto topic = parse_topic_name("test");
  REQUIRE(topic);
  CHECK(topic->persistent);
  CHECK(topic->tenant == "public");
  CHECK(topic->name_space == "default");
  CHECK(topic->local_name == "test");
  CHECK(topic->to_string() == "persistent://public/default/test");
}

TEST_CASE("a name in three parts is persistent", "[topic]") {
  CHECK(full_name("tenant/namespace/test") ==
        "persistent://tenant/namespace/test");
}

TEST_CASE("a full name is taken as it is", "[topic]") {
  CHECK(full_name("persistent://a/b/c") == "persistent://a/b/c");
  CHECK(full_name("non-persistent://a/b/c") == "non-persistent://a/b/c");
  CHECK_FALSE(parse_topic_name("non-persistent://a/b/c")->persistent);
}

TEST_CASE("a local name may have all but a slash", "[topic]") {
  for (const char* name :
       {"a b", "a%2Fb", "a?b#c&d=e", "topic-partition-0", "...", ".hidden",
        "caf\xc3\xa9", "\xf0\x9f\x90\xb0", "a:b", "a\\b", "a,b"}) {
    CAPTURE(name);
    CHECK(full_name(name) ==
          std::string("persistent://public/default/") + name);
    CHECK(full_name(std::string("non-persistent://t/n/") + name) ==
          std::string("non-persistent://t/n/") + name);
  }
}

TEST_CASE("a slash in the local name is refused", "[topic]") {
  for (const char* name :
       {"a/b/c/d", "persistent://a/b/c/d", "a/b/c/", "persistent://a/b//"}) {
    CAPTURE(name);
    CHECK(has(refusal(name), "cannot have a '/'"));
    CHECK(has(refusal(name), name));
  }
}

TEST_CASE("a name of too few parts is refused", "[topic]") {
  CHECK(has(refusal("a/b"), "tenant/namespace/topic"));
  for (const char* name : {"persistent://", "persistent://a",
                           "persistent://a/b", "non-persistent://a/b"}) {
    CAPTURE(name);
    CHECK(has(refusal(name), "a full name is persistent://"));
  }
}

TEST_CASE("an empty part is refused", "[topic]") {
  CHECK(has(refusal(""), "empty"));
  for (const char* name : {"/b/c", "a//c", "a/b/", "//", "persistent:///b/c",
                           "persistent://a//c", "persistent://a/b/"}) {
    CAPTURE(name);
    CHECK(has(refusal(name), "empty"));
  }
}

TEST_CASE("a step in a path is refused as a part", "[topic]") {
  for (const char* name :
       {".", "..", "../b/c", "a/./c", "persistent://a/b/.."}) {
    CAPTURE(name);
    CHECK(has(refusal(name), "URL's path"));
  }
}

TEST_CASE("an unknown scheme is refused", "[topic]") {
  for (const char* name : {"pulsar://a/b/c", "://a/b/c", "Persistent://a/b/c",
                           " persistent://a/b/c"}) {
    CAPTURE(name);
    CHECK(has(refusal(name), "a full name is persistent://"));
  }
}

TEST_CASE("control characters are refused and not repeated", "[topic]") {
  for (int byte = 0; byte < 0xa0; ++byte) {
    const bool control = byte < 0x20 || byte >= 0x7f;
    if (!control || byte == '/') continue;
    std::string name = "a/b/c";
    if (byte >= 0x80) name += '\xc2';
    name += static_cast<char>(byte);
    CAPTURE(byte);
    CHECK(refusal(name) == "the topic's name has a control character in it");
  }
  // The first character after C1, and one that only ends like a C1 one.
  CHECK(refusal("a\xc2\xa0").empty());
  CHECK(refusal("\xe4\xba\x80").empty());
}

TEST_CASE("what is not UTF-8 is refused and not repeated", "[topic]") {
  for (const char* name : {"\xff", "caf\xe9", "a\xc3", "\xed\xa0\x80",
                           "\xc0\xaf", "\xf4\x90\x80\x80"}) {
    CHECK(refusal(name) == "the topic's name is not valid UTF-8");
  }
}
