#include "core/net/failure_sentences.h"

namespace pulsarws {
namespace {

struct Refusal {
  int http_status;
  Status status;
  const char* phrase;
  const char* advice;
  Outlook outlook = Outlook::kByStatus;
};

constexpr Refusal kRefusals[] = {
    {400, Status::kBadRequest, "Bad Request",
     "check the options and the names of topic and subscription"},
    // What to check is told by who knows where the credentials are from.
    {401, Status::kAuthentication, "Unauthorized", ""},
    {403, Status::kAuthorization, "Forbidden",
     "have the token's role granted the right on the topic"},
    {404, Status::kNotFound, "Not Found",
     "check that tenant, namespace and topic exist, and the URL"},
    {409, Status::kConflict, "Conflict",
     "close the other producer of that name or the other exclusive consumer, "
     "or choose another name or a shared subscription"},
    {414, Status::kBadRequest, "URI Too Long",
     "shorten the names and options, or have the server's "
     "httpMaxRequestHeaderSize raised"},
    {431, Status::kBadRequest, "Request Header Fields Too Large",
     "use a shorter token or fewer headers, or have the server's "
     "httpMaxRequestHeaderSize raised"},
    {429, Status::kTooManyRequests, "Too Many Requests",
     "connect less often, or have the server's limits raised"},
    {503, Status::kServiceUnavailable, "Service Unavailable",
     "try again later: the broker is not ready, a quota is used up, or the "
     "topic is terminated"},
    {504, Status::kServer, "Gateway Timeout",
     "try again later: the broker did not answer the proxy in time"},
};

// What Pulsar says by the name of an exception of its own, and that is for
// good.
struct Verdict {
  int http_status;
  std::string_view exception;
  const char* advice;
};

constexpr Verdict kVerdicts[] = {
    {409, "IncompatibleSchemaException",
     "the topic has a schema, and the WebSocket API sends none: produce to a "
     "topic without one, or have schemaValidationEnforced turned off"},
    {503, "TopicTerminatedException",
     "the topic was terminated and takes no more messages: produce to another "
     "one"},
};

Refusal refusal_of(int http_status, std::string_view words) {
  Refusal refusal{http_status, Status::kServer, "Error",
                  "see the server's log"};
  for (const Refusal& one : kRefusals) {
    if (one.http_status == http_status) refusal = one;
  }
  for (const Verdict& one : kVerdicts) {
    if (one.http_status != http_status ||
        words.find(one.exception) == std::string_view::npos) {
      continue;
    }
    refusal.advice = one.advice;
    refusal.outlook = Outlook::kFinal;
  }
  // To ask the same again later helps where the server or its load is the
  // trouble (408 and 425 say so of themselves), and not where the request is.
  const bool asked_wrongly =
      http_status / 100 == 4 && http_status != 408 && http_status != 425;
  const bool never_able = http_status == 501 || http_status == 505;
  if (refusal.status == Status::kServer && (asked_wrongly || never_able)) {
    refusal.outlook = Outlook::kLasting;
  }
  return refusal;
}

std::string in_parentheses(std::string_view text) {
  return " (" + std::string(text) + ")";
}

std::string milliseconds_in_words(std::chrono::milliseconds time) {
  return std::to_string(time.count()) + " ms";
}

constexpr std::size_t kLongestQuote = 500;

bool is_continuation(char c) { return (c & 0xC0) == 0x80; }

// How many bytes the UTF-8 sequence at the start of `text` has; 0 where it is
// none. Overlong forms pass: this is for display.
std::size_t sequence_length(std::string_view text) {
  auto lead = static_cast<unsigned char>(text[0]);
  std::size_t length = lead < 0x80                   ? 1
                       : lead >> 5 == 0x06           ? 2
                       : lead >> 4 == 0x0E           ? 3
                       : lead >= 0xF0 && lead < 0xF5 ? 4
                                                     : 0;
  if (length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[i])) return 0;
  }
  return length;
}

