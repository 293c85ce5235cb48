#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/beast/core/role.hpp>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/net/io.h"

namespace pulsarws {

// A handler that waits, kept in place: nothing is allocated for it.
class WaitingHandler {
 public:
  WaitingHandler() = default;
  ~WaitingHandler() { forget(); }
  WaitingHandler(const WaitingHandler&) = delete;
  WaitingHandler& operator=(const WaitingHandler&) = delete;

  explicit operator bool() const noexcept { return kind_ != nullptr; }

  template <typename Handler>
  void keep(Handler handler) {
    static_assert(sizeof(Handler) <= kRoom, "a larger handler wants more room");
    static_assert(alignof(Handler) <= alignof(std::max_align_t));
    forget();
    ::new (static_cast<void*>(place_)) Handler(std::move(handler));
    kind_ = &kKind<Handler>;
  }

  // Takes it out and calls it.
  void call(error_code ec, std::size_t size) {
    const Kind* kind = std::exchange(kind_, nullptr);
    kind->call(place_, ec, size);
  }

 private:
  static constexpr std::size_t kRoom = 768;

  struct Kind {
    void (*call)(void*, error_code, std::size_t);
    void (*destroy)(void*) noexcept;
  };

  template <typename Handler>
  static constexpr Kind kKind = {
      [](void* place, error_code ec, std::size_t size) {
        auto* kept = static_cast<Handler*>(place);
        Handler handler(std::move(*kept));
        kept->~Handler();
        handler(ec, size);
      },
      [](void* place) noexcept { static_cast<Handler*>(place)->~Handler(); }};

  void forget() noexcept {
    if (const Kind* kind = std::exchange(kind_, nullptr)) kind->destroy(place_);
  }

  const Kind* kind_ = nullptr;
  alignas(std::max_align_t) unsigned char place_[kRoom];
};

class MemoryPipe;

// Where Beast's operations go on that have ended without waiting: in pump().
class PumpExecutor {
 public:
  explicit PumpExecutor(MemoryPipe& pipe) noexcept : pipe_(&pipe) {}

  boost::asio::execution_context& context() const noexcept;
  void on_work_started() const noexcept {}
  void on_work_finished() const noexcept {}
  template <typename Task, typename Allocator>
  void dispatch(Task&& task, const Allocator&) const;
  template <typename Task, typename Allocator>
  void post(Task&& task, const Allocator& allocator) const {
    dispatch(std::forward<Task>(task), allocator);
  }
  template <typename Task, typename Allocator>
  void defer(Task&& task, const Allocator& allocator) const {
    dispatch(std::forward<Task>(task), allocator);
  }
  friend bool operator==(const PumpExecutor& a,
                         const PumpExecutor& b) noexcept {
    return a.pipe_ == b.pipe_;
  }
  friend bool operator!=(const PumpExecutor& a,
                         const PumpExecutor& b) noexcept {
    return a.pipe_ != b.pipe_;
  }

 private:
  MemoryPipe* pipe_;
};

// What Beast's WebSocket stream takes for its network: bytes in memory, which
// somebody else brings and fetches. Reads end at the end of a frame, so that
// Beast, which would read on, has nothing in stock when it has handed one over;
// and they complete in pump(), one after the other, without a task for each.
class MemoryPipe {
 public:
  using executor_type = IoContext::executor_type;

  explicit MemoryPipe(executor_type executor) : executor_(executor) {}

  executor_type get_executor() const noexcept { return executor_; }

  // --- The side of the network.

  // Room for what comes next, and how much of it has come.
  boost::asio::mutable_buffer prepare();
  void commit(std::size_t size) noexcept;
  void feed(std::string_view bytes);
  // No more will come, for this reason.
  void fail(error_code ec) noexcept { failure_ = ec; }
  // Lets the other side have what there is, until it waits for more.
  void pump();
  // What is to be sent.
  std::string& output() noexcept { return output_; }

  // --- A handshake in memory: what is written now is the client's question,
  // which is answered as a server did that was asked elsewhere.
  void rehearse(std::string extensions);
  void rehearsed() noexcept;

