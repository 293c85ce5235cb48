#include "tested_transport.h"

#include <cstdlib>

namespace pulsarws::testing {

std::string tested_transport() {
  const char* name = std::getenv("PULSARWS_TEST_TRANSPORT");
  return name ? name : "";
}

}  // namespace pulsarws::testing
