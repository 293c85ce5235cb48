#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/transport/transport.h"

namespace pulsarws::testing {

// How long a test waits for another thread before it has failed.
constexpr std::chrono::seconds kPatience{20};

// The far end of one connection that the code under test has made. By hand:
// nothing happens until the test says so, on the test's thread. With threads
// (MemoryNetwork's second constructor): frames are pulled by one thread of the
// connection and the listener is told by another, as a real transport does.
class MemoryConnection {
 public:
  // What the code under test wants.
  ConnectRequest request() const;
  int pings() const;
  bool is_closing() const;  // close or abandon was called
  std::optional<Error> abandoned() const;
  std::optional<std::uint16_t> close_code() const;
  bool is_ended() const;     // on_closed was called
  bool is_released() const;  // the Transport was destroyed

  // What the network does. Calls of the listener come one after the other; by
  // hand they are made before the function returns.
  void open();
  void text(std::string text);
  void texts(std::vector<std::string> texts);  // in one read
  void alive();
  // Once; what is said later is not heard.
  void end(Error error);
  // Ends it as close() or abandon(), whichever was called, asked for.
  void end_as_asked();
  void set_write_stall(std::chrono::milliseconds stall);

  // By hand: the frames that are to be written since the last call. Nothing is
  // pulled unless the connection is open and was notified.
  std::vector<std::string> frames();

  // The same, waiting until there are `count` at least; fewer: they did not
  // come.
  std::vector<std::string> await_frames(std::size_t count);

  // Waits until close or abandon was called. False: it was not.
  bool await_closing() const;

  // Says something although the connection has ended, which no transport may.
  // By hand only.
  void text_after_end(std::string_view text);
  void open_after_end();
  void end_again(const Error& error);

 private:
  friend class MemoryNetwork;
  class End;

  struct Script {
    std::function<void(MemoryConnection&)> connected;
    std::function<void(MemoryConnection&, const std::string&)> frame;
  };
  using Call = std::function<void(TransportListener&)>;

  bool await_connect() const;
  void tell(Call call);
  void pull();
  void start_threads(const Script& script);
  void run_events();
  void run_writer(const Script& script);
  void stop_threads();

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  ConnectRequest request_;
  std::weak_ptr<TransportListener> listener_;
  std::shared_ptr<TransportListener> former_listener_;  // after the end
  bool connected_ = false;
  bool open_ = false;
  bool notified_ = false;
  bool closing_ = false;
  bool ended_ = false;
  bool released_ = false;
  int pings_ = 0;
  std::optional<Error> abandoned_;
  std::optional<std::uint16_t> close_code_;
  std::chrono::milliseconds write_stall_{0};
  std::vector<std::string> frames_;

  std::mutex calls_;  // held while the listener hears something

  // With threads only.
  bool threaded_ = false;
  bool stop_writer_ = false;
  std::deque<Call> said_;
  std::thread events_;
  std::thread writer_;
};

// All connections of the code under test, from 1 on.
class MemoryNetwork {
 public:
  // Every connection is the test's to handle.
  MemoryNetwork() = default;

  // Every connection has threads of its own. `connected` is called by one of
  // them when connect() was, `frame` for each frame that is written; close and
  // abandon are done at once.
  MemoryNetwork(
      std::function<void(MemoryConnection&)> connected,
      std::function<void(MemoryConnection&, const std::string&)> frame);

  // Breaks what is left.
  ~MemoryNetwork();

  TransportFactory factory();

  std::size_t count() const;
  // Waits for it; throws std::runtime_error where it does not come.
  std::shared_ptr<MemoryConnection> connection(std::size_t number) const;
  std::shared_ptr<MemoryConnection> last() const;

  // Ends every connection that was asked to; returns how many.
  std::size_t end_as_asked();

 private:
  friend class MemoryConnection::End;

  mutable std::mutex mutex_;
  mutable std::condition_variable made_;
  std::vector<std::shared_ptr<MemoryConnection>> connections_;
  std::optional<MemoryConnection::Script> script_;
};

}  // namespace pulsarws::testing
