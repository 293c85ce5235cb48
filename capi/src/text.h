#pragma once

#include <memory>
#include <string>
#include <utility>

#include "capi/src/objects.h"

namespace pulsarws::capi {

// Gives a text out, as the caller's.
inline void give_text(std::string text, pws_text** out) {
  *out = std::make_unique<pws_text>(pws_text{std::move(text)}).release();
}

}  // namespace pulsarws::capi
