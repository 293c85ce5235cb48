#include "core/wire/endpoint_url.h"

#include <string>

#include "tests/support/catch.h"

using pulsarws::Status;
using pulsarws::wire::append_percent_encoded;
using pulsarws::wire::consumer_path;
using pulsarws::wire::parse_service_url;
using pulsarws::wire::parse_service_urls;
using pulsarws::wire::parse_topic_name;
using pulsarws::wire::pattern_consumer_path;
using pulsarws::wire::producer_path;
using pulsarws::wire::Query;
using pulsarws::wire::reader_path;
using pulsarws::wire::TopicName;
using pulsarws::wire::topics_consumer_path;

namespace {

std::string normal_form(std::string_view text) {
  const auto url = parse_service_url(text);
  return url ? url->to_string() : "refused: " + url.error().message;
}

std::string normal_forms(std::string_view text) {
  const auto urls = parse_service_urls(text);
  if (!urls) return "refused: " + urls.error().message;
  std::string all;
  for (const auto& url : *urls) all += url.to_string() + ' ';
  return all;
}

// The sentence of a refusal, empty where there is none.
std::string refusal(std::string_view text) {
  const auto url = parse_service_url(text);
  if (url) return "";
  CHECK(url.error().status == Status::kInvalidUrl);
  return url.error().message;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  append_percent_encoded(out, text);
  return out;
}

}  // namespace

TEST_CASE("a service URL is taken apart", "[url]") {
  const auto url = parse_service_url("wss://pulsar.example.com:9443/proxy/a/");
  REQUIRE(url);
  CHECK(url->tls);
  CHECK(url->host == "pulsar.example.com");
  CHECK(url->port == 9443);
  CHECK(url->path == "/proxy/a");
  CHECK(url->host_and_port() == "pulsar.example.com:9443");
  CHECK(url->to_string() == "wss://pulsar.example.com:9443/proxy/a");
}

TEST_CASE("a service URL has default ports", "[url]") {
  CHECK(normal_form("ws://localhost") == "ws://localhost:80");
  CHECK(normal_form("wss://localhost/") == "wss://localhost:443");
  CHECK(normal_form("WSS://localhost") == "wss://localhost:443");
  CHECK(normal_form("Ws://127.0.0.1:1") == "ws://127.0.0.1:1");
  CHECK(normal_form("ws://a-b_c.d:65535//") == "ws://a-b_c.d:65535");
}

TEST_CASE("an IPv6 address stands in brackets", "[url]") {
  const auto url = parse_service_url("ws://[::1]:8080");
  REQUIRE(url);
  CHECK(url->host == "::1");
  CHECK(url->host_and_port() == "[::1]:8080");
  CHECK(normal_form("wss://[2001:DB8::1]") == "wss://[2001:DB8::1]:443");
  CHECK(normal_form("ws://[::ffff:127.0.0.1]/p") ==
        "ws://[::ffff:127.0.0.1]:80/p");
  CHECK(has(refusal("ws://::1"), "must stand in []"));
  CHECK(has(refusal("ws://2001:db8::1:8080"), "must stand in []"));
  CHECK(has(refusal("ws://[::1"), "no ']'"));
  for (const char* text : {"ws://[]", "ws://[localhost]", "ws://[1.2.3.4]",
                           "ws://[fe80::1%25eth0]", "ws://[:]"}) {
    CAPTURE(text);
    CHECK(has(refusal(text), "no IPv6 address"));
  }
  CHECK(has(refusal("ws://[::1]8080"), "a port is written"));
}

TEST_CASE("another scheme is refused", "[url]") {
  for (const char* text :
       {"", "localhost", "localhost:8080", "http://localhost",
        "pulsar://localhost:6650", "://localhost", "ws:/localhost",
        "wsss://localhost", "w://a", " ws://localhost"}) {
    CAPTURE(text);
    CHECK(has(refusal(text), "must begin with ws:// or wss://"));
    CHECK(has(refusal(text), '"' + std::string(text) + '"'));
  }
}

TEST_CASE("what is not a host is refused", "[url]") {
  for (const char* text : {"ws://", "ws:///path", "ws://:8080"}) {
    CAPTURE(text);
    CHECK(has(refusal(text), "the host is missing"));
  }
  for (const char* text : {"ws://a b", "ws://a%20b", "ws://a\\b", "ws://a,b",
                           "ws://caf\xc3\xa9", "ws://a\nb", "ws://a]"}) {
    CAPTURE(text);
    CHECK(has(refusal(text), "no host name has"));
  }
}

TEST_CASE("what is not a port is refused", "[url]") {
  for (const char* text : {"ws://a:", "ws://a:0", "ws://a:65536", "ws://a:-1",
                           "ws://a:+1", "ws://a:80a", "ws://a: 80",
                           "ws://a:99999999999", "ws://[::1]:", "ws://a:x/"}) {
    CAPTURE(text);
    CHECK(has(refusal(text), "from 1 to 65535"));
  }
}

TEST_CASE("a refusal shows no secret", "[url]") {
  CHECK(refusal("wss://me:secret@host:9443/path") ==
        "service URL \"wss://...@host:9443/path\": it cannot have a user or a "
        "password; use the options for authentication");
  for (const char* text :
       {"http://me:secret@host", "me:secret@host", "wss://host?token=secret",
        "wss://host/#secret", "wss://a@secret@host", "wss://me:/secret@host",
        "secret@http://host", "wss://host:9443/p?secret@x"}) {
    CAPTURE(text);
    CHECK_FALSE(refusal(text).empty());
    CHECK_FALSE(has(refusal(text), "secret"));
  }
}

