#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pulsarws::mock {

// An answer to an HTTP request, as Pulsar gives it.
struct HttpAnswer {
  int status = 200;
  std::string reason = {};  // in the status line; empty: the status's own
  std::string content_type = {};
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  bool closes = false;  // the connection, behind it
};

// The page that Jetty refuses a request with: the message stands in its title.
// `uri` is the request's, without its query.
HttpAnswer jetty_page(int status, std::string_view message,
                      std::string_view uri);

// As the admin API says no: the reason in the status line and as JSON.
HttpAnswer admin_refusal(int status, std::string_view reason);

HttpAnswer json_answer(std::string body);
HttpAnswer no_content();

// The bytes of it.
std::string http_text(const HttpAnswer& answer, bool keep_alive);

// "Date: …" and "Server: …", each with its line's end.
std::string date_header();
extern const char* const kServerHeader;

}  // namespace pulsarws::mock
