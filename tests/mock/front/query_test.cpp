#include "mock/front/query.h"

#include "tests/support/catch.h"

using namespace pulsarws::mock;

TEST_CASE("a query is decoded as a form is", "[mock][query]") {
  const Query query("a=1+2&b=%c3%A9&c%3d=d&empty=&bare&&=x");
  CHECK(query.text("a") == "1 2");
  CHECK(query.text("b") == "\xc3\xa9");
  CHECK(query.text("c=") == "d");
  CHECK(query.has("empty"));
  CHECK(query.text("empty") == "");
  CHECK(query.has("bare"));
  CHECK_FALSE(query.has("none"));
  CHECK(query.text("none") == "");
}

TEST_CASE("what is no escape stands for itself", "[mock][query]") {
  CHECK(url_decode("100%") == "100%");
  CHECK(url_decode("%4") == "%4");
  CHECK(url_decode("%zz%41") == "%zzA");
}

TEST_CASE("of two parameters of a name the first counts", "[mock][query]") {
  CHECK(Query("a=1&a=2").text("a") == "1");
}

TEST_CASE("a parameter is true where it says so", "[mock][query]") {
  CHECK(Query("a=true").is_true("a"));
  CHECK(Query("a=TRUE").is_true("a"));
  CHECK_FALSE(Query("a=yes").is_true("a"));
  CHECK_FALSE(Query("a=1").is_true("a"));
  CHECK_FALSE(Query("a").is_true("a"));
  CHECK_FALSE(Query("").is_true("a"));
}

TEST_CASE("numbers are Java's", "[mock][query]") {
  const Query query("a=-5&b=%2B7&c=2147483648&d=9223372036854775807");
  CHECK(query.int32("a") == -5);
  CHECK(query.int32("b") == 7);
  CHECK(query.int64("c") == 2147483648);
  CHECK(query.int64("d") == 9223372036854775807);
  CHECK_FALSE(query.int32("none"));
  CHECK_FALSE(query.int64("none"));
}

TEST_CASE("what is no number is refused in Java's words", "[mock][query]") {
  CHECK_THROWS_WITH(Query("a=soon").int32("a"), "For input string: \"soon\"");
  CHECK_THROWS_WITH(Query("a=").int32("a"), "For input string: \"\"");
  CHECK_THROWS_WITH(Query("a=2147483648").int32("a"),
                    "For input string: \"2147483648\"");
  CHECK_THROWS_WITH(Query("a=1e3").int64("a"), "For input string: \"1e3\"");
  CHECK_THROWS_WITH(Query("a=%2B").int64("a"), "For input string: \"+\"");
  CHECK_THROWS_WITH(Query("a=%2B-1").int64("a"), "For input string: \"+-1\"");
  CHECK_THROWS_AS(Query("a=+1").int32("a"), IllegalArgument);
}
