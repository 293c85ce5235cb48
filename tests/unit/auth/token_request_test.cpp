#include "core/auth/token_request.h"

#include <vector>

#include "tests/unit/auth/asked.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

struct Requested {
  std::vector<std::string> answers;
  std::unique_ptr<TokenRequest> request = std::make_unique<TokenRequest>(
      [this](Result<std::string> answer) { answers.push_back(told(answer)); });
};
using Answers = std::vector<std::string>;

}  // namespace

TEST_CASE("a token request is answered once", "[auth]") {
  Requested one;
  CHECK_FALSE(one.request->answer("a.token"));
  CHECK(one.answers == Answers{"Bearer a.token"});
  CHECK(one.request->answer("another").status == Status::kInvalidArgument);
  CHECK(one.request->fail("late").status == Status::kInvalidArgument);
  one.request.reset();
  CHECK(one.answers.size() == 1);
}

TEST_CASE("what is no token answers nothing", "[auth]") {
  Requested one;
  for (const char* text : {"", "a-secret b", "a-secret\n"}) {
    Error error = one.request->answer(text);
    CHECK(error.status == Status::kInvalidArgument);
    CHECK_FALSE(says(error.message, "a-secret"));
  }
  CHECK(one.answers.empty());
  CHECK_FALSE(one.request->answer("good"));
  CHECK(one.answers == Answers{"Bearer good"});
}

TEST_CASE("a failed token request says why, in one line", "[auth]") {
  Requested one;
  CHECK_FALSE(one.request->fail("the vault\nis sealed \xff"));
  REQUIRE(one.answers.size() == 1);
  CHECK(says(one.answers[0], "PWS_ERR_CREDENTIALS"));
  CHECK(says(one.answers[0], "the vault is sealed ?"));
  Requested two;
  CHECK_FALSE(two.request->fail(std::string(100000, 'x')));
  CHECK(two.answers[0].size() < 1000);
}

TEST_CASE("a token request that is let go of fails", "[auth]") {
  Requested one;
  one.request.reset();
  REQUIRE(one.answers.size() == 1);
  CHECK(says(one.answers[0], "PWS_ERR_CREDENTIALS"));
  CHECK(says(one.answers[0], "without an answer"));
}
