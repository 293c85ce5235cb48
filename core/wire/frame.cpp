#include "core/wire/frame.h"

#include <cstring>
#include <new>
#include <utility>

namespace pulsarws::wire {

struct Frame::Block {
  explicit Block(std::size_t text_size) noexcept : size(text_size) {}

  char* text() noexcept { return reinterpret_cast<char*>(this + 1); }

  std::atomic<std::uint32_t> owners{1};
  const std::size_t size;
};

Frame Frame::of_size(std::size_t size) {
  return Frame(new (::operator new(sizeof(Block) + size + 1)) Block(size));
}

Frame::Frame(std::string_view text) : Frame(of_size(text.size())) {
  if (!text.empty()) std::memcpy(place(), text.data(), text.size());
}

Frame::Frame(const Frame& other) noexcept : block_(other.block_) {
  if (block_) block_->owners.fetch_add(1, std::memory_order_relaxed);
}

Frame::Frame(Frame&& other) noexcept
    : block_(std::exchange(other.block_, nullptr)) {}

Frame& Frame::operator=(Frame other) noexcept {
  std::swap(block_, other.block_);
  return *this;
}

Frame::~Frame() {
  if (!block_) return;
  if (block_->owners.fetch_sub(1, std::memory_order_acq_rel) > 1) return;
  block_->~Block();
  ::operator delete(block_);
}

std::string_view Frame::text() const noexcept {
  return block_ ? std::string_view(block_->text(), block_->size)
                : std::string_view();
}

char* Frame::place() noexcept { return block_ ? block_->text() : nullptr; }

}  // namespace pulsarws::wire
