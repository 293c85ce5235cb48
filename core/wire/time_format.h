#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pulsarws::wire {

// "2026-11-23T14:10:35.803Z" of milliseconds since 1970. RFC 3339 has the years
// 0 to 9999: a time outside is written as the nearest one inside.
std::string format_rfc3339(std::int64_t epoch_milliseconds);
// Written without a zero; returns the place behind it.
inline constexpr std::size_t kRfc3339Size = 24;
char* write_rfc3339(char* to, std::int64_t epoch_milliseconds);
void append_rfc3339(std::string& out, std::int64_t epoch_milliseconds);

// Reads RFC 3339 with Z or an offset, with any number of fraction digits
// (those beyond milliseconds are cut off) or none, as Java writes a whole
// second. Years outside of 0 to 9999 as ISO 8601 and Java have them:
// "+58876-09-18T22:23:49.323Z", "-0001-...". Nothing where it is not such a
// time, or one that 64 bits of milliseconds cannot say; a leap second (":60")
// is not one to Java's clock either, nor here.
std::optional<std::int64_t> parse_rfc3339(std::string_view text);

}  // namespace pulsarws::wire
