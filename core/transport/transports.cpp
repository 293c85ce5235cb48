#include "core/transport/transports.h"

#include <utility>

#if PULSARWS_WITH_BEAST
#include "core/transport/beast/beast_transport.h"
#endif
#if PULSARWS_WITH_CPPREST
#include "core/transport/cpprest/connection_slots.h"
#include "core/transport/cpprest/cpprest_transport.h"
#endif

namespace pulsarws {
namespace {

struct BuiltIn {
  std::string_view name;
  TransportFactory (*make_factory)(const TransportSettings&, Timers&);
  std::size_t (*parked)() noexcept;  // null: releases all that it has opened
};

#if PULSARWS_WITH_CPPREST
TransportFactory make_cpprest_factory(const TransportSettings& settings,
                                      Timers& timers) {
  CpprestSettings own;
  own.user_agent = settings.user_agent;
  own.ambient_scheduler = settings.ambient_scheduler;
  own.max_parked_connections = settings.max_parked_connections;
  return [own, &timers] { return make_cpprest_transport(own, timers); };
}

std::size_t parked_by_cpprest() noexcept {
  return ConnectionSlots::of_process().parked();
}
#endif

#if PULSARWS_WITH_BEAST
TransportFactory make_beast_factory(const TransportSettings& settings,
                                    Timers&) {
  BeastSettings own;
  own.user_agent = settings.user_agent;
  own.io_threads = settings.io_threads;
  own.largest_message = settings.largest_message;
  own.compression = settings.compression;
  return beast_transports(std::move(own));
}
#endif

constexpr BuiltIn kBuiltIn[] = {
#if PULSARWS_WITH_BEAST
    {"beast", make_beast_factory, nullptr},
#endif
#if PULSARWS_WITH_CPPREST
    {"cpprest", make_cpprest_factory, parked_by_cpprest},
#endif
};

}  // namespace

const char* transport_names() noexcept { return PULSARWS_TRANSPORT_NAMES; }

std::string_view default_transport() noexcept {
  const std::string_view names = transport_names();
  return names.substr(0, names.find(' '));
}

Result<TransportFactory> make_transport_factory(
    std::string_view name, const TransportSettings& settings, Timers& timers) {
  for (const BuiltIn& one : kBuiltIn) {
    if (one.name == name) return one.make_factory(settings, timers);
  }
  return check_transport(name);
}

Error check_transport(std::string_view name) {
  for (const BuiltIn& one : kBuiltIn) {
    if (one.name == name) return {};
  }
  return Error(Status::kNotSupported,
               "the transport " + std::string(name) +
                   " is not built into this library, which has " +
                   transport_names() + " (option transport)");
}

std::size_t parked_connections() noexcept {
  std::size_t parked = 0;
  for (const BuiltIn& one : kBuiltIn) {
    if (one.parked) parked += one.parked();
  }
  return parked;
}

}  // namespace pulsarws
