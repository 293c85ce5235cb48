#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pulsarws::mock {

// What goes wrong, on purpose, with the connections of a topic. Nothing does
// where all is at its default. Numbers that count: -1 is all of them.
struct Fault {
  // A topic's name, local or full, where a `*` stands for any characters;
  // empty: of all topics.
  std::string topic;
  std::int64_t connections = -1;  // only with the next so many

  std::int64_t refuse_status = 0;    // refuse the upgrade with this HTTP status
  std::string refuse_text;           // and this reason
  std::int64_t hold_upgrade_ms = 0;  // answer it so late; -1: never

  std::int64_t cut_after_ms = 0;          // reset TCP so long after the upgrade
  std::int64_t cut_after_messages = 0;    // or after so many frames of ours
  std::int64_t close_after_messages = 0;  // a close frame after so many
  std::int64_t close_code = 1011;
  std::int64_t delay_ms = 0;  // whatever we write comes so late
  std::int64_t stop_reading_after_messages = 0;  // of the client's; -1: at once

  std::int64_t swallow_acks = 0;     // answers to messages that were stored
  std::int64_t refuse_sends = 0;     // answered send-error:8, and not stored
  std::int64_t duplicate_every = 0;  // each so many'th frame goes out twice
  std::int64_t odd_frame_every = 0;  // before each so many'th, one more:
  std::string odd_frame = "this is not JSON";
};

// Sets a field by its name; dashes do for underscores. False where there is no
// such field or the text is none of its values.
bool set_fault_field(Fault& fault, std::string_view name,
                     std::string_view value);

// Reads "topic=orders*,cut-after-messages=5". Throws std::invalid_argument with
// a sentence.
Fault parse_fault(std::string_view text);

// What a topic's own name asks for, "orders-fault-cut-after-messages-5": adds
// it to the fault. Behind -fault- stand a field's name and its value.
void add_fault_of_name(Fault& fault, std::string_view topic);

// Adds what `other` has that is not at its default.
void add_fault(Fault& fault, const Fault& other);

bool is_for_topic(const Fault& fault, std::string_view topic);

// {"topic":"orders*","cut_after_messages":5}, without what is at its default.
std::string fault_json(const Fault& fault);

}  // namespace pulsarws::mock
