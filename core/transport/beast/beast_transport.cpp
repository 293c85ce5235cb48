#include "core/transport/beast/beast_transport.h"

#include <utility>

#include "core/transport/beast/beast_connection.h"
#include "core/transport/beast/io_loop.h"

namespace pulsarws {
namespace {

// The owner's end of a connection, which lives on until it is closed.
class BeastTransport final : public Transport {
 public:
  BeastTransport(std::shared_ptr<const BeastSettings> settings,
                 std::shared_ptr<IoLoops> loops)
      : loops_(std::move(loops)),
        connection_(std::make_shared<BeastConnection>(std::move(settings),
                                                      loops_->next())) {}
  ~BeastTransport() override { connection_->disown(); }

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
  // Let go last, so that the loop still runs what the connection is told.
  const std::shared_ptr<IoLoops> loops_;
  const std::shared_ptr<BeastConnection> connection_;
};

}  // namespace

TransportFactory beast_transports(BeastSettings settings) {
  auto loops = std::make_shared<IoLoops>(settings.io_threads);
  auto shared = std::make_shared<const BeastSettings>(std::move(settings));
  return [shared = std::move(shared), loops = std::move(loops)] {
    return std::make_shared<BeastTransport>(shared, loops);
  };
}

}  // namespace pulsarws