// One line of printable text in UTF-8, of bounded length.
std::string quotable(std::string_view text) {
  std::string line;
  while (!text.empty()) {
    if (line.size() >= kLongestQuote) return line + "...";
    std::size_t length = sequence_length(text);
    if (length > 1) {
      line += text.substr(0, length);
      text.remove_prefix(length);
      continue;
    }
    char c = length == 1 ? text[0] : '?';
    text.remove_prefix(1);
    bool space = static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
    if (!space) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

void append_utf8(std::string& out, unsigned long code_point) {
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0 | (code_point >> 6));
    out += static_cast<char>(0x80 | (code_point & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | ((code_point >> 12) & 0x0F));
    out += static_cast<char>(0x80 | ((code_point >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code_point & 0x3F));
  }
}

// The number written in `digits`; a character that is none where it is wrong.
unsigned long code_point_in(std::string_view digits, int base) {
  unsigned long value = 0;
  for (char c : digits) {
    int digit = c >= '0' && c <= '9'                 ? c - '0'
                : base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10
                : base == 16 && c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                     : -1;
    if (digit < 0) return '?';
    value = value * static_cast<unsigned long>(base) +
            static_cast<unsigned long>(digit);
    if (value > 0xFFFF) return '?';
  }
  return digits.empty() ? '?' : value;
}

std::string without_html_escapes(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    std::size_t end = text.find(';');
    if (text[0] != '&' || end == std::string_view::npos || end > 8) {
      plain += text[0];
      text.remove_prefix(1);
      continue;
    }
    std::string_view name = text.substr(1, end - 1);
    if (name == "amp") {
      plain += '&';
    } else if (name == "lt") {
      plain += '<';
    } else if (name == "gt") {
      plain += '>';
    } else if (name == "quot") {
      plain += '"';
    } else if (name == "apos") {
      plain += '\'';
    } else if (name == "nbsp") {
      plain += ' ';
    } else if (name.substr(0, 2) == "#x" || name.substr(0, 2) == "#X") {
      append_utf8(plain, code_point_in(name.substr(2), 16));
    } else if (name.substr(0, 1) == "#") {
      append_utf8(plain, code_point_in(name.substr(1), 10));
    } else {
      plain += text.substr(0, end + 1);
    }
    text.remove_prefix(end + 1);
  }
  return plain;
}

// The string that follows `"name":`; empty where there is none. The JSON may be
// cut off or stand amid other text, so this is no parser's work.
std::string json_string(std::string_view text, std::string_view name) {
  std::size_t at = text.find("\"" + std::string(name) + "\"");
  if (at == std::string_view::npos) return "";
  text.remove_prefix(at + name.size() + 2);
  at = text.find_first_not_of(" \t\r\n:");
  if (at == std::string_view::npos || text[at] != '"') return "";
  std::string value;
  for (std::size_t i = at + 1; i < text.size() && text[i] != '"'; ++i) {
    if (text[i] != '\\' || i + 1 >= text.size()) {
      value += text[i];
      continue;
    }
    char escaped = text[++i];
    if (escaped == 'u' && i + 4 < text.size()) {
      append_utf8(value, code_point_in(text.substr(i + 1, 4), 16));
      i += 4;
    } else {
      bool letter = escaped >= 'a' && escaped <= 'z';  // \n, \t and the like
      value += letter ? ' ' : escaped;
    }
  }
  return value;
}

}  // namespace

Error refused_upgrade(int http_status, std::string_view phrase,
                      std::string_view words, std::string_view server) {
  constexpr int kUpgradeRequired = 426;
  if (http_status / 100 == 2 || http_status == kUpgradeRequired) {
    Error error =
        no_websocket("HTTP " + std::to_string(http_status) +
                         (phrase.empty() ? "" : " " + quotable(phrase)),
                     server);
    error.http_status = http_status;
    return error;
  }
  const Refusal refusal = refusal_of(http_status, words);
  const std::string name = phrase.empty() ? refusal.phrase : quotable(phrase);
  const std::string reason = quotable(words);
  std::string message = std::to_string(http_status) + " " + name;
  if (!reason.empty() && reason != name) message += ": " + reason;
  message += in_parentheses(server);
  if (*refusal.advice) message += "; " + std::string(refusal.advice);
  Error error(refusal.status, std::move(message));
  error.http_status = http_status;
  error.outlook = refusal.outlook;
  return error;
}

