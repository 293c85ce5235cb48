#pragma once

#include <string>

#include "core/base/error.h"

namespace pulsarws {

// What a file:// URL names; other texts are a path already.
std::string path_in(std::string place);

// The content of a file of settings, certificates or a credential. The error,
// kFile, is a predicate: "cannot be read: No such file or directory". Blocks as
// long as the file system does.
Result<std::string> read_small_file(const std::string& name);

}  // namespace pulsarws
