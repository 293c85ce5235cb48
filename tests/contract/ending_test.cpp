#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "catch.h"
#include "far_end.h"
#include "recorded.h"

namespace pulsarws::testing {
namespace {

// Does everything that an owner might still do, too late.
void touch(Transport& transport) {
  transport.notify();
  transport.ping();
  transport.close(1000, "again");
  transport.abandon(Error(Status::kTimeout, "again"));
  static_cast<void>(transport.write_stall());
}

}  // namespace

TEST_CASE("closed is told once and last, whatever is still asked for",
          "[contract]") {
  FarEnd::Behaviour behaviour;
  behaviour.echoes = true;
  auto far_end = make_far_end(behaviour);
  auto attempt = far_end->attempt();
  REQUIRE(attempt->connect().wait_open());
  Error expected;
  SECTION("a close") { attempt->transport().close(1000, "done"); }
  SECTION("two closes") {
    attempt->transport().close(1000, "done");
    attempt->transport().close(1001, "done again");
  }
  SECTION("a close with texts under way") {
    for (int i = 0; i < 100; ++i) attempt->send(std::to_string(i));
    REQUIRE(attempt->wait_texts(1));
    attempt->transport().close(1000, "done");
  }
  SECTION("an abandon") {
    expected = Error(Status::kTimeout, "no pong");
    attempt->transport().abandon(expected);
  }
  SECTION("the far end is gone") {
    expected = Error(Status::kConnectionLost, "");
    far_end->drop();
  }
  const Error error = attempt->outcome();
  CHECK(error.status == expected.status);
  attempt->listener().queue("too late");
  touch(attempt->transport());
  CHECK(far_end->wait_gone());
  touch(attempt->transport());
  attempt->give_up_transport().reset();
  // Nothing is left that could tell more.
  far_end.reset();
  CHECK(quiet());
  CHECK(in_order(attempt->told()));
}

TEST_CASE("Nothing is pulled after closed, however much is waiting",
          "[contract]") {
  for (int round = 0; round < 20; ++round) {
    auto far_end = make_far_end();
    auto attempt = far_end->attempt();
    REQUIRE(attempt->connect().wait_open());
    std::thread sending([&] {
      for (int i = 0; i < 500; ++i) attempt->send("more");
    });
    REQUIRE(far_end->wait_texts(1).size() >= 1);
    attempt->transport().abandon(Error(Status::kTimeout, "enough"));
    CHECK(attempt->wait_closed());
    sending.join();
    attempt->give_up_transport().reset();
    far_end.reset();
    REQUIRE(in_order(attempt->told()));
  }
  CHECK(quiet());
}

TEST_CASE("A close that takes long can still be abandoned", "[contract]") {
  auto far_end = make_far_end();
  auto attempt = far_end->attempt();
  REQUIRE(attempt->connect().wait_open());
  attempt->transport().close(1000, "done");
  attempt->transport().abandon(Error(Status::kTimeout, "too long"));
  REQUIRE(attempt->wait_closed());
  CHECK(in_order(attempt->told()));
}

TEST_CASE("The owner may call its transport inside a callback", "[contract]") {
  FarEnd::Behaviour behaviour;
  behaviour.echoes = true;
  auto far_end = make_far_end(behaviour);
  auto attempt = far_end->attempt();
  attempt->listener().also_on_text = [&](std::string_view text) {
    attempt->listener().queue("again");
    attempt->transport().notify();
    attempt->transport().ping();
    if (text == "again") attempt->transport().close(1000, "inside");
  };
  REQUIRE(attempt->connect().wait_open());
  attempt->send("first");
  CHECK(attempt->outcome().status == Status::kOk);
  CHECK(in_order(attempt->told()));
}

TEST_CASE("The last reference may be dropped in on_closed", "[contract]") {
  auto far_end = make_far_end();
  auto attempt = far_end->attempt();
  // Held by the listener alone.
  auto held = std::make_shared<Recorded<std::shared_ptr<Transport>>>();
  attempt->listener().also_on_closed = [held] {
    std::shared_ptr<Transport> last;
    held->update([&](auto& transport) { last.swap(transport); });
  };
  REQUIRE(attempt->connect().wait_open());
  held->update(
      [&](auto& transport) { transport = attempt->give_up_transport(); });
  const std::weak_ptr<Transport> watched = held->read();
  Transport& transport = *held->read();
  SECTION("after a close") { transport.close(1000, ""); }
  SECTION("after an abandon") {
    transport.abandon(Error(Status::kTimeout, ""));
  }
  SECTION("after the far end's end") { far_end->drop(); }
  CHECK(attempt->wait_closed());
  CHECK(wait_for([&] { return watched.expired(); }, kSoon));
  CHECK(in_order(attempt->told()));
}

TEST_CASE("An owner that is gone hears nothing, and need not close",
          "[contract]") {
  FarEnd::Behaviour behaviour;
  behaviour.greeting = {"hello"};
  auto far_end = make_far_end(behaviour);
  auto attempt = far_end->attempt();
  attempt->connect();
  SECTION("while connecting") {}
  SECTION("when open") { REQUIRE(attempt->wait_texts(1)); }
  attempt.reset();
  CHECK(quiet());
}

TEST_CASE("A connection whose owner lets go of it ends",
          "[contract][network]") {
  auto far_end = make_far_end();
  auto attempt = far_end->attempt();
  REQUIRE(attempt->connect().wait_open());
  attempt->give_up_transport().reset();
  CHECK(attempt->outcome().status == Status::kClosed);
  CHECK(far_end->wait_gone());
  CHECK(in_order(attempt->told()));
}

TEST_CASE("A close's code and reason arrive", "[contract][network]") {
  ScriptedServer server(Script{});
  Attempt attempt(server.url());
  REQUIRE(attempt.connect().wait_open());
  attempt.send("last");
  attempt.transport().close(1001, "going");
  CHECK(attempt.outcome().status == Status::kOk);
  REQUIRE(server.wait_until(
      [](const ServerRecord& record) { return record.closes.size() == 1; },
      kSoon));
  const ServerRecord record = server.record();
  CHECK(record.texts.size() == 1);
  CHECK(record.closes[0].code == 1001);
  CHECK(record.closes[0].reason == "going");
}

TEST_CASE("The far end's close code and reason are told",
          "[contract][network]") {
  for (const std::uint16_t code : {1000, 1001, 1008, 1011, 4321}) {
    CAPTURE(code);
    ScriptedServer server(Script{});
    Attempt attempt(server.url());
    REQUIRE(attempt.connect().wait_open());
    last_session(server, 1)->close(code, "because");
    const Error error = attempt.outcome();
    CHECK(error.status == Status::kConnectionLost);
    CHECK(error.close_code == code);
    CHECK(error.message.find("because") != std::string::npos);
    CHECK(in_order(attempt.told()));
  }
}

}  // namespace pulsarws::testing
