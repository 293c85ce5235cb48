#include "core/transport/cpprest/cpprest_transport.h"

#include <utility>

#include "core/transport/cpprest/connection_slots.h"
#include "core/transport/cpprest/cpprest_connection.h"

namespace pulsarws {
namespace {

// The owner's end of a connection, which outlives it where it hangs.
class CpprestTransport final : public Transport {
 public:
  CpprestTransport(const CpprestSettings& settings, Timers& timers)
      : connection_(std::make_shared<CpprestConnection>(settings, timers)) {}
  ~CpprestTransport() override { connection_->disown(); }

  void connect(ConnectRequest request,
               std::weak_ptr<TransportListener> listener) override {
    connection_->connect(std::move(request), std::move(listener));
  }
  void notify() noexcept override { connection_->notify(); }
  void ping() noexcept override { connection_->ping(); }
  void close(std::uint16_t code, std::string reason) noexcept override {
    connection_->close(code, std::move(reason));
  }
  void abandon(Error error) noexcept override {
    connection_->abandon(std::move(error));
  }
  std::chrono::milliseconds write_stall() const noexcept override {
    return connection_->write_stall();
  }

 private:
  const std::shared_ptr<CpprestConnection> connection_;
};

}  // namespace

std::shared_ptr<Transport> make_cpprest_transport(
    const CpprestSettings& settings, Timers& timers) {
  ConnectionSlots::of_process().raise_limit(settings.max_parked_connections);
  return std::make_shared<CpprestTransport>(settings, timers);
}

}  // namespace pulsarws
