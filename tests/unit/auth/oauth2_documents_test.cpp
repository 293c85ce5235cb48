#include "core/auth/oauth2_documents.h"

#include "tests/unit/auth/asked.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

template <typename T>
std::string fault(const Result<T>& result) {
  if (result) return "";
  CHECK(result.error().status == Status::kCredentials);
  return result.error().message;
}

}  // namespace

TEST_CASE("Pulsar's OAuth2 key file", "[auth]") {
  auto key = parse_oauth2_key(
      R"({"type":"client_credentials","client_id":"me","client_secret":"s\"x",)"
      R"("client_email":"a@b","issuer_url":"https://issuer"})");
  REQUIRE(key);
  CHECK(key->client_id == "me");
  CHECK(key->client_secret == "s\"x");
  CHECK(key->issuer_url == "https://issuer");
  REQUIRE(parse_oauth2_key(R"({"client_id":"a","client_secret":"b"})"));

  CHECK(fault(parse_oauth2_key("")) == "is not a JSON object");
  CHECK(fault(parse_oauth2_key("[1]")) == "is not a JSON object");
  CHECK(fault(parse_oauth2_key(R"({"client_secret":"b"})")) ==
        "has no \"client_id\"");
  CHECK(fault(parse_oauth2_key(R"({"client_id":"b"})")) ==
        "has no \"client_secret\"");
  CHECK(says(fault(parse_oauth2_key(R"({"type":"sn_service_account",)"
                                    R"("client_id":"a","client_secret":"b"})")),
             "other than client_credentials"));
}

TEST_CASE("OAuth2 discovery", "[auth]") {
  auto endpoint = parse_token_endpoint(
      R"({"issuer":"https://i/","token_endpoint":"https:\/\/i\/token"})");
  REQUIRE(endpoint);
  CHECK(*endpoint == "https://i/token");
  CHECK(fault(parse_token_endpoint("{}")) == "has no \"token_endpoint\"");
  CHECK(fault(parse_token_endpoint("<html>")) == "is not a JSON object");
  CHECK(fault(parse_token_endpoint(R"({"token_endpoint":["a"]})")) ==
        "has no \"token_endpoint\"");
}

TEST_CASE("OAuth2 tokens and how long they live", "[auth]") {
  for (const char* life : {"3599", "\"3599\"", "3599.7"}) {
    auto token = parse_oauth2_token(
        R"({"access_token":"t.o.k","token_type":"bearer","expires_in":)" +
        std::string(life) + "}");
    REQUIRE(token);
    CHECK(token->access_token == "t.o.k");
    CHECK(token->expires_in == 3599);
  }
  auto lasting =
      parse_oauth2_token(R"({"access_token":"t","expires_in":null})");
  REQUIRE(lasting);
  CHECK_FALSE(lasting->expires_in);

  CHECK(fault(parse_oauth2_token("nope")) == "is not a JSON object");
  CHECK(fault(parse_oauth2_token(R"({"token":"x"})")) ==
        "has no \"access_token\"");
  CHECK(says(fault(parse_oauth2_token(R"({"access_token":"a-secret b"})")),
             "holds a blank"));
  CHECK(says(
      fault(parse_oauth2_token(R"({"access_token":"t","token_type":"mac"})")),
      "other than Bearer"));
  CHECK(says(
      fault(parse_oauth2_token(R"({"access_token":"t","expires_in":"soon"})")),
      "is no number"));
  for (const char* life : {"0", "-5"}) {
    CHECK(says(fault(parse_oauth2_token(R"({"access_token":"t","expires_in":)" +
                                        std::string(life) + "}")),
               "expired already"));
  }
}

TEST_CASE("what an OAuth2 server says about a refusal", "[auth]") {
  CHECK(words_of_oauth2_refusal(
            R"({"error":"invalid_client","error_description":"no\nsuch"})") ==
        "invalid_client: no such");
  CHECK(words_of_oauth2_refusal(R"({"error":"access_denied"})") ==
        "access_denied");
  CHECK(words_of_oauth2_refusal("<html>").empty());
  CHECK(
      words_of_oauth2_refusal(R"({"error":")" + std::string(10000, 'x') + "\"}")
          .size() == 503);
}
