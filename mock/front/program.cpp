#include "mock/front/program.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>

#include "mock/front/application.h"
#include "mock/front/server.h"

namespace pulsarws::mock {
namespace {

namespace asio = boost::asio;

// Stops the service when standard input is at its end.
class InputWatch {
 public:
  explicit InputWatch(IoContext& io) : io_(io) {
    struct stat kind;
    if (fstat(STDIN_FILENO, &kind) != 0) return;
    if (!S_ISFIFO(kind.st_mode) && !S_ISSOCK(kind.st_mode)) return;
    input_.emplace(io, dup(STDIN_FILENO));
    read();
  }

 private:
  void read() {
    input_->async_read_some(asio::buffer(ignored_),
                            [this](const error_code& error, std::size_t) {
                              error ? io_.stop() : read();
                            });
  }

  IoContext& io_;
  std::optional<asio::posix::stream_descriptor> input_;
  std::array<char, 256> ignored_{};
};

}  // namespace

void serve(IoContext& io, const Settings& settings, BrokerPort& broker,
           AdminPort& admin) {
  std::signal(SIGPIPE, SIG_IGN);
  std::unique_ptr<Server> server;
  Application application(settings, broker, admin,
                          [&] { server->reset_websockets(); });
  server = std::make_unique<Server>(io, settings, application);
  server->start();

  asio::signal_set signals(io, SIGTERM, SIGINT);
  signals.async_wait([&](const error_code& error, int) {
    if (!error) io.stop();
  });
  const InputWatch input(io);
  for (const std::string& url : server->urls()) {
    std::printf("ready %s\n", url.c_str());
  }
  std::fflush(stdout);
  io.run();
  server->stop();
  // What was asked for still is told that it is over.
  io.restart();
  io.poll();
}

}  // namespace pulsarws::mock
