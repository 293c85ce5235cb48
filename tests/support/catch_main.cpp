// The tests' main function for Catch2 2; version 3 brings its own in the
// library Catch2WithMain.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
