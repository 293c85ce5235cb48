#include "capi/src/boundary.h"
#include "capi/src/text.h"
#include "core/options/client_conf.h"
#include "core/options/options_file.h"

using namespace pulsarws;
using namespace pulsarws::capi;

pws_options* pws_options_new(int32_t kind) {
  if (kind < PWS_OPTIONS_CLIENT || kind > PWS_OPTIONS_READER) return nullptr;
  if (platform::is_forked()) return nullptr;
  try {
    return std::make_unique<pws_options>(
               pws_options{Options(static_cast<OptionsKind>(kind))})
        .release();
  } catch (...) {
    return nullptr;
  }
}

pws_options* pws_options_dup(const pws_options* options) {
  if (!options || platform::is_forked()) return nullptr;
  try {
    return std::make_unique<pws_options>(*options).release();
  } catch (...) {
    return nullptr;
  }
}

void pws_options_free(pws_options* options) {
  std::unique_ptr<pws_options> freed(options);
}

pws_status pws_options_set(pws_options* options, const char* name,
                           const char* value, pws_error** error) {
  return enter(error, [&]() -> Error {
    if (!options) return null_argument("options");
    if (!name) return null_argument("name");
    if (!value) return options->options.set(name, std::nullopt);
    return options->options.set(name, value);
  });
}

pws_status pws_options_get(const pws_options* options, const char* name,
                           const char** value, pws_error** error) {
  return enter(error, [&]() -> Error {
    if (!options) return null_argument("options");
    if (!name) return null_argument("name");
    if (!value) return null_argument("value");
    auto found = options->options.get(name);
    if (!found) return found.error();
    *value = *found;
    return {};
  });
}

pws_status pws_options_load_file(pws_options* options, const char* path,
                                 pws_error** error) {
  return enter(error, [&]() -> Error {
    if (!options) return null_argument("options");
    if (!path) return null_argument("path");
    return load_options_file(options->options, path);
  });
}

pws_status pws_options_load_client_conf(pws_options* options, const char* path,
                                        pws_error** error) {
  return enter(error, [&]() -> Error {
    if (!options) return null_argument("options");
    if (!path) return null_argument("path");
    if (Error wrong = check_options(options, OptionsKind::kClient)) {
      return wrong;
    }
    return load_client_conf(options->options, path);
  });
}

pws_status pws_options_dump(const pws_options* options, pws_text** text,
                            pws_error** error) {
  clear(text);
  return enter(error, [&]() -> Error {
    if (!options) return null_argument("options");
    if (!text) return null_argument("text");
    give_text(dump_options(options->options), text);
    return {};
  });
}
