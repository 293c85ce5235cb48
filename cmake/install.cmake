# Header, libraries, pkg-config file, CMake package, pages and examples.
include(CMakePackageConfigHelpers)

# The prefix may be given to the install itself, and be a relative one.
install(CODE "
  get_filename_component(CMAKE_INSTALL_PREFIX
                         \"\${CMAKE_INSTALL_PREFIX}\" ABSOLUTE)")

install(TARGETS pulsarws_shared pulsarws_static EXPORT pulsarws-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# Debug information is some 70 times what is run, and stays in the build folder.
if(CMAKE_STRIP AND NOT CMAKE_BUILD_TYPE STREQUAL Debug)
  foreach(target pulsarws_shared pulsarws_static)
    install(CODE "
      execute_process(COMMAND \"${CMAKE_STRIP}\" --strip-debug
        \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/$<TARGET_FILE_NAME:${target}>\"
        COMMAND_ERROR_IS_FATAL ANY)")
  endforeach()
endif()

install(FILES LICENSE README.md CHANGELOG.md SECURITY.md
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR}
        FILES_MATCHING PATTERN "*.md" PATTERN "*.json")
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR}
        FILES_MATCHING PATTERN "*.c")

install(FILES capi/include/pulsarws/pulsarws.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/pulsarws)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/pulsarws)
install(EXPORT pulsarws-targets NAMESPACE pulsarws:: DESTINATION ${package_dir})
set(find_transport_libraries "")
if(TARGET cpprestsdk::cpprest)
  set(find_transport_libraries "find_package(cpprestsdk QUIET)")
endif()
configure_package_config_file(cmake/pulsarws-config.cmake.in
                              pulsarws-config.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(pulsarws-config-version.cmake
                                 COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/pulsarws-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/pulsarws-config-version.cmake
        DESTINATION ${package_dir})

# cpprestsdk has no .pc file that could be named in its place.
set(PC_TRANSPORT_LIBRARIES "")
if(TARGET cpprestsdk::cpprest)
  set(PC_TRANSPORT_LIBRARIES "-lcpprest ")
endif()
# Written by the install itself, which may be given another prefix.
foreach(name PROJECT_DESCRIPTION PROJECT_VERSION CMAKE_INSTALL_LIBDIR
             CMAKE_INSTALL_INCLUDEDIR PC_TRANSPORT_LIBRARIES)
  install(CODE "set(${name} \"${${name}}\")")
endforeach()
install(CODE "
  configure_file(\"${PROJECT_SOURCE_DIR}/pkgconfig/pulsarws.pc.in\"
                 \"${PROJECT_BINARY_DIR}/pulsarws.pc\" @ONLY)")
install(FILES ${PROJECT_BINARY_DIR}/pulsarws.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
