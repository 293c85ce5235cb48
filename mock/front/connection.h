#pragma once

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mock/front/frame_reader.h"
#include "mock/front/front.h"
#include "mock/front/stream.h"

namespace pulsarws::mock {

// What a connection is to keep to.
struct ConnectionLimits {
  std::size_t max_frame_size;
  std::chrono::seconds idle;
};

// A client's connection: HTTP requests, then perhaps a WebSocket. Lives as long
// as something is going on with it.
class Connection : public std::enable_shared_from_this<Connection>,
                   private Peer {
 public:
  Connection(Stream stream, Front& front, const ConnectionLimits& limits);
  ~Connection() override;

  void start();
  // Resets TCP.
  void reset();
  bool is_websocket() const { return session_ != nullptr; }

 private:
  using Parser =
      boost::beast::http::request_parser<boost::beast::http::string_body>;

  // Peer
  void send(std::string_view text) override;
  void close(std::uint16_t code, std::string_view reason) override;
  void drop() override;
  bool has_room() const override;

  void read();
  void on_read(std::size_t size);
  void take_input();
  bool take_request();
  void on_request(HttpRequest request);
  void ask_for_upgrade(bool was_held);
  void hold(std::int64_t milliseconds);
  void answer(const HttpAnswer& answer, bool keep_alive);
  void grant(Granted granted);
  bool take_frame();
  void on_message(const FrameReader::Message& message);

  bool may_read() const;
  void begin_faults();
  // One frame that says `text`, and what faults there are with it.
  void put_text(std::string_view text);
  void release_delayed();

  void write_later();
  void write();
  void on_written(std::size_t size);
  std::size_t unwritten() const;
  // Behind what is to be written nothing more comes.
  void finish();
  void end();
  void watch_idleness();

  Stream stream_;
  Front& front_;
  const ConnectionLimits limits_;
  std::string certificate_name_;

  // Input: `in_` from in_begin_ to in_end_ is not taken yet.
  std::string in_;
  std::size_t in_begin_ = 0;
  std::size_t in_end_ = 0;
  bool reading_ = false;
  std::optional<Parser> parser_;
  std::optional<HttpRequest> upgrade_request_;  // while it is held

  // Output: what is being written, and what is to be.
  std::string writing_;
  std::size_t written_ = 0;
  std::string out_;
  bool is_writing_ = false;
  bool write_is_posted_ = false;
  struct Delayed {
    Clock::time_point due;
    std::string bytes;
  };
  std::deque<Delayed> delayed_;

  // The WebSocket.
  std::unique_ptr<Session> session_;
  FrameReader frames_;
  Fault fault_;
  std::int64_t texts_received_ = 0;
  std::int64_t texts_sent_ = 0;

  // Nothing more is sent but what is to be written, and nothing read is heard.
  enum class Ending { kNot, kOrderly, kReset };
  Ending ending_ = Ending::kNot;
  bool finished_ = false;  // all of that is written
  bool ended_ = false;
  mutable bool room_was_missing_ = false;

  IoTimer idle_timer_;
  Clock::time_point last_traffic_;
  IoTimer fault_timer_;
  IoTimer delay_timer_;
};

}  // namespace pulsarws::mock
