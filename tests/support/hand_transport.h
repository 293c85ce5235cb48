#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/transport/transport.h"

namespace pulsarws::testing {

// A transport without threads and locks, and that needs no memory: what happens
// is done by the test, on its thread.
class HandTransport final : public Transport {
 public:
  void connect(ConnectRequest,
               std::weak_ptr<TransportListener> listener) override {
    listener_ = std::move(listener);
  }
  void notify() noexcept override { notified_ = true; }
  void ping() noexcept override {}
  void close(std::uint16_t, std::string) noexcept override { ending_ = true; }
  void abandon(Error error) noexcept override {
    if (!ending_) error_ = std::move(error);
    ending_ = true;
  }
  std::chrono::milliseconds write_stall() const noexcept override {
    return std::chrono::milliseconds::zero();
  }

  // What the network does.
  void open() noexcept {
    if (opened_ || ended_) return;
    opened_ = true;
    if (auto listener = listener_.lock()) listener->on_open();
  }
  // `text` has its padding behind it.
  void text(std::string_view text) noexcept {
    if (!is_open()) return;
    if (auto listener = listener_.lock()) listener->on_text(text);
  }
  void end_batch() noexcept {
    if (!is_open()) return;
    if (auto listener = listener_.lock()) listener->on_batch_end();
  }
  void end() noexcept {
    if (ended_) return;
    ended_ = true;
    const Error error = std::move(error_);
    if (auto listener = listener_.lock()) listener->on_closed(error);
  }
  // All frames, where there was a notify.
  void pull(FrameSink& sink) noexcept {
    if (!is_open() || !notified_.exchange(false)) return;
    auto listener = listener_.lock();
    while (listener && listener->pull_frames(sink)) {
    }
  }

  bool is_open() const noexcept { return opened_ && !ended_; }
  bool is_ending() const noexcept { return ending_ && !ended_; }

 private:
  std::weak_ptr<TransportListener> listener_;
  std::atomic<bool> notified_{false};
  bool opened_ = false;
  bool ending_ = false;
  bool ended_ = false;
  Error error_;
};

// Knows the connection that was made last.
class HandNetwork {
 public:
  TransportFactory factory() {
    return [this] {
      auto made = std::make_shared<HandTransport>();
      last_ = made;
      return made;
    };
  }
  std::shared_ptr<HandTransport> last() const { return last_.lock(); }

 private:
  std::weak_ptr<HandTransport> last_;
};

// A frame of the server's with its padding.
class PaddedFrame {
 public:
  explicit PaddedFrame(std::string text)
      : size_(text.size()),
        text_(std::move(text) + std::string(wire::kTextPadding, ' ')) {}
  std::string_view text() const { return {text_.data(), size_}; }

 private:
  std::size_t size_;
  std::string text_;
};

}  // namespace pulsarws::testing
