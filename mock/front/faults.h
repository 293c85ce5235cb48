#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mock/front/fault.h"

namespace pulsarws::mock {

// The faults that are in force: those of the command line and those that came
// over HTTP since.
class Faults {
 public:
  explicit Faults(const std::vector<Fault>& from_command_line);

  // Returns its number, by which it can be taken back.
  std::int64_t add(Fault fault);
  bool remove(std::int64_t number);
  void clear() { active_.clear(); }

  // What is to go wrong with a new connection of the topic, its own name's
  // wishes included. Counts it where a fault is for so many connections only.
  Fault begin_connection(std::string_view topic);

  // [{"id":1,...}]
  std::string json() const;

 private:
  struct Active {
    std::int64_t number;
    Fault fault;
  };

  std::int64_t last_number_ = 0;
  std::vector<Active> active_;
};

}  // namespace pulsarws::mock
