#include "core/auth/token_request.h"

#include <exception>
#include <string>

#include "core/auth/token.h"
#include "core/wire/control_characters.h"
#include "core/wire/utf8.h"

namespace pulsarws {
namespace {

// An error's text is one line of UTF-8.
std::string one_line(std::string_view text) {
  constexpr std::size_t kLongest = 500;
  std::string line =
      wire::without_control(std::string(text.substr(0, kLongest)));
  if (text.size() > kLongest) line += "...";
  bool utf8 = wire::is_utf8(line);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) >= 0x80 && !utf8) c = '?';
  }
  return line;
}

}  // namespace

TokenRequest::~TokenRequest() {
  try {
    answer_once(Error(Status::kCredentials,
                      "no token: the token supplier freed its request without "
                      "an answer"));
  } catch (const std::exception&) {
    // No memory to say so: then the attempt runs out of time.
  }
}

Error TokenRequest::answer(std::string_view token) {
  if (auto fault = token_fault(token)) {
    return Error(Status::kInvalidArgument, "the token " + *fault);
  }
  return answer_once(bearer(token));
}

Error TokenRequest::fail(std::string_view reason) {
  return answer_once(
      Error(Status::kCredentials,
            "no token: the token supplier failed: " + one_line(reason)));
}

Error TokenRequest::answer_once(Result<std::string> result) {
  if (answered_.exchange(true)) {
    return Error(Status::kInvalidArgument,
                 "this token request has been answered already");
  }
  answer_(std::move(result));
  return {};
}

}  // namespace pulsarws
