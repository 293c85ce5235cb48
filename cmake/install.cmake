# Header, libraries, pkg-config file and CMake package.
include(CMakePackageConfigHelpers)

install(TARGETS pulsarws_shared pulsarws_static EXPORT pulsarws-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
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
  get_filename_component(CMAKE_INSTALL_PREFIX
                         \"\${CMAKE_INSTALL_PREFIX}\" ABSOLUTE)
  configure_file(\"${PROJECT_SOURCE_DIR}/pkgconfig/pulsarws.pc.in\"
                 \"${PROJECT_BINARY_DIR}/pulsarws.pc\" @ONLY)")
install(FILES ${PROJECT_BINARY_DIR}/pulsarws.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
