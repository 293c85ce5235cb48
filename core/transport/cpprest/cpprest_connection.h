#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/transport/cpprest/connection_slots.h"
#include "core/transport/cpprest/cpprest_socket.h"
#include "core/transport/cpprest/cpprest_transport.h"
#include "core/transport/cpprest/pong_debt.h"
#include "core/transport/cpprest/proxy_tunnel.h"

namespace pulsarws {

// One connection of the cpprest transport. It is shared by its owner and by a
// thread of its own, which alone calls cpprestsdk: it connects, then writes,
// then destroys the socket. Each of these may hang for ever: the thread is then
// parked with its socket, and a deadline has told the owner that it is over.
//
//   phase       | left by                                   | for
//   ------------+-------------------------------------------+------------
//   kNew        | connect()                                 | kWaiting
//   kWaiting    | a free slot: the thread starts            | kConnecting
//   kConnecting | the upgrade                               | kOpen
//   kOpen       | close(), the server's end, a failed write | kClosing
//   any         | a verdict                                 | kEnded
//
// The verdict is what on_closed tells. It is found once: by the thread when the
// socket is gone, by a deadline, or by the owner, who gives up.
//
// Locks nest in this order: events_mutex_, pull_mutex_, what the owner locks in
// its callbacks, mutex_. The owner's calls take mutex_ alone.
class CpprestConnection final
    : public SocketListener,
      public std::enable_shared_from_this<CpprestConnection> {
 public:
  CpprestConnection(const CpprestSettings& settings, Timers& timers);

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
  enum class Phase { kNew, kWaiting, kConnecting, kOpen, kClosing, kEnded };

  struct PeerClose {
    int code;
    std::string reason;
  };

  class FrameBatch final : public FrameSink {
   public:
    void put(wire::Frame frame) override { frames.push_back(std::move(frame)); }
    std::vector<wire::Frame> frames;
  };

  // The connection's thread.
  void run() noexcept;
  void serve(Error& failure);
  std::shared_ptr<ProxyTunnel> open_tunnel(Error& failure);
  std::unique_ptr<CpprestSocket> open_socket(SocketTls* tls,
                                             const wire::ProxyServer* proxy,
                                             Error& failure);
  Error explain(const SocketFailure& failure, SocketTls* tls);
  void set_known_so_far(std::optional<Error> error);
  void write_until_closing(CpprestSocket& socket);
  bool wait_for_work();
  bool pull(FrameBatch& batch);
  bool write(CpprestSocket& socket, FrameBatch& batch);
  void begin_write() noexcept;
  bool told_to_close() const;
  void finish(Error failure) noexcept;

  // On threads of cpprestsdk.
  void on_message(std::string_view text) noexcept override;
  void on_bad_message(const char* why) noexcept override;
  bool on_ping(std::string_view payload) noexcept override;
  void on_pong(std::string_view payload) noexcept override;
  void on_socket_closed(int code, std::string reason) noexcept override;

  // Wherever a slot comes free, and on the timers' thread.
  void admit(ConnectionSlots::Slot slot) noexcept;
  void connect_deadline() noexcept;
  void close_deadline() noexcept;

  // Each of these two happens once; the first one who knows tells. Whoever
  // tells holds none of the locks.
  void tell_open() noexcept;
  void tell_closed() noexcept;
  // From a call of the owner's: soon, on another thread.
  void tell_closed_elsewhere() noexcept;

  // These are called with mutex_ held.
  void begin_closing(Error outcome) noexcept;
  bool end(Error verdict) noexcept;
  Error verdict_of_closing() const;
  void wake() noexcept;

  // With events_mutex_ held; whether the listener may be called.
  bool open_for_events() noexcept;
  void tell_alive() noexcept;

  const CpprestSettings settings_;
  Timers& timers_;

  // Set by connect(), then only read.
  ConnectRequest request_;
  std::string server_;  // for sentences
  TimePoint connect_by_;
  std::weak_ptr<TransportListener> listener_;

  // Serialises the listener's calls, except for pull_frames.
  std::mutex events_mutex_;
  bool open_told_ = false;
  bool closed_told_ = false;
  wire::PaddedText text_;  // the one that the listener is told
  PongDebt pong_debt_;

  // Held during pull_frames, so that none comes after on_closed.
  std::mutex pull_mutex_;
  bool pulls_ended_ = false;

  mutable std::mutex mutex_;
  Phase phase_ = Phase::kNew;
  Error verdict_;
  bool socket_gone_ = false;
  ConnectionSlots::Slot slot_;
  std::uint64_t slot_request_ = 0;
  Timers::Id connect_timer_ = 0;
  Timers::Id close_timer_ = 0;
  // What to say if the connect deadline passes while the reason is asked for.
  std::optional<Error> known_so_far_;
  std::uint16_t close_code_ = 1000;
  std::string close_reason_;
  bool own_close_ = false;
  // What closing came from, where the server does not say better.
  Error closing_outcome_;
  std::optional<PeerClose> peer_close_;
  // While the socket goes through one: cutting it frees a socket that hangs.
  std::weak_ptr<ProxyTunnel> tunnel_;

  // The writer sleeps on this while it has nothing to do. `work_` is set
  // before `sleeping_` is read, and read after `sleeping_` is set, so that a
  // notify() for a busy writer costs one exchange.
  std::condition_variable work_arrived_;
  std::atomic<bool> work_{false};
  std::atomic<bool> sleeping_{false};
  std::atomic<bool> ping_wanted_{false};
  std::atomic<bool> ended_{false};  // phase_ is kEnded
  std::atomic<Clock::rep> write_began_{0};
};

}  // namespace pulsarws
