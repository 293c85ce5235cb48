#pragma once

#include <string>
#include <vector>

namespace pulsarws::testing {

// Where Apache's client finds the plain cluster. With pulsarws-mock, which it
// cannot speak to, this throws words by which ctest calls the test skipped.
std::string broker_url();

// The lines that witness.py prints; throws where it fails.
std::vector<std::string> ask_witness(const std::string& arguments);

}  // namespace pulsarws::testing
