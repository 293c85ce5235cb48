#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/client/producer.h"
#include "core/wire/producer_frame.h"
#include "pulsarws/pulsarws.h"

namespace pulsarws::capi {

// Reads an array of messages to send as the core wants them, whatever the size
// of the struct that the program was built with: what an older one lacks is
// absent, and what a newer one has beyond ours must be zero.
class OutgoingReader {
 public:
  OutgoingReader(const Producer& producer, const pws_outgoing* messages,
                 std::size_t count)
      : producer_(producer), messages_(messages), count_(count) {}

  // kInvalidArgument where the array cannot be read at all.
  Error check() const;

  // Reads element `index`; what follows is about it then.
  Error read(std::size_t index);

  const wire::OutgoingMessage& message() const noexcept { return message_; }
  std::string_view context() const noexcept { return context_; }
  const SendLimits& limits() const noexcept { return limits_; }

 private:
  const Producer& producer_;
  const pws_outgoing* const messages_;
  const std::size_t count_;
  wire::OutgoingMessage message_;
  std::string_view context_;
  SendLimits limits_;
  std::vector<wire::PropertyView> properties_;
  std::vector<std::string_view> clusters_;
};

}  // namespace pulsarws::capi
