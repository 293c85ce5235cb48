#include "core/wire/proxy_url.h"

#include "catch.h"

namespace pulsarws::wire {
namespace {

ServiceUrl server(const std::string& url) { return *parse_service_url(url); }

}  // namespace

TEST_CASE("a proxy's URL", "[proxy]") {
  struct Case {
    const char* text;
    const char* host_and_port;
    const char* user;
    const char* password;
  };
  const Case cases[] = {
      {"http://proxy.example:3128", "proxy.example:3128", "", ""},
      {"HTTP://proxy.example:3128/", "proxy.example:3128", "", ""},
      {"http://proxy.example", "proxy.example:80", "", ""},
      {"proxy.example:3128", "proxy.example:3128", "", ""},
      {"10.0.0.1", "10.0.0.1:80", "", ""},
      {"http://[::1]:3128", "[::1]:3128", "", ""},
      {"http://me@proxy:1", "proxy:1", "me", ""},
      {"http://me:secret@proxy:1", "proxy:1", "me", "secret"},
      {"me:secret@proxy:1", "proxy:1", "me", "secret"},
      {"http://m%65:se%3acret%40@proxy:1", "proxy:1", "me", "se:cret@"},
      {"http://me:a:b@c@proxy:1", "proxy:1", "me", "a:b@c"},
  };
  for (const Case& one : cases) {
    INFO(one.text);
    auto proxy = parse_proxy_url(one.text);
    REQUIRE(proxy);
    CHECK(proxy->host_and_port() == one.host_and_port);
    CHECK(proxy->user == one.user);
    CHECK(proxy->password == one.password);
  }
}

TEST_CASE("what is no proxy's URL, in words that hold none of it", "[proxy]") {
  struct Case {
    const char* text;
    const char* told;
  };
  const Case cases[] = {
      {"", "http://host:port"},
      {"http://", "http://host:port"},
      {"https://me:swordfish@proxy:1", "only HTTP proxies"},
      {"socks5://me:swordfish@proxy:1", "only HTTP proxies"},
      {"http://me:swordfish@proxy:port", "http://host:port"},
      {"http://me:swordfish@proxy:0", "http://host:port"},
      {"http://me:swordfish@proxy:1/path", "http://host:port"},
      {"http://me:swordfish@pro xy:1", "http://host:port"},
      {"http://me:swordfish@proxy:1?a=b", "http://host:port"},
      {"http://me:swordfish%4@proxy:1", "percent-encoded"},
      {"http://m%3Ae:swordfish@proxy:1", "':'"},
  };
  for (const Case& one : cases) {
    INFO(one.text);
    auto proxy = parse_proxy_url(one.text);
    REQUIRE_FALSE(proxy);
    INFO(proxy.error().message);
    CHECK(proxy.error().message.find(one.told) != std::string::npos);
    CHECK(proxy.error().message.find("swordfish") == std::string::npos);
  }
}

TEST_CASE("servers that a list names", "[proxy]") {
  struct Case {
    const char* list;
    const char* url;
    bool named;
  };
  const Case cases[] = {
      {"", "ws://a.example", false},
      {"*", "ws://a.example", true},
      {"a.example", "ws://a.example", true},
      {"A.Example", "ws://a.eXAMPLE", true},
      {"a.example", "ws://ba.example", false},
      {"example", "ws://a.example", true},
      {".example", "ws://a.example", true},
      {".example", "ws://example", true},
      {"*.example", "ws://a.example", true},
      {"a.example", "ws://example", false},
      {"a.example", "ws://a.example.", true},
      {"x, a.example ,y", "ws://a.example", true},
      {"x a.example", "ws://a.example", true},
      {"x,y", "ws://a.example", false},
      {",,", "ws://a.example", false},
      {".", "ws://a.example", false},
      {":80", "ws://a.example", false},
      {"a.example:8080", "ws://a.example:8080", true},
      {"a.example:8080", "ws://a.example:8081", false},
      {"example:80", "ws://a.example", true},
      {"10.0.0.1", "ws://10.0.0.1:8080", true},
      {"10.0.0.1", "ws://110.0.0.1", false},
      {"10.0.0.1:8080", "ws://10.0.0.1:8080", true},
      {"::1", "ws://[::1]:8080", true},
      {"[::1]", "ws://[::1]:8080", true},
      {"[::1]:8080", "ws://[::1]:8080", true},
      {"[::1]:8081", "ws://[::1]:8080", false},
      {"0:0:0:0:0:0:0:1", "ws://[::1]:8080", true},
      {"10.0.0.0/8", "ws://10.1.2.3:8080", true},
      {"x,10.0.0.0/8", "ws://11.1.2.3:8080", false},
      {"192.168.4.0/22", "ws://192.168.7.255", true},
      {"192.168.4.0/22", "ws://192.168.8.0", false},
      {"10.0.0.1/32", "ws://10.0.0.1", true},
      {"0.0.0.0/0", "ws://10.0.0.1", true},
      {"0.0.0.0/0", "ws://[::1]", false},
      {"10.0.0.0/33", "ws://10.0.0.1", false},
      {"10.0.0.0/", "ws://10.0.0.1", false},
      {"10.0.0.0/8x", "ws://10.0.0.1", false},
      {"10.0.0.0/8", "ws://10.example", false},
      {"fd00::/8", "ws://[fd12:3456::1]:8080", true},
      {"fd00::/8", "ws://[fe00::1]:8080", false},
      {"2001:db8::/33", "ws://[2001:db8:8000::1]", false},
  };
  for (const Case& one : cases) {
    INFO(one.list << " and " << one.url);
    CHECK(is_named_in(one.list, server(one.url)) == one.named);
  }
}

}  // namespace pulsarws::wire
