#pragma once

#include <functional>
#include <string>

#include "core/base/error.h"
#include "core/base/timers.h"

namespace pulsarws {

// Where a client's connections get their credentials from. It is asked before
// each attempt to connect; whoever asks waits as long as he likes.
class CredentialSource {
 public:
  // The value of the Authorization header, or kCredentials.
  using Answer = std::function<void(Result<std::string>)>;

  virtual ~CredentialSource() = default;

  // `answer` is called once, before this returns or later, on any thread and
  // with no lock held. It does not block. May throw, and does not answer then.
  virtual void ask(Answer answer) = 0;

  // How to call it that there was no answer within `limit`.
  virtual Error overdue(Milliseconds limit) const = 0;

  // The server did not accept what was answered: one that keeps its answers
  // forgets this one.
  virtual void refused() noexcept {}

  // Whether it may answer another time what it has not answered yet.
  virtual bool may_change() const noexcept { return true; }
};

}  // namespace pulsarws
