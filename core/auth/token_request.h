#pragma once

#include <atomic>
#include <string_view>

#include "core/auth/credential_source.h"

namespace pulsarws {

// An attempt to connect that waits for a token of the application's. Answered
// once, on any thread, at any time; one that is let go of unanswered fails.
class TokenRequest {
 public:
  explicit TokenRequest(CredentialSource::Answer answer)
      : answer_(std::move(answer)) {}
  ~TokenRequest();
  TokenRequest(const TokenRequest&) = delete;
  TokenRequest& operator=(const TokenRequest&) = delete;

  // kInvalidArgument where it was answered before, or where that is no token,
  // which answers nothing.
  Error answer(std::string_view token);
  Error fail(std::string_view reason);

 private:
  Error answer_once(Result<std::string> result);

  const CredentialSource::Answer answer_;
  std::atomic<bool> answered_{false};
};

}  // namespace pulsarws
