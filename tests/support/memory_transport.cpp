#include "memory_transport.h"

#include <stdexcept>
#include <utility>

namespace pulsarws::testing {

// The near end: what the code under test holds.
class MemoryConnection::End final : public Transport {
 public:
  End(std::shared_ptr<MemoryConnection> far,
      const std::optional<Script>& script)
      : far_(std::move(far)), script_(script) {}
  ~End() override {
    std::lock_guard lock(far_->mutex_);
    far_->released_ = true;
  }

  void connect(ConnectRequest request,
               std::weak_ptr<TransportListener> listener) override {
    std::lock_guard lock(far_->mutex_);
    far_->request_ = std::move(request);
    far_->listener_ = std::move(listener);
    far_->connected_ = true;
    far_->changed_.notify_all();
    if (script_) far_->start_threads(*script_);
  }
  void notify() noexcept override {
    std::lock_guard lock(far_->mutex_);
    far_->notified_ = true;
    far_->changed_.notify_all();
  }
  void ping() noexcept override {
    std::lock_guard lock(far_->mutex_);
    ++far_->pings_;
  }
  void close(std::uint16_t code, std::string) noexcept override {
    {
      std::lock_guard lock(far_->mutex_);
      far_->close_code_ = code;
      far_->closing_ = true;
      far_->changed_.notify_all();
    }
    if (far_->threaded_) far_->end_as_asked();
  }
  void abandon(Error error) noexcept override {
    {
      std::lock_guard lock(far_->mutex_);
      if (!far_->closing_) far_->abandoned_ = std::move(error);
      far_->closing_ = true;
      far_->changed_.notify_all();
    }
    if (far_->threaded_) far_->end_as_asked();
  }
  std::chrono::milliseconds write_stall() const noexcept override {
    std::lock_guard lock(far_->mutex_);
    return far_->write_stall_;
  }

 private:
  const std::shared_ptr<MemoryConnection> far_;
  const std::optional<Script>& script_;
};

// --- What the code under test wants -----------------------------------------

ConnectRequest MemoryConnection::request() const {
  std::lock_guard lock(mutex_);
  return request_;
}

int MemoryConnection::pings() const {
  std::lock_guard lock(mutex_);
  return pings_;
}

bool MemoryConnection::is_closing() const {
  std::lock_guard lock(mutex_);
  return closing_;
}

std::optional<Error> MemoryConnection::abandoned() const {
  std::lock_guard lock(mutex_);
  return abandoned_;
}

std::optional<std::uint16_t> MemoryConnection::close_code() const {
  std::lock_guard lock(mutex_);
  return close_code_;
}

bool MemoryConnection::is_ended() const {
  std::lock_guard lock(mutex_);
  return ended_;
}

bool MemoryConnection::is_released() const {
  std::lock_guard lock(mutex_);
  return released_;
}

bool MemoryConnection::await_connect() const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [this] { return connected_; });
}

bool MemoryConnection::await_closing() const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [this] { return closing_; });
}

// --- What the network does --------------------------------------------------

// With threads a call is made by the connection's own thread, later.
void MemoryConnection::tell(Call call) {
  std::shared_ptr<TransportListener> listener;
  {
    std::lock_guard lock(mutex_);
    if (ended_) return;
    if (threaded_) {
      said_.push_back(std::move(call));
      changed_.notify_all();
      return;
    }
    listener = listener_.lock();
  }
  std::lock_guard one_at_a_time(calls_);
  if (listener) call(*listener);
}

void MemoryConnection::open() {
  tell([this](TransportListener& listener) {
    listener.on_open();
    // Nothing is pulled before the owner knows.
    std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  });
}

void MemoryConnection::text(std::string text) { texts({std::move(text)}); }

void MemoryConnection::texts(std::vector<std::string> texts) {
  tell([texts = std::move(texts)](TransportListener& listener) {
    wire::PaddedText padded;
    for (const std::string& text : texts) listener.on_text(padded.copy(text));
    listener.on_batch_end();
  });
}

void MemoryConnection::alive() {
  tell([](TransportListener& listener) { listener.on_alive(); });
}

void MemoryConnection::end(Error error) {
  tell([this, error = std::move(error)](TransportListener& listener) {
    {
      std::lock_guard lock(mutex_);
      if (ended_) return;
      ended_ = true;
      open_ = false;
      former_listener_ = listener_.lock();
    }
    stop_threads();
    listener.on_closed(error);
  });
}

void MemoryConnection::end_as_asked() {
  Error error;
  {
    std::lock_guard lock(mutex_);
    if (!closing_) return;
    if (abandoned_) error = *abandoned_;
  }
  end(std::move(error));
}

void MemoryConnection::set_write_stall(std::chrono::milliseconds stall) {
  std::lock_guard lock(mutex_);
  write_stall_ = stall;
}

void MemoryConnection::text_after_end(std::string_view text) {
  former_listener_->on_text(wire::PaddedText().copy(text));
  former_listener_->on_batch_end();
}

void MemoryConnection::open_after_end() { former_listener_->on_open(); }

void MemoryConnection::end_again(const Error& error) {
  former_listener_->on_closed(error);
}

