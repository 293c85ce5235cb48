#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/auth/credential_source.h"

namespace pulsarws {

// A source whose credentials come from where one waits for them: from a file or
// a server. They are fetched on a thread that lives no longer than that, one at
// a time: whoever asks meanwhile gets the same answer. Nobody waits for a fetch
// that hangs, and there is never more than one that does.
class BlockingSource : public CredentialSource,
                       public std::enable_shared_from_this<BlockingSource> {
 public:
  void ask(Answer answer) override;

 protected:
  // On a thread of its own. May throw.
  virtual Result<std::string> fetch() = 0;

  // Whether an answer is there without fetching. Without a lock.
  virtual bool at_hand(std::string& /*authorization*/) { return false; }

 private:
  void run() noexcept;
  std::vector<Answer> take_asking();

  std::mutex mutex_;
  std::vector<Answer> asking_;
  bool fetching_ = false;
};

}  // namespace pulsarws
