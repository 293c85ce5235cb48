/* Prints all messages of a topic, from the earliest on, and ends when nothing
 * more comes for a second. Leaves no trace: there is no subscription.
 *
 *   read TOPIC
 *
 * PULSAR_URL, PULSAR_TOKEN and PULSAR_CA are read as in quickstart.c. */
#include <pulsarws/pulsarws.h>
#include <stdio.h>
#include <stdlib.h>

static void die(const char *what, pws_error *error) {
  fprintf(stderr, "%s: %s\n", what, pws_error_message(error));
  pws_error_free(error);
  exit(1);
}

static void print(const pws_message_view *view) {
  char id[96];
  pws_message_id_print(view->id, id, sizeof id);
  printf("%s %.*s", id, (int)view->payload.size, view->payload.data);
  if (view->key.data) printf(" key=%.*s", (int)view->key.size, view->key.data);
  printf("\n");
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: %s TOPIC\n", argv[0]);
    return 2;
  }
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

  pws_reader *reader = NULL;
  if (pws_reader_new(client, argv[1], pws_message_id_earliest(), NULL, 10000,
                     &reader, &error))
    die("reader", error);
  fprintf(stderr, "reading %s\n", pws_reader_topic(reader));

  /* The first may take longer than a second; nothing is acknowledged. A loop
   * that goes on after PWS_ERR_TIMEOUT passes NULL for the error, so that none
   * is made each time. */
  unsigned long count = 0;
  for (;;) {
    pws_message *message = NULL;
    pws_message_view view = PWS_MESSAGE_VIEW_INIT;
    pws_status status = pws_reader_next_view(reader, count ? 1000 : 5000,
                                             &message, &view, &error);
    if (status == PWS_ERR_TIMEOUT) break;
    if (status) die("next", error);
    print(&view);
    pws_message_free(message);
    ++count;
  }
  pws_error_free(error);

  /* A topic that was terminated has an end; any other may go on. */
  int32_t ended = 0;
  if (pws_reader_end_of_topic(reader, 10000, &ended, &error))
    die("end of topic", error);
  fprintf(stderr, "%lu messages; the topic %s\n", count,
          ended ? "has ended" : "may go on");

  if (pws_client_close(client, 10000, &error)) die("close", error);
  pws_reader_free(reader);
  pws_client_free(client);
  return 0;
}
