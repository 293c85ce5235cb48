#pragma once

#include <string>
#include <vector>

namespace pulsarws::testing {

// While it lives, a host's addresses are these, in this order, for all of this
// program: its getaddrinfo() stands before the C library's.
class FakeHost {
 public:
  FakeHost(std::string name, const std::vector<std::string>& addresses);
  ~FakeHost();
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

 private:
  const std::string name_;
};

// A host whose name servers do not answer as long as it lives.
class HangingHost {
 public:
  HangingHost();
  ~HangingHost();
  HangingHost(const HangingHost&) = delete;
  HangingHost& operator=(const HangingHost&) = delete;

  static constexpr const char* kName = "hanging.invalid";
};

// How often the addresses of a host have been asked for.
std::size_t times_asked_for(const std::string& name);

}  // namespace pulsarws::testing
