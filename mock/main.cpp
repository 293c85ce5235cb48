// Pulsar's WebSocket endpoints, in memory, for tests and demonstrations.
#include <cstdio>
#include <exception>

#include "mock/broker/broker.h"
#include "mock/broker/io_clock.h"
#include "mock/front/program.h"
#include "mock/front/settings.h"

int main(int argc, char** argv) {
  using namespace pulsarws;
  try {
    const mock::Settings settings = mock::read_settings(argc, argv);
    if (settings.help) {
      std::fputs(mock::kUsage, stdout);
      return 0;
    }
    IoContext io(1);
    mock::broker::IoClock clock(io);
    mock::broker::Broker broker(clock, settings.deduplication, settings.retain);
    mock::serve(io, settings, broker, broker);
    return 0;
  } catch (const mock::UsageError& wrong) {
    std::fprintf(stderr, "pulsarws-mock: %s\n", wrong.what());
    return 2;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "pulsarws-mock: %s\n", failure.what());
    return 1;
  }
}
