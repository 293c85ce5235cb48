#include "mock/front/fault.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "core/wire/json_string.h"

namespace pulsarws::mock {
namespace {

// Which member of a fault a field is.
using NumberPlace = decltype(&Fault::connections);
using TextPlace = decltype(&Fault::topic);

struct NumberField {
  const char* name;
  NumberPlace place;
};
constexpr NumberField kNumbers[] = {
    {"connections", &Fault::connections},
    {"refuse_status", &Fault::refuse_status},
    {"hold_upgrade_ms", &Fault::hold_upgrade_ms},
    {"cut_after_ms", &Fault::cut_after_ms},
    {"cut_after_messages", &Fault::cut_after_messages},
    {"close_after_messages", &Fault::close_after_messages},
    {"close_code", &Fault::close_code},
    {"delay_ms", &Fault::delay_ms},
    {"stop_reading_after_messages", &Fault::stop_reading_after_messages},
    {"swallow_acks", &Fault::swallow_acks},
    {"refuse_sends", &Fault::refuse_sends},
    {"duplicate_every", &Fault::duplicate_every},
    {"odd_frame_every", &Fault::odd_frame_every},
};

struct TextField {
  const char* name;
  TextPlace place;
};
constexpr TextField kTexts[] = {
    {"topic", &Fault::topic},
    {"refuse_text", &Fault::refuse_text},
    {"odd_frame", &Fault::odd_frame},
};

// Short names for the commonest, as they stand in a topic's name.
struct ShortName {
  const char* name;
  const char* field;
};
constexpr ShortName kShortNames[] = {
    {"cut_after", "cut_after_messages"},
    {"close_after", "close_after_messages"},
    {"cut_every_ms", "cut_after_ms"},
    {"refuse", "refuse_status"},
    {"delay", "delay_ms"},
    {"hold", "hold_upgrade_ms"},
    {"stop_reading_after", "stop_reading_after_messages"},
};

std::string field_name(std::string_view written) {
  std::string name(written);
  std::replace(name.begin(), name.end(), '-', '_');
  for (const ShortName& one : kShortNames) {
    if (name == one.name) return one.field;
  }
  return name;
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || number < -1) return std::nullopt;
  return number;
}

// Whether `text` is the pattern, in which a `*` stands for any characters.
bool matches(std::string_view pattern, std::string_view text) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (text.substr(0, star) != pattern.substr(0, star)) return false;
  pattern.remove_prefix(star + 1);
  for (std::size_t at = star; at <= text.size(); ++at) {
    if (matches(pattern, text.substr(at))) return true;
  }
  return false;
}

}  // namespace

bool set_fault_field(Fault& fault, std::string_view name,
                     std::string_view value) {
  const std::string known = field_name(name);
  for (const TextField& field : kTexts) {
    if (known != field.name) continue;
    fault.*field.place = value;
    return true;
  }
  for (const NumberField& field : kNumbers) {
    if (known != field.name) continue;
    const auto number = number_in(value);
    if (number) fault.*field.place = *number;
    return number.has_value();
  }
  return false;
}

Fault parse_fault(std::string_view text) {
  Fault fault;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos ||
        !set_fault_field(fault, part.substr(0, equals),
                         part.substr(equals + 1))) {
      throw std::invalid_argument("no fault is called \"" + std::string(part) +
                                  "\"");
    }
    text.remove_prefix(comma == std::string_view::npos ? text.size()
                                                       : comma + 1);
  }
  return fault;
}

void add_fault_of_name(Fault& fault, std::string_view topic) {
  constexpr std::string_view kMark = "-fault-";
  std::size_t at = topic.find(kMark);
  while (at != std::string_view::npos) {
    const std::size_t begin = at + kMark.size();
    at = topic.find(kMark, begin);
    const std::string_view asked =
        topic.substr(begin, at == std::string_view::npos ? at : at - begin);
    const std::size_t dash = asked.rfind('-');
    if (dash == std::string_view::npos) continue;
    set_fault_field(fault, asked.substr(0, dash), asked.substr(dash + 1));
  }
}

void add_fault(Fault& fault, const Fault& other) {
  const Fault untouched;
  for (const TextField& field : kTexts) {
    if (other.*field.place != untouched.*field.place) {
      fault.*field.place = other.*field.place;
    }
  }
  for (const NumberField& field : kNumbers) {
    if (other.*field.place != untouched.*field.place) {
      fault.*field.place = other.*field.place;
    }
  }
}

bool is_for_topic(const Fault& fault, std::string_view topic) {
  if (fault.topic.empty()) return true;
  if (fault.topic.find("://") != std::string::npos) {
    return matches(fault.topic, topic);
  }
  return matches(fault.topic, topic.substr(topic.rfind('/') + 1));
}

std::string fault_json(const Fault& fault) {
  const Fault untouched;
  std::string json;
  const auto begin_field = [&](const char* name) {
    json += json.empty() ? "{\"" : ",\"";
    json.append(name).append("\":");
  };
  for (const TextField& field : kTexts) {
    if (fault.*field.place == untouched.*field.place) continue;
    begin_field(field.name);
    wire::append_json_string(json, fault.*field.place);
  }
  for (const NumberField& field : kNumbers) {
    if (fault.*field.place == untouched.*field.place) continue;
    begin_field(field.name);
    json += std::to_string(fault.*field.place);
  }
  return json.empty() ? "{}" : json + "}";
}

}  // namespace pulsarws::mock
