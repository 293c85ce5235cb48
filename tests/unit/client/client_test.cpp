#include <atomic>
#include <functional>
#include <future>

#include "core/net/client_tls.h"
#include "tests/support/wait.h"
#include "tests/unit/client/waiting_call.h"
#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

Error make_error(std::string_view urls, const Settings& settings = {}) {
  auto made = Client::make(urls, options(OptionsKind::kClient, settings), {});
  REQUIRE_FALSE(made);
  return made.error();
}

std::vector<EventType> types(const std::vector<Event>& events) {
  std::vector<EventType> types;
  for (const Event& event : events) types.push_back(event.type);
  return types;
}
using Types = std::vector<EventType>;

}  // namespace

TEST_CASE("a client checks what it is made of", "[client]") {
  CHECK(make_error("http://one").status == Status::kInvalidUrl);
  CHECK(make_error("").status == Status::kInvalidUrl);
  CHECK(make_error("ws://one", {{"maxBackoff", "1"}}).status ==
        Status::kInvalidOptionValue);
}

TEST_CASE("an endpoint checks what it is made of", "[client]") {
  WatchedClient watched;
  CHECK(Producer::make(watched.client, "a//b", Options(OptionsKind::kProducer))
            .error()
            .status == Status::kInvalidTopic);
  CHECK(ConsumerTopics::one("a//b").error().status == Status::kInvalidTopic);
  CHECK(Producer::make(
            watched.client, "test",
            options(OptionsKind::kProducer, {{"batchingMaxMessages", "2"}}))
            .error()
            .status == Status::kInvalidOptionValue);
  CHECK(Consumer::make(
            watched.client, *ConsumerTopics::one("test"), "sub",
            options(OptionsKind::kConsumer, {{"deadLetterTopic", "x"}}))
            .error()
            .status == Status::kInvalidOptionValue);
  CHECK(watched.network.count() == 0);
}

TEST_CASE("a connection is made as the client's options say", "[client]") {
  WatchedClient watched(Settings{{"authToken", "swordfish"},
                                 {"tlsTrustCertsFilePath", "ca.pem"},
                                 {"tlsAllowInsecureConnection", "true"},
                                 {"tlsEnableHostnameVerification", "false"},
                                 {"connectTimeout", "1234"},
                                 {"keepAliveInterval", "1000"},
                                 {"keepAliveTimeout", "100"},
                                 {"initialBackoff", "10"},
                                 {"maxBackoff", "20"}});
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  ConnectRequest request = server.request();
  CHECK(request.route.server.host == "one");
  CHECK(request.tls->settings().trust_certs_file == "ca.pem");
  CHECK(request.tls->settings().allow_insecure);
  CHECK_FALSE(request.tls->settings().verify_hostname);
  CHECK(request.timeout == Milliseconds(1234));
  REQUIRE(request.headers.size() == 1);
  CHECK(request.headers[0].first == "Authorization");
  CHECK(request.headers[0].second == "Bearer swordfish");

  watched.timers.advance(Milliseconds(2000));
  CHECK(server.pings() == 1);
  watched.timers.advance(Milliseconds(100));
  CHECK(server.is_closing());
  server.end_as_asked();
  for (int delay : {5, 10, 10}) {
    const std::size_t before = watched.network.count();
    watched.timers.advance(Milliseconds(delay - 1));
    CHECK(watched.network.count() == before);
    watched.timers.advance(Milliseconds(1));
    REQUIRE(watched.network.count() == before + 1);
    watched.network.last()->end(lost());
  }
}

TEST_CASE("without a token there is no header", "[client]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  CHECK(watched.network.last()->request().headers.empty());
}

TEST_CASE("opening waits for the server", "[client][open]") {
  WatchedClient watched;
  auto producer = watched.make_producer();
  auto opening =
      elsewhere([&] { return watched.client->open(producer, 20000); });
  watched.network.connection(1)->open();
  CHECK_FALSE(outcome(opening));
  CHECK(producer->is_connected());
}

