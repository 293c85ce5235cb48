#pragma once

namespace pulsarws::platform {

// Whether this process is a fork of one in which the library had threads. They
// did not come along, so nothing of the library can work here.
bool is_forked() noexcept;

// Starts watching for forks; is_forked() is false in the process that calls
// this first.
void watch_forks();

}  // namespace pulsarws::platform
