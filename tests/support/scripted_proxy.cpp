#include "scripted_proxy.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "loopback_socket.h"
#include "recorded.h"

namespace pulsarws::testing {
namespace {

// How soon a thread sees that it is to stop or to freeze.
constexpr int kLookMs = 20;

bool send_all(const Socket& to, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = send(to.get(), data, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

std::string header_of(const std::string& head, const std::string& name) {
  const std::size_t at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const std::size_t begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

}  // namespace

class ScriptedProxy::Engine {
 public:
  explicit Engine(Behaviour behaviour)
      : behaviour_(std::move(behaviour)), listening_(listen_loopback()) {
    accepting_ = std::thread([this] { accept_all(); });
  }
  ~Engine() {
    stopping_ = true;
    accepting_.join();
    for (std::thread& one : serving_) one.join();
  }

  std::uint16_t port() const { return port_of(listening_); }

  Recorded<ProxyRecord> record;
  std::atomic<bool> frozen{false};

 private:
  void accept_all() {
    while (!stopping_) {
      pollfd state{listening_.get(), POLLIN, 0};
      if (poll(&state, 1, kLookMs) <= 0) continue;
      const int accepted =
          accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC);
      if (accepted < 0) continue;
      serving_.emplace_back([this, accepted] {
        record.update([](ProxyRecord& all) { ++all.open_now; });
        {
          const Socket client(accepted);
          set_no_delay(client);
          serve(client);
        }
        record.update([](ProxyRecord& all) { --all.open_now; });
      });
    }
  }

  // Waits until there is something to read; false when it is over.
  bool wait_readable(pollfd* states, nfds_t count) {
    for (;;) {
      if (stopping_) return false;
      const int ready = poll(states, count, kLookMs);
      if (ready < 0) return false;
      if (ready > 0) return true;
    }
  }

  std::optional<std::string> read_head(const Socket& client) {
    std::string head;
    while (head.find("\r\n\r\n") == std::string::npos) {
      pollfd state{client.get(), POLLIN, 0};
      std::array<char, 4096> block;
      if (!wait_readable(&state, 1)) return std::nullopt;
      const ssize_t size = recv(client.get(), block.data(), block.size(), 0);
      if (size <= 0) return std::nullopt;
      head.append(block.data(), static_cast<std::size_t>(size));
    }
    return head;
  }

  void serve(const Socket& client) {
    const auto head = read_head(client);
    if (!head) return;
    ProxyRequest request;
    request.head = *head;
    request.target = head->substr(0, head->find(" HTTP/"));
    request.target.erase(0, request.target.find(' ') + 1);
    request.authorization = header_of(*head, "Proxy-Authorization");
    record.update([&](ProxyRecord& all) { all.requests.push_back(request); });
    if (behaviour_.silent) return wait_for_end(client);
    std::string answer = behaviour_.answer;
    if (!behaviour_.authorization.empty() &&
        request.authorization != behaviour_.authorization) {
      answer = refusal(407, "Proxy Authentication Required");
    }
    std::optional<Socket> server;
    if (answer.empty()) {
      try {
        server = connect_loopback(port_for(request.target));
        set_no_delay(*server);
      } catch (const std::exception&) {
        answer = refusal(502, "Bad Gateway");
      }
    }
    if (!server) {
      send_all(client, answer.data(), answer.size());
      return;
    }
    record.update([](ProxyRecord& all) { ++all.tunnels; });
    const std::string yes = "HTTP/1.1 200 Connection established\r\n\r\n";
    if (send_all(client, yes.data(), yes.size())) pass(client, *server);
  }

  std::uint16_t port_for(const std::string& target) const {
    if (behaviour_.server_port) return behaviour_.server_port;
    return static_cast<std::uint16_t>(
        std::stoi(target.substr(target.rfind(':') + 1)));
  }

  // Reads nothing, and ends when the client does.
  void wait_for_end(const Socket& client) {
    while (!stopping_ && !peer_has_gone(client)) {
      poll(nullptr, 0, kLookMs);
    }
  }

  void pass(const Socket& client, const Socket& server) {
    bool ended[2] = {false, false};
    while (!ended[0] || !ended[1]) {
      if (frozen) return wait_for_end(client);
      pollfd states[2] = {{ended[0] ? -1 : client.get(), POLLIN, 0},
                          {ended[1] ? -1 : server.get(), POLLIN, 0}};
      if (stopping_) return;
      if (poll(states, 2, kLookMs) <= 0) continue;
      if (frozen) continue;
      for (int i = 0; i < 2; ++i) {
        if (!states[i].revents) continue;
        const Socket& from = i == 0 ? client : server;
        const Socket& to = i == 0 ? server : client;
        std::array<char, 16384> block;
        const ssize_t size = recv(from.get(), block.data(), block.size(), 0);
        if (size < 0) return;
        if (size == 0) {
          ended[i] = true;
          shutdown(to.get(), SHUT_WR);
          continue;
        }
        record.update([&](ProxyRecord& all) {
          (i == 0 ? all.bytes_to_server : all.bytes_to_client) +=
              static_cast<std::uint64_t>(size);
        });
        if (!send_all(to, block.data(), static_cast<std::size_t>(size))) return;
      }
    }
  }

  const Behaviour behaviour_;
  const Socket listening_;
  std::atomic<bool> stopping_{false};
  std::thread accepting_;
  std::vector<std::thread> serving_;
};

std::string ScriptedProxy::refusal(int status, const std::string& reason) {
  return "HTTP/1.1 " + std::to_string(status) + " " + reason +
         "\r\nProxy-Authenticate: Basic realm=\"test\"\r\n"
         "Content-Length: 5\r\nConnection: close\r\n\r\nwords";
}

ScriptedProxy::ScriptedProxy(Behaviour behaviour)
    : engine_(std::make_unique<Engine>(std::move(behaviour))) {}

ScriptedProxy::~ScriptedProxy() = default;

std::uint16_t ScriptedProxy::port() const { return engine_->port(); }

void ScriptedProxy::freeze() { engine_->frozen = true; }

ProxyRecord ScriptedProxy::record() const { return engine_->record.read(); }

bool ScriptedProxy::wait_until(
    const std::function<bool(const ProxyRecord&)>& predicate,
    std::chrono::milliseconds within) const {
  return engine_->record.wait_until(predicate, within);
}

}  // namespace pulsarws::testing
