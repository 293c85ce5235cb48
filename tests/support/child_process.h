#pragma once

#include <string>
#include <vector>

namespace pulsarws::testing {

// Runs a test case of this program in a process of its own, with `variables`
// ("NAME=value") in its environment, and checks that it passes and that the
// process ends soon after it has said that it is done.
void run_in_child(std::string test, const std::string& server,
                  std::vector<std::string> variables = {});

// For the test case in the child: its server, and what it says at its end.
std::string server_of_child();
void say_done();

}  // namespace pulsarws::testing
