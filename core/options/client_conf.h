#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/options/options.h"

namespace pulsarws {

using OptionValues = std::vector<std::pair<std::string, std::string>>;

// What Pulsar's settings `authPlugin` and `authParams` come to as client
// options. kNotSupported for a plugin or a parameter without counterpart,
// kInvalidOptionValue for parameters that cannot be read; no error shows a
// parameter's value.
Result<OptionValues> auth_options(std::string_view plugin,
                                  std::string_view params);

// "http://host:8080/,..." as ws://, https:// as wss://; empty where it is of
// another kind, pulsar:// for instance.
std::string websocket_url(std::string_view service_url);

// Sets client options from the text of a Pulsar client.conf. Changes nothing
// where something is wrong; the error names `file` and the line.
Error set_from_client_conf(Options& options, std::string_view text,
                           const std::string& file);
Error load_client_conf(Options& options, const std::string& path);

}  // namespace pulsarws
