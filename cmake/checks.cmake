# Targets that check the sources: format, format-check, tidy, reference.
file(GLOB_RECURSE formatted CONFIGURE_DEPENDS
     capi/*.h capi/*.cpp core/*.h core/*.cpp mock/*.h mock/*.cpp tests/*.h tests/*.cpp tests/*.c
     examples/*.c bindings/interop/*.c bindings/go/*.c bindings/go/*.h)

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
            "${PROJECT_SOURCE_DIR}/(capi|core|mock)/.*")
endif()

# The reference of the C API, out of the header.
find_program(DOXYGEN doxygen)
if(DOXYGEN)
  configure_file(docs/Doxyfile.in Doxyfile @ONLY)
  add_custom_target(reference COMMAND ${DOXYGEN} ${PROJECT_BINARY_DIR}/Doxyfile)
  if(PULSARWS_BUILD_TESTS)
    add_test(NAME "capi: the reference is made without a warning"
             COMMAND ${DOXYGEN} ${PROJECT_BINARY_DIR}/Doxyfile)
    set_tests_properties("capi: the reference is made without a warning"
                         PROPERTIES LABELS capi)
  endif()
endif()
