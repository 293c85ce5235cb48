#include "core/wire/topic_name.h"

#include "core/wire/control_characters.h"
#include "core/wire/utf8.h"

namespace pulsarws::wire {
namespace {

constexpr std::string_view kPersistent = "persistent";
constexpr std::string_view kNonPersistent = "non-persistent";
constexpr std::string_view kFullForm =
    "a full name is persistent://tenant/namespace/topic or "
    "non-persistent://tenant/namespace/topic";

Error refusal(std::string_view text, std::string_view why) {
  std::string message = "topic \"";
  message.append(text).append("\": ").append(why);
  return Error(Status::kInvalidTopic, std::move(message));
}

// In valid UTF-8 also C1.
bool has_control_character(std::string_view text) {
  if (has_control(text)) return true;
  unsigned char previous = 0;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (previous == 0xc2 && byte < 0xa0) return true;
    previous = byte;
  }
  return false;
}

// The part before the next '/', which is taken off `rest` with it.
std::string_view take_part(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  const std::string_view part = rest.substr(0, slash);
  rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
  return part;
}

// "." and ".." are steps to whatever reads the URL's path.
const char* wrong_with_part(std::string_view part) {
  if (part.empty()) return "a part of the name is empty";
  if (part == "." || part == "..") {
    return "\".\" and \"..\" cannot be part of a URL's path";
  }
  return nullptr;
}

}  // namespace

std::string TopicName::to_string() const {
  std::string text(persistent ? kPersistent : kNonPersistent);
  text.append("://").append(tenant).append("/").append(name_space);
  return text.append("/").append(local_name);
}

Result<TopicName> parse_topic_name(std::string_view text) {
  // These two are not quoted: neither belongs in an error's text.
  if (!is_utf8(text)) {
    return Error(Status::kInvalidTopic, "the topic's name is not valid UTF-8");
  }
  if (has_control_character(text)) {
    return Error(Status::kInvalidTopic,
                 "the topic's name has a control character in it");
  }
  if (text.empty()) {
    return Error(Status::kInvalidTopic, "the topic's name is empty");
  }

  TopicName topic;
  std::string_view rest = text;
  const std::size_t scheme_end = text.find("://");
  const bool full = scheme_end != std::string_view::npos;
  if (full) {
    const std::string_view scheme = text.substr(0, scheme_end);
    if (scheme != kPersistent && scheme != kNonPersistent) {
      return refusal(text, kFullForm);
    }
    topic.persistent = scheme == kPersistent;
    rest.remove_prefix(scheme_end + 3);
  }

  if (!full && rest.find('/') == std::string_view::npos) {
    topic.tenant = "public";
    topic.name_space = "default";
  } else {
    // Counted first, because the parts are taken off from the front.
    const std::size_t first = rest.find('/');
    const std::size_t second =
        first == std::string_view::npos ? first : rest.find('/', first + 1);
    if (second == std::string_view::npos) {
      return refusal(
          text,
          full ? kFullForm : "give the topic alone or tenant/namespace/topic");
    }
    topic.tenant = take_part(rest);
    topic.name_space = take_part(rest);
    if (rest.find('/') != std::string_view::npos) {
      return refusal(text, "the name within the namespace cannot have a '/'");
    }
  }
  topic.local_name = rest;

  for (const std::string* part :
       {&topic.tenant, &topic.name_space, &topic.local_name}) {
    if (const char* why = wrong_with_part(*part)) return refusal(text, why);
  }
  return topic;
}

}  // namespace pulsarws::wire