Error no_websocket(std::string_view what, std::string_view server) {
  return Error(Status::kProtocol,
               "the server answered with " + std::string(what) +
                   in_parentheses(server) +
                   "; it is no WebSocket service, or a proxy in between does "
                   "not pass WebSocket");
}

Error redirected_upgrade(int http_status, std::string_view location,
                         std::string_view server) {
  std::string message =
      "the server redirects (HTTP " + std::to_string(http_status) + ")";
  if (!location.empty()) message += " to " + quotable(location);
  Error error(Status::kServer,
              message + in_parentheses(server) + "; use the final address");
  error.http_status = http_status;
  error.outlook = Outlook::kLasting;
  return error;
}

Error refused_upgrade_unexplained(std::string_view server) {
  return Error(Status::kServiceUnavailable,
               "the server refused the connection and could not be asked why" +
                   in_parentheses(server) +
                   "; check the URL and the token, see the server's log");
}

namespace {

Error too_late(std::chrono::milliseconds timeout, const std::string& stage,
               std::string_view server, const char* advice) {
  return Error(Status::kConnectTimeout,
               "no connection within " + milliseconds_in_words(timeout) + ": " +
                   stage + in_parentheses(server) + "; " + advice);
}

}  // namespace

Error unresolved_name(std::string_view host, std::string_view why,
                      std::string_view server) {
  return Error(Status::kNameResolution,
               "the host name " + std::string(host) + " cannot be resolved: " +
                   std::string(why) + in_parentheses(server) +
                   "; check the name and this machine's name servers");
}

Error no_connection_in_time(std::chrono::milliseconds timeout,
                            std::string_view server) {
  return Error(Status::kConnectTimeout,
               "no connection within " + milliseconds_in_words(timeout) +
                   in_parentheses(server) +
                   "; check host, port, ws:// or wss://, and firewalls between "
                   "here and the server");
}

Error no_name_in_time(std::chrono::milliseconds timeout, std::string_view host,
                      std::string_view server) {
  return too_late(timeout,
                  "no answer from the name servers for " + std::string(host),
                  server, "check the name, and this machine's name servers");
}

Error no_tls_in_time(std::chrono::milliseconds timeout,
                     std::string_view server) {
  return too_late(timeout, "TCP is connected, the TLS handshake is not done",
                  server,
                  "check that this is a TLS port of the server (a plain one "
                  "needs ws://)");
}

Error no_upgrade_in_time(std::chrono::milliseconds timeout,
                         std::string_view server) {
  Error error = too_late(
      timeout, "connected, but no answer to the WebSocket upgrade", server,
      "check that it is a WebSocket service, and the broker behind "
      "it: it opens the topic before it answers, and does not where a quota "
      "is used up");
  error.outlook = Outlook::kSlow;
  return error;
}

Error no_slot_in_time(std::chrono::milliseconds timeout, std::size_t parked,
                      std::size_t limit, std::string_view server) {
  return Error(
      Status::kConnectionsStuck,
      "not even tried within " + milliseconds_in_words(timeout) +
          in_parentheses(server) + ": " + std::to_string(parked) +
          " earlier connections of this process are not released yet, because "
          "their servers or name servers do not answer, and at most " +
          std::to_string(limit) +
          " connections may be on their way in or out; look into those "
          "servers, or raise maxParkedConnections");
}

Error no_tcp_connection_in_5_seconds(std::string_view server) {
  return Error(Status::kConnectTimeout,
               "no TCP connection, or no answer from the name server, within "
               "5 s" +
                   in_parentheses(server) +
                   "; check host, port and firewalls between here and the "
                   "server");
}

Error no_tls_in_5_seconds(std::string_view server) {
  return Error(Status::kConnectTimeout,
               "TCP is connected, but there was no TLS handshake within 5 s" +
                   in_parentheses(server) +
                   "; check that this is a TLS port of the server (a plain one "
                   "needs ws://)");
}

