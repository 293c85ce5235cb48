#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

const std::string kEnded = R"({"endOfTopic":true})";

}  // namespace

TEST_CASE("the end of the topic is asked for", "[consumer][end-of-topic]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  server.frames();
  auto first = std::make_shared<Operation>();
  auto second = std::make_shared<Operation>();
  consumer->ask_end_of_topic(first);
  consumer->ask_end_of_topic(second);
  CHECK(words_for(server.frames()) == Words{"fence", "fence"});
  server.text(kFenceAnswer);
  REQUIRE(is_done(first));
  CHECK_FALSE(first->error());
  CHECK_FALSE(first->answer());
  CHECK_FALSE(is_done(second));
  server.text(kEnded);
  REQUIRE(is_done(second));
  CHECK(second->answer());
}

TEST_CASE("the answer about the topic's end comes as an event too",
          "[consumer][end-of-topic]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  auto begun = watched.client->begin(EventType::kEndOfTopic, nullptr, consumer,
                                     -1, nullptr);
  consumer->ask_end_of_topic(begun.operation);
  watched.network.last()->text(kEnded);
  auto events = watched.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == EventType::kEndOfTopic);
  CHECK(events[0].operation == begun.number);
  CHECK(events[0].end_of_topic);
}

TEST_CASE("a question without a connection is refused, a cut one fails",
          "[consumer][end-of-topic]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  auto cut = std::make_shared<Operation>();
  consumer->ask_end_of_topic(cut);
  watched.network.last()->end(lost());
  REQUIRE(is_done(cut));
  CHECK(cut->error().status == Status::kConnectionLost);
  auto refused = std::make_shared<Operation>();
  consumer->ask_end_of_topic(refused);
  REQUIRE(is_done(refused));
  CHECK(refused->error().status == Status::kConnectionLost);
}

TEST_CASE("unsubscribing ends with the server's answer, and the consumer",
          "[consumer][unsubscribe]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  server.text(delivery(1));
  auto message = consumer->receive(0);
  REQUIRE(message);
  server.frames();
  consumer->settle(**message, Verdict::kAck);
  auto leaving = std::make_shared<Operation>();
  consumer->unsubscribe(leaving);
  CHECK(words_for(server.frames()) == Words{"ack 1", "unsubscribe", "fence"});
  CHECK_FALSE(is_done(leaving));
  auto again = std::make_shared<Operation>();
  consumer->unsubscribe(again);
  REQUIRE(is_done(again));
  CHECK(again->error().status == Status::kInvalidArgument);
  server.text(kFenceAnswer);
  REQUIRE(is_done(leaving));
  CHECK_FALSE(leaving->error());
  CHECK(server.close_code() == 1000);
  server.end_as_asked();
  watched.timers.advance(Milliseconds(60000));
  CHECK(watched.network.count() == 1);
  CHECK(consumer->receive(0).error().status == Status::kClosed);
}

TEST_CASE("a connection that breaks while unsubscribing is not made again",
          "[consumer][unsubscribe]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  CHECK_FALSE(consumer->listen(handler_for(new_record())));
  auto leaving = std::make_shared<Operation>();
  consumer->unsubscribe(leaving);
  watched.network.last()->end(lost());
  REQUIRE(is_done(leaving));
  CHECK(leaving->error().status == Status::kUnsubscribeRefused);
  CHECK(leaving->error().message.find("it broke") != std::string::npos);
  watched.timers.advance(Milliseconds(60000));
  CHECK(watched.network.count() == 1);
  Error ended = consumer->receive(0).error();
  CHECK(ended.status == Status::kUnsubscribeRefused);
  CHECK(ended.fatal);
  auto events = watched.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == EventType::kEnded);
}

TEST_CASE("what cannot be asked over is told", "[consumer][unsubscribe]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  watched.network.last()->end(lost());
  auto leaving = std::make_shared<Operation>();
  consumer->unsubscribe(leaving);
  REQUIRE(is_done(leaving));
  CHECK(leaving->error().status == Status::kConnectionLost);
  watched.come_back();  // nothing has changed
  watched.network.last()->text(delivery(1));
  CHECK(consumer->receive(0));
}

