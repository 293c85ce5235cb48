#pragma once

#include <cstdint>
#include <memory>
#include <utility>

namespace pulsarws {

class Message;
struct Event;

// Whom an event is about.
class EventSource {
 public:
  enum class Kind : std::uint8_t { kClient, kProducer, kConsumer, kReader };

  virtual ~EventSource() = default;

  virtual Kind kind() const noexcept = 0;

  // A kMessage event in the queue is only the word that its source has messages
  // for the listener: which, is settled when they are handed out, so that one
  // lost with its connection in the meantime is not. Null where there is none
  // (any more); then `word` has been taken back, or need not be kept.
  virtual std::shared_ptr<const Message> take_for_listener(
      std::unique_ptr<Event>& word) noexcept {
    static_cast<void>(word);
    return nullptr;
  }

  // Takes the word back where there is no message now: a queue that holds it
  // says to pollers that there is something.
  virtual void take_back_if_idle(std::unique_ptr<Event>& word) noexcept {
    static_cast<void>(word);
  }

  // Whatever the application knows it by; not used here. Set before there is an
  // event about it, and alive as long as this is.
  void set_tag(std::shared_ptr<void> tag) noexcept { tag_ = std::move(tag); }
  void* tag() const noexcept { return tag_.get(); }

 private:
  std::shared_ptr<void> tag_;
};

}  // namespace pulsarws
