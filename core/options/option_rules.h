#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/options/options.h"

namespace pulsarws {

// What holds between options, beyond what holds for each: kInvalidOptionValue
// for the first rule that is broken. No sentence shows a secret.
Error broken_rule(const Options& options);

// What a client's options name as sources of its credentials, each by one
// option; by the rules there is one at most.
std::vector<std::string> credential_sources(const Options& client_options);

}  // namespace pulsarws
