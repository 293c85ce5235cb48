#pragma once

#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace pulsarws {

// What an operation came to. The numbers are those of the C API and of every
// program linked against it: they are never changed, only appended to.
enum class Status : std::int32_t {
  kOk = 0,

  // The call itself was wrong.
  kInvalidArgument = 1,
  kUnknownOption = 2,
  kInvalidOptionValue = 3,
  kInvalidUrl = 4,
  kInvalidTopic = 5,
  kInvalidMessage = 6,
  kMessageTooBig = 7,
  kWrongConsumer = 8,
  kClosed = 9,
  kWouldDeadlock = 10,
  kForked = 11,
  kWrongDelivery = 12,
  kNotSupported = 13,
  kFile = 14,

  // Limits and time.
  kQueueFull = 20,
  kTimeout = 21,
  kTimeoutPending = 22,
  kNotSent = 23,
  kOutcomeUnknown = 24,
  kCancelled = 25,
  kPoisoned = 26,

  // The way to the server.
  kNameResolution = 40,
  kConnect = 41,
  kConnectTimeout = 42,
  kConnectionLost = 43,
  kConnectionsStuck = 44,
  kTls = 45,
  kTlsCertificate = 46,
  kTlsHostname = 47,
  kProtocol = 48,
  kCredentials = 49,
  kProxy = 50,

  // What the server said.
  kBadRequest = 60,
  kAuthentication = 61,
  kAuthorization = 62,
  kNotFound = 63,
  kConflict = 64,
  kTooManyRequests = 65,
  kServiceUnavailable = 66,
  kServer = 67,
  kSendRefused = 68,
  kUnsubscribeRefused = 69,

  // The library or the machine.
  kOutOfMemory = 90,
  kInternal = 91,
};

// The constant's name in the C API, "PWS_ERR_TIMEOUT"; for a number that this
// version does not know, "PWS_ERR_UNKNOWN".
const char* status_name(Status status) noexcept;

// Whether the same call may well succeed later with nothing changed.
bool status_is_retriable(Status status) noexcept;

// What time does about a failure, where its status alone does not say it.
enum class Outlook : std::uint8_t {
  kByStatus,
  kSlow,     // the server is still busy with the attempt: give it long
  kLasting,  // it stays until something is put right
  kFinal,    // nothing will ever put it right
};

// A failure as a person and a program need it. A default-constructed Error is
// success.
struct Error {
  Status status = Status::kOk;
  std::string message;
  int http_status = 0;  // of a refused handshake, else 0
  int close_code = 0;   // of the WebSocket close frame, else 0
  Outlook outlook = Outlook::kByStatus;
  bool fatal = false;  // the handle it came from will not work again

  Error() = default;
  Error(Status status_, std::string message_)
      : status(status_), message(std::move(message_)) {}

  explicit operator bool() const noexcept { return status != Status::kOk; }
  bool retriable() const noexcept {
    return !fatal && outlook < Outlook::kLasting && status_is_retriable(status);
  }

  // For where there is no memory for words: making and moving it needs none.
  static Error without_words(Status status) {
    return Error(status, "out of memory");
  }

  // A copy; where there is no memory for its words, without them.
  Error copied() const noexcept;

  // The same failure, told from further out: "context: message".
  Error within(std::string_view context) const;
};

// The error that `make` makes; where there is no memory for its words, one
// without them.
template <typename Make>
Error error_of(Status status, Make make) noexcept {
  try {
    return make();
  } catch (const std::bad_alloc&) {
    return Error::without_words(status);
  }
}

// A value or the reason why there is none.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::move(value)) {}
  Result(Error error) : content_(std::move(error)) {}
  Result(Status status, std::string message)
      : content_(Error(status, std::move(message))) {}

  explicit operator bool() const noexcept { return content_.index() == 0; }
  T& operator*() { return std::get<0>(content_); }
  const T& operator*() const { return std::get<0>(content_); }
  T* operator->() { return &std::get<0>(content_); }
  const T* operator->() const { return &std::get<0>(content_); }
  const Error& error() const { return std::get<1>(content_); }

 private:
  std::variant<T, Error> content_;
};

}  // namespace pulsarws
