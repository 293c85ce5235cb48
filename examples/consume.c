/* Prints the messages of a subscription until Ctrl-C.
 *
 *   consume TOPIC SUBSCRIPTION
 *
 * PULSAR_URL, PULSAR_TOKEN and PULSAR_CA are read as in quickstart.c. */
#define _POSIX_C_SOURCE 200809L
#include <pulsarws/pulsarws.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Called on the library's dispatcher thread, for one event at a time. */
static void on_message(pws_event *event, void *user_data) {
  (void)user_data;
  if (event->type == PWS_EVENT_ENDED) {
    fprintf(stderr, "ended: %s\n", pws_error_message(event->error));
    kill(getpid(), SIGTERM);
    return;
  }
  pws_message_view view = PWS_MESSAGE_VIEW_INIT;
  if (pws_message_read(event->message, &view, NULL)) return;
  printf("%.*s", (int)view.payload.size, view.payload.data);
  if (view.key.data) printf(" key=%.*s", (int)view.key.size, view.key.data);
  for (size_t i = 0; i < view.property_count; ++i)
    printf(" %.*s=%.*s", (int)view.properties[i].key.size,
           view.properties[i].key.data, (int)view.properties[i].value.size,
           view.properties[i].value.data);
  printf("\n");
  fflush(stdout);
  pws_error *error = NULL;
  if (pws_consumer_ack(event->consumer, event->message, &error)) {
    fprintf(stderr, "ack: %s\n", pws_error_message(error));
    pws_error_free(error);
  }
}

static void die(const char *what, pws_error *error) {
  fprintf(stderr, "%s: %s\n", what, pws_error_message(error));
  pws_error_free(error);
  exit(1);
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: %s TOPIC SUBSCRIPTION\n", argv[0]);
    return 2;
  }
  /* The signals are waited for at the end; no handler is needed. */
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, NULL);

  const char *url = getenv("PULSAR_URL");
  pws_error *error = NULL;
  pws_options *options = pws_options_new(PWS_OPTIONS_CLIENT);
  if (pws_options_set(options, "authToken", getenv("PULSAR_TOKEN"), &error) ||
      pws_options_set(options, "tlsTrustCertsFilePath", getenv("PULSAR_CA"),
                      &error))
    die("options", error);
  pws_client *client = NULL;
  if (pws_client_new(url ? url : "ws://localhost:8080", options, &client,
                     &error))
    die("client", error);
  pws_options_free(options);

  pws_options *receiving = pws_options_new(PWS_OPTIONS_CONSUMER);
  if (pws_options_set(receiving, "subscriptionInitialPosition", "Earliest",
                      &error))
    die("options", error);
  pws_consumer *consumer = NULL;
  if (pws_consumer_new(client, argv[1], argv[2], receiving, 10000, &consumer,
                       &error))
    die("consumer", error);
  pws_options_free(receiving);
  if (pws_consumer_listen(consumer, on_message, NULL, NULL, &error))
    die("listen", error);

  int signal_number = 0;
  sigwait(&signals, &signal_number);
  fprintf(stderr, "closing\n");
  if (pws_client_close(client, 10000, &error)) die("close", error);
  pws_consumer_free(consumer);
  pws_client_free(client);
  return 0;
}
