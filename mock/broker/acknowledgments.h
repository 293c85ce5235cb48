#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace pulsarws::mock::broker {

// Which messages of its batches a consumer has acknowledged: the broker hears
// of a batch when all of it is.
class Acknowledgments {
 public:
  // Whether the whole batch is acknowledged with this one.
  bool complete(std::int64_t number, std::size_t index, std::size_t size) {
    std::vector<bool>& done = batches_[number];
    done.resize(size);
    if (index < size) done[index] = true;
    for (const bool one : done) {
      if (!one) return false;
    }
    batches_.erase(number);
    return true;
  }
  // It comes again, and all of it counts.
  void forget(std::int64_t number) { batches_.erase(number); }
  void forget_all() { batches_.clear(); }

 private:
  std::map<std::int64_t, std::vector<bool>> batches_;
};

}  // namespace pulsarws::mock::broker
