#include "core/transport/cpprest/proxy_tunnel.h"

#include <sys/socket.h>

#include <string>

#include "catch.h"
#include "core/wire/base64.h"
#include "loopback_socket.h"
#include "raw_server.h"
#include "scripted_proxy.h"
#include "wait.h"

namespace pulsarws::testing {
namespace {

std::string basic(const std::string& user, const std::string& password) {
  return "Basic " + wire::encode_base64(user + ":" + password);
}

// What comes back until the other end closes.
std::string answer_of(std::uint16_t port, const std::string& request) {
  const Socket client = connect_loopback(port);
  send(client.get(), request.data(), request.size(), MSG_NOSIGNAL);
  std::string answer;
  char block[256];
  for (;;) {
    const ssize_t size = recv(client.get(), block, sizeof block, 0);
    if (size <= 0) return answer;
    answer.append(block, static_cast<std::size_t>(size));
  }
}

}  // namespace

// cpprestsdk's end of a tunnel, as somebody on this machine might take it.
TEST_CASE("Nobody else gets into a tunnel", "[cpprest][proxy]") {
  RawServer::Behaviour echoing = RawServer::closing();
  echoing.bytes = "the server";
  RawServer server(echoing);
  ScriptedProxy::Behaviour behaviour;
  behaviour.server_port = server.port();
  ScriptedProxy proxy(behaviour);
  ConnectRequest request;
  request.route.server = *wire::parse_service_url("ws://pulsar.invalid");
  request.route.proxy.emplace();
  request.route.proxy->host = "127.0.0.1";
  request.route.proxy->port = proxy.port();
  auto tunnel = ProxyTunnel::open(request, "test", Clock::now() + kSoon);
  REQUIRE(tunnel);
  const wire::ProxyServer& entrance = (*tunnel)->entrance();
  auto ask = [&](const std::string& authorization) {
    return answer_of(entrance.port, "CONNECT pulsar.invalid:80 HTTP/1.1\r\n" +
                                        authorization + "\r\n");
  };
  auto with = [](const std::string& value) {
    return "Proxy-Authorization: " + value + "\r\n";
  };
  // Somebody who says nothing keeps nobody out.
  const Socket idle = connect_loopback(entrance.port);
  CHECK(ask("") == "");
  CHECK(ask(with(basic(entrance.user, "guess"))) == "");
  const std::string guess(entrance.password.size(), 'x');
  CHECK(ask(with(basic(entrance.user, guess))) == "");
  CHECK(answer_of(entrance.port, "nonsense\r\n\r\n") == "");
  const std::string ours = with(basic(entrance.user, entrance.password));
  CHECK(answer_of(entrance.port, "GET / HTTP/1.1\r\n" + ours + "\r\n") == "");
  CHECK(ask(ours) == "HTTP/1.1 200 OK\r\n\r\nthe server");
  CHECK_THROWS(connect_loopback(entrance.port));
}

}  // namespace pulsarws::testing
