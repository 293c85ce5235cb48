#pragma once

#include <cstdint>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"

// NULL for every pointer argument of every function: never a crash, and an
// error where there is a status. Another test sees that none is forgotten.
namespace pulsarws::testing {

template <typename Function, typename... Arguments>
void check_invalid(Function function, Arguments... arguments) {
  Outcome outcome = call(function, arguments...);
  INFO(outcome);
  CHECK(outcome.status == PWS_ERR_INVALID_ARGUMENT);
  CHECK(outcome.says("NULL"));
  CHECK_FALSE(outcome.is_retriable);
  CHECK_FALSE(outcome.is_fatal);
  // Nobody need want the error.
  CHECK(function(arguments..., nullptr) == PWS_ERR_INVALID_ARGUMENT);
}

// The same for a function whose last arguments before the error are a callback
// with user data and `rest`: the user data is freed at once.
template <typename Function, typename... Arguments>
void check_invalid_async(Function function, Arguments... arguments) {
  std::uint64_t operation = 77;
  Hearer hearer;
  Outcome outcome =
      call(function, arguments..., Hearer::callback, hearer.user_data(),
           Hearer::free_user_data, &operation);
  INFO(outcome);
  CHECK(outcome.status == PWS_ERR_INVALID_ARGUMENT);
  CHECK(hearer.heard().freed == 1);
  CHECK(function(arguments..., nullptr, nullptr, nullptr, nullptr, nullptr) ==
        PWS_ERR_INVALID_ARGUMENT);
  CHECK(operation == 77);
}

struct Handles {
  PulsarScript pulsar;
  ScriptedServer server{pulsar.script()};
  Owned<pws_client> client = new_client(server.url());
  Owned<pws_producer> producer = new_producer(client);
  Owned<pws_consumer> consumer = new_consumer(client);
};

inline pws_client* const no_client = nullptr;
inline pws_producer* const no_producer = nullptr;
inline pws_consumer* const no_consumer = nullptr;
inline pws_message* const no_message = nullptr;
inline const pws_options* const no_options = nullptr;
inline const char* const no_text = nullptr;
inline pws_reader* const no_reader = nullptr;
inline const pws_message_id* const no_id = nullptr;

}  // namespace pulsarws::testing
