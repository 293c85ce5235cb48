/* A pws_client_new that fails starts nothing, so that a fork behind it may use
 * the library. Returns 0, or a number that says what was wrong. */
#include <pulsarws/pulsarws.h>
#include <sys/wait.h>
#include <unistd.h>

static int makes_a_client(void) {
  pws_client *client = NULL;
  pws_status status = pws_client_new("ws://127.0.0.1:1", NULL, &client, NULL);
  if (status != PWS_OK) return (int)status;
  pws_client_free(client);
  return 0;
}

int main(void) {
  pws_client *client = NULL;
  pws_options *options = pws_options_new(PWS_OPTIONS_CLIENT);
  int status = 0;
  pid_t child;
  if (pws_client_new("http://no-web-socket", NULL, &client, NULL) !=
      PWS_ERR_INVALID_URL) {
    return 101;
  }
  /* Each of these options is right, but not both together. */
  if (pws_options_set(options, "authToken", "x", NULL) != PWS_OK ||
      pws_options_set(options, "authTokenFile", "/x", NULL) != PWS_OK ||
      pws_client_new("ws://127.0.0.1:1", options, &client, NULL) == PWS_OK) {
    return 102;
  }
  pws_options_free(options);
  child = fork();
  if (child == 0) _exit(makes_a_client());
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) return 103;
  if (WEXITSTATUS(status) != 0) return WEXITSTATUS(status);
  return makes_a_client();
}
