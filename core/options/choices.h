#pragma once

#include "core/observation/log_entry.h"

namespace pulsarws {

// The words of a choice that the core reads, separated by '|'. They stand in
// the order of the enumerators, which count from 0.
template <typename Choice>
inline constexpr const char* kWords = nullptr;

template <>
inline constexpr const char* kWords<LogLevel> = "off|error|warning|info|debug";

enum class TlsMinimum { kTls12, kTls13 };
template <>
inline constexpr const char* kWords<TlsMinimum> = "TLSv1.2|TLSv1.3";

enum class EventDelivery { kCallbacks, kPoll };
template <>
inline constexpr const char* kWords<EventDelivery> = "callbacks|poll";

enum class AmbientScheduler { kOn, kOff };
template <>
inline constexpr const char* kWords<AmbientScheduler> = "on|off";

enum class TransportName { kCpprest, kBeast };
template <>
inline constexpr const char* kWords<TransportName> = "cpprest|beast";

enum class SubscriptionType { kExclusive, kShared, kFailover, kKeyShared };
template <>
inline constexpr const char* kWords<SubscriptionType> =
    "Exclusive|Shared|Failover|Key_Shared";

enum class Permits { kAutomatic, kManual };
template <>
inline constexpr const char* kWords<Permits> = "automatic|manual";

enum class AckFence { kAuto, kOn, kOff };
template <>
inline constexpr const char* kWords<AckFence> = "auto|on|off";

}  // namespace pulsarws
