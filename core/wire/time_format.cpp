#include "core/wire/time_format.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace pulsarws::wire {
namespace {

constexpr std::int64_t kMillisecondsPerDay = 86'400'000;

// The first millisecond of year 0 and the last of year 9999.
constexpr std::int64_t kEarliest = -62'167'219'200'000;
constexpr std::int64_t kLatest = 253'402'300'799'999;

struct Date {
  int year = 0;
  int month = 0;
  int day = 0;
};

bool is_leap_year(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : kDays[month - 1];
}

// Both conversions count years from 1 March, so that the leap day is a year's
// last, and days from 1 March of year -400, so that all is positive: the
// calendar repeats after 400 years, which are 146,097 days.
constexpr int kEpochFromMarch = 719'468 + 146'097;

// Days before a month that is `month` months after March.
constexpr int days_before(int month) { return (153 * month + 2) / 5; }

int days_since_epoch(Date date) {
  const int from_march = (date.month + 9) % 12;
  const int year = date.year + 400 - (date.month <= 2 ? 1 : 0);
  return year * 365 + year / 4 - year / 100 + year / 400 +
         days_before(from_march) + date.day - 1 - kEpochFromMarch;
}

// Any year as one of the calendar's first 400, and the days between them.
struct Era {
  explicit Era(std::int64_t any) {
    const std::int64_t number = any / 400 - (any % 400 < 0 ? 1 : 0);
    days = number * 146'097;
    year = static_cast<int>(any - number * 400);
  }
  std::int64_t days;
  int year;
};

// Nothing where 64 bits cannot say it.
std::optional<std::int64_t> milliseconds_of(std::int64_t days,
                                            std::int64_t of_day) {
  using Limits = std::numeric_limits<std::int64_t>;
  // Towards zero, so that the product is inside where the sum is.
  if (days < 0) {
    ++days;
    of_day -= kMillisecondsPerDay;
  }
  if (days > Limits::max() / kMillisecondsPerDay ||
      days < Limits::min() / kMillisecondsPerDay) {
    return std::nullopt;
  }
  const std::int64_t whole = days * kMillisecondsPerDay;
  if (of_day > 0 ? whole > Limits::max() - of_day
                 : whole < Limits::min() - of_day) {
    return std::nullopt;
  }
  return whole + of_day;
}

Date date_of(int days_since_epoch) {
  const int days = days_since_epoch + kEpochFromMarch;
  const int era = days / 146'097;
  const int day_of_era = days % 146'097;
  // Leap days taken out, an era's days fall into years of 365.
  const int year_of_era = (day_of_era - day_of_era / 1460 +
                           day_of_era / 36'524 - day_of_era / 146'096) /
                          365;
  const int day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int from_march = (5 * day_of_year + 2) / 153;

  Date date;
  date.month = from_march < 10 ? from_march + 3 : from_march - 9;
  date.day = day_of_year - days_before(from_march) + 1;
  date.year = era * 400 + year_of_era - 400 + (date.month <= 2 ? 1 : 0);
  return date;
}

void write_digits(char* out, int count, int value) {
  for (int i = count - 1; i >= 0; --i, value /= 10) {
    out[i] = static_cast<char>('0' + value % 10);
  }
}

// Takes a text apart from its front. Once something did not fit, all that
// follows is worth nothing and `ok` stays false.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  char next() const { return rest_.empty() ? '\0' : rest_.front(); }

  void expect(char wanted) {
    if (next() != wanted) {
      ok_ = false;
      return;
    }
    rest_.remove_prefix(1);
  }

  // Exactly `count` digits that say a number from `low` to `high`.
  int number(std::size_t count, int low, int high) {
    if (rest_.size() < count) {
      ok_ = false;
      return low;
    }
    int value = 0;
    for (const char digit : rest_.substr(0, count)) {
      if (digit < '0' || digit > '9') ok_ = false;
      value = value * 10 + (digit - '0');
    }
    rest_.remove_prefix(count);
    if (value < low || value > high) ok_ = false;
    return ok_ ? value : low;
  }

