# Targets that check the sources: format, format-check, tidy.
file(GLOB_RECURSE formatted CONFIGURE_DEPENDS
     capi/*.h capi/*.cpp core/*.h core/*.cpp tests/*.h tests/*.cpp tests/*.c
     examples/*.c)

find_program(CLANG_FORMAT clang-format)
if(CLANG_FORMAT)
  add_custom_target(format COMMAND ${CLANG_FORMAT} -i ${formatted})
  add_custom_target(format-check
    COMMAND ${CLANG_FORMAT} --dry-run --Werror ${formatted})
endif()

find_program(RUN_CLANG_TIDY NAMES run-clang-tidy run-clang-tidy-14)
if(RUN_CLANG_TIDY)
  add_custom_target(tidy
    COMMAND ${RUN_CLANG_TIDY} -quiet -p ${CMAKE_BINARY_DIR}
            "${PROJECT_SOURCE_DIR}/(capi|core)/.*")
endif()
