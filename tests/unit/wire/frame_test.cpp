#include "core/wire/frame.h"

#include <string>
#include <utility>

#include "core/wire/padded_text.h"
#include "tests/support/catch.h"

using pulsarws::wire::Frame;
using pulsarws::wire::kTextPadding;
using pulsarws::wire::PaddedText;

TEST_CASE("a copy of a frame is a share in its text", "[frame]") {
  Frame first("hello");
  Frame second = first;
  CHECK(second.text() == "hello");
  CHECK(second.text().data() == first.text().data());

  first = Frame("other");
  CHECK(first.text() == "other");
  CHECK(second.text() == "hello");
  second = std::move(first);
  CHECK(second.text() == "other");
  CHECK(first.text().empty());
  second = second;
  CHECK(second.text() == "other");
}

TEST_CASE("a frame is empty, or written in place", "[frame]") {
  CHECK(Frame().text().empty());
  CHECK(Frame().size() == 0);
  CHECK(Frame("").text().empty());
  Frame frame = Frame::of_size(3);
  std::string("abc").copy(frame.place(), 3);
  CHECK(frame.text() == "abc");
  CHECK(frame.size() == 3);
}

TEST_CASE("a padded text may be read beyond its end", "[frame]") {
  PaddedText padded;
  for (const std::string& text :
       {std::string(), std::string("short"), std::string(5000, 'x'),
        std::string(4096, 'y'), std::string(100000, 'z')}) {
    const std::string_view copy = padded.copy(text);
    CHECK(copy == text);
    const std::string behind(copy.data() + copy.size(), kTextPadding);
    CHECK(behind.size() == kTextPadding);
  }
}
