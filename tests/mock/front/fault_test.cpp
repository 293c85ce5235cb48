#include "mock/front/fault.h"

#include <stdexcept>

#include "mock/front/faults.h"
#include "tests/support/catch.h"

using namespace pulsarws::mock;

namespace {

const std::string kOrders = "persistent://public/default/orders";

Fault fault_of_name(const std::string& topic) {
  Fault fault;
  add_fault_of_name(fault, topic);
  return fault;
}

}  // namespace

TEST_CASE("a fault is written as fields and values", "[mock][fault]") {
  const Fault fault =
      parse_fault("topic=orders*,cut-after-messages=5,refuse_text=go away");
  CHECK(fault.topic == "orders*");
  CHECK(fault.cut_after_messages == 5);
  CHECK(fault.refuse_text == "go away");
  CHECK(fault.connections == -1);
  CHECK(fault_json(fault) == R"({"topic":"orders*","refuse_text":"go away",)"
                             R"("cut_after_messages":5})");
  CHECK(fault_json(parse_fault("")) == "{}");
}

TEST_CASE("every field can be set by its name", "[mock][fault]") {
  for (const char* name :
       {"connections", "refuse-status", "hold-upgrade-ms", "cut-after-ms",
        "cut-after-messages", "close-after-messages", "close-code", "delay-ms",
        "stop-reading-after-messages", "swallow-acks", "refuse-sends",
        "duplicate-every", "odd-frame-every", "topic", "refuse-text",
        "odd-frame"}) {
    CAPTURE(name);
    Fault fault;
    CHECK(set_fault_field(fault, name, "7"));
    CHECK(fault_json(fault) != "{}");
  }
}

TEST_CASE("what is no fault is told", "[mock][fault]") {
  CHECK_THROWS_WITH(parse_fault("topic=a,colour=red"),
                    "no fault is called \"colour=red\"");
  CHECK_THROWS_AS(parse_fault("cut-after-messages"), std::invalid_argument);
  CHECK_THROWS_AS(parse_fault("cut-after-messages=soon"),
                  std::invalid_argument);
  CHECK_THROWS_AS(parse_fault("cut-after-messages=-2"), std::invalid_argument);
  CHECK_THROWS_AS(parse_fault("cut-after-messages=99999999999999999999"),
                  std::invalid_argument);
}

TEST_CASE("a topic's own name asks for faults", "[mock][fault]") {
  CHECK(fault_of_name(kOrders + "-fault-cut-after-messages-5")
            .cut_after_messages == 5);
  CHECK(fault_of_name(kOrders + "-fault-refuse-503").refuse_status == 503);
  const Fault both =
      fault_of_name(kOrders + "-fault-delay-20-fault-swallow-acks-1");
  CHECK(both.delay_ms == 20);
  CHECK(both.swallow_acks == 1);
}

TEST_CASE("a name that asks for nothing known does no harm", "[mock][fault]") {
  for (const char* end : {"", "-fault-", "-fault-delay", "-fault-colour-3",
                          "-fault-delay-soon", "-default-delay-3"}) {
    CAPTURE(end);
    CHECK(fault_json(fault_of_name(kOrders + end)) == "{}");
  }
}

TEST_CASE("a fault is for topics by their local or full names",
          "[mock][fault]") {
  const auto is_for = [](const char* pattern) {
    Fault fault;
    fault.topic = pattern;
    return is_for_topic(fault, kOrders);
  };
  CHECK(is_for(""));
  CHECK(is_for("*"));
  CHECK(is_for("orders"));
  CHECK(is_for("orders*"));
  CHECK(is_for("o*d*s"));
  CHECK_FALSE(is_for("order"));
  CHECK_FALSE(is_for("rders"));
  CHECK_FALSE(is_for("o*d*x"));
  CHECK_FALSE(is_for("default/orders"));
  CHECK(is_for("persistent://public/*"));
  CHECK(is_for("*://public/default/orders"));
  CHECK_FALSE(is_for("non-persistent://*"));
}

TEST_CASE("faults add up, and the topic's name has the last word",
          "[mock][faults]") {
  Faults faults({parse_fault("delay=5,refuse=500"), parse_fault("delay=6")});
  const Fault fault = faults.begin_connection(kOrders + "-fault-refuse-503");
  CHECK(fault.delay_ms == 6);
  CHECK(fault.refuse_status == 503);
}

TEST_CASE("a fault may be for so many connections only", "[mock][faults]") {
  Faults faults({parse_fault("topic=orders,connections=2,delay=5")});
  CHECK(faults.begin_connection(kOrders).delay_ms == 5);
  CHECK(faults.begin_connection(kOrders + "2").delay_ms == 0);
  CHECK(faults.begin_connection(kOrders).delay_ms == 5);
  CHECK(faults.begin_connection(kOrders).delay_ms == 0);
}

TEST_CASE("a fault is taken back by its number", "[mock][faults]") {
  Faults faults({parse_fault("delay=5")});
  const auto number = faults.add(parse_fault("refuse=503"));
  faults.add({});
  CHECK(faults.json() ==
        R"([{"id":1,"delay_ms":5},{"id":2,"refuse_status":503},{"id":3}])");
  CHECK(faults.remove(number));
  CHECK_FALSE(faults.remove(number));
  CHECK(faults.begin_connection(kOrders).refuse_status == 0);
  faults.clear();
  CHECK(faults.json() == "[]");
}
