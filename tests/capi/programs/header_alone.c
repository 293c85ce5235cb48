/* The header needs nothing before it, and may come twice. */
#include <pulsarws/pulsarws.h>
