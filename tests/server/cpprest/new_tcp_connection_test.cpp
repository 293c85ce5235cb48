#include "core/platform/new_tcp_connection.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <optional>

#include "catch.h"
#include "loopback_socket.h"

namespace pulsarws::testing {
namespace {

using platform::NewTcpConnection;

// As a library makes it that does not care.
Socket careless_connection(std::uint16_t port) {
  Socket socket = connect_loopback(port);
  REQUIRE(fcntl(socket.get(), F_SETFD, 0) == 0);
  return socket;
}

bool is_taken_over(const Socket& socket) {
  int on = 0;
  socklen_t size = sizeof on;
  getsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, &size);
  const bool kept = (fcntl(socket.get(), F_GETFD) & FD_CLOEXEC) != 0;
  CHECK(kept == (on != 0));
  return kept;
}

}  // namespace

TEST_CASE("Of the process's connections only what is surely ours is touched",
          "[cpprest]") {
  const Socket listening = listen_loopback();
  const std::uint16_t port = port_of(listening);
  const Socket earlier = careless_connection(port);
  const Socket other_port_listening = listen_loopback();
  std::optional<NewTcpConnection> first;
  first.emplace(port);
  const Socket ours = careless_connection(port);
  const Socket elsewhere = careless_connection(port_of(other_port_listening));

  SECTION("the only new one is ours") {
    first->opened();
    CHECK(is_taken_over(ours));
  }
  SECTION("one that the program made meanwhile is left alone, and so is ours") {
    const Socket programs = careless_connection(port);
    first->opened();
    CHECK_FALSE(is_taken_over(ours));
    CHECK_FALSE(is_taken_over(programs));
    // What comes later is clear.
    NewTcpConnection second(port);
    const Socket next = careless_connection(port);
    second.opened();
    CHECK(is_taken_over(next));
    CHECK_FALSE(is_taken_over(ours));
    CHECK_FALSE(is_taken_over(programs));
  }
  SECTION("of several that open at once all are found when the last is open") {
    NewTcpConnection second(port);
    const Socket next = careless_connection(port);
    second.opened();
    CHECK(is_taken_over(next));  // ours is older than it
    std::optional<NewTcpConnection> third;
    third.emplace(port);
    const Socket failing = careless_connection(port);
    first->opened();
    CHECK_FALSE(is_taken_over(ours));
    SECTION("also when it fails") {
      const_cast<Socket&>(failing).close();
      third.reset();
    }
    SECTION("or opens") {
      third->opened();
      CHECK(is_taken_over(failing));
    }
    CHECK(is_taken_over(ours));
  }
  first.reset();
  CHECK_FALSE(is_taken_over(earlier));
  CHECK_FALSE(is_taken_over(elsewhere));
}

}  // namespace pulsarws::testing
