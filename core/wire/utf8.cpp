#include "core/wire/utf8.h"

#include <simdjson.h>

#include "core/base/simdjson_at_exit.h"

namespace pulsarws::wire {

bool is_utf8(std::string_view text) noexcept {
  const SimdjsonInUse use;
  return !use || simdjson::validate_utf8(text.data(), text.size());
}

}  // namespace pulsarws::wire
