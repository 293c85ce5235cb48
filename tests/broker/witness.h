#pragma once

#include <string>
#include <vector>

namespace pulsarws::testing {

// The lines that witness.py prints; throws where it fails.
std::vector<std::string> ask_witness(const std::string& arguments);

}  // namespace pulsarws::testing
