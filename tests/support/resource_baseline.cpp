#include "resource_baseline.h"

#include "attempt.h"
#include "catch.h"
#include "wait.h"

namespace pulsarws::testing {

ResourceBaseline::ResourceBaseline() {
  REQUIRE(quiet());
  threads_ = process_threads();
  descriptors_ = process_descriptors();
}

void ResourceBaseline::check() const {
  CHECK(quiet());
  bool restored = wait_for(
      [&] {
        return process_threads() <= threads_ &&
               process_descriptors() <= descriptors_;
      },
      kSoon);
  INFO("threads " << threads_ << " -> " << process_threads() << ", descriptors "
                  << descriptors_ << " -> " << process_descriptors());
  CHECK(restored);
}

}  // namespace pulsarws::testing
