#include "mock/front/settings.h"

#include <charconv>
#include <limits>
#include <string_view>

namespace pulsarws::mock {
namespace {

template <typename Number>
Number number_in(std::string_view option, std::string_view text,
                 Number least = 0) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || number < least) {
    throw UsageError(std::string(option) + ": \"" + std::string(text) +
                     "\" is not a number that it takes");
  }
  return number;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    if (!text.substr(0, end).empty()) parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// "reader=consume@public/default,produce@persistent://public/default/log"
void add_rights(Settings& settings, std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    throw UsageError("--role-rights wants ROLE=RIGHT@PLACE[,...]");
  }
  auto& rights = settings.rights[std::string(text.substr(0, equals))];
  for (const std::string& one : split(text.substr(equals + 1), ',')) {
    const std::size_t at = one.find('@');
    Right right;
    const std::string actions = one.substr(0, at);
    for (const std::string& action : split(actions, '+')) {
      if (action == "produce") {
        right.produce = true;
      } else if (action == "consume") {
        right.consume = true;
      } else {
        throw UsageError("--role-rights: \"" + action +
                         "\" is neither produce nor consume");
      }
    }
    if (at == std::string::npos) {
      throw UsageError("--role-rights: \"" + one + "\" names no place");
    }
    right.place = one.substr(at + 1);
    rights.push_back(std::move(right));
  }
}

// A flag of a single fault: --fault-delay-ms 10 and --fault delay-ms=10 are
// one.
constexpr std::string_view kFaultPrefix = "--fault-";

void set_option(Settings& settings, Fault& fault, std::string_view option,
                const std::string& value) {
  if (option == "--port") {
    settings.port = number_in<std::uint16_t>(option, value);
  } else if (option == "--tls-port") {
    settings.tls_port = number_in<std::uint16_t>(option, value);
  } else if (option == "--certificate") {
    settings.certificate = value;
  } else if (option == "--key") {
    settings.key = value;
  } else if (option == "--ca") {
    settings.ca = value;
  } else if (option == "--token-secret-key") {
    settings.token_secret_key = value;
  } else if (option == "--token-public-key") {
    settings.token_public_key = value;
  } else if (option == "--superusers") {
    settings.superusers = split(value, ',');
  } else if (option == "--role-rights") {
    add_rights(settings, value);
  } else if (option == "--retain") {
    settings.retain = number_in<std::size_t>(option, value, 1);
  } else if (option == "--max-frame-size") {
    settings.max_frame_size = number_in<std::size_t>(option, value, 1);
  } else if (option == "--idle-seconds") {
    settings.idle_seconds = number_in<int>(option, value, 1);
  } else if (option == "--fault") {
    try {
      settings.faults.push_back(parse_fault(value));
    } catch (const std::invalid_argument& wrong) {
      throw UsageError("--fault: " + std::string(wrong.what()));
    }
  } else if (option.substr(0, kFaultPrefix.size()) != kFaultPrefix ||
             !set_fault_field(fault, option.substr(kFaultPrefix.size()),
                              value)) {
    throw UsageError("there is no option " + std::string(option) +
                     ", or it does not take \"" + value +
                     "\"; --help lists them");
  }
}

void check(const Settings& settings) {
  if (settings.tls_port &&
      (settings.certificate.empty() || settings.key.empty())) {
    throw UsageError("--tls-port needs --certificate and --key");
  }
  if (!settings.tls_port && !settings.certificate.empty()) {
    throw UsageError("--certificate is of no use without --tls-port");
  }
}

}  // namespace

const char* const kUsage =
    R"(usage: pulsarws-mock [OPTION...]

Answers Pulsar's WebSocket endpoints, in memory, on 127.0.0.1. Prints "ready URL"
for each port when it is ready, and ends with its standard input, where that is
a pipe, or by SIGTERM or SIGINT.

  --port N               ws:// and http://; 0, the default: a free one
  --tls-port N           wss:// and https:// too; 0: a free one
  --certificate FILE     the server's certificate, PEM, for --tls-port
  --key FILE             and its key
  --ca FILE              client certificates that this one signed are roles,
                         by their common name
  --token-secret-key FILE
                         who comes needs a token, signed with this key (HS256)
  --token-public-key FILE
                         or with the key of this one, PEM or DER (RS256)
  --superusers A,B       roles that may do everything; admin where none is named
  --role-rights ROLE=produce+consume@PLACE[,RIGHT@PLACE...]
                         what a role may do in a namespace, tenant/namespace, or
                         on a topic, persistent://tenant/namespace/topic
  --deduplication        of messages by their producer's name and number
  --retain N             keep so many entries of a topic, messages or
                         batches; 100000
  --max-frame-size N     bytes of a WebSocket frame; 1048576
  --idle-seconds N       close a connection that was silent so long; 300
  --fault FIELD=VALUE,...
                         what is to go wrong; may come more than once
  --fault-FIELD VALUE    the same for one field and all topics
                         FIELD: topic, connections, refuse-status, refuse-text,
                         hold-upgrade-ms, cut-after-ms, cut-after-messages,
                         close-after-messages, close-code, delay-ms,
                         stop-reading-after-messages, swallow-acks,
                         refuse-sends, duplicate-every, odd-frame-every,
                         odd-frame

A topic called NAME-fault-FIELD-VALUE asks for a fault by its name, and
POST /mock/faults with {"topic":"NAME","FIELD":VALUE} sets one.
)";

Settings read_settings(int argc, const char* const* argv) {
  Settings settings;
  Fault fault;
  for (int i = 1; i < argc; ++i) {
    std::string option = argv[i];
    if (option == "--help" || option == "-h") {
      settings.help = true;
      return settings;
    }
    if (option == "--deduplication") {
      settings.deduplication = true;
      continue;
    }
    std::string value;
    const std::size_t equals = option.find('=');
    if (equals != std::string::npos && option.rfind("--", 0) == 0) {
      value = option.substr(equals + 1);
      option.resize(equals);
    } else if (++i < argc) {
      value = argv[i];
    } else {
      throw UsageError(option + " wants a value");
    }
    set_option(settings, fault, option, value);
  }
  if (fault_json(fault) != "{}") settings.faults.push_back(fault);
  check(settings);
  return settings;
}

}  // namespace pulsarws::mock
