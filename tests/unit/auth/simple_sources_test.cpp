#include "core/auth/simple_sources.h"

#include <cstdlib>
#include <filesystem>

#include "tests/support/temporary_file.h"
#include "tests/unit/auth/asked.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

std::string read(const std::string& place) {
  return told(*std::make_shared<TokenFile>(place));
}

}  // namespace

TEST_CASE("a token file is read each time", "[auth]") {
  TemporaryFile file("first.token\n");
  auto source = std::make_shared<TokenFile>(file.name());
  CHECK(told(*source) == "Bearer first.token");
  file.write("second.token");
  CHECK(told(*source) == "Bearer second.token");
  file.write("third.token\r\n\n");
  CHECK(told(*source) == "Bearer third.token");
  CHECK(read("file://" + file.name()) == "Bearer third.token");
}

TEST_CASE("a token file that is none is an error that names it", "[auth]") {
  TemporaryFile file("");
  const std::string start =
      "PWS_ERR_CREDENTIALS: no token: the file '" + file.name() + "' ";
  CHECK(says(read(file.name()), start + "is empty"));
  file.write("\n\n");
  CHECK(says(read(file.name()), start + "is empty"));
  for (std::string text :
       {"a-secret token", "a-secret\ntoken", "\ta-secret", "a-secret\x80"}) {
    file.write(text);
    CHECK(says(read(file.name()), start + "holds a blank"));
    CHECK_FALSE(says(read(file.name()), "a-secret"));
  }
  file.write(
      "\xEF\xBB\xBF"
      "a.token");
  CHECK(says(read(file.name()), start + "begins with a byte order mark"));
  file.write(
      std::string("\xFF\xFE"
                  "a\0.\0",
                  6));
  CHECK(says(read(file.name()), start + "is UTF-16 with a byte order mark"));
  file.write(std::string(2000000, 'x'));
  CHECK(says(read(file.name()), start + "is far too large"));
  file.remove();
  CHECK(says(read(file.name()), start + "cannot be read: No such file"));
  CHECK(says(read(file.name()), "authTokenFile"));
  std::string folder = std::filesystem::temp_directory_path().string();
  CHECK(says(read(folder), "cannot be read: Is a directory"));
  CHECK(says(TokenFile("/x").overdue(Milliseconds(12)).message,
             "'/x' could not be read within 12 ms"));
}

TEST_CASE("a token comes from the environment, each time", "[auth]") {
  TokenEnvironment source("PULSARWS_UNIT_TEST_TOKEN");
  setenv("PULSARWS_UNIT_TEST_TOKEN", "one", 1);
  CHECK(told(source) == "Bearer one");
  setenv("PULSARWS_UNIT_TEST_TOKEN", "two", 1);
  CHECK(told(source) == "Bearer two");
  setenv("PULSARWS_UNIT_TEST_TOKEN", "a secret", 1);
  CHECK(says(told(source), "PULSARWS_UNIT_TEST_TOKEN holds a blank"));
  CHECK_FALSE(says(told(source), "secret"));
  setenv("PULSARWS_UNIT_TEST_TOKEN", "", 1);
  CHECK(says(told(source), "PULSARWS_UNIT_TEST_TOKEN is empty"));
  unsetenv("PULSARWS_UNIT_TEST_TOKEN");
  CHECK(says(told(source), "PWS_ERR_CREDENTIALS"));
  CHECK(says(told(source), "PULSARWS_UNIT_TEST_TOKEN is not set"));
}

TEST_CASE("Basic is base64 of user and password", "[auth]") {
  // The example of RFC 7617.
  CHECK(basic_authorization("Aladdin", "open sesame") ==
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}
