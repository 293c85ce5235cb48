#pragma once

#include <cstddef>

namespace pulsarws::testing {

// The threads and descriptors that are in use when no connection is left;
// check() fails where it does not come back to that.
class ResourceBaseline {
 public:
  ResourceBaseline();
  void check() const;

 private:
  std::size_t threads_ = 0;
  std::size_t descriptors_ = 0;
};

}  // namespace pulsarws::testing
