#pragma once

#include <cstdint>
#include <string>

namespace pulsarws::testing {

// A real Pulsar that the tests were told of by PULSARWS_TEST_ variables.
struct Cluster {
  std::string url;          // ws://host:port or wss://host:port
  std::string admin_url;    // http://host:port
  std::string token;        // empty without authentication
  std::string ca;           // empty without TLS
  std::string certificate;  // PEM files of a superuser; empty without TLS
  std::string key;

  std::uint16_t port() const;
  // The same behind a proxy on 127.0.0.1.
  Cluster behind(std::uint16_t proxy_port) const;
};

// No TLS, no authentication, no deduplication.
Cluster plain_cluster();
// TLS, a superuser's token, deduplication.
Cluster secure_cluster();

// The variable's value. Throws a sentence that says how to run the tests where
// it is not set: without a cluster they fail, they are not skipped.
std::string required_variable(const char* name);

// A full topic name in public/default that no other run has used.
std::string unique_topic(const std::string& purpose);

}  // namespace pulsarws::testing