TEST_CASE("permits are the application's where it says so",
          "[consumer][permits]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer({{"permits", "manual"}});
  MemoryConnection& server = *watched.network.last();
  CHECK(server.frames().empty());
  CHECK(consumer->permit(0).status == Status::kInvalidArgument);
  CHECK_FALSE(consumer->permit(3));
  CHECK(words_for(server.frames()) == Words{"permit 3"});
  CHECK(consumer->permit(999998).status == Status::kInvalidArgument);
  server.text(delivery(1));
  server.text(delivery(2));
  CHECK(consumer->receive(0));
  CHECK(server.frames().empty());
  // The second was not handed out, the third not delivered.
  CHECK(words_for(watched.reconnect().frames()) == Words{"permit 2"});
}

TEST_CASE("a permit that the library has used itself is given again",
          "[consumer][permits]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer({{"permits", "manual"}});
  CHECK_FALSE(consumer->permit(2));
  watched.network.last()->text(delivery(1));
  auto message = consumer->receive(0);
  REQUIRE(message);
  MemoryConnection& server = watched.reconnect();
  CHECK(words_for(server.frames()) == Words{"permit 1"});
  CHECK_FALSE(consumer->settle(**message, Verdict::kAck));
  server.text(delivery(1));
  CHECK(words_for(server.frames()) == Words{"ack 1", "permit 1"});
}

TEST_CASE("permits by hand need the option", "[consumer][permits]") {
  WatchedClient watched;
  for (const Settings& settings :
       {Settings{}, Settings{{"permits", "manual"}, {"pullMode", "false"}}}) {
    auto consumer = watched.open_consumer(settings);
    CHECK(consumer->permit(1).status == Status::kNotSupported);
  }
}

TEST_CASE("several topics and patterns go to the third version's path",
          "[consumer][topics]") {
  WatchedClient watched;
  auto open = [&](const Result<ConsumerTopics>& topics) {
    REQUIRE(topics);
    auto made = Consumer::make(watched.client, *topics, "sub",
                               Options(OptionsKind::kConsumer));
    REQUIRE(made);
    watched.open(*made);
    return *made;
  };
  auto list = open(ConsumerTopics::list({"a", "public/default/b"}));
  CHECK(list->topic() ==
        "persistent://public/default/a,persistent://public/default/b");
  CHECK(watched.network.last()->request().path.rfind(
            "/ws/v3/consumer/sub?topics=persistent%3A%2F%2Fpublic%2Fdefault%2F"
            "a%2Cpersistent",
            0) == 0);
  CHECK(list->ack_cumulative(wire::MessageId{1, 2}).status ==
        Status::kNotSupported);
  auto pattern = open(ConsumerTopics::matching("public/default/a.*"));
  CHECK(pattern->topic() == "public/default/a.*");
  CHECK(watched.network.last()->request().path.find("topicsPattern=") !=
        std::string::npos);
  CHECK(pattern->ack_cumulative(wire::MessageId{1, 2}).status ==
        Status::kNotSupported);
}

TEST_CASE("topics and patterns that cannot be are refused",
          "[consumer][topics]") {
  auto status = [](const Result<ConsumerTopics>& topics) {
    REQUIRE_FALSE(topics);
    return topics.error().status;
  };
  CHECK(status(ConsumerTopics::list({})) == Status::kInvalidTopic);
  CHECK(status(ConsumerTopics::list({"a", "b//c"})) == Status::kInvalidTopic);
  CHECK(status(ConsumerTopics::list({"a", "a,b"})) == Status::kInvalidTopic);
  CHECK(status(ConsumerTopics::list({"a", "public/default/a"})) ==
        Status::kInvalidTopic);
  for (const char* pattern :
       {"", "a.*", "public/a.*", "/default/a.*", "public//a.*",
        "public/default/", "persistent://public/a", "public/default/\n"}) {
    CAPTURE(pattern);
    CHECK(status(ConsumerTopics::matching(pattern)) == Status::kInvalidTopic);
  }
  CHECK(ConsumerTopics::matching("persistent://public/default/a.*"));
}
