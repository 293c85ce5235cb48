#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <mutex>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/capi/c_handles.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"

// Calls of the whole API, drawn from a seed, by several threads on the same
// handles, over a server that cuts, refuses and stalls. Each operation is
// answered once, all user data is freed once, and no call hangs.
// PULSARWS_TEST_SEED repeats the draws of a run.
namespace pulsarws::testing {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kThreads = 4;
constexpr int kCallsOfThread = 3000;
constexpr std::chrono::seconds kLongestRun{4};
constexpr std::chrono::seconds kLongestCall{30};

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  int below(int limit) {
    return static_cast<int>(engine_() % static_cast<std::uint64_t>(limit));
  }
  bool one_in(int count) { return below(count) == 0; }
  std::int32_t timeout() { return one_in(3) ? 0 : below(20); }

 private:
  std::mt19937_64 engine_;
};

// The user data of one call, and what is owed to it.
struct Owed {
  std::atomic<int> answered{0};
  std::atomic<int> freed{0};
  int answers = 0;  // by the thread that calls; -1: any number
  class Run* run = nullptr;
};

class Run {
 public:
  Run(const std::string& url, const std::string& transport, bool polled,
      std::uint64_t seed)
      : polled_(polled), seed_(seed) {
    client_ = new_client(url, {{"transport", transport},
                               {"eventDelivery", polled ? "poll" : "callbacks"},
                               {"initialBackoff", "1"},
                               {"maxBackoff", "20"},
                               {"connectTimeout", "200"},
                               {"keepAliveInterval", "200"},
                               {"keepAliveTimeout", "200"},
                               {"statisticsInterval", "10"}});
    Settings settings{{"maxPendingMessages", "5"}, {"sendTimeout", "100"}};
    refusing_ = options_of(PWS_OPTIONS_PRODUCER, settings);
    settings.emplace_back("blockIfQueueFull", "true");
    blocking_ = options_of(PWS_OPTIONS_PRODUCER, settings);
  }

