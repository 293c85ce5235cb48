// A whole transport before a conformance suite of the Autobahn kind, as testee
// is for the WebSocket of beast. Texts are echoed; of other messages, which
// Pulsar never sends, a transport tells nothing, so those cases fail.
//
//   transport_testee TRANSPORT [--deflate] ws://127.0.0.1:PORT CASES
//
// The agent's name is "pulsarws"; the reports are written at the end.

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "core/transport/transports.h"

namespace {

using namespace pulsarws;

constexpr std::chrono::seconds kPatience{60};

class Echo final : public TransportListener {
 public:
  explicit Echo(std::shared_ptr<Transport> transport)
      : transport_(std::move(transport)) {}

  void wait_until_closed() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, kPatience, [this] { return closed_; })) {
      lock.unlock();
      transport_->abandon(Error(Status::kTimeout, "a case without an end"));
    }
  }

 private:
  void on_open() noexcept override {}
  void on_text(std::string_view text) noexcept override {
    std::lock_guard lock(mutex_);
    echoes_.emplace_back(text);
  }
  void on_batch_end() noexcept override { transport_->notify(); }
  void on_alive() noexcept override {}
  void on_closed(const Error& error) noexcept override {
    if (error.status != Status::kConnectionLost) {
      std::fprintf(stderr, "%s\n", error.message.c_str());
    }
    std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_one();
  }
  bool pull_frames(FrameSink& sink) noexcept override {
    std::lock_guard lock(mutex_);
    for (wire::Frame& echo : echoes_) sink.put(std::move(echo));
    echoes_.clear();
    return false;
  }

  const std::shared_ptr<Transport> transport_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<wire::Frame> echoes_;  // by mutex_
  bool closed_ = false;             // by mutex_
};

void run(const TransportFactory& factory, const wire::ServiceUrl& server,
         const std::string& path) {
  auto transport = factory();
  auto echo = std::make_shared<Echo>(transport);
  ConnectRequest request;
  request.route.server = server;
  request.path = path;
  request.timeout = kPatience;
  transport->connect(std::move(request), echo);
  echo->wait_until_closed();
}

}  // namespace

int main(int count, char** arguments) {
  const bool deflate = count > 2 && !std::strcmp(arguments[2], "--deflate");
  TransportSettings settings;
  settings.largest_message = 64 << 20;
  settings.compression = deflate;
  auto factory = make_transport_factory(count > 1 ? arguments[1] : "", settings,
                                        process_timers());
  if (deflate) {
    ++arguments;
    --count;
  }
  auto server = wire::parse_service_url(count == 4 ? arguments[2] : "");
  const int cases = count == 4 ? std::atoi(arguments[3]) : 0;
  if (!factory || !server || cases < 1) {
    std::fprintf(stderr,
                 "usage: transport_testee TRANSPORT [--deflate] "
                 "ws://HOST:PORT CASES\n");
    return 2;
  }
  const std::string agent = "agent=pulsarws";
  for (int number = 1; number <= cases; ++number) {
    run(*factory, *server,
        "/runCase?case=" + std::to_string(number) + "&" + agent);
  }
  run(*factory, *server, "/updateReports?" + agent);
  return 0;
}
