#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/net/opening.h"
#include "core/net/upgrade.h"
#include "core/transport/beast/beast_transport.h"
#include "core/transport/beast/io_loop.h"
#include "core/transport/beast/websocket.h"
#include "core/transport/transport.h"

namespace pulsarws {

// One connection of the beast transport. All of it happens on its loop's
// thread; the owner's calls only say there what is wanted.
//
//   phase      | left by                                      | for
//   -----------+----------------------------------------------+----------
//   kNew       | connect()                                    | kOpening
//   kOpening   | TCP, proxy, TLS, the upgrade                 | kOpen
//   kOpen      | close()                                      | kClosing
//   any        | a verdict: the server's end, a failure, a    | kEnded
//              | deadline, the owner who gives up             |
//
// The verdict is what on_closed tells, at once; what is still to be written
// then (a close frame, mostly) has a moment to leave.
class BeastConnection final
    : public WebSocketListener,
      public FrameSink,
      public std::enable_shared_from_this<BeastConnection> {
 public:
  BeastConnection(std::shared_ptr<const BeastSettings> settings,
                  std::shared_ptr<IoLoop> loop);

  // As in Transport.
  void connect(ConnectRequest request,
               std::weak_ptr<TransportListener> listener);
  void notify() noexcept;
  void ping() noexcept;
  void close(std::uint16_t code, std::string reason) noexcept;
  void abandon(Error error) noexcept;
  std::chrono::milliseconds write_stall() const noexcept;

  // The owner is gone. What it was already closing is closed in order.
  void disown() noexcept;

 private:
  enum class Phase : std::uint8_t { kNew, kOpening, kOpen, kClosing, kEnded };

  // A handler for the loop: what it throws ends the connection.
  template <typename Handler>
  auto step(Handler handler);
  template <typename Handler>
  void post(Handler handler) noexcept;

  void begin();
  void opened(Result<Opening::Stream> outcome);
  void upgraded(Result<UpgradeAnswer> answer);
  void begin_closing(std::uint16_t code, const std::string& reason);

  void read();
  void have_read(const error_code& ec, std::size_t size);
  void after_reading();
  void pull();
  void flush();
  void have_written(const error_code& ec);

  void put(wire::Frame frame) override;
  void on_websocket_text(std::string_view text) noexcept override;
  void on_websocket_binary(std::string_view bytes) noexcept override;
  void on_ping(std::size_t payload) noexcept override;
  void on_pong() noexcept override;
  void on_websocket_closed(int code, std::string reason) noexcept override;
  void on_websocket_broken(const error_code& why) noexcept override;
  void on_websocket_failed(const error_code& why) noexcept override;

  // Notes what it has come to; it is told when nothing of ours is on the stack.
  void note_verdict(Error verdict) noexcept;
  void end(Error verdict) noexcept;
  void take_down() noexcept;

  const std::shared_ptr<const BeastSettings> settings_;
  const std::shared_ptr<IoLoop> loop_;
  IoContext& io_;

  // Before the loop's first step, then by its thread alone.
  ConnectRequest request_;
  std::string server_;  // for sentences
  std::weak_ptr<TransportListener> listener_;
  TimePoint connect_by_;
  Phase phase_ = Phase::kNew;
  std::shared_ptr<Opening> opening_;
  Opening::Stream stream_;
  std::unique_ptr<WebSocket> websocket_;
  IoTimer close_timer_;
  std::optional<Error> verdict_;
  bool heard_ = false;  // a callback was made of what was read last
  bool texts_ = false;  // of these, one was a text
  bool reading_ = false;
  bool frames_wait_ = false;  // the owner has more than was pulled
  bool writing_ = false;
  std::string in_flight_;  // what is being written
  // Answers to pings that are not written yet, those in flight included.
  std::uint64_t pings_unread_ = 0;
  std::size_t pongs_unread_ = 0;
  std::uint64_t pings_in_flight_ = 0;
  std::size_t pongs_in_flight_ = 0;

  // For calls from any thread.
  std::atomic<bool> notified_{false};
  std::atomic<Clock::rep> write_began_{0};
};

}  // namespace pulsarws
