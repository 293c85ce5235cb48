#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/transport/transport.h"
#include "recorded.h"

namespace pulsarws::testing {

// What a transport told its owner, in order.
struct Told {
  std::vector<std::string> events;  // "open", "text ...", "alive", "closed"
  std::vector<std::string> texts;
  std::size_t opened = 0;
  std::size_t alive = 0;
  std::size_t closed = 0;
  std::size_t pulls = 0;
  std::size_t untimely_pulls = 0;  // before open, or after closed
  std::size_t overlaps = 0;  // of events, or of pulls, which none may have
  std::size_t batches = 0;
  bool in_batch = false;
  std::size_t unended_batches = 0;  // something else came before their end
  char padding = 0;                 // of what was read behind the texts
  Error error;
};

// An owner of a transport that writes down all it is told.
class RecordingListener : public TransportListener {
 public:
  void on_open() noexcept override;
  void on_text(std::string_view text) noexcept override;
  void on_batch_end() noexcept override;
  void on_alive() noexcept override;
  void on_closed(const Error& error) noexcept override;
  bool pull_frames(FrameSink& sink) noexcept override;

  // For pull_frames, which hands over at most `batch` at once.
  void queue(std::string frame, std::size_t batch = 100);

  const Recorded<Told>& told() const { return told_; }

  // Called in on_text and on_closed, after it was written down.
  std::function<void(std::string_view)> also_on_text;
  std::function<void()> also_on_closed;

 private:
  struct Queue {
    std::vector<std::string> frames;
    std::size_t batch = 100;
  };

  // Counts a call that comes while another of its kind is under way.
  class Call;
  void note(const char* event, const std::function<void(Told&)>& update);

  std::atomic<int> events_{0};
  std::atomic<int> pulls_{0};
  Recorded<Told> told_;
  Recorded<Queue> queue_;
};

// Whether all events came as the contract says: open before any other, closed
// once and last, pulls only between them, no call during another of its kind.
bool in_order(const Told& told);

}  // namespace pulsarws::testing
