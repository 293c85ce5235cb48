#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pulsarws::testing {

// What an HTTP proxy was asked for.
struct ProxyRequest {
  std::string target;         // "host:port"
  std::string authorization;  // the Proxy-Authorization header's value, or ""
  std::string head;           // all of the request
};

struct ProxyRecord {
  std::vector<ProxyRequest> requests;
  std::size_t tunnels = 0;   // opened
  std::size_t open_now = 0;  // connections from clients
  std::uint64_t bytes_to_server = 0;
  std::uint64_t bytes_to_client = 0;
};

// An HTTP proxy on 127.0.0.1 that does as told.
class ScriptedProxy {
 public:
  struct Behaviour {
    // Connect to this port of 127.0.0.1 instead of the target that is asked
    // for; 0: to the target's port, at 127.0.0.1 too.
    std::uint16_t server_port = 0;
    // "Basic dXNlcjpwYXNz"; without it the answer is 407. Empty: no matter.
    std::string authorization = {};
    // What is sent instead of 200 and a tunnel, before the connection is
    // closed.
    std::string answer = {};
    // Reads and never answers.
    bool silent = false;
  };

  // As `answer`: a refusal with this status.
  static std::string refusal(int status, const std::string& reason);

  explicit ScriptedProxy(Behaviour behaviour);
  // Ends all connections.
  ~ScriptedProxy();
  ScriptedProxy(const ScriptedProxy&) = delete;
  ScriptedProxy& operator=(const ScriptedProxy&) = delete;

  std::uint16_t port() const;
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(port());
  }

  // Nothing passes from now on, but TCP stays open on both sides, until the
  // client closes.
  void freeze();

  ProxyRecord record() const;
  // See Recorded::wait_until.
  bool wait_until(const std::function<bool(const ProxyRecord&)>& predicate,
                  std::chrono::milliseconds within) const;

  class Engine;

 private:
  std::unique_ptr<Engine> engine_;
};

}  // namespace pulsarws::testing
