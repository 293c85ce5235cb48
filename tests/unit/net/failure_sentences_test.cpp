#include "core/net/failure_sentences.h"

#include <string>

#include "tests/support/catch.h"

using namespace pulsarws;

TEST_CASE("Pulsar's words are found in the body of a refusal", "[net]") {
  auto page = [](const std::string& title) {
    return "<html><head><title>" + title + "</title></head><body/></html>";
  };
  CHECK(words_of_refusal(401, page("Error 401 Authentication required")) ==
        "Authentication required");
  CHECK(words_of_refusal(
            409, page("Error 409 Failed to create producer/consumer: "
                      "{&quot;errorMsg&quot;:&quot;Exclusive consumer is "
                      "already connected&quot;,&quot;reqId&quot;:1}")) ==
        "Exclusive consumer is already connected");
  CHECK(words_of_refusal(500, page("Error 500 a&#39;b&#x20ac;&lt;")) ==
        "a'b\xE2\x82\xAC<");
  CHECK(words_of_refusal(500, page("&bogus; &#xZZ; &")) == "&bogus; ? &");
  CHECK(words_of_refusal(400, R"({"reason":"no \"such\"\nthing \u00e4"})") ==
        "no \"such\" thing \xC3\xA4");
  CHECK(words_of_refusal(400, "  plain\r\nwords ") == "plain words");
  CHECK(words_of_refusal(400, "bytes \xFF\xC3 end") == "bytes ?? end");
  CHECK(words_of_refusal(502, "<html><body>proxy</body></html>").empty());
  CHECK(words_of_refusal(502, "").empty());
  CHECK(words_of_refusal(500, std::string(100000, 'x')).size() < 600);
  CHECK(words_of_refusal(500, R"({"errorMsg":"cut off)") == "cut off");
}

TEST_CASE("A refusal reads as a sentence", "[net]") {
  CHECK(refused_upgrade(401, "Unauthorized", "Failed to authenticate",
                        "wss://localhost:9443")
            .message ==
        "401 Unauthorized: Failed to authenticate (wss://localhost:9443)");
  CHECK(refused_upgrade(404, "Not Found", "Not Found", "ws://h:80")
            .message.rfind("404 Not Found (ws://h:80); ", 0) == 0);
  CHECK(refused_upgrade(418, "", "", "ws://h:80").status == Status::kServer);
}
