#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/net/io.h"
#include "core/net/resolving.h"

namespace pulsarws {

// Connects to the first of several addresses that answers (RFC 8305): each is
// begun 250 ms after the one before, or as soon as that has failed, and none is
// given up before one is connected.
class TcpConnecting : public std::enable_shared_from_this<TcpConnecting> {
  struct Key {};

 public:
  static constexpr std::chrono::milliseconds kHeadStart{250};

  // A socket, or why the last address that failed did.
  using Done = std::function<void(error_code, std::optional<Socket>)>;

  // `done` is called once, from `io`, and not before this returns; not after
  // cancel().
  static std::shared_ptr<TcpConnecting> start(IoContext& io,
                                              Addresses addresses,
                                              std::uint16_t port, Done done);

  // Through start() alone.
  TcpConnecting(Key, IoContext& io, Addresses addresses, std::uint16_t port,
                Done done);
  void cancel() noexcept;

 private:
  void begin_next();
  bool begin(const boost::asio::ip::address& address);
  void attempt_ended(const std::shared_ptr<Socket>& socket, error_code ec);
  void finish(error_code ec, std::optional<Socket> socket);

  IoContext& io_;
  const Addresses addresses_;
  const std::uint16_t port_;
  Done done_;  // null after the end
  IoTimer head_start_;
  std::size_t next_ = 0;
  std::vector<std::shared_ptr<Socket>> under_way_;
  error_code last_failure_;
};

}  // namespace pulsarws
