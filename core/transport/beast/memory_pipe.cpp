#include "core/transport/beast/memory_pipe.h"

#include <algorithm>
#include <limits>

#include "core/net/websocket_accept.h"

namespace pulsarws {
namespace {

constexpr std::size_t kLeastRoom = 16 * 1024;
constexpr std::size_t kMostRoom = 256 * 1024;
constexpr std::uint64_t kEndless = std::numeric_limits<std::uint64_t>::max();

}  // namespace

boost::asio::mutable_buffer MemoryPipe::prepare() {
  if (begin_ > 0) {
    std::memmove(input_.data(), input_.data() + begin_, available());
    end_ -= begin_;
    begin_ = 0;
  }
  // More room for whom it was not enough, less for whom it is idle.
  std::size_t room = std::max(input_.size(), kLeastRoom);
  if (std::exchange(filled_, false)) room = std::min(2 * room, kMostRoom);
  room = std::max(room, end_ + kLeastRoom / 2);
  if (room != input_.size()) input_.resize(room);
  return boost::asio::buffer(&input_[end_], input_.size() - end_);
}

void MemoryPipe::commit(std::size_t size) noexcept {
  end_ += size;
  filled_ = end_ == input_.size();
}

void MemoryPipe::feed(std::string_view bytes) {
  if (input_.size() - end_ < bytes.size()) input_.resize(end_ + bytes.size());
  std::memcpy(input_.data() + end_, bytes.data(), bytes.size());
  end_ += bytes.size();
}

void MemoryPipe::pump() {
  while (true) {
    if (!tasks_.empty()) {
      auto task = std::move(tasks_.front());
      tasks_.pop_front();
      task->run();
      continue;
    }
    if (writer_) {
      writer_.call({}, written_);
      continue;
    }
    if (!reader_) return;
    const std::size_t size = deliverable();
    if (size > 0) {
      const std::size_t taken = take(read_into_, size);
      reader_.call({}, taken);
    } else if (failure_) {
      reader_.call(failure_, 0);
    } else {
      return;
    }
  }
}

std::size_t MemoryPipe::deliverable() noexcept {
  if (frame_left_ == 0) measure_frame();
  return static_cast<std::size_t>(
      std::min<std::uint64_t>(frame_left_, available()));
}

// RFC 6455, 5.2. A header that has not wholly come is not handed over: it will.
void MemoryPipe::measure_frame() noexcept {
  const auto* bytes =
      reinterpret_cast<const unsigned char*>(input_.data() + begin_);
  if (available() < 2) return;
  const unsigned length = bytes[1] & 0x7FU;
  const std::size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
  const std::size_t header = 2 + more + ((bytes[1] & 0x80U) ? 4 : 0);
  if (available() < header) return;
  std::uint64_t payload = more ? 0 : length;
  for (std::size_t i = 0; i < more; ++i) payload = payload << 8 | bytes[2 + i];
  // What is too long for the sum is too long for whoever reads it.
  frame_left_ = payload > kEndless - header ? kEndless : header + payload;
}

void MemoryPipe::rehearse(std::string extensions) {
  rehearsing_ = true;
  frame_left_ = kEndless;
  extensions_ = std::move(extensions);
}

void MemoryPipe::answer_question() {
  if (output_.find("\r\n\r\n") == std::string::npos) return;
  constexpr std::string_view kKeyField = "Sec-WebSocket-Key: ";
  std::size_t key = output_.find(kKeyField);
  if (key == std::string::npos) return;
  key += kKeyField.size();
  std::string answer =
      "HTTP/1.1 101 Switching Protocols\r\n"
      "Upgrade: websocket\r\n"
      "Connection: Upgrade\r\n"
      "Sec-WebSocket-Accept: " +
      websocket_accept(output_.substr(key, output_.find("\r\n", key) - key)) +
      "\r\n";
  if (!extensions_.empty()) {
    answer += "Sec-WebSocket-Extensions: " + extensions_ + "\r\n";
  }
  feed(answer + "\r\n");
  output_.clear();
}

void MemoryPipe::rehearsed() noexcept {
  rehearsing_ = false;
  frame_left_ = 0;
  output_.clear();
}

}  // namespace pulsarws
