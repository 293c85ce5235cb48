#include "mock/front/http_answer.h"

#include <ctime>

#include "core/wire/json_string.h"

namespace pulsarws::mock {
namespace {

constexpr const char* kJetty = "9.4.56.v20240826";

std::string escape_html(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&apos;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

// The pages are in Latin-1; what it does not have is a question mark.
std::string latin1(std::string_view utf8) {
  std::string text;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte < 0x80) {
      text += utf8[i];
    } else if (byte >= 0xc0) {
      const bool is_latin = byte < 0xc4 && i + 1 < utf8.size();
      const int low = is_latin ? utf8[i + 1] & 0x3f : 0;
      text += is_latin ? static_cast<char>((byte & 3) << 6 | low) : '?';
    }
  }
  return text;
}

std::string own_reason(int status) {
  struct Reason {
    int status;
    const char* words;
  };
  static constexpr Reason kReasons[] = {
      {200, "OK"},
      {204, "No Content"},
      {302, "Found"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {409, "Conflict"},
      {412, "Precondition Failed"},
      {429, "Too Many Requests"},
      {500, "Server Error"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
  };
  for (const Reason& reason : kReasons) {
    if (reason.status == status) return reason.words;
  }
  return std::to_string(status);
}

// A status line has no line's end in it.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return text;
}

}  // namespace

const char* const kServerHeader = "Server: Jetty(9.4.56.v20240826)\r\n";

HttpAnswer jetty_page(int status, std::string_view message,
                      std::string_view uri) {
  const std::string number = std::to_string(status);
  const std::string words = escape_html(message);
  HttpAnswer answer;
  answer.status = status;
  answer.content_type = "text/html;charset=iso-8859-1";
  answer.headers = {{"Cache-Control", "must-revalidate,no-cache,no-store"}};
  answer.body = latin1(
      "<html>\n<head>\n<meta http-equiv=\"Content-Type\" "
      "content=\"text/html;charset=ISO-8859-1\"/>\n<title>Error " +
      number + " " + words + "</title>\n</head>\n<body><h2>HTTP ERROR " +
      number + " " + words + "</h2>\n<table>\n<tr><th>URI:</th><td>" +
      escape_html(uri) + "</td></tr>\n<tr><th>STATUS:</th><td>" + number +
      "</td></tr>\n<tr><th>MESSAGE:</th><td>" + words +
      "</td></tr>\n</table>\n<hr/><a href=\"https://jetty.org/\">Powered by "
      "Jetty:// " +
      kJetty + "</a><hr/>\n\n</body>\n</html>\n");
  return answer;
}

HttpAnswer admin_refusal(int status, std::string_view reason) {
  HttpAnswer answer;
  answer.status = status;
  answer.reason = one_line(std::string(reason));
  answer.content_type = "application/json";
  answer.body = "{\"reason\":";
  wire::append_json_string(answer.body, reason);
  answer.body += "}";
  return answer;
}

HttpAnswer json_answer(std::string body) {
  HttpAnswer answer;
  answer.content_type = "application/json";
  answer.body = std::move(body);
  return answer;
}

HttpAnswer no_content() {
  HttpAnswer answer;
  answer.status = 204;
  return answer;
}

std::string date_header() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[64];
  std::strftime(text, sizeof text, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n",
                &parts);
  return text;
}

std::string http_text(const HttpAnswer& answer, bool keep_alive) {
  const std::string reason =
      answer.reason.empty() ? own_reason(answer.status) : answer.reason;
  std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " " +
                     reason + "\r\n" + date_header();
  for (const auto& [name, value] : answer.headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  if (!answer.content_type.empty()) {
    text += "Content-Type: " + answer.content_type + "\r\n";
  }
  if (answer.status != 204) {
    text += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
  }
  if (!keep_alive || answer.closes) text += "Connection: close\r\n";
  return text + kServerHeader + "\r\n" + answer.body;
}

}  // namespace pulsarws::mock
