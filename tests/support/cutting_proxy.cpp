#include "cutting_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <list>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "frame_counter.h"
#include "loopback_socket.h"
#include "recorded.h"

namespace pulsarws::testing {
namespace {

constexpr int kBacklog = 128;
constexpr std::uint64_t kNever = FrameCounter::kNoLimit;

sockaddr_in address_of(const std::string& host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) {
    throw std::invalid_argument("not an IPv4 address: " + host);
  }
  return address;
}

// Bound to a number and not to "any free port", so that the kernel keeps the
// port for it while it does not listen.
Socket bind_for_good() {
  Socket first = bind_loopback();
  const std::uint16_t port = port_of(first);
  first.close();
  return bind_loopback(port);
}

// What passes one way.
struct Direction {
  std::array<char, 65536> buffer;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool finished = false;
  FrameCounter counter;

  bool has_bytes() const { return begin < end; }
};

struct Pair {
  Socket client;
  Socket server;
  Direction to_server;
  Direction to_client;
  bool broken = false;
};

// When to cut, in totals of all connections.
struct Limits {
  std::uint64_t bytes_to_server = kNever;
  std::uint64_t frames_to_server = kNever;
  std::uint64_t frames_to_client = kNever;
};

}  // namespace

class CuttingProxy::Engine {
 public:
  Engine(const std::string& host, std::uint16_t port)
      : server_(address_of(host, port)),
        listening_(bind_for_good()),
        port_(port_of(listening_)) {
    accept_new();
    thread_ = std::thread([this] { run(); });
  }

