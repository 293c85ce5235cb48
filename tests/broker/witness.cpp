#include "tests/broker/witness.h"

#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

#include "tests/broker/clusters.h"

namespace pulsarws::testing {
namespace {

std::string variable_of_a_real_pulsar(const char* name) {
  const char* server = std::getenv("PULSARWS_TEST_SERVER");
  if (server && std::string(server) == "mock") {
    throw std::runtime_error("skipped: needs a real Pulsar");
  }
  return required_variable(name);
}

}  // namespace

std::string broker_url() {
  return variable_of_a_real_pulsar("PULSARWS_TEST_BROKER_URL");
}

std::vector<std::string> ask_witness(const std::string& arguments) {
  const std::string command =
      "'" + variable_of_a_real_pulsar("PULSARWS_TEST_PYTHON") + "' '" +
      WITNESS_SCRIPT + "' " + arguments;
  FILE* output = popen(command.c_str(), "r");
  if (!output) throw std::runtime_error("popen");
  std::string text;
  char buffer[65536];
  std::size_t size;
  while ((size = fread(buffer, 1, sizeof buffer, output)) > 0) {
    text.append(buffer, size);
  }
  if (pclose(output) != 0) {
    throw std::runtime_error("witness.py failed: " + text.substr(0, 1000));
  }
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace pulsarws::testing
