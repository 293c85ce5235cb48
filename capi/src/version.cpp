#include "capi/src/objects.h"
#include "core/transport/transports.h"

#define PWS_TEXT_OF(number) #number
#define PWS_TEXT(number) PWS_TEXT_OF(number)

const char* pws_version(void) {
  return PWS_TEXT(PWS_VERSION_MAJOR) "." PWS_TEXT(
      PWS_VERSION_MINOR) "." PWS_TEXT(PWS_VERSION_PATCH);
}

int32_t pws_version_number(void) { return PWS_VERSION_NUMBER; }

const char* pws_transports(void) { return pulsarws::transport_names(); }
