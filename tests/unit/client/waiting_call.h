#pragma once

#include <unistd.h>

#include <atomic>
#include <fstream>
#include <functional>
#include <future>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "tests/support/wait.h"
#include "tests/unit/client/watched_client.h"

namespace pulsarws::testing {

// A call on a thread of its own of which one can tell that it waits.
class WaitingCall {
 public:
  explicit WaitingCall(std::function<Error()> call)
      : result_(elsewhere([this, call = std::move(call)] {
          thread_ = gettid();
          return call();
        })) {}

  // True as soon as its thread sleeps: in the call, where else.
  bool is_waiting() {
    return testing::wait_for(
        [this] {
          if (thread_ == 0) return false;
          std::ifstream stat("/proc/self/task/" + std::to_string(thread_) +
                             "/stat");
          std::string text;
          std::getline(stat, text);
          auto name_end = text.rfind(')');
          return name_end != std::string::npos &&
                 text.compare(name_end + 2, 1, "S") == 0;
        },
        kPatience);
  }
  Error result() { return outcome(result_); }

 private:
  std::atomic<pid_t> thread_{0};
  std::future<Error> result_;
};

}  // namespace pulsarws::testing
