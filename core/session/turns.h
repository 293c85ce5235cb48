#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace pulsarws {

// Lets one at a time ask a server that left attempts without an answer: each of
// them may keep a place at the server long after we have given it up. Shared by
// a client's sessions.
class Turns : public std::enable_shared_from_this<Turns> {
 public:
  // Who holds this has the turn.
  using Turn = std::shared_ptr<const void>;

  // Null where somebody else has it.
  Turn take(const std::string& server);

 private:
  std::mutex mutex_;
  std::set<std::string> taken_;
};

}  // namespace pulsarws
