// A message whose frame is larger than this client takes.
#include <string>

#include "tests/support/capi/c_handles.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"

namespace pulsarws::testing {
namespace {

// cpprest takes 32,000,000 bytes whatever is set, beast what is set.
constexpr std::size_t kOverEveryLimit = 26 << 20;

}  // namespace

TEST_CASE("A frame over the client's limit ends its consumer for good",
          "[client]") {
  PulsarScript pulsar;
  Delivery small;
  small.payload = "before";
  Delivery large;
  large.payload = std::string(kOverEveryLimit, 'x');
  pulsar.serve({small, large});
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url(), {{"initialBackoff", "1"}});
  auto consumer = new_consumer(client);
  auto before = receive(consumer);
  REQUIRE(before);
  CHECK(payload_of(before.get()) == "before");
  pws_message* message = nullptr;
  Outcome outcome = call(pws_consumer_receive, consumer.get(), 30000, &message);
  Owned<pws_message> owned(message);
  INFO(outcome);
  CHECK(outcome.status == PWS_ERR_PROTOCOL);
  CHECK(outcome.is_fatal);
  CHECK(outcome.close_code == 0);
  CHECK(outcome.says("the most that this client takes"));
  CHECK(outcome.says("maxReceivedFrameSize"));
  // It has not tried again.
  CHECK(server.record().handshakes.size() == 1);
}

}  // namespace pulsarws::testing
