#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <string>

#include "core/auth/credential_source.h"
#include "tests/support/catch.h"

namespace pulsarws::testing {

using Answered = std::future<Result<std::string>>;

// Asks, and does not wait. A second answer throws.
inline Answered ask(CredentialSource& source) {
  auto promise = std::make_shared<std::promise<Result<std::string>>>();
  source.ask([promise](Result<std::string> answer) {
    promise->set_value(std::move(answer));
  });
  return promise->get_future();
}

inline Result<std::string> answer_of(Answered answered) {
  REQUIRE(answered.wait_for(std::chrono::seconds(30)) ==
          std::future_status::ready);
  return answered.get();
}

// The credential, or "PWS_ERR_...: message".
inline std::string told(const Result<std::string>& answer) {
  if (answer) return *answer;
  return std::string(status_name(answer.error().status)) + ": " +
         answer.error().message;
}

inline std::string told(CredentialSource& source) {
  return told(answer_of(ask(source)));
}

inline bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace pulsarws::testing