  // Four digits, or a sign and up to nine: with '+' those that need it.
  std::int64_t year() {
    const char sign = next();
    if (sign != '+' && sign != '-') return number(4, 0, 9999);
    rest_.remove_prefix(1);
    std::size_t digits = 0;
    while (digits < rest_.size() && rest_[digits] != '-') ++digits;
    if (digits < (sign == '+' ? 5 : 4) || digits > 9) {
      ok_ = false;
      return 0;
    }
    const int year = number(digits, 0, 999'999'999);
    return sign == '-' ? -year : year;
  }

  // One digit or more of a second's fraction.
  int milliseconds() {
    int value = 0;
    int digits = 0;
    for (; next() >= '0' && next() <= '9'; ++digits, rest_.remove_prefix(1)) {
      if (digits < 3) value = value * 10 + (next() - '0');
    }
    if (digits == 0) ok_ = false;
    for (; digits < 3; ++digits) value *= 10;
    return value;
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace

char* write_rfc3339(char* to, std::int64_t epoch_milliseconds) {
  const std::int64_t since_earliest =
      std::clamp(epoch_milliseconds, kEarliest, kLatest) - kEarliest;
  const Date date = date_of(static_cast<int>(
      since_earliest / kMillisecondsPerDay + kEarliest / kMillisecondsPerDay));
  const int time = static_cast<int>(since_earliest % kMillisecondsPerDay);

  char text[] = "0000-00-00T00:00:00.000Z";
  write_digits(text, 4, date.year);
  write_digits(text + 5, 2, date.month);
  write_digits(text + 8, 2, date.day);
  write_digits(text + 11, 2, time / 3'600'000);
  write_digits(text + 14, 2, time / 60'000 % 60);
  write_digits(text + 17, 2, time / 1000 % 60);
  write_digits(text + 20, 3, time % 1000);
  static_assert(sizeof text - 1 == kRfc3339Size);
  std::memcpy(to, text, kRfc3339Size);
  return to + kRfc3339Size;
}

void append_rfc3339(std::string& out, std::int64_t epoch_milliseconds) {
  const std::size_t at = out.size();
  out.resize(at + kRfc3339Size);
  write_rfc3339(&out[at], epoch_milliseconds);
}

std::string format_rfc3339(std::int64_t epoch_milliseconds) {
  std::string text;
  append_rfc3339(text, epoch_milliseconds);
  return text;
}

std::optional<std::int64_t> parse_rfc3339(std::string_view text) {
  TimeReader reader(text);
  const Era era(reader.year());
  Date date;
  date.year = era.year;
  reader.expect('-');
  date.month = reader.number(2, 1, 12);
  reader.expect('-');
  date.day = reader.number(2, 1, days_in_month(date.year, date.month));
  reader.expect(reader.next() == 't' ? 't' : 'T');
  const int hour = reader.number(2, 0, 23);
  reader.expect(':');
  const int minute = reader.number(2, 0, 59);
  reader.expect(':');
  const int second = reader.number(2, 0, 59);
  int milliseconds = 0;
  if (reader.next() == '.') {
    reader.expect('.');
    milliseconds = reader.milliseconds();
  }

  int offset_minutes = 0;
  const char zone = reader.next();
  if (zone == '+' || zone == '-') {
    reader.expect(zone);
    offset_minutes = reader.number(2, 0, 23) * 60;
    reader.expect(':');
    offset_minutes += reader.number(2, 0, 59);
    if (zone == '-') offset_minutes = -offset_minutes;
  } else {
    reader.expect(zone == 'z' ? 'z' : 'Z');
  }
  if (!reader.ok() || !reader.at_end()) return std::nullopt;

  const std::int64_t minutes = hour * 60 + minute - offset_minutes;
  return milliseconds_of(
      era.days + days_since_epoch(date),
      minutes * 60'000 + std::int64_t{second} * 1000 + milliseconds);
}

}  // namespace pulsarws::wire
