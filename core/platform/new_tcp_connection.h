#pragma once

#include <cstdint>
#include <vector>

namespace pulsarws::platform {

// A TCP connection that a library below makes for us and keeps to itself. Once
// it is open, it is looked for among this process's descriptors, and then
// neither inherited by children nor subject to Nagle's algorithm, with which
// small frames wait for the peer's delayed acknowledgement, 40 ms a time.
//
// Ours is one to that remote port that is new. Where there are more new ones
// than connections of this kind, some are the program's, or are still being
// opened: none is touched then, until it is clear again. Does nothing on
// systems that do not list a process's descriptors.
class NewTcpConnection {
 public:
  // Before the library connects.
  explicit NewTcpConnection(std::uint16_t remote_port);
  // The connection is about to end, or was never opened.
  ~NewTcpConnection();
  NewTcpConnection(const NewTcpConnection&) = delete;
  NewTcpConnection& operator=(const NewTcpConnection&) = delete;

  void opened() noexcept;

 private:
  class All;

  const std::uint16_t remote_port_;
  std::vector<std::uint64_t> before_;  // sorted inodes
  bool open_ = false;                  // by the lock of All, as what follows
  bool found_ = false;
};

}  // namespace pulsarws::platform
