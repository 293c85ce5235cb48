#include "core/client/outage.h"

#include <cstdio>
#include <utility>

namespace pulsarws {
namespace {

// Shorter ones have a line when they begin and one when they end.
constexpr Milliseconds kFirstDoubling{5000};

std::string seconds(Milliseconds time) {
  const std::int64_t tenths = (time.count() + 50) / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

std::string counted(std::uint64_t attempts) {
  return std::to_string(attempts) + (attempts == 1 ? " attempt" : " attempts");
}

std::string lost_words(std::uint64_t connection, const Error& error) {
  return "connection " + std::to_string(connection) + " lost: " + error.message;
}

}  // namespace

void Outage::begin(TimePoint now) noexcept {
  under_way_ = true;
  since_ = now;
  tell_after_ = kFirstDoubling;
  attempts_ = 0;
  refusal_told_ = false;
}

void Outage::lost(std::uint64_t connection, TimePoint now) noexcept {
  begin(now);
  lost_ = connection;
}

LogWords Outage::next_attempt(const Error& error, Milliseconds wait,
                              const char* advice, TimePoint now) {
  const std::string next =
      "; next attempt in " + std::to_string(wait.count()) + " ms";
  if (const auto connection = std::exchange(lost_, 0)) {
    return {LogLevel::kWarning, lost_words(connection, error) + next};
  }
  const bool first = !under_way_;
  if (first) begin(now);
  ++attempts_;
  const auto lasted = std::chrono::duration_cast<Milliseconds>(now - since_);
  const bool doubled = lasted >= tell_after_;
  while (lasted >= tell_after_) tell_after_ *= 2;
  std::string text = error.message;
  if (advice) text += std::string("; ") + advice;
  if (first) return {LogLevel::kWarning, "no connection: " + text + next};
  if (doubled || (advice && !refusal_told_)) {
    refusal_told_ = refusal_told_ || advice;
    return {LogLevel::kWarning, "no connection for " + seconds(lasted) +
                                    " and " + counted(attempts_) +
                                    "; the last: " + text + next};
  }
  return {LogLevel::kDebug, text + next};
}

LogWords Outage::opened(std::uint64_t connection, TimePoint now) {
  const std::string which = " (connection " + std::to_string(connection) + ")";
  if (!std::exchange(under_way_, false)) {
    return {LogLevel::kInfo, "connected" + which};
  }
  lost_ = 0;
  const auto lasted = std::chrono::duration_cast<Milliseconds>(now - since_);
  return {LogLevel::kWarning, "connected again after " + seconds(lasted) +
                                  " and " + counted(attempts_ + 1) + which};
}

LogWords Outage::ended(const Error& error, bool caller_hears) {
  const auto connection = std::exchange(lost_, 0);
  if (!error) return {};
  const std::string what =
      connection ? lost_words(connection, error) : error.message;
  return {caller_hears ? LogLevel::kInfo : LogLevel::kError,
          "ended for good: " + what};
}

}  // namespace pulsarws
