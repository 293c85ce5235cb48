#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace pulsarws {

// How many log lines wait for their reader. Each holds a place for as long as
// it lives, which may be longer than whoever counts them.
class WaitingLines {
 public:
  class Place {
   public:
    Place() = default;
    explicit Place(std::shared_ptr<std::atomic<std::size_t>> count)
        : count_(std::move(count)) {
      ++*count_;
    }
    ~Place() { leave(); }
    Place(Place&&) noexcept = default;
    Place& operator=(Place&& other) noexcept {
      leave();
      count_ = std::exchange(other.count_, nullptr);
      return *this;
    }

   private:
    void leave() noexcept {
      if (count_) --*count_;
      count_ = nullptr;
    }

    std::shared_ptr<std::atomic<std::size_t>> count_;
  };

  std::size_t count() const noexcept { return *count_; }
  Place one_more() const { return Place(count_); }

 private:
  std::shared_ptr<std::atomic<std::size_t>> count_ =
      std::make_shared<std::atomic<std::size_t>>(0);
};

}  // namespace pulsarws
