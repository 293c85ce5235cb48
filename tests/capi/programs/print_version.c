#include <pulsarws/pulsarws.h>
#include <stdio.h>

int main(void) {
  /* More than the version, so that a static link needs everything. */
  pws_client *client = NULL;
  pws_error *error = NULL;
  if (pws_client_new("ws://localhost:8080", NULL, &client, &error)) {
    fprintf(stderr, "%s\n", pws_error_message(error));
    pws_error_free(error);
    return 1;
  }
  pws_client_free(client);
  if (pws_version_number() != PWS_VERSION_NUMBER) return 1;
  puts(pws_version());
  return 0;
}
