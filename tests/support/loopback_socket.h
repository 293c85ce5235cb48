#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace pulsarws::testing {

// Owns a socket's descriptor.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket() { close(); }
  Socket(Socket&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }

  int get() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }
  void close();
  // Closes with a TCP reset instead of a FIN.
  void reset();

 private:
  int descriptor_ = -1;
};

// A socket bound to 127.0.0.HOST (port 0: a free port), not listening yet.
Socket bind_loopback(std::uint16_t port = 0, int host = 1);
// The same, listening.
Socket listen_loopback(std::uint16_t port = 0, int backlog = 128, int host = 1);
// Connected to a port of 127.0.0.1; throws where nobody listens.
Socket connect_loopback(std::uint16_t port);
std::uint16_t port_of(const Socket& socket);
void set_nonblocking(const Socket& socket);
void set_no_delay(const Socket& socket);
// Whether the peer has closed or reset the connection; reads nothing.
bool peer_has_gone(const Socket& socket);

// Wakes a thread that waits in poll().
class WakeUp {
 public:
  WakeUp();
  int descriptor() const { return event_.get(); }
  void raise();
  void clear();

 private:
  Socket event_;
};

}  // namespace pulsarws::testing