TEST_CASE("an attempt that is refused is the caller's", "[client][open]") {
  WatchedClient watched;
  auto producer = watched.make_producer();
  auto opening =
      elsewhere([&] { return watched.client->open(producer, 20000); });
  Error refusal(Status::kConflict, "409 busy");
  refusal.http_status = 409;
  watched.network.connection(1)->end(refusal);
  Error error = outcome(opening);
  CHECK(error.status == Status::kConflict);
  CHECK(error.http_status == 409);
  CHECK_FALSE(error.fatal);
  CHECK(error.retriable());
  CHECK(error.message ==
        "producer on persistent://public/default/test: 409 busy");
  CHECK(watched.network.connection(1)->is_released());
  watched.timers.advance(std::chrono::hours(1));
  CHECK(watched.network.count() == 1);
}

TEST_CASE("an attempt that takes too long is given up", "[client][open]") {
  WatchedClient watched;
  auto producer = watched.make_producer();
  Error error = watched.client->open(producer, 0);
  CHECK(error.status == Status::kConnectTimeout);
  CHECK(error.message ==
        "producer on persistent://public/default/test was not open within 0 "
        "ms: the server has not answered yet");
  MemoryConnection& server = *watched.network.last();
  CHECK(server.is_closing());
  server.open();
  CHECK_FALSE(producer->is_connected());
  server.end_as_asked();
  std::weak_ptr<Producer> weak = producer;
  producer = nullptr;
  CHECK(weak.expired());
}

TEST_CASE("a time that is up between attempts tells of the last",
          "[client][open]") {
  WatchedClient watched(Settings{{"retryOnFailedConnect", "true"}});
  auto producer = watched.make_producer();
  auto opening = watched.client->open_async(producer, -1, nullptr);
  watched.network.last()->end(Error(Status::kConnect, "port closed"));
  CHECK(producer->last_error().status == Status::kConnect);
  CHECK(watched.events().empty());
  watched.come_back();
  auto events = watched.events();
  REQUIRE(types(events) == Types{EventType::kOpened});
  CHECK(events[0].operation == opening);
  CHECK_FALSE(events[0].error);
}

TEST_CASE("the last failure is told, however one has opened",
          "[client][open]") {
  WatchedClient watched(Settings{{"retryOnFailedConnect", "true"}});
  auto producer = watched.make_producer();
  Error refusal(Status::kServiceUnavailable, "503 not yet");
  refusal.http_status = 503;
  Error error;
  std::string time = "1000";
  SECTION("by event") {
    watched.client->open_async(producer, 1000, nullptr);
    watched.network.last()->end(refusal);
    watched.timers.advance(Milliseconds(1000));
    auto events = watched.events();
    REQUIRE(types(events) == Types{EventType::kOpened});
    error = events[0].error;
  }
  SECTION("blocking") {
    time = "500";
    auto opening =
        elsewhere([&] { return watched.client->open(producer, 500); });
    watched.network.connection(1)->end(refusal);
    error = outcome(opening);
  }
  CHECK(error.status == Status::kServiceUnavailable);
  CHECK(error.http_status == 503);
  CHECK(error.retriable());
  CHECK_FALSE(error.fatal);
  CHECK(error.message ==
        "producer on persistent://public/default/test was not "
        "open within " +
            time + " ms: last: 503 not yet");
}