  // --- The side of Beast.

  template <typename Buffers>
  std::size_t read_some(const Buffers& buffers, error_code& ec) {
    const std::size_t size = deliverable();
    if (size == 0) {
      ec = failure_ ? failure_ : boost::asio::error::would_block;
      return 0;
    }
    ec = {};
    return take(buffers, size);
  }
  template <typename Buffers>
  std::size_t read_some(const Buffers& buffers) {
    error_code ec;
    const std::size_t size = read_some(buffers, ec);
    if (ec) throw boost::system::system_error(ec);
    return size;
  }
  template <typename Buffers>
  std::size_t write_some(const Buffers& buffers, error_code& ec) {
    ec = {};
    return write_some(buffers);
  }
  template <typename Buffers>
  std::size_t write_some(const Buffers& buffers) {
    const std::size_t size = boost::asio::buffer_size(buffers);
    const std::size_t before = output_.size();
    output_.resize(before + size);
    boost::asio::buffer_copy(boost::asio::buffer(&output_[before], size),
                             buffers);
    if (rehearsing_) answer_question();
    return size;
  }
  template <typename Buffers, typename Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    read_into_.clear();
    for (auto one = boost::asio::buffer_sequence_begin(buffers);
         one != boost::asio::buffer_sequence_end(buffers); ++one) {
      read_into_.push_back(*one);
    }
    reader_.keep(std::forward<Handler>(handler));
  }
  template <typename Buffers, typename Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    written_ = write_some(buffers);
    writer_.keep(std::forward<Handler>(handler));
  }
  // The other side takes its end of the pipe down, which there is none of.
  template <typename Handler>
  void async_end(Handler&& handler) {
    add_task([handler = std::decay_t<Handler>(std::forward<Handler>(
                  handler))]() mutable { handler(error_code()); });
  }

  template <typename Task>
  void add_task(Task&& task) {
    tasks_.push_back(std::make_unique<KeptTask<std::decay_t<Task>>>(
        std::forward<Task>(task)));
  }

 private:
  struct Task {
    virtual ~Task() = default;
    virtual void run() = 0;
  };
  template <typename Body>
  struct KeptTask final : Task {
    template <typename Source>
    explicit KeptTask(Source&& source) : body(std::forward<Source>(source)) {}
    void run() override { body(); }
    Body body;
  };

  std::size_t available() const noexcept { return end_ - begin_; }
  std::size_t deliverable() noexcept;
  void measure_frame() noexcept;
  void answer_question();

  template <typename Buffers>
  std::size_t take(const Buffers& buffers, std::size_t most) {
    const std::size_t size = boost::asio::buffer_copy(
        buffers, boost::asio::buffer(&input_[begin_], most));
    begin_ += size;
    frame_left_ -= size;
    return size;
  }

  const executor_type executor_;
  std::vector<char> input_;
  std::size_t begin_ = 0;  // what has not been read yet
  std::size_t end_ = 0;
  bool filled_ = false;           // all of the room that was there
  std::uint64_t frame_left_ = 0;  // of the frame that is being read
  error_code failure_;
  std::string output_;
  std::vector<boost::asio::mutable_buffer> read_into_;
  WaitingHandler reader_;
  std::size_t written_ = 0;
  WaitingHandler writer_;
  std::deque<std::unique_ptr<Task>> tasks_;
  bool rehearsing_ = false;
  std::string extensions_;
};

inline boost::asio::execution_context& PumpExecutor::context() const noexcept {
  return pipe_->get_executor().context();
}
template <typename Task, typename Allocator>
void PumpExecutor::dispatch(Task&& task, const Allocator&) const {
  pipe_->add_task(std::forward<Task>(task));
}

// Found by Beast, which takes its network down so.
inline void teardown(boost::beast::role_type, MemoryPipe&, error_code& ec) {
  ec = {};
}
template <typename Handler>
void async_teardown(boost::beast::role_type, MemoryPipe& pipe,
                    Handler&& handler) {
  pipe.async_end(std::forward<Handler>(handler));
}
inline void beast_close_socket(MemoryPipe&) {}

}  // namespace pulsarws
