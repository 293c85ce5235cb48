// What the benchmark compares with: producing and consuming with cpprestsdk as
// its documentation suggests, and nothing done about speed. The body is read
// with get() and not with then(), which would cost another task: the cheaper of
// the two obvious ways is the fairer comparison.
//
//   naive produce|consume ws://HOST:PORT PAYLOAD_SIZE COUNT
#include <cpprest/asyncrt_utils.h>
#include <cpprest/json.h>
#include <cpprest/ws_client.h>
#include <sys/resource.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using web::json::value;
using web::websockets::client::websocket_callback_client;
using web::websockets::client::websocket_incoming_message;
using web::websockets::client::websocket_outgoing_message;

constexpr long kMostInFlight = 1000;

// CPU and time since it was made.
class Stopwatch {
 public:
  void print(long messages) const {
    const std::chrono::duration<double> time = Clock::now() - started_;
    std::printf("cpu_us_per_message %.2f messages_per_second %.0f\n",
                (cpu_microseconds() - cpu_) / static_cast<double>(messages),
                static_cast<double>(messages) / time.count());
  }

 private:
  using Clock = std::chrono::steady_clock;

  static double cpu_microseconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto microseconds = [](const timeval& time) {
      return 1e6 * static_cast<double>(time.tv_sec) +
             static_cast<double>(time.tv_usec);
    };
    return microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
  }

  Clock::time_point started_ = Clock::now();
  double cpu_ = cpu_microseconds();
};

class Counter {
 public:
  void add_one() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      ++count_;
    }
    changed_.notify_one();
  }
  void wait_for(long count) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return count_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  long count_ = 0;
};

void fail(const std::exception& error) {
  std::fprintf(stderr, "naive: %s\n", error.what());
  std::_Exit(1);
}

void send(websocket_callback_client& client, const value& json,
          Counter* sent = nullptr) {
  websocket_outgoing_message message;
  message.set_utf8_message(json.serialize());
  client.send(message).then([sent](pplx::task<void> task) {
    try {
      task.get();
      if (sent) sent->add_one();
    } catch (const std::exception& error) {
      fail(error);
    }
  });
}

template <typename OnJson>
void on_message(websocket_callback_client& client, OnJson on_json) {
  client.set_message_handler([on_json](const websocket_incoming_message& in) {
    try {
      on_json(value::parse(in.extract_string().get()));
    } catch (const std::exception& error) {
      fail(error);
    }
  });
}

void produce(const std::string& server, long size, long count) {
  Counter acked;
  websocket_callback_client client;
  on_message(client, [&acked](const value& ack) {
    if (ack.at("result").as_string() != "ok") {
      throw std::runtime_error(ack.serialize());
    }
    acked.add_one();
  });
  client
      .connect(server + "/ws/v2/producer/persistent/public/default/bench-" +
               std::to_string(size))
      .wait();

  const Stopwatch stopwatch;
  const std::vector<unsigned char> payload(static_cast<std::size_t>(size), 'x');
  for (long i = 0; i < count; ++i) {
    acked.wait_for(i + 1 - kMostInFlight);
    value message;
    message["payload"] =
        value::string(utility::conversions::to_base64(payload));
    message["properties"] = value::object();
    message["context"] = value::string(std::to_string(i));
    send(client, message);
  }
  acked.wait_for(count);
  stopwatch.print(count);
  client.close().wait();
}

void consume(const std::string& server, long size, long count) {
  Counter sent;
  websocket_callback_client client;
  on_message(client, [&](const value& message) {
    const std::vector<unsigned char> payload =
        utility::conversions::from_base64(message.at("payload").as_string());
    if (payload.size() != static_cast<std::size_t>(size)) {
      throw std::runtime_error("a payload of another size");
    }
    value ack;
    ack["messageId"] = message.at("messageId");
    send(client, ack, &sent);
  });
  client
      .connect(server + "/ws/v2/consumer/persistent/public/default/bench-" +
               std::to_string(size) + "-" + std::to_string(count) + "/sub")
      .wait();

  const Stopwatch stopwatch;
  sent.wait_for(count);
  stopwatch.print(count);
  client.close().wait();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc == 5 ? argv[1] : "";
  if (what != "produce" && what != "consume") {
    std::fprintf(stderr,
                 "usage: naive produce|consume ws://HOST:PORT SIZE COUNT\n");
    return 2;
  }
  try {
    (what == "produce" ? produce : consume)(argv[2], std::atol(argv[3]),
                                            std::atol(argv[4]));
  } catch (const std::exception& error) {
    fail(error);
  }
}
