// The WebSocket of the beast transport before a conformance suite of the
// Autobahn kind: a fuzzing server that has CASES cases, each of which is opened
// by its number, and every message echoed as it came until the server closes.
//
//   testee [--deflate] ws://127.0.0.1:PORT CASES
//
// The agent's name is "pulsarws"; the reports are written at the end.

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>

#include "core/net/opening.h"
#include "core/net/upgrade.h"
#include "core/transport/beast/websocket.h"

namespace {

using namespace pulsarws;

constexpr std::chrono::seconds kPatience{60};
constexpr std::size_t kLargestMessage = 64 << 20;

class Echo final : public WebSocketListener {
 public:
  Echo(IoContext& io, Opening::Stream stream, const UpgradeAnswer& answer)
      : stream_(std::move(stream)),
        socket_(io, {kLargestMessage, answer.extensions}, *this) {
    socket_.feed(answer.surplus);
    flush();
    read();
  }

 private:
  void on_websocket_text(std::string_view text) noexcept override {
    socket_.write(text, WebSocket::Kind::kText);
  }
  void on_websocket_binary(std::string_view bytes) noexcept override {
    socket_.write(bytes, WebSocket::Kind::kBinary);
  }
  void on_ping(std::size_t) noexcept override {}
  void on_pong() noexcept override {}
  void on_websocket_closed(int, std::string) noexcept override { end_ = true; }
  void on_websocket_broken(const error_code&) noexcept override { end_ = true; }
  void on_websocket_failed(const error_code&) noexcept override { end_ = true; }

  void read() {
    auto room = socket_.prepare();
    stream_->async_read_some(boost::asio::buffer(room.place, room.size),
                             [this](error_code ec, std::size_t size) {
                               if (size > 0) socket_.commit(size);
                               if (ec && !end_) socket_.fail(ec);
                               flush();
                               if (!end_) read();
                             });
  }

  void flush() {
    if (writing_) return;
    if (socket_.output().empty()) {
      if (end_) stream_->close();
      return;
    }
    writing_ = true;
    in_flight_.clear();
    in_flight_.swap(socket_.output());
    boost::asio::async_write(*stream_, boost::asio::buffer(in_flight_),
                             [this](error_code ec, std::size_t) {
                               writing_ = false;
                               if (ec) end_ = true;
                               if (ec) socket_.output().clear();
                               flush();
                             });
  }

  const Opening::Stream stream_;
  WebSocket socket_;
  std::string in_flight_;
  bool writing_ = false;
  bool end_ = false;
};

bool run(const wire::ServiceUrl& server, const std::string& path,
         bool deflate) {
  IoContext io{1};
  OpeningRequest opening;
  opening.route.server = server;
  opening.deadline = Clock::now() + kPatience;
  auto stream = open_and_wait(io, opening);
  if (!stream) {
    std::fprintf(stderr, "%s\n", stream.error().message.c_str());
    return false;
  }
  UpgradeRequest upgrade;
  upgrade.route = opening.route;
  upgrade.path = path;
  if (deflate) upgrade.extensions = WebSocket::offered_extensions();
  upgrade.deadline = opening.deadline;
  std::optional<Result<UpgradeAnswer>> answer;
  ask_for_upgrade(io, *stream, upgrade,
                  [&](Result<UpgradeAnswer> told) { answer = told; });
  io.restart();
  io.run();
  if (!*answer) {
    std::fprintf(stderr, "%s\n", answer->error().message.c_str());
    return false;
  }
  auto echo = std::make_unique<Echo>(io, *stream, **answer);
  io.restart();
  io.run_for(kPatience);
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  const bool deflate = count > 1 && !std::strcmp(arguments[1], "--deflate");
  if (deflate) {
    ++arguments;
    --count;
  }
  auto server = wire::parse_service_url(count == 3 ? arguments[1] : "");
  const int cases = count == 3 ? std::atoi(arguments[2]) : 0;
  if (!server || cases < 1) {
    std::fprintf(stderr, "usage: testee [--deflate] ws://HOST:PORT CASES\n");
    return 2;
  }
  const std::string agent = "agent=pulsarws";
  for (int number = 1; number <= cases; ++number) {
    const std::string path =
        "/runCase?case=" + std::to_string(number) + "&" + agent;
    if (!run(*server, path, deflate)) return 1;
  }
  return run(*server, "/updateReports?" + agent, false) ? 0 : 1;
}
