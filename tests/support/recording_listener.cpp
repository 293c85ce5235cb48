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

void RecordingListener::note(const char* event,
                             const std::function<void(Told&)>& update) {
  Call call(*this, events_);
  told_.update([&](Told& told) {
    told.events.emplace_back(event);
    if (told.in_batch && told.events.back() != "text") ++told.unended_batches;
    update(told);
  });
}

void RecordingListener::on_open() noexcept {
  note("open", [](Told& told) { ++told.opened; });
}

void RecordingListener::on_text(std::string_view text) noexcept {
  note("text", [&](Told& told) {
    told.texts.emplace_back(text);
    told.in_batch = true;
    for (std::size_t i = 0; i < wire::kTextPadding; ++i) {
      told.padding =
          static_cast<char>(told.padding ^ text.data()[text.size() + i]);
    }
  });
  if (also_on_text) also_on_text(text);
}

void RecordingListener::on_batch_end() noexcept {
  Call call(*this, events_);
  told_.update([](Told& told) {
    ++told.batches;
    told.in_batch = false;
  });
}

void RecordingListener::on_alive() noexcept {
  note("alive", [](Told& told) { ++told.alive; });
}

void RecordingListener::on_closed(const Error& error) noexcept {
  note("closed", [&](Told& told) {
    ++told.closed;
    told.error = error;
  });
  if (also_on_closed) also_on_closed();
}

bool RecordingListener::pull_frames(FrameSink& sink) noexcept {
  Call call(*this, pulls_);
  told_.update([](Told& told) {
    ++told.pulls;
    if (!told.opened || told.closed) ++told.untimely_pulls;
  });
  bool more = false;
  queue_.update([&](Queue& queue) {
    std::size_t count = std::min(queue.batch, queue.frames.size());
    auto end = queue.frames.begin() + static_cast<std::ptrdiff_t>(count);
    std::for_each(queue.frames.begin(), end, [&](const std::string& frame) {
      sink.put(wire::Frame(frame));
    });
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
  if (told.untimely_pulls || told.overlaps) return false;
  if (told.unended_batches) return false;
  if (told.events.back() != "closed") return false;
  return told.events.size() == 1 || told.events.front() == "open";
}

}  // namespace pulsarws::testing