TEST_CASE("opening is told by an event", "[client][open]") {
  WatchedClient watched;
  auto consumer = watched.make_consumer();
  auto handler = handler_for(new_record());
  auto number = watched.client->open_async(consumer, 1000, handler);
  MemoryConnection& server = *watched.network.last();
  Status expected = Status::kOk;
  SECTION("which succeeds") {
    server.open();
    watched.timers.advance(Milliseconds(5000));
    CHECK(consumer->is_connected());
  }
  SECTION("which fails") {
    server.end(Error(Status::kNotFound, "404"));
    expected = Status::kNotFound;
  }
  SECTION("which takes too long") {
    watched.timers.advance(Milliseconds(999));
    CHECK(watched.events().empty());
    watched.timers.advance(Milliseconds(1));
    expected = Status::kConnectTimeout;
    CHECK(server.is_closing());
  }
  SECTION("which is cancelled") {
    watched.client->cancel(number);
    expected = Status::kCancelled;
    CHECK(server.is_closing());
  }
  SECTION("which is closed") {
    consumer->close(nullptr);
    expected = Status::kClosed;
    CHECK(server.is_closing());
  }
  auto events = watched.events();
  REQUIRE(types(events) == Types{EventType::kOpened});
  CHECK(events[0].operation == number);
  CHECK(events[0].error.status == expected);
  CHECK(events[0].handler == handler);
  CHECK(events[0].source == consumer);
  CHECK(events[0].client == watched.client);
  if (expected != Status::kOk) {
    server.open();
    server.end_as_asked();
    CHECK_FALSE(consumer->is_connected());
    CHECK(consumer->receive(-1).error());
  }
  CHECK(watched.events().empty());
}

TEST_CASE("what was closed before it was opened does not open",
          "[client][open]") {
  WatchedClient watched;
  auto producer = watched.make_producer();
  SECTION("by itself") { producer->close(nullptr); }
  SECTION("with its client") { watched.client->close(nullptr, -1); }
  auto opening =
      elsewhere([&] { return watched.client->open(producer, 20000); });
  CHECK(outcome(opening).status == Status::kClosed);
  CHECK(watched.network.count() == 0);
  std::weak_ptr<Producer> weak = producer;
  producer = nullptr;
  CHECK(weak.expired());
}

TEST_CASE("a client closes all that was made with it", "[client][close]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  auto consumer = watched.open_consumer();
  CHECK_FALSE(producer->send_async(outgoing("x"), "", nullptr, 0));
  auto number = watched.client->close_async(nullptr, -1, nullptr);
  MemoryConnection& to_producer = *watched.network.connection(1);
  MemoryConnection& to_consumer = *watched.network.connection(2);
  CHECK_FALSE(to_producer.is_closing());
  CHECK(to_consumer.is_closing());
  to_consumer.end_as_asked();
  CHECK(watched.events().empty());
  to_producer.frames();
  to_producer.text(stored(1));
  to_producer.end_as_asked();
  auto events = watched.events();
  REQUIRE(types(events) == Types{EventType::kSent, EventType::kClosed});
  CHECK(events[1].operation == number);
  CHECK(events[1].client == watched.client);
  CHECK_FALSE(events[1].source);

  CHECK(Producer::make(watched.client, "test", Options(OptionsKind::kProducer))
            .error()
            .status == Status::kClosed);
  CHECK(Consumer::make(watched.client, *ConsumerTopics::one("test"), "sub",
                       Options(OptionsKind::kConsumer))
            .error()
            .status == Status::kClosed);
  CHECK(watched.client->refusal().status == Status::kClosed);
  CHECK(producer->send_async(outgoing("x"), "", nullptr, 0).status ==
        Status::kClosed);
  CHECK_FALSE(watched.client->close(nullptr, -1));
}

TEST_CASE("after a close there is nothing to wait for", "[client][close]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  SECTION("blocking, cut off") { watched.client->close(nullptr, 0); }
  SECTION("by event") {
    watched.client->close_async(nullptr, -1, nullptr);
    server.end_as_asked();
  }
  SECTION("by event, cut off") {
    producer->send_async(outgoing("x"), "", nullptr, 0);
    watched.client->close_async(nullptr, 10, nullptr);
    watched.timers.advance(Milliseconds(10));
  }
  SECTION("by event, cancelled") {
    producer->send_async(outgoing("x"), "", nullptr, 0);
    auto number = watched.client->close_async(nullptr, -1, nullptr);
    watched.client->cancel(number);
    server.frames();
    server.text(stored(1));
    server.end_as_asked();
  }
  SECTION("of nothing") {
    producer->give_up();
    server.end_as_asked();
    watched.client->close_async(nullptr, -1, nullptr);
  }
  watched.events();
  REQUIRE(watched.client->events().has_ended());
  CHECK(testing::poll(watched.client->events(), 10, {}).empty());
}

