#include "mock/front/java_time.h"

#include "tests/support/catch.h"

using pulsarws::mock::append_java_time;
using pulsarws::mock::parse_java_time;

namespace {

std::string written(std::int64_t milliseconds) {
  std::string text;
  append_java_time(text, milliseconds);
  return text;
}

// Both ways, as a message's time goes.
std::string there_and_back(std::string_view text) {
  const auto outcome = parse_java_time(text);
  CHECK(outcome.refusal == "");
  return written(outcome.epoch_milliseconds);
}

std::string refusal(std::string_view text) {
  return parse_java_time(text).refusal;
}

}  // namespace

TEST_CASE("a time is written without zeros at its end", "[mock][java_time]") {
  CHECK(written(1767323045678) == "2026-01-02T03:04:05.678Z");
  CHECK(written(1767323045670) == "2026-01-02T03:04:05.67Z");
  CHECK(written(1767323045600) == "2026-01-02T03:04:05.6Z");
  CHECK(written(1767323045000) == "2026-01-02T03:04:05Z");
  CHECK(written(1767323040000) == "2026-01-02T03:04:00Z");
}

TEST_CASE("a time of some offset comes back in UTC", "[mock][java_time]") {
  CHECK(there_and_back("2026-11-23T14:10:35.8+02:00") ==
        "2026-11-23T12:10:35.8Z");
  CHECK(there_and_back("2026-01-01T00:30:00-01:30") == "2026-01-01T02:00:00Z");
  CHECK(there_and_back("2024-02-29T12:00:00Z") == "2024-02-29T12:00:00Z");
  CHECK(there_and_back("2026-01-02T03:04:05.678999999Z") ==
        "2026-01-02T03:04:05.678Z");
  CHECK(there_and_back("2026-01-02T03:04Z") == "2026-01-02T03:04:00Z");
  CHECK(there_and_back("2026-01-02t03:04:05z") == "2026-01-02T03:04:05Z");
  CHECK(parse_java_time("1970-01-01T00:00:00Z").epoch_milliseconds == 0);
}

TEST_CASE("what is no time is refused in Java's words", "[mock][java_time]") {
  CHECK(refusal("") == "Text '' could not be parsed at index 0");
  CHECK(refusal("soon") == "Text 'soon' could not be parsed at index 0");
  CHECK(refusal("2026-01-02") ==
        "Text '2026-01-02' could not be parsed at index 10");
  CHECK(refusal("2026-01-02T03:04:05") ==
        "Text '2026-01-02T03:04:05' could not be parsed at index 19");
  CHECK(refusal("2026-01-02T03:04:05Z ") ==
        "Text '2026-01-02T03:04:05Z ' could not be parsed, unparsed text found "
        "at index 20");
}

TEST_CASE("a date that is none is refused in Java's words",
          "[mock][java_time]") {
  CHECK(refusal("2026-13-02T03:04:05Z") ==
        "Text '2026-13-02T03:04:05Z' could not be parsed: Invalid value for "
        "MonthOfYear (valid values 1 - 12): 13");
  CHECK(refusal("2026-02-29T03:04:05Z") ==
        "Text '2026-02-29T03:04:05Z' could not be parsed: Invalid date "
        "'February 29' as '2026' is not a leap year");
  CHECK(refusal("2026-04-31T03:04:05Z") ==
        "Text '2026-04-31T03:04:05Z' could not be parsed: Invalid date 'APRIL "
        "31'");
  CHECK(refusal("2026-01-02T24:04:05Z") ==
        "Text '2026-01-02T24:04:05Z' could not be parsed: Invalid value for "
        "HourOfDay (valid values 0 - 23): 24");
}

TEST_CASE("a refusal quotes no more than Java does", "[mock][java_time]") {
  const std::string text(65, 'x');
  CHECK(refusal(text) == "Text '" + std::string(64, 'x') +
                             "...' could not be parsed at index 0");
}