Error no_upgrade_in_5_seconds(std::string_view server) {
  Error error(
      Status::kConnectTimeout,
      "connected, but no answer to the WebSocket upgrade within 5 s" +
          in_parentheses(server) +
          ", which is as long as this transport can wait; check the broker "
          "behind the WebSocket proxy: it opens the topic before it answers, "
          "and does not where a quota is used up");
  error.outlook = Outlook::kSlow;
  return error;
}

Error failed_handshake(const HandshakeFailure& failure,
                       std::string_view server) {
  using Kind = HandshakeFailure::Kind;
  auto because = [&](const std::string& what, const char* advice) {
    return Error(Status::kTls, what + in_parentheses(server) + "; " + advice);
  };
  bool none_given =
      failure.certificate_asked && failure.certificate_sent.empty();
  if (none_given && failure.kind != Kind::kVersion) {
    return because(
        "the server asked for a client certificate, none is set, and it ended "
        "the TLS handshake: " +
            failure.words,
        "set tlsCertificateFilePath and tlsKeyFilePath");
  }
  if (failure.certificate_asked && failure.kind != Kind::kVersion) {
    std::string what = failure.kind == Kind::kUnknown
                           ? "the server asked for a client certificate and "
                             "ended the connection when it had it: "
                           : "the server does not accept the client "
                             "certificate: ";
    return because(what + failure.words + " (" + failure.certificate_sent + ")",
                   "give one that is valid and signed by an authority that the "
                   "server trusts");
  }
  switch (failure.kind) {
    case Kind::kVersion:
      return because(
          "client and server have no TLS version in common: " + failure.words,
          "see tlsMinimumVersion, and which versions the server speaks");
    case Kind::kNothingInCommon:
      return because(
          "the server found no way to agree on TLS: " + failure.words,
          "see tlsCiphers, tlsCipherSuites and tlsMinimumVersion, "
          "and what the server offers");
    default:
      return because(
          "TLS handshake failed: " + failure.words,
          "check that this is a TLS port of the server (a plain one needs "
          "ws://) and which TLS versions it speaks");
  }
}

Error refused_by_proxy(int http_status, const wire::ProxyServer& proxy,
                       std::string_view server) {
  // Its own words are left out: it might say our credentials back.
  const char* what = "";
  const char* advice = "see the proxy's log";
  switch (http_status) {
    case 407:
      what = " Proxy Authentication Required";
      advice = proxy.user.empty()
                   ? "set proxyUser and proxyPassword"
                   : "check proxyUser and proxyPassword, and that the proxy "
                     "takes Basic authentication";
      break;
    case 403:
      what = " Forbidden";
      advice = "have the proxy allow CONNECT to the server's host and port";
      break;
    case 405:
    case 501:
      advice = "it does not offer CONNECT: is it an HTTP proxy?";
      break;
    case 502:
    case 503:
    case 504:
      advice = "it cannot reach the server: check the server's host and port";
      break;
    default:
      break;
  }
  Error error(Status::kProxy, "the proxy " + proxy.host_and_port() +
                                  " refused the connection with HTTP " +
                                  std::to_string(http_status) + what +
                                  in_parentheses(server) + "; " + advice);
  error.http_status = http_status;
  return error;
}

Error failed_proxy(std::string_view what, const wire::ProxyServer& proxy,
                   std::string_view server) {
  return Error(Status::kProxy, "the proxy " + proxy.host_and_port() + " " +
                                   std::string(what) + in_parentheses(server) +
                                   "; check proxyUrl or the environment's "
                                   "proxy variables");
}

Error no_proxy_in_time(std::chrono::milliseconds timeout,
                       const wire::ProxyServer& proxy,
                       std::string_view server) {
  return failed_proxy(
      "did not connect within " + milliseconds_in_words(timeout), proxy,
      server);
}

