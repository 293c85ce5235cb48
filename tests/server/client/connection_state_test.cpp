#include <string>
#include <vector>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"
#include "tests/support/unanswered_port.h"
#include "tests/support/wait.h"

namespace pulsarws::testing {
namespace {

struct State {
  std::int32_t state = 0;
  std::uint64_t connection = 0;
  std::int64_t delay_ms = 0;
  Outcome outcome;
  const void* handle = nullptr;
};

State state_of(const pws_event& event) {
  State state;
  state.state = event.connection_state;
  state.connection = event.connection;
  state.delay_ms = event.delay_ms;
  state.outcome = outcome_of(event.status, event.error);
  state.handle = event.producer   ? static_cast<const void*>(event.producer)
                 : event.consumer ? static_cast<const void*>(event.consumer)
                                  : event.reader;
  return state;
}

// Hears a client's states.
struct StateHearer {
  Hearer hearer;
  Recorded<std::vector<State>> states;

  StateHearer() {
    hearer.also = [this](pws_event& event) {
      if (event.type != PWS_EVENT_STATE) return;
      State state = state_of(event);
      states.update([&](auto& all) { all.push_back(std::move(state)); });
    };
  }
  void listen_to(const Owned<pws_client>& client) {
    REQUIRE(call(pws_client_set_state_callback, client.get(), Hearer::callback,
                 hearer.user_data(), Hearer::free_user_data)
                .is_ok());
  }
  std::vector<State> of(const void* handle) const {
    std::vector<State> mine;
    for (const State& state : states.read()) {
      if (state.handle == handle) mine.push_back(state);
    }
    return mine;
  }
  bool wait_for_states(const void* handle, std::size_t count) const {
    return states.wait_until(
        [&](const std::vector<State>& all) {
          std::size_t mine = 0;
          for (const State& state : all) mine += state.handle == handle;
          return mine >= count;
        },
        kSoon);
  }
};

std::vector<std::int32_t> kinds(const std::vector<State>& states) {
  std::vector<std::int32_t> kinds;
  for (const State& state : states) kinds.push_back(state.state);
  return kinds;
}
using Kinds = std::vector<std::int32_t>;

}  // namespace

TEST_CASE("States come in order over a lost connection", "[client]") {
  PulsarScript pulsar;
  Script script = pulsar.script();
  // Connections 0 and 1 are the first of the two handles; the first attempt to
  // come back is refused, and so is cpprest's question for the reason.
  const std::size_t last_refused = transport_of_clients() == "cpprest" ? 3 : 2;
  script.on_handshake = [=](const Handshake& handshake) -> Answer {
    if (handshake.connection >= 2 && handshake.connection <= last_refused) {
      return Refuse{503, "not yet"};
    }
    return Accept{};
  };
  ScriptedServer server(script);
  StateHearer heard;
  auto client = new_client(server.url(), {{"initialBackoff", "20"}});
  heard.listen_to(client);
  auto producer = new_producer(client);
  const void* handle = producer.get();
  CHECK(call(pws_producer_last_error, producer.get()).is_ok());
  REQUIRE(heard.wait_for_states(handle, 2));

  auto consumer = new_consumer(client);
  const void* other = consumer.get();
  CHECK(call(pws_consumer_close, consumer.get(), kSoonMs).is_ok());
  REQUIRE(heard.wait_for_states(other, 3));

  server.drop_all();
  REQUIRE(heard.wait_for_states(handle, 8));
  CHECK(send(producer, "x").is_ok());
  CHECK(call(pws_producer_last_error, producer.get()).is_ok());
  CHECK(call(pws_producer_close, producer.get(), kSoonMs).is_ok());
  REQUIRE(heard.wait_for_states(handle, 9));
  CHECK(call(pws_producer_last_error, producer.get()).status == PWS_ERR_CLOSED);
  CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());

  auto states = heard.of(handle);
  REQUIRE(kinds(states) ==
          Kinds{PWS_STATE_CONNECTING, PWS_STATE_OPEN, PWS_STATE_LOST,
                PWS_STATE_BACKOFF, PWS_STATE_CONNECTING, PWS_STATE_BACKOFF,
                PWS_STATE_CONNECTING, PWS_STATE_OPEN, PWS_STATE_CLOSED});
  const std::uint64_t connections[] = {1, 1, 1, 1, 2, 2, 3, 3, 3};
  for (std::size_t i = 0; i < states.size(); ++i) {
    CAPTURE(i, states[i].outcome);
    CHECK(states[i].connection == connections[i]);
    const bool waits = states[i].state == PWS_STATE_BACKOFF;
    const bool fails = waits || states[i].state == PWS_STATE_LOST;
    CHECK((states[i].delay_ms > 0) == waits);
    CHECK(states[i].outcome.is_ok() == !fails);
  }
  CHECK(states[2].outcome.status == PWS_ERR_CONNECTION_LOST);
  CHECK(states[3].outcome.status == PWS_ERR_CONNECTION_LOST);
  CHECK(states[5].outcome.status == PWS_ERR_SERVICE_UNAVAILABLE);
  CHECK(states[5].outcome.says("not yet"));
  CHECK(kinds(heard.of(other)) ==
        Kinds{PWS_STATE_CONNECTING, PWS_STATE_OPEN, PWS_STATE_CLOSED});
}

