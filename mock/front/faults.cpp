#include "mock/front/faults.h"

#include <algorithm>

namespace pulsarws::mock {

Faults::Faults(const std::vector<Fault>& from_command_line) {
  for (const Fault& fault : from_command_line) add(fault);
}

std::int64_t Faults::add(Fault fault) {
  active_.push_back({++last_number_, std::move(fault)});
  return last_number_;
}

bool Faults::remove(std::int64_t number) {
  const auto found =
      std::find_if(active_.begin(), active_.end(),
                   [&](const Active& one) { return one.number == number; });
  if (found == active_.end()) return false;
  active_.erase(found);
  return true;
}

Fault Faults::begin_connection(std::string_view topic) {
  Fault fault;
  for (Active& one : active_) {
    if (one.fault.connections == 0 || !is_for_topic(one.fault, topic)) {
      continue;
    }
    if (one.fault.connections > 0) --one.fault.connections;
    add_fault(fault, one.fault);
  }
  add_fault_of_name(fault, topic);
  return fault;
}

std::string Faults::json() const {
  std::string json = "[";
  for (const Active& one : active_) {
    if (json.size() > 1) json += ',';
    json += "{\"id\":" + std::to_string(one.number);
    const std::string fields = fault_json(one.fault);
    if (fields != "{}") json += ",";
    json += fields.substr(1);
  }
  return json + "]";
}

}  // namespace pulsarws::mock
