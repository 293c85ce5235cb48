#pragma once

#include <string>

namespace pulsarws::testing {

// The transport that this run of the tests is about, which ctest names in
// PULSARWS_TEST_TRANSPORT. Empty: the library's default, without asking for it.
std::string tested_transport();

}  // namespace pulsarws::testing