TEST_CASE("A handle that never came to be has states, too", "[client]") {
  ClosedPort port;
  StateHearer heard;
  auto client = new_client("ws://127.0.0.1:" + std::to_string(port.port()), {});
  heard.listen_to(client);
  Owned<pws_producer> none;
  CHECK(
      call(pws_producer_new, client.get(), "test", nullptr, kSoonMs, made(none))
          .status == PWS_ERR_CONNECT);
  REQUIRE(heard.states.wait_until(
      [](const auto& all) { return all.size() == 2; }, kSoon));
  auto states = heard.states.read();
  CHECK(kinds(states) == Kinds{PWS_STATE_CONNECTING, PWS_STATE_CLOSED});
  CHECK(states[1].outcome.status == PWS_ERR_CONNECT);
  // The pointer is that of a handle that has ended, or is freed meanwhile.
  auto* freed = static_cast<pws_producer*>(const_cast<void*>(states[0].handle));
  const pws_status status = call(pws_producer_flush, freed, 0).status;
  CHECK((status == PWS_ERR_CONNECT || status == PWS_ERR_CLOSED));
}

TEST_CASE("States come by poll, and callbacks can be taken back", "[client]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  SECTION("by poll") {
    Hearer hearer;
    auto client = new_client(server.url(), {{"eventDelivery", "poll"}});
    REQUIRE(call(pws_client_set_state_callback, client.get(), nullptr,
                 hearer.user_data(), Hearer::free_user_data)
                .is_ok());
    auto producer = new_producer(client);
    CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
    Kinds seen;
    pws_event event = PWS_EVENT_INIT;
    std::size_t count = 0;
    while (call(pws_client_poll, client.get(), &event, 1u, 0, &count).is_ok()) {
      CHECK(event.type == PWS_EVENT_STATE);
      CHECK(event.producer == producer.get());
      CHECK(event.client == client.get());
      CHECK(event.user_data == &hearer);
      seen.push_back(event.connection_state);
      pws_event_clear(&event);
    }
    CHECK(seen ==
          Kinds{PWS_STATE_CONNECTING, PWS_STATE_OPEN, PWS_STATE_CLOSED});
    CHECK(call(pws_client_set_state_callback, client.get(), nullptr,
               hearer.user_data(), Hearer::free_user_data)
              .status == PWS_ERR_CLOSED);
  }
  SECTION("taken back") {
    StateHearer heard;
    auto client = new_client(server.url());
    heard.listen_to(client);
    CHECK(call(pws_client_set_state_callback, client.get(), nullptr, nullptr,
               nullptr)
              .is_ok());
    CHECK(heard.hearer.wait_freed(1));
    auto producer = new_producer(client);
    CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
    CHECK(heard.states.read().empty());
  }
}

TEST_CASE("A handle says what was wrong with its connection last", "[client]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(1);
  Script script = pulsar.script();
  script.on_handshake = [](const Handshake& handshake) -> Answer {
    if (handshake.connection < 2) return Accept{};
    return Refuse{503, "the server's words"};
  };
  ScriptedServer server(script);
  auto client =
      new_client(server.url(), {{"initialBackoff", "1"}, {"maxBackoff", "20"}});
  auto consumer = new_consumer(client);
  Owned<pws_reader> reader;
  REQUIRE(call(pws_reader_new, client.get(), "test", pws_message_id_earliest(),
               nullptr, kSoonMs, made(reader))
              .is_ok());
  CHECK(call(pws_consumer_last_error, consumer.get()).is_ok());
  CHECK(call(pws_reader_last_error, reader.get()).is_ok());
  server.drop_all();
  auto refused = [](const Outcome& outcome) {
    return outcome.status == PWS_ERR_SERVICE_UNAVAILABLE &&
           outcome.http_status == 503 && outcome.says("the server's words");
  };
  CHECK(wait_for(
      [&] { return refused(call(pws_consumer_last_error, consumer.get())); },
      kSoon));
  CHECK(wait_for(
      [&] { return !call(pws_reader_last_error, reader.get()).is_ok(); },
      kSoon));
}

}  // namespace pulsarws::testing
