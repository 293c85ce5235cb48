#include "tests/broker/clusters.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <stdexcept>

namespace pulsarws::testing {

std::string required_variable(const char* name) {
  const char* value = std::getenv(name);
  if (value && *value) return value;
  throw std::runtime_error(
      std::string(name) +
      " is not set. These tests need a Pulsar: run tools/test, which "
      "starts two and sets what they need.");
}

std::uint16_t Cluster::port() const {
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

Cluster Cluster::behind(std::uint16_t proxy_port) const {
  Cluster proxied = *this;
  proxied.url = url.substr(0, url.find("://")) +
                "://127.0.0.1:" + std::to_string(proxy_port);
  return proxied;
}

Cluster plain_cluster() {
  Cluster cluster;
  cluster.url = required_variable("PULSARWS_TEST_URL");
  cluster.admin_url = required_variable("PULSARWS_TEST_ADMIN_URL");
  return cluster;
}

Cluster secure_cluster() {
  Cluster cluster;
  cluster.url = required_variable("PULSARWS_TEST_SECURE_URL");
  cluster.admin_url = required_variable("PULSARWS_TEST_SECURE_ADMIN_URL");
  cluster.token = required_variable("PULSARWS_TEST_TOKEN");
  cluster.ca = required_variable("PULSARWS_TEST_CA");
  cluster.certificate = required_variable("PULSARWS_TEST_CERTIFICATE");
  cluster.key = required_variable("PULSARWS_TEST_KEY");
  return cluster;
}

std::string unique_topic(const std::string& purpose) {
  static std::atomic<int> count{0};
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  return "persistent://public/default/pulsarws-" + purpose + "-" +
         std::to_string(getpid()) + "-" + std::to_string(now) + "-" +
         std::to_string(++count);
}

}  // namespace pulsarws::testing
