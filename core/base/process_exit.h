#pragma once

namespace pulsarws {

// The exit of the process takes down what is the host's, its runtime first:
// from its beginning on no thread of ours calls the host's code.

// Has the exit note its beginning. Call it before there are such threads; what
// of ours the exit calls before that notes it too.
void await_process_exit() noexcept;

void note_process_exit() noexcept;
bool process_exits() noexcept;

}  // namespace pulsarws