  // Draws and calls on all threads; `disturb` is called meanwhile.
  template <typename Disturb>
  void draw(Disturb disturb) {
    std::vector<std::thread> threads;
    std::thread polls;
    if (polled_) polls = std::thread([this] { poll(); });
    until_ = Steady::now() + kLongestRun;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([this, i] { call_all(i); });
    }
    while (running_ > 0) {
      disturb();
      check_calls();
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    for (auto& thread : threads) thread.join();
    std::atomic<bool> closed{false};
    std::thread closes([&] {
      pws_client_close(client_.get(), 200, nullptr);
      closed = true;
    });
    const auto late = Steady::now() + kLongestCall;
    while (!closed) {
      if (Steady::now() > late) give_up("the client's close");
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    closes.join();
    if (polled_) polls.join();
    producers_.clear();
    consumers_.clear();
    readers_.clear();
    client_.reset();
  }

  void check_owed() {
    const auto late = Steady::now() + kSoon;
    for (const auto& owed : owed_) {
      while (owed->freed == 0 && Steady::now() < late) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      REQUIRE(owed->freed == 1);
      if (owed->answers >= 0 && owed->answered != owed->answers) {
        REQUIRE(owed->answered == owed->answers);
      }
    }
    REQUIRE(owed_.size() > 100);
    CHECK(internal_ == 0);
    CHECK(untold_ == 0);
  }

 private:
  template <typename Handle>
  using Pool = std::vector<std::shared_ptr<Handle>>;

  // --- What is owed ---------------------------------------------------------

  Owed* owe(int answers) {
    auto owed = std::make_unique<Owed>();
    owed->run = this;
    owed->answers = answers;
    std::lock_guard lock(mutex_);
    owed_.push_back(std::move(owed));
    return owed_.back().get();
  }

  static void on_event(pws_event* event, void* user_data) {
    static_cast<Owed*>(user_data)->run->hear(*event);
  }
  static void free_owed(void* user_data) {
    ++static_cast<Owed*>(user_data)->freed;
  }
  pws_callback callback() const { return polled_ ? nullptr : on_event; }

  void hear(pws_event& event) {
    thread_local Dice dice(seed_ ^ 0x5eed);
    if (event.user_data) ++static_cast<Owed*>(event.user_data)->answered;
    if (event.status == PWS_ERR_INTERNAL) ++internal_;
    if ((event.error != nullptr) != (event.status != PWS_OK)) ++untold_;
    if (event.producer) pws_producer_pending_count(event.producer);
    if (event.reader) pws_reader_has_next(event.reader);
    if (!event.message) return;
    if (event.consumer) settle(dice, event.consumer, event.message);
    if (dice.one_in(4)) pws_message_free(std::exchange(event.message, nullptr));
  }

  // --- Calls ----------------------------------------------------------------

  // A call with an error, which goes with its status.
  template <typename Function, typename... Arguments>
  pws_status call(Function function, Arguments... arguments) {
    pws_error* error = nullptr;
    const pws_status status = function(arguments..., &error);
    if (status == PWS_ERR_INTERNAL) {
      ++internal_;
      std::fprintf(stderr, "%s\n", pws_error_message(error));
    }
    if ((error != nullptr) != (status != PWS_OK)) ++untold_;
    pws_error_free(error);
    return status;
  }

  // One whose success is answered `answers` times.
  template <typename Function, typename... Arguments>
  void begin(Function function, Arguments... arguments) {
    Owed* owed = owe(1);
    std::uint64_t number = 0;
    const pws_status status =
        call(function, arguments..., callback(), static_cast<void*>(owed),
             free_owed, &number);
    if (status != PWS_OK) owed->answers = 0;
    if (number != 0) last_operation_ = number;
  }

  // One whose callback hears of things from now on.
  template <typename Function, typename Handle>
  void hear_with(Function function, Handle* handle) {
    call(function, handle, callback(), static_cast<void*>(owe(-1)), free_owed);
  }

  template <typename Handle>
  std::shared_ptr<Handle> one_of(Dice& dice, Pool<Handle>& pool) {
    std::lock_guard lock(mutex_);
    if (pool.empty()) return nullptr;
    return pool[static_cast<std::size_t>(
        dice.below(static_cast<int>(pool.size())))];
  }

  // In the place of another, which goes with the last call on it.
  template <typename Handle>
  void keep(Dice& dice, Pool<Handle>& pool, Handle* handle) {
    if (!handle) return;
    std::shared_ptr<Handle> kept(handle, FreeHandle());
    std::lock_guard lock(mutex_);
    if (pool.size() < 3) {
      pool.push_back(kept);
    } else {
      pool[static_cast<std::size_t>(dice.below(3))].swap(kept);
      gone_.emplace_back(std::move(kept));
    }
  }

  void settle(Dice& dice, pws_consumer* consumer, const pws_message* message) {
    const pws_message_id* id = pws_message_get_id(message);
    switch (dice.below(6)) {
      case 0:
        call(pws_consumer_nack, consumer, message);
        break;
      case 1:
        call(pws_consumer_ack_id, consumer, id);
        break;
      case 2:
        call(pws_consumer_ack_cumulative, consumer, message);
        break;
      case 3:
        break;
      default:
        call(pws_consumer_ack, consumer, message);
    }
  }

  void make(Dice& dice) {
    const std::int32_t timeout = 5 * dice.timeout();
    pws_client* client = client_.get();
    const pws_options* options =
        dice.one_in(2) ? blocking_.get() : refusing_.get();
    pws_producer* producer = nullptr;
    pws_consumer* consumer = nullptr;
    pws_reader* reader = nullptr;
    switch (dice.below(6)) {
      case 0:
        call(pws_producer_new, client, "test", options, timeout, &producer);
        break;
      case 1:
        begin(pws_producer_new_async, client, "test", options, timeout,
              &producer);
        break;
      case 2:
        call(pws_consumer_new, client, "test", "sub", nullptr, timeout,
             &consumer);
        break;
      case 3:
        begin(pws_consumer_new_async, client, "test", "sub", nullptr, timeout,
              &consumer);
        break;
      case 4:
        call(pws_reader_new, client, "test", pws_message_id_earliest(), nullptr,
             timeout, &reader);
        break;
      default:
        begin(pws_reader_new_async, client, "test", pws_message_id_earliest(),
              nullptr, timeout, &reader);
    }
    keep(dice, producers_, producer);
    keep(dice, consumers_, consumer);
    keep(dice, readers_, reader);
  }

  void use(Dice& dice, pws_client* client) {
    pws_text* json = nullptr;
    switch (dice.below(5)) {
      case 0:
        call(pws_client_statistics, client, &json);
        pws_text_free(json);
        break;
      case 1:
        hear_with(pws_client_set_state_callback, client);
        break;
      case 2:
        hear_with(pws_client_set_log_callback, client);
        break;
      case 3:
        hear_with(pws_client_set_statistics_callback, client);
        break;
      default:
        call(pws_operation_cancel, client,
             last_operation_ - static_cast<std::uint64_t>(dice.below(3)));
    }
  }

  void send_some(Dice& dice, pws_producer* producer) {
    std::array<pws_outgoing, 4> messages;
    messages.fill(pws_outgoing PWS_OUTGOING_INIT);
    for (auto& message : messages) {
      message.payload = pws_slice_of("payload");
      message.room_timeout_ms = dice.below(12) - 1;
      if (dice.one_in(4)) message.send_timeout_ms = 1 + dice.below(20);
    }
    const bool own = dice.one_in(2);
    Owed* owed = owe(own ? 0 : -1);
    std::size_t accepted = 0;
    call(pws_producer_send_async, producer,
         const_cast<const pws_outgoing*>(messages.data()),
         static_cast<std::size_t>(1 + dice.below(4)), callback(),
         static_cast<void*>(owed), free_owed, &accepted);
    if (own) owed->answers = static_cast<int>(accepted);
  }

  void use(Dice& dice, pws_producer* producer) {
    pws_outgoing message = PWS_OUTGOING_INIT;
    pws_receipt* receipt = nullptr;
    pws_text* json = nullptr;
    std::size_t count = 0;
    switch (dice.below(14)) {
      case 0:
        call(pws_producer_send, producer, &message, dice.timeout(), &receipt);
        pws_receipt_free(receipt);
        break;
      case 1:
        call(pws_producer_flush, producer, dice.timeout());
        break;
      case 2:
        begin(pws_producer_flush_async, producer, dice.timeout());
        break;
      case 3:
        call(pws_producer_purge, producer, dice.below(2), &count);
        break;
      case 4:
        call(pws_producer_cancel_room_waits, producer, &count);
        break;
      case 5:
        hear_with(pws_producer_set_delivery_callback, producer);
        break;
      case 6:
        hear_with(pws_producer_set_writable_callback, producer);
        break;
      case 7:
        call(pws_producer_statistics, producer, &json);
        pws_text_free(json);
        break;
      case 8:
        if (dice.one_in(4)) call(pws_producer_close, producer, dice.timeout());
        break;
      case 9:
        if (!dice.one_in(4)) break;
        begin(pws_producer_close_async, producer, dice.timeout());
        break;
      default:
        send_some(dice, producer);
    }
  }

  void use(Dice& dice, pws_consumer* consumer) {
    pws_message* message = nullptr;
    pws_text* json = nullptr;
    std::int32_t ended = 0;
    std::array<pws_message*, 4> batch{};
    std::size_t count = 0;
    switch (dice.below(18)) {
      case 0:
        begin(pws_consumer_receive_async, consumer, dice.timeout());
        break;
      case 1:
        call(pws_consumer_receive_batch, consumer, batch.data(), batch.size(),
             static_cast<std::size_t>(dice.below(100)), dice.timeout(), &count);
        for (std::size_t i = 0; i < count; ++i) {
          settle(dice, consumer, batch[i]);
          pws_message_free(batch[i]);
        }
        break;
      case 2:
        if (dice.one_in(3)) hear_with(pws_consumer_listen, consumer);
        break;
      case 3:
        call(pws_consumer_ack_flush, consumer, dice.timeout());
        break;
      case 4:
        begin(pws_consumer_ack_flush_async, consumer, dice.timeout());
        break;
      case 5:
        call(pws_consumer_pause, consumer);
        break;
      case 6:
      case 7:
        call(pws_consumer_resume, consumer);
        break;
      case 8:
        call(pws_consumer_redeliver, consumer);
        break;
      case 9:
        call(pws_consumer_end_of_topic, consumer, dice.timeout(), &ended);
        break;
      case 10:
        begin(pws_consumer_end_of_topic_async, consumer, dice.timeout());
        break;
      case 11:
        call(pws_consumer_statistics, consumer, &json);
        pws_text_free(json);
        break;
      case 12:
        if (dice.one_in(4)) call(pws_consumer_close, consumer, dice.timeout());
        break;
      case 13:
        if (!dice.one_in(4)) break;
        begin(pws_consumer_close_async, consumer, dice.timeout());
        break;
      case 14:
        if (!dice.one_in(8)) break;
        call(pws_consumer_unsubscribe, consumer, dice.timeout());
        break;
      case 15:
        if (!dice.one_in(8)) break;
        begin(pws_consumer_unsubscribe_async, consumer, dice.timeout());
        break;
      default:
        if (call(pws_consumer_receive, consumer, dice.timeout(), &message) ==
            PWS_OK) {
          settle(dice, consumer, message);
        }
        pws_message_free(message);
    }
  }

  void use(Dice& dice, pws_reader* reader) {
    pws_message* message = nullptr;
    std::int32_t ended = 0;
    switch (dice.below(7)) {
      case 0:
        begin(pws_reader_next_async, reader, dice.timeout());
        break;
      case 1:
        if (dice.one_in(3)) hear_with(pws_reader_listen, reader);
        break;
      case 2:
        call(pws_reader_end_of_topic, reader, dice.timeout(), &ended);
        break;
      case 3:
        begin(pws_reader_end_of_topic_async, reader, dice.timeout());
        break;
      case 4:
        if (dice.one_in(4)) call(pws_reader_close, reader, dice.timeout());
        break;
      default:
        call(pws_reader_next, reader, dice.timeout(), &message);
        pws_message_free(message);
    }
  }

  // --- Threads --------------------------------------------------------------

  void call_all(int thread) {
    Dice dice(seed_ + static_cast<std::uint64_t>(thread));
    auto& begun = begun_[static_cast<std::size_t>(thread)];
    for (int i = 0; i < kCallsOfThread && Steady::now() < until_; ++i) {
      begun = Steady::now().time_since_epoch().count();
      const int what = dice.below(20);
      if (what < 2) {
        make(dice);
      } else if (what < 3) {
        use(dice, client_.get());
      } else if (what < 10) {
        if (auto one = one_of(dice, producers_)) use(dice, one.get());
      } else if (what < 17) {
        if (auto one = one_of(dice, consumers_)) use(dice, one.get());
      } else {
        if (auto one = one_of(dice, readers_)) use(dice, one.get());
      }
      std::deque<std::shared_ptr<void>> gone;  // freed without the lock
      std::lock_guard lock(mutex_);
      gone.swap(gone_);
    }
    begun = 0;
    --running_;
  }

  void poll() {
    std::array<pws_event, 3> events;
    events.fill(pws_event PWS_EVENT_INIT);
    while (true) {
      std::size_t count = 0;
      const pws_status status = pws_client_poll(
          client_.get(), events.data(), events.size(), 20, &count, nullptr);
      if (status == PWS_ERR_CLOSED) return;
      for (std::size_t i = 0; i < count; ++i) {
        hear(events[i]);
        pws_event_clear(&events[i]);
      }
    }
  }

  // No call hangs.
  void check_calls() const {
    for (const auto& begun : begun_) {
      const Steady::time_point at{Steady::duration(begun.load())};
      if (begun != 0 && Steady::now() - at > kLongestCall) give_up("a call");
    }
  }
  [[noreturn]] void give_up(const char* what) const {
    std::fprintf(stderr, "%s hangs: PULSARWS_TEST_SEED=%llu\n", what,
                 static_cast<unsigned long long>(seed_));
    std::abort();
  }

  const bool polled_;
  const std::uint64_t seed_;
  Owned<pws_client> client_;
  Owned<pws_options> refusing_;
  Owned<pws_options> blocking_;
  Steady::time_point until_;
  std::atomic<int> running_{kThreads};
  std::array<std::atomic<Steady::rep>, kThreads> begun_{};
  std::atomic<std::uint64_t> last_operation_{0};
  std::atomic<int> internal_{0};
  std::atomic<int> untold_{0};  // where status and error do not go together

  std::mutex mutex_;
  Pool<pws_producer> producers_;             // by mutex_
  Pool<pws_consumer> consumers_;             // by mutex_
  Pool<pws_reader> readers_;                 // by mutex_
  std::deque<std::shared_ptr<void>> gone_;   // by mutex_
  std::vector<std::unique_ptr<Owed>> owed_;  // by mutex_
};

std::uint64_t seed() {
  if (const char* given = std::getenv("PULSARWS_TEST_SEED")) {
    return std::strtoull(given, nullptr, 10);
  }
  return std::random_device()();
}

// A server that refuses, stays silent, or takes part.
Script moody(const PulsarScript& pulsar, std::shared_ptr<Dice> dice) {
  Script script = pulsar.script();
  script.on_handshake = [dice, takes = script.on_handshake](
                            const Handshake& handshake) -> Answer {
    if (dice->one_in(20)) return Refuse{500, "no"};
    if (dice->one_in(30)) return Refuse{503, "no"};
    if (dice->one_in(30)) return HangUp{};
    if (dice->one_in(50)) return Silent{};
    return takes ? takes(handshake) : Answer(Accept{});
  };
  return script;
}

void disturb(ScriptedServer& server, Dice& dice) {
  if (!dice.one_in(10)) return;
  const auto sessions = server.sessions();
  if (sessions.empty()) return;
  const auto& one = sessions[static_cast<std::size_t>(
      dice.below(static_cast<int>(sessions.size())))];
  switch (dice.below(4)) {
    case 0:
      one->drop();
      break;
    case 1:
      one->close(1011, "no");
      break;
    case 2:
      one->freeze();
      break;
    default:
      one->stop_reading();
  }
}

}  // namespace

TEST_CASE("Random calls", "[random]") {
  const std::uint64_t drawn = seed();
  std::istringstream transports{pws_transports()};
  for (std::string transport; transports >> transport;) {
    for (const bool polled : {false, true}) {
      CAPTURE(transport, polled);
      INFO("PULSARWS_TEST_SEED=" << drawn);
      auto dice = std::make_shared<Dice>(drawn);
      PulsarScript pulsar;
      pulsar.serve_numbered(200);
      ScriptedServer::Options quiet;
      quiet.keep_texts = false;
      ScriptedServer server(moody(pulsar, dice), quiet);
      Run run(server.url(), transport, polled, drawn);
      Dice own(drawn + 1000);
      run.draw([&] { disturb(server, own); });
      run.check_owed();
    }
  }
}

}  // namespace pulsarws::testing
