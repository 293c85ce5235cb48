#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "mock/front/fault.h"

namespace pulsarws::mock {

// A command line that cannot be followed, in a sentence.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What one right of a role allows, and where.
struct Right {
  bool produce = false;
  bool consume = false;
  std::string place;  // "tenant/namespace", or a topic's full name
};

// What the command line says.
struct Settings {
  bool help = false;
  std::uint16_t port = 0;
  std::optional<std::uint16_t> tls_port;
  std::string certificate;  // PEM files
  std::string key;
  std::string ca;  // whose client certificates are roles

  // Files; with either, who comes must have a token or such a certificate.
  std::string token_secret_key;
  std::string token_public_key;
  std::vector<std::string> superusers = {"admin"};
  std::map<std::string, std::vector<Right>> rights;

  bool deduplication = false;
  std::size_t retain = 100000;  // entries of a topic
  std::size_t max_frame_size = 1 << 20;
  int idle_seconds = 300;
  std::vector<Fault> faults;

  bool authenticates() const {
    return !token_secret_key.empty() || !token_public_key.empty();
  }
};

// Throws UsageError.
Settings read_settings(int argc, const char* const* argv);

extern const char* const kUsage;

}  // namespace pulsarws::mock
