#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace pulsarws::testing {

// What has passed through a proxy since it started.
struct ProxyTraffic {
  // Accepted and connected to the server; and how many of them are still open.
  std::size_t connections = 0;
  std::size_t open_now = 0;
  std::size_t cuts = 0;
  std::uint64_t bytes_to_server = 0;
  std::uint64_t bytes_to_client = 0;
  // Whole WebSocket frames; inside TLS they are not seen.
  std::uint64_t frames_to_server = 0;
  std::uint64_t frames_to_client = 0;
};

// A TCP proxy on 127.0.0.1 between clients and a real server, with which a
// test breaks connections. It has one thread; all functions may be called on
// any other, and their effect is complete when they return.
class CuttingProxy {
 public:
  explicit CuttingProxy(std::uint16_t server_port,
                        const std::string& server_host = "127.0.0.1");
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  std::uint16_t port() const;

  // Resets all connections, on both sides.
  void cut();
  // Lets exactly `bytes_to_server` more bytes pass to the server, then cuts.
  void cut_after(std::uint64_t bytes_to_server);
  // Cuts as soon as that many more frames have been sent to the server, or to
  // the client, whole.
  void cut_after_frames_to_server(std::uint64_t frames);
  void cut_after_frames_to_client(std::uint64_t frames);

  // New connections are refused, as if nobody listened, until accepted again.
  void refuse_new();
  void accept_new();
  // Nothing passes, in either direction, but TCP stays open; new connections
  // are accepted and hang.
  void pause();
  void resume();

  ProxyTraffic traffic() const;
  // See Recorded::wait_until.
  bool wait_until(const std::function<bool(const ProxyTraffic&)>& predicate,
                  std::chrono::milliseconds within) const;

  class Engine;

 private:
  std::unique_ptr<Engine> engine_;
};

}  // namespace pulsarws::testing