TEST_CASE("a close that is cancelled keeps its time limit", "[client][close]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"sendTimeout", "0"}});
  producer->send_async(outgoing("x"), "", nullptr, 0);
  auto number = watched.client->close_async(nullptr, 500, nullptr);
  watched.client->cancel(number);
  auto events = watched.events();
  REQUIRE(types(events) == Types{EventType::kClosed});
  CHECK(events[0].operation == number);
  CHECK(events[0].error.status == Status::kCancelled);

  MemoryConnection& server = *watched.network.last();
  SECTION("within which all is settled") {
    server.frames();
    server.text(stored(1));
    server.end_as_asked();
    CHECK(watched.timers.waiting() == 0);
    events = watched.events();
    REQUIRE(types(events) == Types{EventType::kSent});
    CHECK_FALSE(events[0].error);
  }
  SECTION("at which the rest is cut off") {
    watched.timers.advance(Milliseconds(499));
    CHECK(watched.events().empty());
    CHECK_FALSE(watched.client->events().has_ended());
    watched.timers.advance(Milliseconds(1));
    CHECK(server.is_closing());
    CHECK(types(watched.events()) == Types{EventType::kSent});
  }
  CHECK(watched.client->events().has_ended());
}

TEST_CASE("the event of a close is not behind the end of events",
          "[client][close]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  producer->send_async(outgoing("x"), "", nullptr, 0);
  watched.client->close_async(nullptr, 10, nullptr);

  // Told in the middle of the cutting off, before the close itself is.
  Types before;
  bool too_early = true;
  auto closing = std::make_shared<Operation>();
  closing->set_finisher(
      [&](const Error&, const std::shared_ptr<const Message>&) {
        before = types(watched.events());
        too_early = watched.client->events().has_ended();
      });
  producer->close(closing);
  watched.timers.advance(Milliseconds(10));
  CHECK(before == Types{EventType::kSent});
  CHECK_FALSE(too_early);
  CHECK(types(watched.events()) == Types{EventType::kClosed});
  CHECK(watched.client->events().has_ended());
}

TEST_CASE("a client's close waits for its callbacks", "[client][close]") {
  WatchedClient watched(Settings{{"eventDelivery", "callbacks"}});
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  auto record = new_record();
  for (std::size_t i = 0; i < 20; ++i) {
    producer->send_async(outgoing("x"), "", handler_for(record), i);
  }
  auto closing =
      elsewhere([&] { return watched.client->close(nullptr, 20000); });
  server.await_frames(20);
  for (std::uint64_t number = 1; number <= 20; ++number) {
    server.text(stored(number));
  }
  REQUIRE(server.await_closing());
  server.end_as_asked();
  CHECK_FALSE(outcome(closing));
  CHECK(record->read().types.size() == 20);
}

TEST_CASE("one endpoint closes alone", "[client][close]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  auto consumer = watched.open_consumer();
  watched.client->close_async(producer, -1, nullptr);
  watched.network.end_as_asked();
  CHECK_FALSE(producer->is_connected());
  CHECK(consumer->is_connected());
  CHECK_FALSE(watched.client->refusal());
}

