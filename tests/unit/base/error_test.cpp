#include "core/base/error.h"

#include <set>
#include <string>

#include "tests/support/catch.h"

using pulsarws::Error;
using pulsarws::Result;
using pulsarws::Status;
using pulsarws::status_is_retriable;
using pulsarws::status_name;

TEST_CASE("a status has the C API's name", "[error]") {
  CHECK(status_name(Status::kOk) == std::string("PWS_OK"));
  CHECK(status_name(Status::kInvalidArgument) ==
        std::string("PWS_ERR_INVALID_ARGUMENT"));
  CHECK(status_name(Status::kTimeoutPending) ==
        std::string("PWS_ERR_TIMEOUT_PENDING"));
  CHECK(status_name(Status::kInternal) == std::string("PWS_ERR_INTERNAL"));
}

TEST_CASE("a number without a status is unknown", "[error]") {
  for (const int number : {-1, 19, 1000}) {
    CHECK(status_name(static_cast<Status>(number)) ==
          std::string("PWS_ERR_UNKNOWN"));
    CHECK_FALSE(status_is_retriable(static_cast<Status>(number)));
  }
}

TEST_CASE("no two statuses share a name", "[error]") {
  std::set<std::string> names;
  int known = 0;
  for (int number = 0; number < 200; ++number) {
    const std::string name = status_name(static_cast<Status>(number));
    if (name == "PWS_ERR_UNKNOWN") continue;
    ++known;
    names.insert(name);
  }
  CHECK(known == 45);
  CHECK(names.size() == 45);
}

TEST_CASE("what may succeed later is retriable", "[error]") {
  CHECK(status_is_retriable(Status::kQueueFull));
  CHECK(status_is_retriable(Status::kConnectionLost));
  CHECK(status_is_retriable(Status::kServiceUnavailable));
  CHECK_FALSE(status_is_retriable(Status::kOk));
  CHECK_FALSE(status_is_retriable(Status::kInvalidTopic));
  CHECK_FALSE(status_is_retriable(Status::kAuthentication));
}

TEST_CASE("what may have arrived is not retriable", "[error]") {
  CHECK_FALSE(status_is_retriable(Status::kTimeoutPending));
  CHECK_FALSE(status_is_retriable(Status::kOutcomeUnknown));
}

TEST_CASE("a fatal error is never retriable", "[error]") {
  Error error(Status::kConnect, "refused");
  CHECK(error.retriable());
  error.fatal = true;
  CHECK_FALSE(error.retriable());
}

TEST_CASE("an error is told from further out", "[error]") {
  Error error(Status::kAuthentication, "401 Unauthorized");
  error.http_status = 401;
  error.close_code = 1002;
  error.fatal = true;
  const Error outer = error.within("consumer on test");
  CHECK(outer.message == "consumer on test: 401 Unauthorized");
  CHECK(outer.status == Status::kAuthentication);
  CHECK(outer.http_status == 401);
  CHECK(outer.close_code == 1002);
  CHECK(outer.fatal);
  CHECK(error.message == "401 Unauthorized");
}

TEST_CASE("a result is a value or an error", "[error]") {
  const Result<int> value = 7;
  REQUIRE(value);
  CHECK(*value == 7);
  const Result<int> failure(Status::kTimeout, "too late");
  REQUIRE_FALSE(failure);
  CHECK(failure.error().status == Status::kTimeout);
  CHECK_FALSE(Error());
}
