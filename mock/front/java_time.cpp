#include "mock/front/java_time.h"

#include <cctype>
#include <optional>
#include <utility>

#include "core/wire/time_format.h"

namespace pulsarws::mock {
namespace {

constexpr std::size_t kQuoted = 64;  // of the text, in a refusal
constexpr const char* kMonths[] = {
    "JANUARY", "FEBRUARY", "MARCH",     "APRIL",   "MAY",      "JUNE",
    "JULY",    "AUGUST",   "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"};

bool is_leap(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in(std::int64_t year, int month) {
  if (month == 2) return is_leap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

// Of the proleptic Gregorian calendar, from 1970 on.
std::int64_t days_before(std::int64_t year, int month, int day) {
  if (month <= 2) --year;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t of_era = year - era * 400;
  const std::int64_t of_year =
      (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      of_era * 365 + of_era / 4 - of_era / 100 + of_year;
  return era * 146097 + day_of_era - 719468;
}

class TimeText {
 public:
  explicit TimeText(std::string_view text) : text_(text) {}

  TimeOutcome read() {
    if (!read_fields()) {
      return refused(" could not be parsed at index " + std::to_string(at_));
    }
    if (at_ != text_.size()) {
      return refused(" could not be parsed, unparsed text found at index " +
                     std::to_string(at_));
    }
    const std::string wrong = wrong_with_fields();
    if (!wrong.empty()) return refused(" could not be parsed: " + wrong);
    const std::int64_t seconds = days_before(year_, month_, day_) * 86400 +
                                 std::int64_t{hour_} * 3600 +
                                 std::int64_t{minute_} * 60 + second_ - offset_;
    return {seconds * 1000 + millisecond_, {}};
  }

 private:
  bool read_fields() {
    return read_year() && character('-') && two(month_) && character('-') &&
           two(day_) && character('T') && two(hour_) && character(':') &&
           two(minute_) && read_seconds() && read_offset();
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool character(char wanted) {
    const bool is_it = std::toupper(static_cast<unsigned char>(peek())) ==
                       static_cast<unsigned char>(wanted);
    if (is_it) ++at_;
    return is_it;
  }

  bool digits(std::size_t least, std::size_t most, std::int64_t& number) {
    std::size_t count = 0;
    number = 0;
    while (count < most && at_ + count < text_.size() &&
           std::isdigit(static_cast<unsigned char>(text_[at_ + count]))) {
      number = number * 10 + (text_[at_ + count] - '0');
      ++count;
    }
    if (count < least) return false;
    at_ += count;
    return true;
  }

  bool two(int& number) {
    std::int64_t read = 0;
    if (!digits(2, 2, read)) return false;
    number = static_cast<int>(read);
    return true;
  }

  // Four digits; more only behind a plus sign.
  bool read_year() {
    const std::size_t begin = at_;
    const bool negative = peek() == '-';
    const bool positive = peek() == '+';
    if (negative || positive) ++at_;
    const std::size_t first = at_;
    bool ok = digits(4, 10, year_);
    const std::size_t count = at_ - first;
    if (ok && !negative && positive != (count > 4)) ok = false;
    if (!ok) at_ = begin;
    if (negative) year_ = -year_;
    return ok;
  }

  bool read_seconds() {
    const std::size_t begin = at_;
    if (!character(':') || !two(second_)) {
      second_ = 0;
      at_ = begin;
      return true;
    }
    if (peek() != '.') return true;
    ++at_;
    const std::size_t first = at_;
    std::int64_t fraction = 0;
    digits(0, 9, fraction);
    for (std::size_t count = at_ - first; count < 9; ++count) fraction *= 10;
    millisecond_ = fraction / 1000000;
    return true;
  }

  bool read_offset() {
    if (character('Z')) return true;
    const std::size_t begin = at_;
    const char sign = peek();
    int hours = 0;
    int minutes = 0;
    if (sign != '+' && sign != '-') return false;
    ++at_;
    if (!two(hours) || !character(':') || !two(minutes)) {
      at_ = begin;
      return false;
    }
    offset_ = (std::int64_t{hours} * 60 + minutes) * 60;
    if (sign == '-') offset_ = -offset_;
    return true;
  }

  static std::string outside(const char* field, const char* range,
                             std::int64_t value) {
    return std::string("Invalid value for ") + field + " (valid values " +
           range + "): " + std::to_string(value);
  }

  std::string wrong_with_fields() const {
    if (month_ < 1 || month_ > 12) {
      return outside("MonthOfYear", "1 - 12", month_);
    }
    if (day_ < 1 || day_ > 31) {
      return outside("DayOfMonth", "1 - 28/31", day_);
    }
    if (day_ > days_in(year_, month_)) {
      if (day_ == 29) {
        return "Invalid date 'February 29' as '" + std::to_string(year_) +
               "' is not a leap year";
      }
      return std::string("Invalid date '") + kMonths[month_ - 1] + " " +
             std::to_string(day_) + "'";
    }
    if (hour_ > 23) return outside("HourOfDay", "0 - 23", hour_);
    if (minute_ > 59) return outside("MinuteOfHour", "0 - 59", minute_);
    if (second_ > 59) return outside("SecondOfMinute", "0 - 59", second_);
    return {};
  }

  TimeOutcome refused(const std::string& why) const {
    std::string quoted(text_.substr(0, kQuoted));
    if (text_.size() > kQuoted) quoted += "...";
    return {0, "Text '" + quoted + "'" + why};
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t year_ = 0;
  int month_ = 0;
  int day_ = 0;
  int hour_ = 0;
  int minute_ = 0;
  int second_ = 0;
  std::int64_t millisecond_ = 0;
  std::int64_t offset_ = 0;  // in seconds
};

}  // namespace

void append_java_time(std::string& out, std::int64_t epoch_milliseconds) {
  wire::append_rfc3339(out, epoch_milliseconds);
  out.pop_back();  // the Z
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  out += 'Z';
}

TimeOutcome parse_java_time(std::string_view text) {
  return TimeText(text).read();
}

}  // namespace pulsarws::mock
