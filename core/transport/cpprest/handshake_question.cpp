#include "core/transport/cpprest/handshake_question.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <exception>
#include <future>
#include <memory>
#include <utility>

#include "core/net/failure_sentences.h"
#include "core/net/opening.h"
#include "core/net/resolving.h"
#include "core/net/shortage.h"
#include "core/net/upgrade.h"

namespace pulsarws {
namespace {

class Question {
 public:
  Question(const ConnectRequest& request, const std::string& user_agent,
           TimePoint deadline)
      : request_(request), user_agent_(user_agent), deadline_(deadline) {}

  Error ask() {
    OpeningRequest opening;
    opening.route = request_.route;
    if (request_.route.server.tls) opening.tls = request_.tls;
    opening.user_agent = user_agent_;
    opening.deadline = deadline_;
    opening.timeout = request_.timeout;
    auto stream = open_and_wait(io_, std::move(opening));
    if (!stream) return stream.error();

    UpgradeRequest upgrade;
    upgrade.route = request_.route;
    upgrade.path = harmless_path(request_.path);
    upgrade.user_agent = user_agent_;
    upgrade.headers = request_.headers;
    upgrade.deadline = deadline_;
    upgrade.timeout = request_.timeout;
    Result<UpgradeAnswer> answer = Error(Status::kInternal, "not asked");
    ask_for_upgrade(
        io_, *stream, std::move(upgrade),
        [&answer](Result<UpgradeAnswer> told) { answer = std::move(told); });
    io_.restart();
    io_.run();
    if (!answer) return answer.error();
    close_websocket(**stream);
    return accepted(*answer);
  }

 private:
  // What cpprestsdk could not do with a server that would have us.
  Error accepted(const UpgradeAnswer& answer) const {
    const wire::ServiceUrl& server = request_.route.server;
    const char* why =
        answer.interim_answers > 0
            ? "the server sends interim answers (HTTP 100 or 103) before it "
              "accepts, which cpprestsdk takes for a refusal"
        : server.host.find(':') != std::string::npos
            ? "cpprestsdk names an IPv6 address to the server without "
              "brackets, which refuses that"
            : nullptr;
    if (why) {
      return Error(Status::kNotSupported, std::string(why) + " (" +
                                              request_.route.to_string() +
                                              "); use transport=beast");
    }
    return Error(Status::kServiceUnavailable,
                 "the server refused the connection once and accepted it when "
                 "asked why (" +
                     request_.route.to_string() + "); try again");
  }

  // Sends Close 1000 and waits for the server's, or for the end.
  void close_websocket(ByteStream& stream) {
    constexpr std::chrono::seconds kPatience{2};
    IoTimer deadline(io_);
    deadline.expires_at(std::min(deadline_, Clock::now() + kPatience));
    deadline.async_wait([&](error_code ec) {
      if (!ec) stream.close();
    });
    static constexpr std::array<unsigned char, 8> kClose{0x88, 0x82, 0,   0, 0,
                                                         0,    0x03, 0xE8};
    boost::asio::async_write(stream, boost::asio::buffer(kClose),
                             [&](error_code ec, std::size_t) {
                               if (ec) {
                                 deadline.cancel();
                               } else {
                                 read_to_the_end(stream, deadline);
                               }
                             });
    io_.restart();
    io_.run();
  }

  void read_to_the_end(ByteStream& stream, IoTimer& deadline) {
    stream.async_read_some(boost::asio::buffer(rest_),
                           [&](error_code ec, std::size_t) {
                             if (ec) {
                               deadline.cancel();
                             } else {
                               read_to_the_end(stream, deadline);
                             }
                           });
  }

  const ConnectRequest& request_;
  const std::string user_agent_;
  const TimePoint deadline_;
  IoContext io_{1};
  std::array<char, 4096> rest_;
};

}  // namespace

Error ask_why_refused(const ConnectRequest& request,
                      const std::string& user_agent, TimePoint deadline) {
  try {
    return Question(request, user_agent, deadline).ask();
  } catch (const std::exception& failed) {
    if (is_shortage(failed)) {
      return out_of_resources(failed.what(), request.route.to_string());
    }
    return Error(Status::kInternal,
                 "the connection failed, and so did finding out why: " +
                     std::string(failed.what()) + " (" +
                     request.route.to_string() + ")");
  }
}

std::optional<Error> ask_name_server(const ConnectRequest& request,
                                     TimePoint deadline) {
  const std::string& host = request.route.server.host;
  auto answer = std::make_shared<std::promise<std::optional<Error>>>();
  auto told = answer->get_future();
  auto lookup = NameLookup::start(host, [answer](Result<Addresses> found) {
    answer->set_value(found ? std::nullopt
                            : std::optional<Error>(found.error()));
  });
  if (told.wait_until(deadline) != std::future_status::ready) {
    lookup->cancel();
    return no_name_in_time(request.timeout, host, request.route.to_string());
  }
  auto failed = told.get();
  if (!failed) return std::nullopt;
  if (failed->status == Status::kOutOfMemory) {
    return out_of_resources(failed->message, request.route.to_string());
  }
  return unresolved_name(host, failed->message, request.route.to_string());
}

std::string harmless_path(const std::string& path) {
  std::size_t question = path.find('?');
  std::string names = path.substr(0, question);
  bool consumer = names.rfind("/ws/v2/consumer/", 0) == 0 ||
                  names.rfind("/ws/v3/consumer/", 0) == 0;
  if (!consumer) return path;
  constexpr const char kPull[] = "pullMode=true";
  if (question == std::string::npos) return names + "?" + kPull;
  // A pullMode that is there already is replaced.
  std::string query;
  for (std::size_t at = question + 1; at <= path.size();) {
    std::size_t end = std::min(path.find('&', at), path.size());
    std::string one = path.substr(at, end - at);
    if (one.rfind("pullMode=", 0) != 0) query += one + "&";
    at = end + 1;
  }
  return names + "?" + query + kPull;
}

}  // namespace pulsarws
