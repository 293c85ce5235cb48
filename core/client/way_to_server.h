#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/net/tls_settings.h"
#include "core/options/options.h"
#include "core/wire/endpoint_url.h"
#include "core/wire/proxy_url.h"

namespace pulsarws {

// What a client's options say about TLS and proxies.

TlsSettings tls_settings(const Options& client_options);

// The proxy on the way to each server: the options', else the environment's.
// kProxy where a variable of the environment holds none. `variable` is getenv.
Result<std::vector<std::optional<wire::ProxyServer>>> proxies_to(
    const std::vector<wire::ServiceUrl>& servers, const Options& client_options,
    const std::function<const char*(const char* name)>& variable);

}  // namespace pulsarws