  ~Engine() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
    }
    wake_up_.raise();
    thread_.join();
    reset_all();
  }

  std::uint16_t port() const { return port_; }

  void cut() {
    std::lock_guard<std::mutex> lock(mutex_);
    reset_all();
    wake_up_.raise();
  }

  // Calls `change(limits, traffic so far)`.
  template <typename Change>
  void limit(Change change) {
    std::lock_guard<std::mutex> lock(mutex_);
    change(limits_, traffic.read());
    wake_up_.raise();
  }

  void refuse_new() {
    std::lock_guard<std::mutex> lock(mutex_);
    accepting_ = false;
    // Stops listening; the port stays bound.
    shutdown(listening_.get(), SHUT_RD);
    wake_up_.raise();
  }

  void accept_new() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (listen(listening_.get(), kBacklog) != 0) {
      throw std::runtime_error("listen");
    }
    set_nonblocking(listening_);
    accepting_ = true;
    wake_up_.raise();
  }

  void pause(bool paused) {
    std::lock_guard<std::mutex> lock(mutex_);
    paused_ = paused;
    wake_up_.raise();
  }

  Recorded<ProxyTraffic> traffic;

 private:
  void run() {
    std::vector<pollfd> states;
    for (;;) {
      {
        std::lock_guard<std::mutex> lock(mutex_);
        if (stopping_) return;
        forget_broken();
        states = awaited();
      }
      poll(states.data(), states.size(), -1);
      std::lock_guard<std::mutex> lock(mutex_);
      wake_up_.clear();
      if (paused_) {
        accept_waiting();
        continue;
      }
      // Trying a socket that is not ready costs a call and does no harm.
      for (Pair& pair : pairs_) move_bytes(pair);
      accept_waiting();
    }
  }

  std::vector<pollfd> awaited() const {
    std::vector<pollfd> states{{wake_up_.descriptor(), POLLIN, 0}};
    if (accepting_) states.push_back({listening_.get(), POLLIN, 0});
    if (paused_) return states;
    const auto await = [&](const Socket& socket, const Direction& from_it,
                           const Direction& to_it) {
      const bool reads = !from_it.finished && !from_it.has_bytes();
      const int events =
          (reads ? POLLIN : 0) | (to_it.has_bytes() ? POLLOUT : 0);
      if (events == 0) return;
      states.push_back({socket.get(), static_cast<short>(events), 0});
    };
    for (const Pair& pair : pairs_) {
      await(pair.client, pair.to_server, pair.to_client);
      await(pair.server, pair.to_client, pair.to_server);
    }
    return states;
  }

  void accept_waiting() {
    while (accepting_) {
      Socket client(accept4(listening_.get(), nullptr, nullptr,
                            SOCK_CLOEXEC | SOCK_NONBLOCK));
      if (!client) return;
      Socket server(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
      if (connect(server.get(), reinterpret_cast<const sockaddr*>(&server_),
                  sizeof server_) != 0) {
        client.reset();
        continue;
      }
      set_nonblocking(server);
      set_no_delay(server);
      set_no_delay(client);
      Pair& pair = pairs_.emplace_back();
      pair.client = std::move(client);
      pair.server = std::move(server);
      traffic.update([](ProxyTraffic& all) {
        ++all.connections;
        ++all.open_now;
      });
    }
  }

  void move_bytes(Pair& pair) {
    if (pair.broken) return;
    const bool alive = pass(pair.client, pair.server, pair.to_server, true) &&
                       pass(pair.server, pair.client, pair.to_client, false);
    if (limit_reached()) {
      limits_ = {};
      reset_all();
    } else if (!alive || (pair.to_server.finished && pair.to_client.finished)) {
      if (!alive) reset(pair);
      pair.broken = true;
    }
  }

  bool limit_reached() const {
    const ProxyTraffic passed = traffic.read();
    return passed.bytes_to_server >= limits_.bytes_to_server ||
           passed.frames_to_server >= limits_.frames_to_server ||
           passed.frames_to_client >= limits_.frames_to_client;
  }

  // One read and one write at most, so that no connection starves the others.
  // False when the connection broke.
  bool pass(Socket& from, Socket& to, Direction& direction, bool to_server) {
    if (direction.finished) return true;
    if (!direction.has_bytes()) {
      const ssize_t size =
          recv(from.get(), direction.buffer.data(), direction.buffer.size(), 0);
      if (size < 0) return errno == EAGAIN;
      if (size == 0) {
        shutdown(to.get(), SHUT_WR);
        direction.finished = true;
        return true;
      }
      direction.begin = 0;
      direction.end = static_cast<std::size_t>(size);
    }
    const std::size_t allowed = allowed_of(direction, to_server);
    const ssize_t sent = send(to.get(), &direction.buffer[direction.begin],
                              allowed, MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN;
    count(direction, static_cast<std::size_t>(sent), to_server);
    return true;
  }

  // How much of the buffer may pass before a limit of its direction.
  std::size_t allowed_of(const Direction& direction, bool to_server) const {
    const ProxyTraffic passed = traffic.read();
    std::uint64_t allowed = direction.end - direction.begin;
    if (to_server && limits_.bytes_to_server != kNever) {
      allowed =
          std::min(allowed, limits_.bytes_to_server - passed.bytes_to_server);
    }
    const std::uint64_t frame_limit =
        to_server ? limits_.frames_to_server : limits_.frames_to_client;
    if (frame_limit != kNever) {
      const std::uint64_t frames =
          to_server ? passed.frames_to_server : passed.frames_to_client;
      FrameCounter trial = direction.counter;
      allowed = trial.feed(&direction.buffer[direction.begin],
                           static_cast<std::size_t>(allowed),
                           trial.frames() + (frame_limit - frames));
    }
    return static_cast<std::size_t>(allowed);
  }

  void count(Direction& direction, std::size_t sent, bool to_server) {
    const std::uint64_t before = direction.counter.frames();
    direction.counter.feed(&direction.buffer[direction.begin], sent);
    direction.begin += sent;
    const std::uint64_t frames = direction.counter.frames() - before;
    traffic.update([&](ProxyTraffic& all) {
      (to_server ? all.bytes_to_server : all.bytes_to_client) += sent;
      (to_server ? all.frames_to_server : all.frames_to_client) += frames;
    });
  }

  static void reset(Pair& pair) {
    pair.client.reset();
    pair.server.reset();
    pair.broken = true;
  }

  // The pairs are forgotten later, for the thread may be walking them.
  void reset_all() {
    for (Pair& pair : pairs_) reset(pair);
    traffic.update([](ProxyTraffic& all) { ++all.cuts; });
  }

  void forget_broken() {
    const std::size_t before = pairs_.size();
    pairs_.remove_if([](const Pair& pair) { return pair.broken; });
    if (pairs_.size() == before) return;
    traffic.update([this](ProxyTraffic& all) { all.open_now = pairs_.size(); });
  }

  const sockaddr_in server_;
  const Socket listening_;
  const std::uint16_t port_;
  WakeUp wake_up_;

  // Guards all below; never held while the thread waits.
  std::mutex mutex_;
  std::list<Pair> pairs_;
  Limits limits_;
  bool accepting_ = false;
  bool paused_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

CuttingProxy::CuttingProxy(std::uint16_t server_port,
                           const std::string& server_host)
    : engine_(std::make_unique<Engine>(server_host, server_port)) {}

CuttingProxy::~CuttingProxy() = default;

std::uint16_t CuttingProxy::port() const { return engine_->port(); }

void CuttingProxy::cut() { engine_->cut(); }

void CuttingProxy::cut_after(std::uint64_t bytes_to_server) {
  engine_->limit([&](Limits& limits, const ProxyTraffic& passed) {
    limits.bytes_to_server = passed.bytes_to_server + bytes_to_server;
  });
}

void CuttingProxy::cut_after_frames_to_server(std::uint64_t frames) {
  engine_->limit([&](Limits& limits, const ProxyTraffic& passed) {
    limits.frames_to_server = passed.frames_to_server + frames;
  });
}

void CuttingProxy::cut_after_frames_to_client(std::uint64_t frames) {
  engine_->limit([&](Limits& limits, const ProxyTraffic& passed) {
    limits.frames_to_client = passed.frames_to_client + frames;
  });
}

void CuttingProxy::refuse_new() { engine_->refuse_new(); }
void CuttingProxy::accept_new() { engine_->accept_new(); }
void CuttingProxy::pause() { engine_->pause(true); }
void CuttingProxy::resume() { engine_->pause(false); }

ProxyTraffic CuttingProxy::traffic() const { return engine_->traffic.read(); }

bool CuttingProxy::wait_until(
    const std::function<bool(const ProxyTraffic&)>& predicate,
    std::chrono::milliseconds within) const {
  return engine_->traffic.wait_until(predicate, within);
}

}  // namespace pulsarws::testing
