# Which transports are built in, each a folder of core/transport.
set(known_transports cpprest beast)

set(PULSARWS_TRANSPORTS "${known_transports}" CACHE STRING
    "The transports to build, of: ${known_transports}")
set(PULSARWS_DEFAULT_TRANSPORT "" CACHE STRING
    "The one that clients use who name none; empty: cpprest where it is built")

if(NOT PULSARWS_TRANSPORTS)
  message(FATAL_ERROR "PULSARWS_TRANSPORTS names no transport")
endif()
foreach(transport IN LISTS PULSARWS_TRANSPORTS)
  if(NOT transport IN_LIST known_transports)
    message(FATAL_ERROR "PULSARWS_TRANSPORTS: there is no ${transport}, but: "
                        "${known_transports}")
  endif()
endforeach()

# The default first.
set(built_transports ${PULSARWS_TRANSPORTS})
foreach(transport cpprest ${PULSARWS_DEFAULT_TRANSPORT})
  if(transport IN_LIST PULSARWS_TRANSPORTS)
    list(REMOVE_ITEM built_transports ${transport})
    list(PREPEND built_transports ${transport})
  elseif(transport STREQUAL PULSARWS_DEFAULT_TRANSPORT)
    message(FATAL_ERROR "PULSARWS_DEFAULT_TRANSPORT: ${transport} is not built")
  endif()
endforeach()
