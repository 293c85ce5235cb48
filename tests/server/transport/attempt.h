#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/transport/cpprest/cpprest_transport.h"
#include "recorded.h"
#include "scripted_server.h"

namespace pulsarws::testing {

// Longer than anything takes, also with a sanitizer on a busy machine.
constexpr std::chrono::seconds kSoon{30};

// What a transport told its owner, in order.
struct Told {
  std::vector<std::string> events;  // "open", "text ...", "alive", "closed"
  std::vector<std::string> texts;
  std::size_t opened = 0;
  std::size_t alive = 0;
  std::size_t closed = 0;
  std::size_t pulls = 0;
  std::size_t batches = 0;
  // What came behind the last on_text before its batch had ended.
  std::size_t unended_batches = 0;
  bool in_batch = false;
  int padding = 0;  // all bytes behind the texts, only to have read them
  std::size_t pulls_after_closed = 0;
  Error error;
};

// An owner of a transport that writes down all it is told.
class RecordingListener : public TransportListener {
 public:
  void on_open() noexcept override;
  void on_text(std::string_view text) noexcept override;
  void on_batch_end() noexcept override;
  void on_alive() noexcept override;
  void on_closed(const Error& error) noexcept override;
  bool pull_frames(FrameSink& sink) noexcept override;

  // For pull_frames, which hands over at most `batch` at once.
  void queue(std::string frame, std::size_t batch = 100);

  const Recorded<Told>& told() const { return told_; }

  // Called in on_text, after it was written down.
  std::function<void(std::string_view)> also_on_text;

 private:
  void note(const char* event, const std::function<void(Told&)>& update);

  struct Queue {
    std::vector<std::string> frames;
    std::size_t batch = 100;
  };

  Recorded<Told> told_;
  Recorded<Queue> queue_;
};

// A connection to a server, with its owner.
class Attempt {
 public:
  // `url` is a server's, "ws://127.0.0.1:8080".
  explicit Attempt(const std::string& url, const std::string& path = kPath);

  static constexpr const char* kPath =
      "/ws/v2/producer/persistent/public/default/test";

  ConnectRequest request;  // until connect(), as the next two
  TlsSettings tls;
  CpprestSettings settings;

  Attempt& connect();
  void send(std::string frame);

  Transport& transport() { return *transport_; }
  std::shared_ptr<Transport> give_up_transport() {
    return std::move(transport_);
  }
  RecordingListener& listener() { return *listener_; }
  Told told() const { return listener_->told().read(); }

  bool wait_open() const;
  bool wait_closed() const;
  bool wait_texts(std::size_t count) const;
  // What on_closed said, waiting for it; kInternal where it does not come.
  Error outcome() const;

 private:
  std::shared_ptr<RecordingListener> listener_;
  std::shared_ptr<Transport> transport_;
};

// Connections that are under way, each prepared before it starts.
std::vector<std::unique_ptr<Attempt>> attempts(
    int count, const std::string& url,
    const std::function<void(Attempt&)>& prepare = {});

// What they came to, as in "8 PWS_OK, 2 PWS_ERR_TLS".
std::string outcomes(const std::vector<std::unique_ptr<Attempt>>& all);

// Whether all events came as the contract says: open before any other, closed
// once and last, no pull after it.
bool in_order(const Told& told);

// The session that the server opened last, once it has opened `count` in all:
// before that it would ignore what it is told to do.
SessionPtr last_session(const ScriptedServer& server, std::size_t count);

// How many threads of this process have this name.
std::size_t threads_named(const std::string& name);

// Waits until cpprestsdk has released everything and its idle threads are gone.
bool quiet();

}  // namespace pulsarws::testing
