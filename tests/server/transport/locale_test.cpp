#include <locale>
#include <string>

#include "attempt.h"
#include "catch.h"
#include "pulsar_script.h"
#include "scripted_server.h"
#include "tests/support/capi/c_handles.h"

namespace pulsarws::testing {
namespace {

struct GroupedDigits : std::numpunct<char> {
  char do_thousands_sep() const override { return ','; }
  char do_decimal_point() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

// The program's, as std::locale::global sets it.
class ProgramsLocale {
 public:
  explicit ProgramsLocale(const std::locale& locale)
      : before_(std::locale::global(locale)) {}
  ~ProgramsLocale() { std::locale::global(before_); }
  ProgramsLocale(const ProgramsLocale&) = delete;
  ProgramsLocale& operator=(const ProgramsLocale&) = delete;

 private:
  const std::locale before_;
};

}  // namespace

TEST_CASE("A locale that groups digits changes nothing, or is named",
          "[transport]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  REQUIRE(server.port() >= 1000);
  pulsar.serve_numbered(2000);
  const ProgramsLocale here(std::locale(
      std::locale::classic(), std::make_unique<GroupedDigits>().release()));
  auto client = new_client(server.url());
  if (transport_under_test() == "cpprest") {
    Owned<pws_producer> producer;
    const Outcome outcome = call(pws_producer_new, client.get(), "test",
                                 nullptr, kSoonMs, made(producer));
    CAPTURE(outcome);
    CHECK(outcome.status == PWS_ERR_CONNECT);
    CHECK(outcome.says("std::locale::global"));
    CHECK(outcome.says("transport=beast"));
    return;
  }
  auto producer = new_producer(client);
  CHECK(send(producer, "hello").is_ok());
  auto consumer = new_consumer(client);
  for (int i = 0; i < 2000; ++i) {
    const auto message = receive(consumer);
    REQUIRE(message);
    REQUIRE(payload_of(message.get()) == std::to_string(i));
    REQUIRE(call(pws_consumer_ack, consumer.get(), message.get()).is_ok());
  }
  CHECK(pulsar.record().malformed.empty());
}

}  // namespace pulsarws::testing
