#include <string>
#include <vector>

#include "catch.h"
#include "far_end.h"

namespace pulsarws::testing {

using Events = std::vector<std::string>;

TEST_CASE("Open is told before the texts that came with it", "[contract]") {
  FarEnd::Behaviour behaviour;
  for (int i = 0; i < 100; ++i) {
    behaviour.greeting.push_back(std::to_string(i));
  }
  // Enough rounds for one in which they come together.
  for (int round = 0; round < 30; ++round) {
    auto far_end = make_far_end(behaviour);
    auto attempt = far_end->attempt();
    attempt->connect();
    REQUIRE(attempt->wait_texts(100));
    REQUIRE(attempt->told().texts == behaviour.greeting);
    attempt->transport().close(1000, "");
    REQUIRE(attempt->outcome().status == Status::kOk);
    REQUIRE(in_order(attempt->told()));
  }
}

TEST_CASE("Nothing is pulled before it is open", "[contract]") {
  FarEnd::Behaviour behaviour;
  behaviour.opens = false;
  auto far_end = make_far_end(behaviour);
  auto attempt = far_end->attempt();
  attempt->listener().queue("early");
  attempt->connect();
  attempt->transport().notify();
  REQUIRE(far_end->wait_attempt());
  attempt->transport().close(1000, "");
  CHECK(attempt->outcome().status == Status::kOk);
  CHECK(attempt->told().pulls == 0);
}

TEST_CASE("What was queued before it opened is written when it does",
          "[contract]") {
  for (int round = 0; round < 20; ++round) {
    auto far_end = make_far_end();
    auto attempt = far_end->attempt();
    attempt->listener().queue("early");
    attempt->connect();
    attempt->transport().notify();
    REQUIRE(far_end->wait_texts(1) == Events{"early"});
    attempt->transport().close(1000, "");
    REQUIRE(attempt->wait_closed());
    REQUIRE(in_order(attempt->told()));
  }
}

TEST_CASE("A close while connecting: closed is all that is told",
          "[contract]") {
  FarEnd::Behaviour behaviour;
  behaviour.opens = false;
  auto far_end = make_far_end(behaviour);
  auto attempt = far_end->attempt();
  attempt->connect();
  SECTION("at once") {}
  SECTION("once the attempt has arrived") { REQUIRE(far_end->wait_attempt()); }
  attempt->transport().close(1000, "");
  CHECK(attempt->outcome().status == Status::kOk);
  CHECK(attempt->told().events == Events{"closed"});
}

TEST_CASE("An attempt that is abandoned ends with the error that was given",
          "[contract]") {
  FarEnd::Behaviour behaviour;
  behaviour.opens = false;
  auto far_end = make_far_end(behaviour);
  auto attempt = far_end->attempt();
  attempt->connect();
  REQUIRE(far_end->wait_attempt());
  attempt->transport().abandon(Error(Status::kTimeout, "enough"));
  CHECK(attempt->outcome().message == "enough");
  CHECK(attempt->told().events == Events{"closed"});
}

TEST_CASE("An attempt that nobody answers ends at its timeout",
          "[contract][network]") {
  FarEnd::Behaviour behaviour;
  behaviour.opens = false;
  auto far_end = make_far_end(behaviour);
  auto attempt = far_end->attempt();
  attempt->request.timeout = std::chrono::milliseconds(300);
  const Error error = attempt->connect().outcome();
  CHECK(error.status == Status::kConnectTimeout);
  CHECK(error.retriable());
  CHECK(attempt->told().events == Events{"closed"});
}

TEST_CASE("A refusal's HTTP status is told", "[contract][network]") {
  const std::pair<int, Status> kExpected[] = {
      {400, Status::kBadRequest},
      {401, Status::kAuthentication},
      {403, Status::kAuthorization},
      {404, Status::kNotFound},
      {409, Status::kConflict},
      {429, Status::kTooManyRequests},
      {500, Status::kServer},
      {502, Status::kServer},
      {503, Status::kServiceUnavailable},
  };
  for (const auto& [http_status, status] : kExpected) {
    CAPTURE(http_status);
    ScriptedServer server(always(Refuse{http_status, "in Pulsar's words"}));
    Attempt attempt(server.url());
    const Error error = attempt.connect().outcome();
    CHECK(error.status == status);
    CHECK(error.http_status == http_status);
    CHECK(error.message.find("in Pulsar's words") != std::string::npos);
    CHECK(attempt.told().events == Events{"closed"});
  }
}

}  // namespace pulsarws::testing
