#pragma once

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "pulsarws/pulsarws.h"
#include "tests/support/wait.h"

// The C API's handles, owned, for tests that use it as a program would.
namespace pulsarws::testing {

constexpr std::int32_t kSoonMs = kSoon.count() * 1000;

struct FreeHandle {
  void operator()(pws_options* one) const { pws_options_free(one); }
  void operator()(pws_client* one) const { pws_client_free(one); }
  void operator()(pws_producer* one) const { pws_producer_free(one); }
  void operator()(pws_consumer* one) const { pws_consumer_free(one); }
  void operator()(pws_reader* one) const { pws_reader_free(one); }
  void operator()(pws_message* one) const { pws_message_free(one); }
  void operator()(pws_message_id* one) const { pws_message_id_free(one); }
  void operator()(pws_receipt* one) const { pws_receipt_free(one); }
};
template <typename Handle>
using Owned = std::unique_ptr<Handle, FreeHandle>;

// What a call came to, with its error read and freed.
struct Outcome {
  pws_status status = PWS_OK;
  std::string message;
  int http_status = 0;
  int close_code = 0;
  bool is_retriable = false;
  bool is_fatal = false;

  bool is_ok() const { return status == PWS_OK && message.empty(); }
  bool says(const std::string& part) const {
    return message.find(part) != std::string::npos;
  }
};
std::ostream& operator<<(std::ostream& out, const Outcome& outcome);

// Does not free the error.
Outcome outcome_of(pws_status status, const pws_error* error);

// Calls `function(arguments..., &error)`.
template <typename Function, typename... Arguments>
Outcome call(Function function, Arguments&&... arguments) {
  // What stood there before must not be read.
  auto* error = reinterpret_cast<pws_error*>(std::uintptr_t{1});
  pws_status status = function(std::forward<Arguments>(arguments)..., &error);
  Outcome outcome = outcome_of(status, error);
  pws_error_free(error);
  return outcome;
}

// For the functions that make a handle: call(pws_client_new, ...,
// made(client)).
template <typename Handle>
class Made {
 public:
  explicit Made(Owned<Handle>& owner) : owner_(owner) {}
  ~Made() { owner_.reset(handle_); }
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;
  operator Handle**() && { return &handle_; }

 private:
  Owned<Handle>& owner_;
  Handle* handle_ = nullptr;
};
template <typename Handle>
Made<Handle> made(Owned<Handle>& owner) {
  return Made<Handle>(owner);
}

using Settings = std::vector<std::pair<std::string, std::string>>;
Owned<pws_options> options_of(std::int32_t kind, const Settings& settings);

// The transport that new_client's clients use.
std::string transport_of_clients();

// Over the transport under test, and without a log, so that expected failures
// do not fill the test's output. All three fail the test where they do not
// succeed.
Owned<pws_client> new_client(const std::string& url,
                             const Settings& settings = {});
Owned<pws_producer> new_producer(const Owned<pws_client>& client,
                                 const Settings& settings = {});
Owned<pws_consumer> new_consumer(const Owned<pws_client>& client,
                                 const Settings& settings = {});

// A message with that payload, which must outlive it.
pws_outgoing outgoing(const std::string& payload);

Outcome send(const Owned<pws_producer>& producer, const std::string& payload,
             std::int32_t timeout_ms = kSoonMs);
// Null where none came, which fails the test.
Owned<pws_message> receive(const Owned<pws_consumer>& consumer);
std::string payload_of(const pws_message* message);
std::string to_string(pws_slice slice);

}  // namespace pulsarws::testing