TEST_CASE("a refusal shows no control character", "[url]") {
  CHECK(has(refusal("http://a\n\x1b[1m"), "\"http://a??[1m\""));
}

TEST_CASE("a path must be percent-encoded", "[url]") {
  CHECK(normal_form("ws://a/b%20c/~d-e_f") == "ws://a:80/b%20c/~d-e_f");
  for (const char* text : {"ws://a/b c", "ws://a/%", "ws://a/%2", "ws://a/%zz",
                           "ws://a/\xc3\xa9", "ws://a/b\r\nHost:x"}) {
    CAPTURE(text);
    CHECK(has(refusal(text), "percent-encoded"));
  }
  // What stands behind the URL in memory does not complete it.
  const std::string_view longer = "ws://a/%20";
  CHECK(has(refusal(longer.substr(0, 9)), "percent-encoded"));
}

TEST_CASE("an endpoint instead of a server is refused", "[url]") {
  for (const char* text :
       {"ws://a/ws/v2", "ws://a/ws/v2/producer/persistent/public/default/t",
        "ws://a/p/ws/v3/consumer/"}) {
    CAPTURE(text);
    CHECK(has(refusal(text), "the server alone"));
  }
  CHECK(refusal("ws://a/ws/v22").empty());
}

TEST_CASE("a list of service URLs is read", "[url]") {
  CHECK(normal_forms("ws://a") == "ws://a:80 ");
  CHECK(normal_forms("ws://a:1,wss://b:2") == "ws://a:1 wss://b:2 ");
  CHECK(normal_forms(" ws://a:1 , ws://[::1]:2 ") == "ws://a:1 ws://[::1]:2 ");
}

TEST_CASE("an entry without a scheme follows the one before", "[url]") {
  CHECK(normal_forms("wss://a:1,b:2,c") == "wss://a:1 wss://b:2 wss://c:443 ");
  CHECK(normal_forms("wss://a,ws://b,c") == "wss://a:443 ws://b:80 ws://c:80 ");
  CHECK(normal_forms("wss://a,b/p") == "wss://a:443/p wss://b:443/p ");
  CHECK(normal_forms("wss://a,ws://b,c/p,d") ==
        "wss://a:443 ws://b:80/p ws://c:80/p ws://d:80 ");
  CHECK(normal_forms("wss://a/p,b/q,c,d/r") ==
        "wss://a:443/p wss://b:443/q wss://c:443/r wss://d:443/r ");
}

TEST_CASE("a list with a bad entry is refused", "[url]") {
  CHECK(normal_forms("") == "refused: the service URL is empty");
  CHECK(normal_forms("  ") == "refused: the service URL is empty");
  for (const char* text : {"ws://a,", "ws://a,,ws://b", "ws://a, "}) {
    CAPTURE(text);
    CHECK(
        has(normal_forms(text), "entry in the list of service URLs is empty"));
  }
  CHECK(has(normal_forms("a,ws://b"), "must begin with ws:// or wss://"));
  CHECK(has(normal_forms("ws://a,ws://b:x"), "from 1 to 65535"));
}

TEST_CASE("all but unreserved characters are percent-encoded", "[url]") {
  CHECK(percent_encoded("AZaz09-._~") == "AZaz09-._~");
  CHECK(percent_encoded(" ") == "%20");
  CHECK(percent_encoded("a/b?c=d&e#f+g%h") == "a%2Fb%3Fc%3Dd%26e%23f%2Bg%25h");
  CHECK(percent_encoded("caf\xc3\xa9") == "caf%C3%A9");
  CHECK(percent_encoded(std::string("\0\n\x7f\xff", 4)) == "%00%0A%7F%FF");
  int plain = 0;
  for (int byte = 0; byte < 256; ++byte) {
    const std::string one(1, static_cast<char>(byte));
    if (percent_encoded(one) == one) ++plain;
  }
  CHECK(plain == 66);
}

TEST_CASE("paths of the endpoints are written", "[url]") {
  const TopicName topic = *parse_topic_name("test");
  const TopicName other = *parse_topic_name("non-persistent://a/b/c d");
  CHECK(producer_path(topic, {}) ==
        "/ws/v2/producer/persistent/public/default/test");
  CHECK(producer_path(other, {{"producerName", "p 1"}, {"a", "b&c"}}) ==
        "/ws/v2/producer/non-persistent/a/b/c%20d?producerName=p%201&a=b%26c");
  CHECK(consumer_path(topic, "my sub/1", {{"subscriptionType", "Shared"}}) ==
        "/ws/v2/consumer/persistent/public/default/test/my%20sub%2F1"
        "?subscriptionType=Shared");
  CHECK(reader_path(topic, {{"messageId", "CAUQADAA+/="}}) ==
        "/ws/v2/reader/persistent/public/default/test"
        "?messageId=CAUQADAA%2B%2F%3D");
}

TEST_CASE("paths of the consumer of several topics are written", "[url]") {
  CHECK(
      topics_consumer_path({*parse_topic_name("a"), *parse_topic_name("t/n/b")},
                           "s 1", {{"pullMode", "true"}}) ==
      "/ws/v3/consumer/s%201?topics=persistent%3A%2F%2Fpublic%2Fdefault%2Fa"
      "%2Cpersistent%3A%2F%2Ft%2Fn%2Fb&pullMode=true");
  CHECK(pattern_consumer_path("persistent://t/n/re.*", "s", {}) ==
        "/ws/v3/consumer/s?topicsPattern=persistent%3A%2F%2Ft%2Fn%2Fre.%2A");
}
