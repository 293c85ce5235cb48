#pragma once

#if defined(__GLIBCXX__)
#include <cxxabi.h>
#endif

namespace pulsarws::platform {

// What unwinds a thread that ends in the middle of something: pthread_exit,
// which Python also calls on threads that come to it when it ends. Whoever
// catches it must not leave the handler: park_this_thread.
#if defined(__GLIBCXX__)
using ForcedUnwind = abi::__forced_unwind;
#else
struct ForcedUnwind {};  // nobody throws it
#endif

}  // namespace pulsarws::platform
