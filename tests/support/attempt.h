#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/net/tls_settings.h"
#include "core/transport/transports.h"
#include "recording_listener.h"
#include "scripted_server.h"
#include "wait.h"

namespace pulsarws::testing {

// The name of the transport that this run is about, see tested_transport.h.
std::string transport_under_test();

// A connection to a server, by the transport under test, with its owner.
class Attempt {
 public:
  // `url` is a server's, "ws://127.0.0.1:8080".
  explicit Attempt(const std::string& url, const std::string& path = kPath);

  static constexpr const char* kPath =
      "/ws/v2/producer/persistent/public/default/test";

  ConnectRequest request;  // until connect(), as what follows
  TlsSettings tls;
  TransportSettings settings;
  TransportFactory factory;  // empty: the transport under test

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

// The session that the server opened last, once it has opened `count` in all:
// before that it would ignore what it is told to do.
SessionPtr last_session(const ScriptedServer& server, std::size_t count);

// How many threads of this process have this name.
std::size_t threads_named(const std::string& name);

// Waits until all that connections held is released and what threads they had
// of their own are gone.
bool quiet();

}  // namespace pulsarws::testing
