#include <string>
#include <vector>

#include "catch.h"
#include "far_end.h"

namespace pulsarws::testing {

TEST_CASE("Texts go both ways whole, in order, whatever their size",
          "[contract]") {
  FarEnd::Behaviour behaviour;
  behaviour.echoes = true;
  auto far_end = make_far_end(behaviour);
  auto attempt = far_end->attempt();
  REQUIRE(attempt->connect().wait_open());
  std::vector<std::string> texts{"x", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"};
  // Around the sizes at which a frame's header changes its form.
  for (const std::size_t size : {125, 126, 127, 65535, 65536, 3000000}) {
    texts.emplace_back(size, 'y');
  }
  for (const std::string& text : texts) attempt->send(text);
  REQUIRE(attempt->wait_texts(texts.size()));
  // Not by CHECK, which would print megabytes.
  const bool sent = far_end->wait_texts(texts.size()) == texts;
  const bool heard = attempt->told().texts == texts;
  CHECK(sent);
  CHECK(heard);
  attempt->transport().close(1000, "");
  CHECK(attempt->outcome().status == Status::kOk);
  CHECK(in_order(attempt->told()));
}

TEST_CASE("Frames are pulled as long as the owner has more", "[contract]") {
  auto far_end = make_far_end();
  auto attempt = far_end->attempt();
  REQUIRE(attempt->connect().wait_open());
  std::vector<std::string> frames;
  for (int i = 0; i < 100; ++i) {
    frames.push_back(std::to_string(i));
    attempt->listener().queue(frames.back(), 7);
  }
  attempt->transport().notify();
  CHECK(far_end->wait_texts(frames.size()) == frames);
}

TEST_CASE("No notify is lost, however often", "[contract]") {
  auto far_end = make_far_end();
  auto attempt = far_end->attempt();
  REQUIRE(attempt->connect().wait_open());
  std::vector<std::string> frames;
  for (int i = 0; i < 1000; ++i) {
    frames.push_back(std::to_string(i));
    attempt->send(frames.back());
  }
  CHECK(far_end->wait_texts(frames.size()) == frames);
}

TEST_CASE("What was queued before a close is written before it",
          "[contract][network]") {
  auto far_end = make_far_end();
  auto attempt = far_end->attempt();
  REQUIRE(attempt->connect().wait_open());
  std::vector<std::string> frames;
  for (int i = 0; i < 100; ++i) {
    frames.push_back(std::to_string(i));
    attempt->listener().queue(frames.back(), 7);
  }
  attempt->transport().notify();
  attempt->transport().close(1000, "");
  CHECK(attempt->outcome().status == Status::kOk);
  CHECK(far_end->wait_texts(frames.size()) == frames);
}

TEST_CASE("A ping's answer is a sign of life, and so is the other's ping",
          "[contract]") {
  auto far_end = make_far_end();
  auto attempt = far_end->attempt();
  REQUIRE(attempt->connect().wait_open());
  attempt->transport().ping();
  REQUIRE(far_end->answer_ping());
  auto alive = [&](std::size_t count) {
    return attempt->listener().told().wait_until(
        [&](const Told& told) { return told.alive == count; }, kSoon);
  };
  CHECK(alive(1));
  far_end->ping();
  CHECK(alive(2));
}

TEST_CASE("No write is under way where there is nothing to write",
          "[contract]") {
  auto far_end = make_far_end();
  auto attempt = far_end->attempt();
  attempt->connect();
  CHECK(attempt->transport().write_stall().count() == 0);
  REQUIRE(attempt->wait_open());
  attempt->send("one");
  REQUIRE(far_end->wait_texts(1).size() == 1);
  CHECK(wait_for(
      [&] { return attempt->transport().write_stall().count() == 0; }, kSoon));
}

}  // namespace pulsarws::testing
