#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pulsarws::wire {

// The text of one frame, in one block of memory with the number of those who
// share it: a copy is another share. Written by whoever makes it, before it is
// shared; never changed after.
class Frame {
 public:
  Frame() noexcept = default;
  explicit Frame(std::string_view text);

  // One whose text is not written yet.
  static Frame of_size(std::size_t size);

  Frame(const Frame& other) noexcept;
  Frame(Frame&& other) noexcept;
  Frame& operator=(Frame other) noexcept;
  ~Frame();

  std::string_view text() const noexcept;
  std::size_t size() const noexcept { return text().size(); }

  // Where to write the text: a place for `size` characters, and for one more
  // that counts for nothing. Only while nobody shares it.
  char* place() noexcept;

 private:
  struct Block;  // the text stands behind it

  explicit Frame(Block* block) noexcept : block_(block) {}

  Block* block_ = nullptr;
};

}  // namespace pulsarws::wire
