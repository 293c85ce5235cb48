#include "core/transport/cpprest/proxy_tunnel.h"

#include <sys/socket.h>

#include <string>
#include <utility>

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

// What comes back until the other end closes. `then` is sent behind a first
// answer.
std::string answer_of(std::uint16_t port, const std::string& request,
                      std::string then = "") {
  const Socket client = connect_loopback(port);
  auto tell = [&](const std::string& text) {
    send(client.get(), text.data(), text.size(), MSG_NOSIGNAL);
  };
  tell(request);
  std::string answer;
  char block[256];
  for (;;) {
    const ssize_t size = recv(client.get(), block, sizeof block, 0);
    if (size <= 0) return answer;
    answer.append(block, static_cast<std::size_t>(size));
    if (answer.find("\r\n\r\n") != std::string::npos) {
      tell(std::exchange(then, ""));
    }
  }
}

}  // namespace

// cpprestsdk's end of a tunnel, as somebody on this machine might take it.
TEST_CASE("Nobody else gets into a tunnel", "[cpprest][proxy]") {
  // It speaks when it is asked: what came with the proxy's answer would not be
  // the proxy's.
  RawServer::Behaviour answering;
  answering.stage = RawServer::Stage::kRequested;
  answering.bytes = "the server";
  answering.after = RawServer::After::kClose;
  RawServer server(answering);
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
    return answer_of(
        entrance.port,
        "CONNECT pulsar.invalid:80 HTTP/1.1\r\n" + authorization + "\r\n",
        "GET / HTTP/1.1\r\n\r\n");
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