TEST_CASE("operations have numbers and end once", "[client]") {
  WatchedClient watched;
  auto first = watched.client->begin(EventType::kFlushed, nullptr, nullptr, 100,
                                     nullptr);
  auto second = watched.client->begin(EventType::kFlushed, nullptr, nullptr,
                                      100, nullptr);
  CHECK(first.number != 0);
  CHECK(second.number == first.number + 1);
  first.operation->complete(Error());
  watched.timers.advance(Milliseconds(100));
  watched.client->cancel(first.number);
  watched.client->cancel(second.number);
  auto events = watched.events();
  REQUIRE(events.size() == 2);
  CHECK(events[0].operation == first.number);
  CHECK_FALSE(events[0].error);
  CHECK(events[1].operation == second.number);
  CHECK(events[1].error.status == Status::kTimeout);
}

TEST_CASE("a client that nobody polls any more frees its events", "[client]") {
  WatchedClient watched;
  auto record = new_record();
  watched.client->handle_made();
  watched.client->handle_made();
  watched.client
      ->begin(EventType::kFlushed, handler_for(record), nullptr, -1, nullptr)
      .operation->complete(Error());
  watched.client->handle_freed();
  CHECK(record->read().freed == 0);
  watched.client->handle_freed();
  CHECK(record->read().freed == 1);
  watched.client
      ->begin(EventType::kFlushed, handler_for(record), nullptr, -1, nullptr)
      .operation->complete(Error());
  CHECK(record->read().freed == 2);
}

TEST_CASE("a client is released with its last user", "[client]") {
  std::weak_ptr<Client> weak;
  auto mode = GENERATE("callbacks", "poll");
  {
    WatchedClient watched(Settings{{"eventDelivery", mode}});
    weak = watched.client;
    watched.client->handle_made();
    auto producer = watched.open_producer();
    auto consumer = watched.open_consumer();
    producer->send_async(outgoing("x"), "", nullptr, 0);
    consumer->receive(std::make_shared<Operation>());
    watched.client->log_to_events(nullptr);
    watched.client->close(nullptr, 0);
    watched.client->handle_freed();
  }
  // The dispatcher may be at the last event still.
  CHECK(testing::wait_for([&] { return weak.expired(); }, kPatience));
}

namespace {

// Calls a function when it is destroyed, as a free_user_data may.
class FreeingHandler final : public EventHandler {
 public:
  explicit FreeingHandler(std::function<void()> freed)
      : freed_(std::move(freed)) {}
  ~FreeingHandler() override { freed_(); }
  void handle(Event&) noexcept override {}

 private:
  const std::function<void()> freed_;
};

}  // namespace

TEST_CASE("a handler that is freed may close what frees it",
          "[client][close]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  Error closed(Status::kInternal, "not called");
  CHECK_FALSE(consumer->listen(std::make_shared<FreeingHandler>(
      [&] { closed = watched.client->close(consumer, 0); })));
  SECTION("at an end for good") {
    watched.network.last()->end(Error(Status::kAuthentication, "401 no"));
    watched.events();
  }
  SECTION("at a close") {
    watched.client->close_async(consumer, -1, nullptr);
    watched.network.end_as_asked();
  }
  CHECK_FALSE(closed);
}

TEST_CASE("a close returns when an end under way is told", "[client][close]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  std::promise<void> telling;
  std::promise<void> go_on;
  std::atomic<bool> told{false};
  auto receiving = std::make_shared<Operation>();
  receiving->set_finisher(
      [&](const Error&, const std::shared_ptr<const Message>&) {
        telling.set_value();
        go_on.get_future().wait();
        told = true;
      });
  consumer->receive(receiving);
  auto ending = elsewhere([&] {
    watched.network.last()->end(Error(Status::kAuthentication, "401 no"));
    return true;
  });
  telling.get_future().wait();
  const Timeout timeout = GENERATE(0, 20000);
  WaitingCall closing([&] {
    watched.client->close(consumer, timeout);
    return told ? Error() : Error(Status::kInternal, "too early");
  });
  CHECK(closing.is_waiting());
  go_on.set_value();
  CHECK_FALSE(closing.result());
  CHECK(outcome(ending));
}
