#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>

#include "core/base/ring.h"
#include "core/base/timers.h"
#include "core/wire/message_id.h"

namespace pulsarws {

// What the application has said of a delivery.
enum class Verdict : std::uint8_t { kAck, kNack };

// What a consumer remembers of its acks and nacks, because the server confirms
// none and forgets all ids with the connection. A verdict is unfenced from the
// moment its frame is queued until the server has answered a question (the
// fence) that was asked behind it. If the connection breaks first, or if the
// verdict was on a delivery of an earlier connection, it is remembered: when
// the server delivers that message again, it is settled without the
// application. An answered fence says that the proxy has handled an ack, not
// that it has sent it to its broker: so acks stay remembered for some time
// after it too, over reconnects alone. On one connection a message that comes
// again is handed out again: somebody has asked for it. No lock and no I/O of
// its own.
class Settlements {
 public:
  // How long acks are remembered that a fence has confirmed.
  explicit Settlements(Milliseconds memory = Milliseconds(0))
      : memory_(memory) {}

  // Room for so many more sent(), which then need no memory.
  void reserve_sent(std::size_t more) { unfenced_.reserve_more(more); }

  // A frame with this verdict goes out on the present connection.
  void sent(const wire::MessageId& id, Verdict verdict);

  // The delivery was on an earlier connection: nothing goes out. Where there is
  // no memory for it, it is delivered a second time at the worst.
  void remember(const wire::MessageId& id, Verdict verdict,
                TimePoint now) noexcept;

  bool remembers(const wire::MessageId& id, TimePoint now) const noexcept;

  // The verdict on a message that has just been delivered, if it has been given
  // before; forgotten then.
  std::optional<Verdict> take(const wire::MessageId& id, TimePoint now);

  // The application was or will be handed this message after its verdict.
  void forget(const wire::MessageId& id) noexcept { remembered_.erase(id); }

  // Room for one more fence_asked(), which then needs no memory.
  void reserve_fence() { fences_.reserve_more(1); }

  // A fence is about to be asked: it stands behind all that was sent so far.
  void fence_asked();
  // The server has answered the oldest fence.
  void fence_answered(TimePoint now) noexcept;
  std::size_t fences_asked() const noexcept { return fences_.size(); }

  // What no fence stands behind yet.
  std::size_t without_fence() const noexcept;

  // The connection has gone. A nack needs no memory: it comes again in any
  // case.
  void connection_lost(TimePoint now) noexcept;

  std::size_t remembered() const noexcept { return remembered_.size(); }

 private:
  struct Sent {
    wire::MessageId id;
    Verdict verdict = Verdict::kAck;
  };
  struct Fenced {
    Sent sent;
    TimePoint at;
  };
  struct Remembered {
    Verdict verdict;
    TimePoint since;
    TimePoint until;
  };
  void remember_until(const wire::MessageId& id, Verdict verdict, TimePoint now,
                      TimePoint until) noexcept;
  void keep_fenced(const Sent& sent, TimePoint now) noexcept;
  void forget_old(TimePoint now);

  const Milliseconds memory_;
  Ring<Fenced> fenced_verdicts_;  // of the last memory_, in order
  Ring<Sent> unfenced_;
  std::uint64_t fenced_ = 0;    // how many have left unfenced_ at its front
  Ring<std::uint64_t> fences_;  // counts of verdicts that each stands behind
  std::unordered_map<wire::MessageId, Remembered> remembered_;
  std::deque<std::pair<wire::MessageId, TimePoint>> age_order_;
};

}  // namespace pulsarws
