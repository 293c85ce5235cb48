#pragma once

namespace pulsarws {

// Held while simdjson is used: its implementations are static objects, and the
// process's exit destroys them. The exit waits, a second at most, for whoever
// has one; whoever wants one during the exit waits for the process's end.
class SimdjsonInUse {
 public:
  SimdjsonInUse() noexcept;
  ~SimdjsonInUse();
  SimdjsonInUse(const SimdjsonInUse&) = delete;
  SimdjsonInUse& operator=(const SimdjsonInUse&) = delete;

  // False on the thread that exits: simdjson must not be used any more.
  explicit operator bool() const noexcept { return inside_; }

 private:
  const bool inside_;
};

}  // namespace pulsarws
