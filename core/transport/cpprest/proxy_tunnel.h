#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/base/timers.h"
#include "core/transport/transport.h"

namespace pulsarws {

// A way through the request's HTTP proxy for one connection of cpprestsdk's,
// whose own way ends the process when a proxy answers nonsense and hides the
// proxy's status. This connects to the proxy first, and then is a proxy itself,
// on the loopback interface, which says yes to one connection that knows the
// password and passes its bytes on. Its thread ends with the connection.
class ProxyTunnel {
  struct Key {};
  class Relay;

 public:
  // Blocks until `deadline` at the longest.
  static Result<std::unique_ptr<ProxyTunnel>> open(
      const ConnectRequest& request, const std::string& user_agent,
      TimePoint deadline);

  // Through open() alone.
  ProxyTunnel(Key, std::shared_ptr<Relay> relay);
  // Lets what is under way pass, for a second at most.
  ~ProxyTunnel();
  ProxyTunnel(const ProxyTunnel&) = delete;
  ProxyTunnel& operator=(const ProxyTunnel&) = delete;

  // What cpprestsdk is to take for the proxy.
  const wire::ProxyServer& entrance() const;

  // Ends both connections after `delay`; on any thread.
  void cut(std::chrono::milliseconds delay) noexcept;

 private:
  const std::shared_ptr<Relay> relay_;
};

}  // namespace pulsarws
