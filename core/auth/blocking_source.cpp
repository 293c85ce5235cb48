#include "core/auth/blocking_source.h"

#include <exception>
#include <utility>

#include "core/platform/threads.h"

namespace pulsarws {

void BlockingSource::ask(Answer answer) {
  std::string authorization;
  if (at_hand(authorization)) {
    answer(std::move(authorization));
    return;
  }
  {
    std::lock_guard lock(mutex_);
    asking_.push_back(std::move(answer));
    if (std::exchange(fetching_, true)) return;
  }
  try {
    platform::start_detached_thread(
        "pws-credentials", [self = shared_from_this()] { self->run(); });
  } catch (const std::exception& failed) {
    Error error(Status::kOutOfMemory, "no thread to get the credentials: " +
                                          std::string(failed.what()));
    for (auto& one : take_asking()) one(error);
  }
}

void BlockingSource::run() noexcept {
  Result<std::string> result = Error(Status::kCredentials, "");
  try {
    result = fetch();
  } catch (const std::exception& failed) {
    result = Error(Status::kCredentials, "the credentials could not be got: " +
                                             std::string(failed.what()));
  }
  for (auto& one : take_asking()) one(result);
}

std::vector<CredentialSource::Answer> BlockingSource::take_asking() {
  std::lock_guard lock(mutex_);
  fetching_ = false;
  return std::exchange(asking_, {});
}

}  // namespace pulsarws
