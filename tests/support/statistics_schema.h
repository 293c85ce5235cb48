#pragma once

#include <string>

namespace pulsarws::testing {

// What is wrong with the JSON by docs/statistics.schema.json, or by the part of
// it at `pointer` ("/$defs/producer"); empty where nothing is.
std::string schema_violations(const std::string& json,
                              const std::string& pointer = "");

}  // namespace pulsarws::testing
