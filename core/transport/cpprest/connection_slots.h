#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>

namespace pulsarws {

// Bounds what cpprestsdk may hold of the process for ever. A connection holds a
// slot while it is being opened and while it is being torn down, the two times
// when it can hang; an open one holds none. A new attempt waits, in order, as
// long as the limit is reached.
class ConnectionSlots {
 public:
  class Slot {
   public:
    Slot() = default;
    Slot(Slot&& other) noexcept;
    Slot& operator=(Slot&& other) noexcept;
    ~Slot();

    explicit operator bool() const noexcept { return slots_ != nullptr; }
    // From now on its connection has ended for its owner.
    void park() noexcept;

   private:
    friend class ConnectionSlots;
    explicit Slot(ConnectionSlots* slots) noexcept : slots_(slots) {}

    ConnectionSlots* slots_ = nullptr;
    bool parked_ = false;
  };

  using Admission = std::function<void(Slot)>;

  // The process's own, never destroyed.
  static ConnectionSlots& of_process() noexcept;

  // Sets the limit to `limit` if that is more than it was.
  void raise_limit(std::size_t limit);
  std::size_t limit() const noexcept;

  // Calls `admission` with a slot: before it returns, or later on the thread on
  // which one comes free, with no lock held. It must not throw.
  std::uint64_t request(Admission admission);
  // Forgets a request; nothing happens if it has been admitted.
  void withdraw(std::uint64_t request) noexcept;

  // A slot at once, beyond the limit if need be.
  Slot take() noexcept;

  std::size_t in_use() const noexcept;
  std::size_t parked() const noexcept;

 private:
  struct Waiting {
    std::uint64_t id;
    Admission admission;
  };

  void release(bool parked) noexcept;
  void admit_waiting() noexcept;

  mutable std::mutex mutex_;
  std::deque<Waiting> waiting_;
  std::uint64_t last_id_ = 0;
  std::size_t limit_ = 0;
  std::size_t in_use_ = 0;
  std::size_t parked_ = 0;
};

}  // namespace pulsarws