Error lost_connection(int code, std::string_view reason,
                      std::string_view server) {
  constexpr int kNoStatus = 1005;
  constexpr int kAbnormal = 1006;
  if (code < 1000 || code == kNoStatus || code == kAbnormal) {
    return Error(Status::kConnectionLost,
                 "the connection was lost without a close frame" +
                     in_parentheses(server) +
                     "; a restart of the server or a proxy, or a network "
                     "failure");
  }
  std::string message =
      "the server closed the connection with code " + std::to_string(code);
  if (!reason.empty()) message += ": " + quotable(reason);
  message += in_parentheses(server);
  switch (code) {
    case 1001:
      message +=
          "; it is shutting down, or the connection was idle for too "
          "long: ping more often";
      break;
    case 1009:
      message +=
          "; a frame was over the limit: keep messages below the "
          "server's webSocketMaxTextFrameSize, and maxFrameSize at it";
      break;
    case 1011:
      message += "; it could not handle what it was sent, see its log";
      break;
    default:
      break;
  }
  Error error(Status::kConnectionLost, std::move(message));
  error.close_code = code;
  return error;
}

Error failed_write(std::string_view what, std::string_view server) {
  return Error(Status::kConnectionLost,
               "a frame could not be written: " + quotable(what) +
                   in_parentheses(server));
}

Error bad_message(std::string_view what, std::string_view server) {
  return Error(Status::kProtocol,
               "the server sent " + std::string(what) + in_parentheses(server) +
                   "; check that the URL is that of a Pulsar WebSocket "
                   "service");
}

Error broken_protocol(std::string_view what, std::string_view server) {
  return Error(Status::kProtocol,
               "the server broke the WebSocket protocol: " + quotable(what) +
                   in_parentheses(server) +
                   "; the connection was closed from here; is there a proxy "
                   "in between?");
}

Error too_large_message(std::size_t limit, std::string_view server,
                        std::string_view advice) {
  Error error(Status::kProtocol,
              "the server sent a message whose frame is larger than " +
                  std::to_string(limit) +
                  " bytes, which is the most that this client takes" +
                  in_parentheses(server) + "; it would come again with every " +
                  "connection: " + std::string(advice));
  error.outlook = Outlook::kFinal;
  return error;
}

Error unread_pongs(std::uint64_t pings, std::string_view server) {
  return Error(Status::kProtocol, "the server sent " + std::to_string(pings) +
                                      " pings and read none of the answers" +
                                      in_parentheses(server) +
                                      "; the connection was closed from here");
}

Error out_of_resources(std::string_view what, std::string_view server) {
  return Error(Status::kOutOfMemory,
               "no connection could be opened: " + std::string(what) +
                   in_parentheses(server) +
                   "; the process or the system is short of descriptors, "
                   "threads or memory");
}

Error grouped_port(std::string_view server) {
  return Error(Status::kConnect,
               "the program's std::locale::global groups digits, and "
               "cpprestsdk writes ports with it" +
                   in_parentheses(server) +
                   "; leave numbers as in the classic locale "
                   "(std::locale::numeric), or use transport=beast");
}

Error failed_handler(const char* what, std::string_view server) noexcept {
  return error_of(Status::kOutOfMemory, [&] {
    return Error(
        Status::kOutOfMemory,
        "the connection failed: " + std::string(what) + in_parentheses(server));
  });
}

std::string words_of_server(std::string_view words) { return quotable(words); }

std::string words_of_refusal(int http_status, std::string_view body) {
  constexpr std::string_view kOpen = "<title>";
  std::string words;
  std::size_t open = body.find(kOpen);
  std::size_t close = body.find("</title>");
  if (open != std::string_view::npos && close != std::string_view::npos &&
      close > open) {
    open += kOpen.size();
    words = without_html_escapes(body.substr(open, close - open));
    const std::string number = std::to_string(http_status);
    std::size_t at = words.find(number);
    if (at != std::string::npos) words.erase(0, at + number.size());
  } else if (body.find('<') == std::string_view::npos) {
    words = std::string(body);
  }
  for (const char* name : {"errorMsg", "reason"}) {
    std::string told = json_string(words, name);
    if (!told.empty()) return quotable(told);
  }
  return quotable(words);
}

}  // namespace pulsarws
