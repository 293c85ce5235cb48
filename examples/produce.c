/* Sends many messages without waiting for each, and prints how fast.
 *
 *   produce TOPIC COUNT [SIZE]
 *
 * PULSAR_URL, PULSAR_TOKEN and PULSAR_CA are read as in quickstart.c. */
#include <pulsarws/pulsarws.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct progress { /* written by the callback's thread, read after the flush */
  long stored;
  long failed;
};

static void on_sent(pws_event *event, void *user_data) {
  struct progress *progress = user_data;
  if (event->status == PWS_OK) {
    ++progress->stored;
    return;
  }
  if (++progress->failed == 1)
    fprintf(stderr, "send: %s\n", pws_error_message(event->error));
}

static void die(const char *what, pws_error *error) {
  fprintf(stderr, "%s: %s\n", what, pws_error_message(error));
  pws_error_free(error);
  exit(1);
}

static double now(void) {
  struct timespec time;
  timespec_get(&time, TIME_UTC);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: %s TOPIC COUNT [SIZE]\n", argv[0]);
    return 2;
  }
  const char *url = getenv("PULSAR_URL");
  long count = strtol(argv[2], NULL, 10);
  size_t size = argc > 3 ? strtoul(argv[3], NULL, 10) : 100;
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

  /* With blockIfQueueFull a send waits for room instead of failing. */
  pws_options *sending = pws_options_new(PWS_OPTIONS_PRODUCER);
  if (pws_options_set(sending, "blockIfQueueFull", "true", &error))
    die("options", error);
  pws_producer *producer = NULL;
  if (pws_producer_new(client, argv[1], sending, 10000, &producer, &error))
    die("producer", error);
  pws_options_free(sending);

  char *payload = calloc(size + 1, 1);
  if (!payload) return 1;
  for (size_t i = 0; i < size; ++i) payload[i] = (char)('a' + i % 26);
  struct progress progress = {0, 0};
  double started = now();
  for (long i = 0; i < count; ++i) {
    char number[32], key[32];
    snprintf(number, sizeof number, "%ld", i);
    snprintf(key, sizeof key, "key-%ld", i % 10);
    pws_property property = pws_property_of("number", number);
    pws_outgoing outgoing = PWS_OUTGOING_INIT;
    outgoing.payload = pws_slice_make(payload, size);
    outgoing.properties = &property;
    outgoing.property_count = 1;
    outgoing.key = pws_slice_of(key);
    if (pws_producer_send_async(producer, &outgoing, 1, on_sent, &progress,
                                NULL, NULL, &error))
      die("send", error);
  }
  free(payload);
  if (pws_producer_close(producer, 60000, &error)) die("close", error);
  double seconds = now() - started;

  /* Every answer is queued now; the client's end waits for the callbacks. */
  if (pws_client_close(client, 10000, &error)) die("close", error);
  pws_producer_free(producer);
  pws_client_free(client);
  printf("%ld stored, %ld failed, %.0f messages/s\n", progress.stored,
         progress.failed, (double)count / seconds);
  return progress.failed ? 1 : 0;
}
