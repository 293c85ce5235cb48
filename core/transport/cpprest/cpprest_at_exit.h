#pragma once

namespace pulsarws {

// Holds the process's exit up while a thread makes tasks of cpprestsdk's. The
// exit takes the tasks' scheduler away; cpprestsdk would start 40 threads in
// its place, on which a send goes on when it has been answered, and which the
// exit would join. Whoever wants in during the exit waits for the process's
// end.
class CpprestInUse {
 public:
  CpprestInUse() noexcept;
  ~CpprestInUse();
  CpprestInUse(const CpprestInUse&) = delete;
  CpprestInUse& operator=(const CpprestInUse&) = delete;

 private:
  const bool inside_;
};

}  // namespace pulsarws
