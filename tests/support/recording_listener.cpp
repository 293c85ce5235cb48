#include "recording_listener.h"

#include <algorithm>
#include <utility>

namespace pulsarws::testing {

class RecordingListener::Call {
 public:
  Call(RecordingListener& listener, std::atomic<int>& under_way)
      : under_way_(under_way) {
    if (under_way_.fetch_add(1) == 0) return;
    listener.told_.update([](Told& told) { ++told.overlaps; });
  }
  ~Call() { --under_way_; }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

 private:
  std::atomic<int>& under_way_;
};

void RecordingListener::on_open() noexcept {
  Call call(*this, events_);
  told_.update([](Told& told) {
    told.events.push_back("open");
    ++told.opened;
  });
}

void RecordingListener::on_text(std::string_view text) noexcept {
  Call call(*this, events_);
  told_.update([&](Told& told) {
    told.events.push_back("text");
    told.texts.emplace_back(text);
  });
  if (also_on_text) also_on_text(text);
}

void RecordingListener::on_alive() noexcept {
  Call call(*this, events_);
  told_.update([](Told& told) {
    told.events.push_back("alive");
    ++told.alive;
  });
}

void RecordingListener::on_closed(const Error& error) noexcept {
  Call call(*this, events_);
  told_.update([&](Told& told) {
    told.events.push_back("closed");
    ++told.closed;
    told.error = error;
  });
  if (also_on_closed) also_on_closed();
}

bool RecordingListener::pull_frames(FrameSink& sink) noexcept {
  Call call(*this, pulls_);
  told_.update([](Told& told) {
    ++told.pulls;
    if (told.closed) ++told.pulls_after_closed;
  });
  bool more = false;
  queue_.update([&](Queue& queue) {
    std::size_t count = std::min(queue.batch, queue.frames.size());
    auto end = queue.frames.begin() + static_cast<std::ptrdiff_t>(count);
    std::for_each(queue.frames.begin(), end,
                  [&](std::string& frame) { sink.put(std::move(frame)); });
    queue.frames.erase(queue.frames.begin(), end);
    more = !queue.frames.empty();
  });
  return more;
}

void RecordingListener::queue(std::string frame, std::size_t batch) {
  queue_.update([&](Queue& queue) {
    queue.frames.push_back(std::move(frame));
    queue.batch = batch;
  });
}

bool in_order(const Told& told) {
  if (told.opened > 1 || told.closed != 1) return false;
  if (told.pulls_after_closed || told.overlaps) return false;
  if (told.events.back() != "closed") return false;
  return told.events.size() == 1 || told.events.front() == "open";
}

}  // namespace pulsarws::testing
