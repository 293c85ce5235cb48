#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "attempt.h"

namespace pulsarws::testing {

// The far end of one connection by the transport under test: a server on
// loopback or, for the transport "memory" of the unit tests, the test's end of
// that.
class FarEnd {
 public:
  struct Behaviour {
    bool opens = true;  // else the attempt is left without an answer
    std::vector<std::string> greeting;  // said at once
    bool echoes = false;                // each text
  };

  virtual ~FarEnd() = default;

  // Not connected yet.
  virtual std::unique_ptr<Attempt> attempt() = 0;

  // Waits until the attempt is seen here. False: it was not.
  virtual bool wait_attempt() const = 0;
  // The texts that have come, waiting for so many.
  virtual std::vector<std::string> wait_texts(std::size_t count) const = 0;
  // Waits until a ping has come and sees that it is answered.
  virtual bool answer_ping() = 0;
  // Waits until the connection has ended here too.
  virtual bool wait_gone() const = 0;

  // On the open connection.
  virtual void send(std::string text) = 0;
  virtual void ping() = 0;
  virtual void drop() = 0;
};

std::unique_ptr<FarEnd> make_far_end(FarEnd::Behaviour behaviour = {});

}  // namespace pulsarws::testing
