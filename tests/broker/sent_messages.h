#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "tests/broker/content.h"
#include "tests/support/recorded.h"

namespace pulsarws::testing {

// What became of messages that were sent asynchronously, by their numbers. Has
// to live until the client is closed.
class SentMessages {
 public:
  struct Outcome {
    int events = 0;  // more than one would be a fault
    pws_status status = PWS_OK;
    std::string text;
    bool duplicate = false;
    std::string id;        // as printed
    std::string id_bytes;  // as serialised
  };
  struct Record {
    std::vector<Outcome> outcomes;
    std::size_t settled = 0;
    std::size_t user_data_freed = 0;

    // How many were stored, with one event each.
    std::size_t stored() const;
    std::size_t duplicates() const;
    std::string first_failure() const;
  };

  explicit SentMessages(std::size_t count);

  // Queues message `number`; throws where it is refused. Any thread.
  void send(const ProducerHandle& producer, std::size_t number,
            const Content& content);

  // Whether all have an outcome in time.
  bool wait_until_settled(std::chrono::milliseconds within) const;
  Record read() const { return record_.read(); }

 private:
  struct Ticket {
    SentMessages* messages;
    std::size_t number;
  };
  static void on_sent(pws_event* event, void* user_data);
  static void free_ticket(void* user_data);

  Recorded<Record> record_;
};

}  // namespace pulsarws::testing
