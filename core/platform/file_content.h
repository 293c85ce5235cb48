#pragma once

#include <cstddef>
#include <string>
#include <system_error>

namespace pulsarws::platform {

// Reads a file's first bytes, `most` of them or as many as there are, by a
// descriptor that children of this process do not inherit.
std::error_code read_file(const std::string& name, std::size_t most,
                          std::string& content);

}  // namespace pulsarws::platform
