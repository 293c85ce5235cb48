// What a child of a program inherits that uses the library: nothing of ours.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>

#include "attempt.h"
#include "catch.h"
#include "child_process.h"
#include "pulsar_script.h"
#include "scripted_proxy.h"
#include "scripted_server.h"
#include "tests/support/capi/c_handles.h"

namespace pulsarws::testing {
namespace {

struct ClosePipe {
  void operator()(FILE* pipe) const { pclose(pipe); }
};

// The descriptors of a child, "5 -> socket:[1234]", but for those of the pipe
// and the folder that it is listed with.
std::multiset<std::string> descriptors_of_child() {
  const std::unique_ptr<FILE, ClosePipe> listing(
      popen("ls -l /proc/self/fd", "r"));
  REQUIRE(listing);
  std::multiset<std::string> all;
  char line[512];
  while (std::fgets(line, sizeof line, listing.get())) {
    const std::string text = line;
    const std::size_t arrow = text.find(" -> ");
    if (arrow == std::string::npos) continue;
    const std::size_t number = text.rfind(' ', arrow - 1) + 1;
    const std::string descriptor = text.substr(number);
    if (descriptor.find("/proc/") != std::string::npos) continue;
    if (descriptor.rfind("1 ->", 0) == 0) continue;
    all.insert(descriptor);
  }
  return all;
}

}  // namespace

TEST_CASE("child: starts a child", "[.child]") {
  const auto before = descriptors_of_child();
  const std::string url = server_of_child();
  auto all = attempts(8, url);
  Attempt proxied(url);
  proxied.request.route.proxy.emplace();
  proxied.request.route.proxy->host = "127.0.0.1";
  proxied.request.route.proxy->port = static_cast<std::uint16_t>(
      std::atoi(std::getenv("PULSARWS_TEST_PROXY_PORT")));
  proxied.connect();
  for (const auto& one : all) REQUIRE(one->wait_open());
  REQUIRE(proxied.wait_open());
  auto client = new_client(url, {{"eventDelivery", "poll"}});
  auto consumer = new_consumer(client);
  CHECK(descriptors_of_child() == before);
  say_done();
}

TEST_CASE("A child inherits no descriptor of the library's", "[transport]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  ScriptedProxy::Behaviour behaviour;
  behaviour.server_port = server.port();
  ScriptedProxy proxy(behaviour);
  run_in_child("child: starts a child", server.url(),
               {"PULSARWS_TEST_PROXY_PORT=" + std::to_string(proxy.port())});
}

}  // namespace pulsarws::testing
