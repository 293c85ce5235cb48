/* Sends the lines of standard input and prints what comes back: one thread, one
 * poll(2), no callbacks, and no call that waits.
 *
 *   event_loop TOPIC SUBSCRIPTION
 *
 * Ends when standard input has ended and every line has come back. PULSAR_URL,
 * PULSAR_TOKEN and PULSAR_CA are read as in quickstart.c. */
#define _POSIX_C_SOURCE 200809L
#include <poll.h>
#include <pulsarws/pulsarws.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pws_client *client;
static pws_producer *producer;
static pws_consumer *consumer;
static pws_error *error;
static int opened, input_ended, closing, closed, sent, received;

static void die(const char *what, const pws_error *why) {
  fprintf(stderr, "%s: %s\n", what, pws_error_message(why));
  exit(1);
}

static void read_input(void) {
  static char text[500 + 1]; /* at most 500 lines: the queue takes 1,000 */
  static size_t size = 0;
  ssize_t got = read(STDIN_FILENO, text + size, 500 - size);
  if (got > 0) size += (size_t)got;
  input_ended = got <= 0;
  /* A line that is too long, or the last without its end, goes as it is. */
  if ((size == 500 || (input_ended && size > 0)) && !memchr(text, '\n', size))
    text[size++] = '\n';
  char *begin = text, *end;
  while ((end = memchr(begin, '\n', (size_t)(text + size - begin)))) {
    pws_outgoing outgoing = PWS_OUTGOING_INIT;
    outgoing.payload = pws_slice_make(begin, (size_t)(end - begin));
    outgoing.context = outgoing.payload; /* to know it again if it fails */
    if (pws_producer_send_async(producer, &outgoing, 1, NULL, NULL, NULL, NULL,
                                &error))
      die("send", error);
    ++sent;
    begin = end + 1;
  }
  size = (size_t)(text + size - begin);
  memmove(text, begin, size);
}

static void handle(pws_event *event) {
  pws_slice text = pws_receipt_context(event->receipt);
  if (event->type == PWS_EVENT_SENT && event->error)
    fprintf(stderr, "not sent: %.*s\n", (int)text.size, text.data);
  if (event->error && event->type != PWS_EVENT_STATE)
    die("event", event->error);
  if (event->type == PWS_EVENT_CLOSED) closed = 1;
  if (event->type == PWS_EVENT_OPENED) {
    ++opened;
    if (event->consumer == consumer &&
        pws_consumer_listen(consumer, NULL, NULL, NULL, &error))
      die("listen", error);
  }
  if (event->type == PWS_EVENT_MESSAGE) {
    text = pws_message_payload(event->message);
    printf("%.*s\n", (int)text.size, text.data);
    ++received;
    if (pws_consumer_ack(consumer, event->message, &error)) die("ack", error);
  }
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: %s TOPIC SUBSCRIPTION\n", argv[0]);
    return 2;
  }
  const char *url = getenv("PULSAR_URL");
  int64_t descriptor = -1;
  pws_options *options = pws_options_new(PWS_OPTIONS_CLIENT);
  if (pws_options_set(options, "eventDelivery", "poll", &error) ||
      pws_options_set(options, "authToken", getenv("PULSAR_TOKEN"), &error) ||
      pws_options_set(options, "tlsTrustCertsFilePath", getenv("PULSAR_CA"),
                      &error) ||
      pws_client_new(url ? url : "ws://localhost:8080", options, &client,
                     &error) ||
      pws_client_descriptor(client, &descriptor, &error) ||
      pws_consumer_new_async(client, argv[1], argv[2], NULL, 10000, &consumer,
                             NULL, NULL, NULL, NULL, &error) ||
      pws_producer_new_async(client, argv[1], NULL, 10000, &producer, NULL,
                             NULL, NULL, NULL, &error))
    die("start", error);
  pws_options_free(options);

  while (!closed) {
    int wants_input = opened == 2 && !input_ended &&
                      pws_producer_pending_count(producer) < 500;
    struct pollfd watched[2] = {
        {.fd = (int)descriptor, .events = POLLIN},
        {.fd = wants_input ? STDIN_FILENO : -1, .events = POLLIN}};
    poll(watched, 2, -1);
    if (watched[1].revents) read_input();
    if (watched[0].revents) {
      pws_event events[64] = {PWS_EVENT_INIT};
      size_t count = 0;
      pws_client_poll(client, events, 64, 0, &count, NULL);
      for (size_t i = 0; i < count; ++i) {
        handle(&events[i]);
        pws_event_clear(&events[i]);
      }
    }
    if (input_ended && received >= sent && !closing++ &&
        pws_client_close_async(client, 10000, NULL, NULL, NULL, NULL, &error))
      die("close", error);
  }
  pws_producer_free(producer);
  pws_consumer_free(consumer);
  pws_client_free(client);
  return 0;
}
