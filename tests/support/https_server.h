#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tls_identity.h"

namespace pulsarws::testing {

struct HttpQuestion {
  std::string method;
  std::string target;
  std::string body;
  std::map<std::string, std::string> headers;  // names in lower case

  // The decoded value of a field of a posted form; empty where there is none.
  std::string form_field(const std::string& name) const;
};

struct HttpReply {
  int status = 200;
  std::string body = {};
  bool silent = false;   // no reply at all; the connection stays
  std::string raw = {};  // instead of HTTP, where not empty
};

// An HTTP server on 127.0.0.1 with one thread of its own, over TLS where it has
// an identity. The script runs on that thread: it must not wait.
class HttpsServer {
 public:
  using Script = std::function<HttpReply(const HttpQuestion&)>;

  HttpsServer(Script script, std::optional<ServerTls> tls);
  ~HttpsServer();
  HttpsServer(const HttpsServer&) = delete;
  HttpsServer& operator=(const HttpsServer&) = delete;

  std::uint16_t port() const;
  // "https://127.0.0.1:PORT"
  std::string url() const;

  std::vector<HttpQuestion> questions() const;
  bool wait_questions(std::size_t count,
                      std::chrono::milliseconds within) const;

  class Engine;

 private:
  std::shared_ptr<Engine> engine_;
  const std::string scheme_;
};

}  // namespace pulsarws::testing
