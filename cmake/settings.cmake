# What every target of this build is compiled with.

set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

if(MSVC)
  add_compile_options(/W4 /WX)
else()
  add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Werror)
endif()

if(PULSARWS_SANITIZE)
  add_compile_options(-fsanitize=${PULSARWS_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PULSARWS_SANITIZE})
  if(PULSARWS_SANITIZE MATCHES "undefined")
    # This check takes the streams that libcpprest makes, without a sanitizer,
    # for objects of another type, and fails on every message.
    add_compile_options(-fno-sanitize=vptr)
  endif()
  if(PULSARWS_SANITIZE MATCHES "thread")
    # Nobody measures this build, and it compiles a quarter faster so.
    string(REPLACE "-O2" "-O1" CMAKE_CXX_FLAGS_RELWITHDEBINFO
                   "${CMAKE_CXX_FLAGS_RELWITHDEBINFO}")
    # gcc warns that TSan does not model fences; libstdc++'s headers use one. And
    # gcc 14, at -O1 with TSan, that a header of cpprestsdk's copies out of bounds,
    # by two names.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      add_compile_options(-Wno-tsan -Wno-array-bounds -Wno-stringop-overflow)
    endif()
  endif()
endif()

if(PULSARWS_COVERAGE)
  # Only the library is compiled so, by core/ and capi/: the objects of the tests
  # are those of the release build, which ccache has.
  set(count_lines --coverage -fprofile-update=atomic -O0)
  add_link_options(--coverage)
endif()

find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Boost REQUIRED)
if("cpprest" IN_LIST PULSARWS_TRANSPORTS)
  find_package(cpprestsdk REQUIRED)
endif()

# Debian's simdjson package brings a CMake package as well as a .pc file.
find_package(simdjson REQUIRED)
