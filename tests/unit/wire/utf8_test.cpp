#include "core/wire/utf8.h"

#include <string>

#include "tests/support/catch.h"

using namespace pulsarws::wire;

TEST_CASE("what is UTF-8, and what is not", "[wire]") {
  const std::string kValid[] = {"",
                                "plain",
                                std::string("\0\x7F", 2),
                                "\xC2\x80",
                                "\xDF\xBF",
                                "\xE0\xA0\x80",
                                "\xED\x9F\xBF",
                                "\xEE\x80\x80",
                                "\xEF\xBF\xBF",
                                "\xF0\x90\x80\x80",
                                "\xF4\x8F\xBF\xBF"};
  const std::string kInvalid[] = {
      "\x80",              // no beginning
      "\xC3",              // cut off
      "\xE2\x82",          //
      "\xF0\x9F\x98",      //
      "\xC0\x80",          // too long for what it says
      "\xC1\xBF",          //
      "\xE0\x9F\xBF",      //
      "\xF0\x8F\xBF\xBF",  //
      "\xED\xA0\x80",      // half of a pair of UTF-16
      "\xED\xBF\xBF",      //
      "\xF4\x90\x80\x80",  // beyond the last character
      "\xF5\x80\x80\x80",  //
      "\xFF",              //
      "\xC3(",             // the second byte is none
  };
  // At any place of a text of any length, so that none hides in how the text is
  // cut into blocks.
  for (const std::size_t before : {0, 1, 15, 16, 31, 32, 63, 64, 100}) {
    for (const std::size_t after : {0, 1, 70}) {
      CAPTURE(before, after);
      const std::string front(before, 'a');
      const std::string back(after, 'z');
      for (const std::string& text : kValid) {
        CAPTURE(text);
        CHECK(is_utf8(front + text + back));
      }
      for (const std::string& text : kInvalid) {
        CAPTURE(text);
        CHECK_FALSE(is_utf8(front + text + back));
      }
    }
  }
}
