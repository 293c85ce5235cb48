#include "core/base/small_file.h"

#include <string>

#include "tests/support/catch.h"
#include "tests/support/temporary_file.h"

using namespace pulsarws;
using namespace pulsarws::testing;

TEST_CASE("a file's URL and its path name the same", "[file]") {
  CHECK(path_in("file:///etc/token") == "/etc/token");
  CHECK(path_in("/etc/token") == "/etc/token");
  CHECK(path_in("a file://b") == "a file://b");
  CHECK(path_in("").empty());
}

TEST_CASE("a small file is read as it is", "[file]") {
  const std::string content("one\r\n\0two\n", 10);
  const TemporaryFile file(content);
  auto text = read_small_file(file.name());
  REQUIRE(text);
  CHECK(*text == content);
  const TemporaryFile nothing("");
  text = read_small_file(nothing.name());
  REQUIRE(text);
  CHECK(text->empty());
}

TEST_CASE("what is no small file is refused with the reason", "[file]") {
  auto fault = [](const std::string& name) {
    auto text = read_small_file(name);
    REQUIRE_FALSE(text);
    CHECK(text.error().status == Status::kFile);
    return text.error().message;
  };
  const TemporaryFile file("");
  CHECK(fault(file.name() + ".missing") ==
        "cannot be read: No such file or directory");
  CHECK(fault("/") == "cannot be read: Is a directory");
  const TemporaryFile large(std::string(1024 * 1024, 'x'));
  CHECK(fault(large.name()) == "is far too large for what it should hold");
}
