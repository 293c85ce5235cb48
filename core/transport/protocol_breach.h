#pragma once

// What a server does that RFC 6455 forbids, in the words in which errors tell
// it: the same whichever library below has found it.
namespace pulsarws::protocol_breach {

inline constexpr char kMaskedFrame[] = "a masked frame";
inline constexpr char kReservedBits[] = "reserved bits that nobody agreed on";
inline constexpr char kUnknownOpcode[] = "a frame of an unknown kind";
inline constexpr char kFragments[] = "fragments out of order";
inline constexpr char kLongControl[] = "a control frame of more than 125 bytes";
inline constexpr char kFragmentedControl[] = "a control frame in fragments";
inline constexpr char kLength[] = "a length that is not written as it must be";
inline constexpr char kText[] = "text that is not UTF-8";
inline constexpr char kCloseCode[] =
    "a close frame with a code that is not allowed";
inline constexpr char kCloseReason[] =
    "a close frame with a reason that is not UTF-8";

}  // namespace pulsarws::protocol_breach
