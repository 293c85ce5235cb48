#include "core/net/opening.h"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
#include <exception>
#include <utility>

#include "core/net/failure_sentences.h"
#include "core/net/proxy_connect.h"
#include "core/net/shortage.h"

namespace pulsarws {

template <typename Handler>
auto Opening::step(Handler handler) {
  return [self = shared_from_this(),
          handler = std::move(handler)](auto&&... results) mutable {
    if (!self->done_) return;
    try {
      handler(*self, std::forward<decltype(results)>(results)...);
    } catch (const std::exception& failed) {
      self->finish(failed_handler(failed.what(), self->server_));
    }
  };
}

std::shared_ptr<Opening> Opening::start(IoContext& io, OpeningRequest request,
                                        Done done) {
  auto self =
      std::make_shared<Opening>(Key{}, io, std::move(request), std::move(done));
  boost::asio::post(io, self->step([](Opening& opening) { opening.begin(); }));
  return self;
}

Opening::Opening(Key, IoContext& io, OpeningRequest request, Done done)
    : io_(io),
      request_(std::move(request)),
      server_(request_.route.to_string()),
      done_(std::move(done)),
      work_(io.get_executor()),
      deadline_(io) {}

void Opening::begin() {
  deadline_.expires_at(request_.deadline);
  deadline_.async_wait(step([](Opening& self, error_code ec) {
    if (!ec) self.finish(self.too_late());
  }));
  if (request_.tls) {
    // What is wrong with it is told before anybody is asked for anything.
    auto context = request_.tls->context();
    if (!context) {
      finish(context.error());
      return;
    }
    context_ = std::move(*context);
  }
  resolve();
}

const std::string& Opening::host() const {
  const Route& route = request_.route;
  return route.proxy ? route.proxy->host : route.server.host;
}

void Opening::resolve() {
  // The answer comes on a thread of the look-up's.
  lookup_ = NameLookup::start(
      host(), [self = shared_from_this()](Result<Addresses> found) {
        boost::asio::post(self->io_,
                          self->step([found = std::move(found)](Opening& own) {
                            own.resolved(found);
                          }));
      });
}

void Opening::resolved(Result<Addresses> found) {
  lookup_ = nullptr;
  if (!found) {
    const Error& failed = found.error();
    finish(failed.status == Status::kOutOfMemory
               ? out_of_resources(failed.message, server_)
               : unresolved(failed.message));
    return;
  }
  stage_ = Stage::kTcp;
  const Route& route = request_.route;
  connecting_ = TcpConnecting::start(
      io_, std::move(*found),
      route.proxy ? route.proxy->port : route.server.port,
      step([](Opening& self, error_code ec, std::optional<Socket> socket) {
        self.connected(ec, std::move(socket));
      }));
}

void Opening::connected(error_code ec, std::optional<Socket> socket) {
  connecting_ = nullptr;
  if (!socket) {
    finish(unreachable(ec));
    return;
  }
  stream_ = std::make_shared<ByteStream>(std::move(*socket));
  if (request_.route.proxy) {
    ask_proxy();
  } else {
    begin_tls();
  }
}

void Opening::ask_proxy() {
  stage_ = Stage::kProxy;
  connect_through_proxy(stream_, request_.route, request_.user_agent,
                        step([](Opening& self, Error error) {
                          if (error) {
                            self.finish(std::move(error));
                          } else {
                            self.begin_tls();
                          }
                        }));
}

void Opening::begin_tls() {
  if (!context_) {
    finish(std::move(stream_));
    return;
  }
  stage_ = Stage::kTls;
  stream_->add_tls(std::move(context_), *request_.tls, request_.route);
  stream_->tls()->async_handshake(
      boost::asio::ssl::stream_base::client,
      step([stream = stream_](Opening& self, error_code ec) {
        self.handshake_done(ec);
      }));
}

void Opening::handshake_done(error_code ec) {
  if (!ec) {
    finish(std::move(stream_));
    return;
  }
  TlsVerdict& verdict = *stream_->verdict();
  if (auto refused = verdict.failure()) {
    finish(*refused);
    return;
  }
  const bool by_openssl =
      ec.category() == boost::asio::error::get_ssl_category();
  finish(verdict.handshake_failure(
      by_openssl ? static_cast<unsigned long>(ec.value()) : 0, ec.message()));
}

void Opening::finish(Result<Stream> outcome) {
  Done done = std::move(done_);
  if (outcome) stream_ = nullptr;  // it is the caller's now
  release();
  if (done) done(std::move(outcome));
}

void Opening::cancel() noexcept { release(); }

void Opening::release() noexcept {
  done_ = nullptr;
  error_code ignored;
  deadline_.cancel(ignored);
  if (lookup_) lookup_->cancel();
  if (connecting_) connecting_->cancel();
  // Operations under way hold it until they have heard of it.
  if (stream_) stream_->close();
  lookup_ = nullptr;
  connecting_ = nullptr;
  stream_ = nullptr;
  work_.reset();
}

Error Opening::unresolved(const std::string& why) const {
  if (request_.route.proxy) {
    return failed_proxy("has a name that cannot be resolved: " + why,
                        *request_.route.proxy, request_.route.server_text());
  }
  return unresolved_name(host(), why, server_);
}

Error Opening::unreachable(const error_code& ec) const {
  if (is_shortage(ec)) return out_of_resources(ec.message(), server_);
  if (request_.route.proxy) {
    return failed_proxy("cannot be reached: " + ec.message(),
                        *request_.route.proxy, request_.route.server_text());
  }
  return Error(Status::kConnect,
               "cannot connect: " + ec.message() + " (" + server_ +
                   "); check host and port, and that the server is up");
}

Error Opening::too_late() const {
  if (request_.route.proxy && stage_ != Stage::kTls) {
    return no_proxy_in_time(request_.timeout, *request_.route.proxy,
                            request_.route.server_text());
  }
  switch (stage_) {
    case Stage::kName:
      return no_name_in_time(request_.timeout, host(), server_);
    case Stage::kTls:
      return no_tls_in_time(request_.timeout, server_);
    default:
      return no_connection_in_time(request_.timeout, server_);
  }
}

Result<Opening::Stream> open_and_wait(IoContext& io, OpeningRequest request) {
  Result<Opening::Stream> outcome = Error(Status::kInternal, "not opened");
  Opening::start(io, std::move(request), [&outcome](Result<Opening::Stream> o) {
    outcome = std::move(o);
  });
  io.restart();
  io.run();
  return outcome;
}

}  // namespace pulsarws