// --- Frames -----------------------------------------------------------------

namespace {

class Frames final : public FrameSink {
 public:
  void put(wire::Frame frame) override { all.emplace_back(frame.text()); }
  std::vector<std::string> all;
};

}  // namespace

void MemoryConnection::pull() {
  std::shared_ptr<TransportListener> listener;
  {
    std::lock_guard lock(mutex_);
    if (!open_ || !notified_) return;
    notified_ = false;
    listener = listener_.lock();
  }
  if (!listener) return;
  Frames frames;
  while (listener->pull_frames(frames)) {
  }
  std::lock_guard lock(mutex_);
  for (auto& frame : frames.all) frames_.push_back(std::move(frame));
}

std::vector<std::string> MemoryConnection::frames() {
  pull();
  std::lock_guard lock(mutex_);
  return std::exchange(frames_, {});
}

std::vector<std::string> MemoryConnection::await_frames(std::size_t count) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (true) {
    pull();
    std::unique_lock lock(mutex_);
    if (frames_.size() >= count || !changed_.wait_until(lock, deadline, [this] {
          return open_ && notified_;
        })) {
      return std::exchange(frames_, {});
    }
  }
}

// --- Threads ----------------------------------------------------------------

void MemoryConnection::start_threads(const Script& script) {
  threaded_ = true;
  said_.push_back([this, &script](TransportListener&) {
    if (script.connected) script.connected(*this);
  });
  events_ = std::thread([this] { run_events(); });
  writer_ = std::thread([this, &script] { run_writer(script); });
}

void MemoryConnection::run_events() {
  std::unique_lock lock(mutex_);
  while (!ended_) {
    changed_.wait(lock, [this] { return !said_.empty(); });
    Call call = std::move(said_.front());
    said_.pop_front();
    auto listener = listener_.lock();
    lock.unlock();
    if (listener) call(*listener);
    listener = nullptr;
    lock.lock();
    if (listener_.expired()) break;  // nobody hears of an end any more
  }
  ended_ = true;
  lock.unlock();
  stop_threads();
}

void MemoryConnection::run_writer(const Script& script) {
  while (true) {
    std::shared_ptr<TransportListener> listener;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock,
                    [this] { return stop_writer_ || (open_ && notified_); });
      if (stop_writer_) return;
      notified_ = false;
      listener = listener_.lock();
    }
    if (!listener) return;
    bool more = true;
    while (more) {
      Frames frames;
      more = listener->pull_frames(frames);
      for (const std::string& frame : frames.all) {
        if (script.frame) script.frame(*this, frame);
      }
    }
  }
}

// The writer's last pull is over before the listener hears of the end.
void MemoryConnection::stop_threads() {
  {
    std::lock_guard lock(mutex_);
    stop_writer_ = true;
    changed_.notify_all();
  }
  if (writer_.joinable()) writer_.join();
}

// --- The network ------------------------------------------------------------

MemoryNetwork::MemoryNetwork(
    std::function<void(MemoryConnection&)> connected,
    std::function<void(MemoryConnection&, const std::string&)> frame)
    : script_(
          MemoryConnection::Script{std::move(connected), std::move(frame)}) {}

MemoryNetwork::~MemoryNetwork() {
  std::vector<std::shared_ptr<MemoryConnection>> left;
  {
    std::lock_guard lock(mutex_);
    left = connections_;
  }
  for (auto& connection : left) {
    connection->end(Error(Status::kConnectionLost, "the test is over"));
    if (connection->events_.joinable()) connection->events_.join();
  }
}

TransportFactory MemoryNetwork::factory() {
  return [this]() -> std::shared_ptr<Transport> {
    auto far = std::make_shared<MemoryConnection>();
    auto near = std::make_shared<MemoryConnection::End>(far, script_);
    std::lock_guard lock(mutex_);
    connections_.push_back(std::move(far));
    made_.notify_all();
    return near;
  };
}

std::size_t MemoryNetwork::count() const {
  std::lock_guard lock(mutex_);
  return connections_.size();
}

std::shared_ptr<MemoryConnection> MemoryNetwork::connection(
    std::size_t number) const {
  std::shared_ptr<MemoryConnection> wanted;
  {
    std::unique_lock lock(mutex_);
    if (made_.wait_for(lock, kPatience,
                       [&] { return connections_.size() >= number; })) {
      wanted = connections_[number - 1];
    }
  }
  if (!wanted || !wanted->await_connect()) {
    throw std::runtime_error("connection " + std::to_string(number) +
                             " was not made");
  }
  return wanted;
}

std::shared_ptr<MemoryConnection> MemoryNetwork::last() const {
  return connection(count());
}

std::size_t MemoryNetwork::end_as_asked() {
  std::vector<std::shared_ptr<MemoryConnection>> all;
  {
    std::lock_guard lock(mutex_);
    all = connections_;
  }
  std::size_t ended = 0;
  for (auto& connection : all) {
    if (!connection->is_closing() || connection->is_ended()) continue;
    connection->end_as_asked();
    ++ended;
  }
  return ended;
}

}  // namespace pulsarws::testing
