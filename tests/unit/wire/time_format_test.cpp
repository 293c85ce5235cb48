#include "core/wire/time_format.h"

#include <limits>
#include <string>

#include "tests/support/catch.h"

using pulsarws::wire::append_rfc3339;
using pulsarws::wire::format_rfc3339;
using pulsarws::wire::parse_rfc3339;

namespace {

constexpr std::int64_t kDay = 86'400'000;

}  // namespace

TEST_CASE("known times are written and read", "[time]") {
  const std::pair<std::int64_t, const char*> times[] = {
      {0, "1970-01-01T00:00:00.000Z"},
      {1, "1970-01-01T00:00:00.001Z"},
      {-1, "1969-12-31T23:59:59.999Z"},
      {951'782'400'000, "2000-02-29T00:00:00.000Z"},
      {951'868'799'999, "2000-02-29T23:59:59.999Z"},
      {951'868'800'000, "2000-03-01T00:00:00.000Z"},
      {1'795'443'035'803, "2026-11-23T14:10:35.803Z"},
      {1'709'164'799'000, "2024-02-28T23:59:59.000Z"},
      {4'107'542'400'000, "2100-03-01T00:00:00.000Z"},
      {2'147'483'648'000, "2038-01-19T03:14:08.000Z"},
      {-62'167'219'200'000, "0000-01-01T00:00:00.000Z"},
      {-62'162'035'200'001, "0000-02-29T23:59:59.999Z"},
      {253'402'300'799'999, "9999-12-31T23:59:59.999Z"}};
  for (const auto& [milliseconds, text] : times) {
    CAPTURE(text);
    CHECK(format_rfc3339(milliseconds) == text);
    CHECK(parse_rfc3339(text) == milliseconds);
  }
}

TEST_CASE("years out of the calendar are read as Java writes them", "[time]") {
  using Limits = std::numeric_limits<std::int64_t>;
  // The positive ones as Pulsar 4.0.1 sent them.
  const std::pair<std::int64_t, const char*> times[] = {
      {1'795'443'035'803'000, "+58865-04-28T16:36:43Z"},
      {1'795'443'035'803'000'000, "+56897294-11-12T03:56:40Z"},
      {253'402'300'800'000, "+10000-01-01T00:00:00Z"},
      {-62'167'219'200'001, "-0001-12-31T23:59:59.999Z"},
      {-62'198'755'200'000, "-0001-01-01T00:00:00Z"},
      {-377'705'116'800'000, "-9999-01-01T00:00:00Z"},
      {Limits::max(), "+292278994-08-17T07:12:55.807Z"},
      {Limits::min(), "-292275055-05-16T16:47:04.192Z"}};
  for (const auto& [milliseconds, text] : times) {
    CAPTURE(text);
    CHECK(parse_rfc3339(text) == milliseconds);
  }
  for (const char* text :
       {"+292278994-08-17T07:12:55.808Z", "-292275055-05-16T16:47:04.191Z",
        "+292278994-08-18T07:12:55.807Z", "-292275055-05-15T16:47:04.192Z",
        "+999999999-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z",
        "+1000000000-01-01T00:00:00Z", "+9999-01-01T00:00:00Z",
        "-999-01-01T00:00:00Z", "+-58865-08-09T02:43:23Z", "+58865", "-", "+",
        "+58866-02-29T00:00:00Z", "+5886x-08-09T02:43:23Z"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rfc3339(text).has_value());
  }
}

TEST_CASE("every day of four centuries has its date", "[time]") {
  // Counted day by day, against the arithmetic.
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  std::int64_t at = -719'528 * kDay;  // 0000-01-01
  std::string expected = "0000-00-00";
  for (const int start : {0, 1600, 2000, 9600}) {
    at = *parse_rfc3339(std::to_string(10000 + start).substr(1) +
                        "-01-01T00:00:00Z");
    for (int year = start; year < start + 400; ++year) {
      const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
      for (int month = 1; month <= 12; ++month) {
        const int days = kDays[month - 1] + (month == 2 && leap ? 1 : 0);
        for (int day = 1; day <= days; ++day, at += kDay) {
          std::string date = std::to_string(10000 + year).substr(1) + '-' +
                             std::to_string(100 + month).substr(1) + '-' +
                             std::to_string(100 + day).substr(1);
          date += "T00:00:00.000Z";
          if (format_rfc3339(at) != date || parse_rfc3339(date) != at) {
            CAPTURE(at);
            REQUIRE(format_rfc3339(at) == date);
            REQUIRE(parse_rfc3339(date) == at);
          }
        }
      }
    }
  }
  SUCCEED();
}

TEST_CASE("the years before 1970 are in place", "[time]") {
  CHECK(parse_rfc3339("0000-01-01T00:00:00Z") == -719'528 * kDay);
  CHECK(parse_rfc3339("1600-01-01T00:00:00Z") == -135'140 * kDay);
}

TEST_CASE("a time is appended to what is there", "[time]") {
  std::string out = "at ";
  append_rfc3339(out, 0);
  CHECK(out == "at 1970-01-01T00:00:00.000Z");
}

TEST_CASE("a time that RFC 3339 cannot say is the nearest it can", "[time]") {
  CHECK(format_rfc3339(253'402'300'800'000) == "9999-12-31T23:59:59.999Z");
  CHECK(format_rfc3339(std::numeric_limits<std::int64_t>::max()) ==
        "9999-12-31T23:59:59.999Z");
  CHECK(format_rfc3339(std::numeric_limits<std::int64_t>::min()) ==
        "0000-01-01T00:00:00.000Z");
}

TEST_CASE("offsets are taken into account", "[time]") {
  constexpr std::int64_t kTime = 1'795'443'035'803;
  CHECK(parse_rfc3339("2026-11-23T14:10:35.803+00:00") == kTime);
  CHECK(parse_rfc3339("2026-11-23T14:10:35.803-00:00") == kTime);
  CHECK(parse_rfc3339("2026-11-23T15:10:35.803+01:00") == kTime);
  CHECK(parse_rfc3339("2026-11-23T19:40:35.803+05:30") == kTime);
  CHECK(parse_rfc3339("2026-11-23T06:10:35.803-08:00") == kTime);
  CHECK(parse_rfc3339("2026-11-24T00:10:35.803+10:00") == kTime);
  CHECK(parse_rfc3339("2026-11-22T23:09:35.803-15:01") == kTime);
}

TEST_CASE("fractions of any length are taken", "[time]") {
  CHECK(parse_rfc3339("1970-01-01T00:00:01Z") == 1000);
  CHECK(parse_rfc3339("1970-01-01T00:00:01.5Z") == 1500);
  CHECK(parse_rfc3339("1970-01-01T00:00:01.05Z") == 1050);
  CHECK(parse_rfc3339("1970-01-01T00:00:01.0005Z") == 1000);
  CHECK(parse_rfc3339("1970-01-01T00:00:01.9999Z") == 1999);
  CHECK(parse_rfc3339("1970-01-01T00:00:01.123456789+00:00") == 1123);
  CHECK(parse_rfc3339("1970-01-01T00:00:01." + std::string(500, '9') + 'Z') ==
        1999);
  CHECK(parse_rfc3339("1969-12-31T23:59:59.9999Z") == -1);
}

TEST_CASE("small letters are as good", "[time]") {
  CHECK(parse_rfc3339("1970-01-01t00:00:01z") == 1000);
}

TEST_CASE("what is not an RFC 3339 time is refused", "[time]") {
  const char* texts[] = {"",
                         "2026",
                         "2026-11-23",
                         "2026-11-23T14:10:35.803",       // no zone
                         "2026-11-23T14:10Z",             // no seconds
                         "2026-11-23 14:10:35Z",          // a space
                         "2026-11-23T14:10:35,803Z",      // a comma
                         "2026-11-23T14:10:35.Z",         // no digits
                         "2026-11-23T14:10:35.803ZZ",     // more
                         "2026-11-23T14:10:35.803Z ",     // more
                         " 2026-11-23T14:10:35.803Z",     // more
                         "2026-11-23T14:10:35.803+0100",  // no colon
                         "2026-11-23T14:10:35.803+01",
                         "2026-11-23T14:10:35.803+01:",
                         "2026-11-23T14:10:35.803+24:00",
                         "2026-11-23T14:10:35.803+01:60",
                         "2026-00-23T14:10:35Z",
                         "2026-13-23T14:10:35Z",
                         "2026-11-00T14:10:35Z",
                         "2026-11-31T14:10:35Z",
                         "2026-02-29T14:10:35Z",  // not a leap year
                         "2100-02-29T14:10:35Z",  // not a leap year
                         "2024-02-30T14:10:35Z",
                         "2026-11-23T24:00:00Z",
                         "2026-11-23T14:60:35Z",
                         "2026-12-31T23:59:60Z",  // a leap second
                         "26-11-23T14:10:35Z",
                         "+2026-11-23T14:10:35Z",
                         "10000-11-23T14:10:35Z",
                         "-001-11-23T14:10:35Z",
                         "2026-1-23T14:10:35Z",
                         "2026-11-23T+4:10:35Z",
                         "2o26-11-23T14:10:35Z",
                         "2026-11-23T14:10:3\xd9\xa3Z"};
  for (const char* text : texts) {
    CAPTURE(text);
    CHECK_FALSE(parse_rfc3339(text).has_value());
  }
}

TEST_CASE("a time cut short is refused", "[time]") {
  const std::string whole = "2026-11-23T14:10:35.803+01:00";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(parse_rfc3339(whole.substr(0, size)).has_value());
  }
}
