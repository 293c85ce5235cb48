// The tests' main function for Catch2 2; version 3 brings its own in the
// library Catch2WithMain.

#if defined(__GNUC__) && !defined(__clang__)
// gcc 12 with a sanitizer warns of its own <regex>, which Catch2 uses.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
