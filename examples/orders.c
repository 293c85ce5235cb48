/* An order pipeline: orders are sent, two workers share them, what they cannot
 * do ends on the dead-letter topic, and an auditor reads all there is.
 *
 *   orders TOPIC COUNT TOKEN_FILE
 *
 * Tokens come from a file that may change; PULSAR_URL and PULSAR_CA as in
 * quickstart.c. Ends when every order has arrived where it belongs, or within
 * 10 s of SIGINT or SIGTERM. */
#define _POSIX_C_SOURCE 200809L
#include <pulsarws/pulsarws.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { EVERY_BAD = 100, MOST_PENDING = 500, STOP_MS = 5000 };

/* Which orders have arrived somewhere: each counts once, since a message may
 * come again. Filled by callbacks, which never run at the same time. */
struct tally {
  char *seen;
  atomic_long count;
};

static long total;
static struct tally done, dead, audited;
static atomic_long stored, failed;
static const char *token_file;
static pws_error *error;

static void die(const char *what) {
  fprintf(stderr, "%s: %s\n", what, pws_error_message(error));
  exit(1);
}

static long order_of(const pws_message *message) {
  pws_slice text = pws_message_payload(message);
  char number[32];
  snprintf(number, sizeof number, "%.*s", (int)text.size, text.data);
  return strtol(number, NULL, 10);
}

static long add(struct tally *tally, long order) {
  if (order < 0 || order >= total || tally->seen[order]) return -1;
  tally->seen[order] = 1;
  return atomic_fetch_add(&tally->count, 1) + 1;
}

static void on_token_wanted(pws_event *event, void *user_data) {
  char token[8192];
  (void)user_data;
  FILE *file = fopen(token_file, "r");
  if (file && fscanf(file, "%8191s", token) == 1)
    pws_token_request_answer(event->token_request, token, NULL);
  else
    pws_token_request_fail(event->token_request, "no token file", NULL);
  if (file) fclose(file);
}

static void on_sent(pws_event *event, void *user_data) {
  (void)user_data;
  if (event->status == PWS_OK)
    atomic_fetch_add(&stored, 1);
  else if (atomic_fetch_add(&failed, 1) == 0) /* one says it for all */
    fprintf(stderr, "send: %s\n", pws_error_message(event->error));
}

/* One that is bad is refused until Pulsar has had enough of it. */
static void on_order(pws_event *event, void *user_data) {
  (void)user_data;
  if (event->type != PWS_EVENT_MESSAGE) return;
  long order = order_of(event->message);
  if (order % EVERY_BAD == 0) {
    pws_consumer_nack(event->consumer, event->message, NULL);
    return;
  }
  /* One whose ack fails comes again. */
  if (pws_consumer_ack(event->consumer, event->message, NULL)) return;
  long count = add(&done, order);
  if (count > 0 && count % 100 == 0) printf("done %ld\n", count);
}

static void on_dead(pws_event *event, void *user_data) {
  (void)user_data;
  if (event->type != PWS_EVENT_MESSAGE) return;
  if (pws_consumer_ack(event->consumer, event->message, NULL)) return;
  add(&dead, order_of(event->message));
}

static void on_audit(pws_event *event, void *user_data) {
  (void)user_data;
  if (event->type == PWS_EVENT_MESSAGE) add(&audited, order_of(event->message));
}

static pws_options *with(int32_t kind, const char *settings[][2]) {
  pws_options *options = pws_options_new(kind);
  for (; (*settings)[0]; ++settings)
    if (pws_options_set(options, (*settings)[0], (*settings)[1], &error))
      die("options");
  return options;
}

static pws_consumer *consume(pws_client *client, const char *topic,
                             pws_options *options, pws_callback callback) {
  pws_consumer *consumer = NULL;
  if (pws_consumer_new(client, topic, "workers", options, 30000, &consumer,
                       &error) ||
      pws_consumer_listen(consumer, callback, NULL, NULL, &error))
    die(topic);
  return consumer;
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: %s TOPIC COUNT TOKEN_FILE\n", argv[0]);
    return 2;
  }
  total = strtol(argv[2], NULL, 10);
  token_file = argv[3];
  for (struct tally **tally = (struct tally *[]){&done, &dead, &audited, NULL};
       *tally; ++tally)
    (*tally)->seen = calloc((size_t)total + 1, 1);
  setvbuf(stdout, NULL, _IOLBF, 0);
  /* Blocked in every thread: they are waited for below. */
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, NULL);

  const char *url = getenv("PULSAR_URL");
  pws_options *options =
      with(PWS_OPTIONS_CLIENT,
           (const char *[][2]){{"tlsTrustCertsFilePath", getenv("PULSAR_CA")},
                               {"logLevel", "error"},
                               {NULL, NULL}});
  pws_client *client = NULL;
  if (pws_client_new(url ? url : "ws://localhost:8080", options, &client,
                     &error) ||
      pws_client_set_token_supplier(client, on_token_wanted, NULL, NULL,
                                    &error))
    die("client");

  char dead_letters[512];
  snprintf(dead_letters, sizeof dead_letters, "%s-dead", argv[1]);
  pws_options *working =
      with(PWS_OPTIONS_CONSUMER,
           (const char *[][2]){{"subscriptionType", "Shared"},
                               {"negativeAckRedeliveryDelay", "100"},
                               {"maxRedeliverCount", "2"},
                               {"deadLetterTopic", dead_letters},
                               {NULL, NULL}});
  pws_consumer *consumers[3] = {consume(client, dead_letters, NULL, on_dead),
                                consume(client, argv[1], working, on_order),
                                consume(client, argv[1], working, on_order)};
  pws_reader *auditor = NULL;
  pws_producer *producer = NULL;
  if (pws_reader_new(client, argv[1], pws_message_id_earliest(), NULL, 30000,
                     &auditor, &error) ||
      pws_reader_listen(auditor, on_audit, NULL, NULL, &error) ||
      pws_producer_new(client, argv[1], NULL, 30000, &producer, &error) ||
      pws_producer_set_delivery_callback(producer, on_sent, NULL, NULL, &error))
    die("start");

  /* Nothing here waits without hearing the signals. */
  const struct timespec moment = {0, 10 * 1000 * 1000};
  long sent = 0;
  int stopped = 0;
  while (!stopped && atomic_load(&failed) == 0 &&
         (done.count + dead.count < total || audited.count < total)) {
    if (sent == total || pws_producer_pending_count(producer) >= MOST_PENDING) {
      stopped = sigtimedwait(&signals, NULL, &moment) > 0;
      continue;
    }
    char text[32];
    int size = snprintf(text, sizeof text, "%ld", sent++);
    pws_outgoing order = PWS_OUTGOING_INIT;
    order.payload = pws_slice_make(text, (size_t)size);
    if (pws_producer_send_async(producer, &order, 1, NULL, NULL, NULL, NULL,
                                &error))
      die("send");
  }

  /* What is not settled by then is told by on_sent, or comes again. */
  pws_status closing = pws_client_close(client, STOP_MS, NULL);
  /* Where the time was over, the last calls of on_sent are under way. */
  if (closing != PWS_OK) pws_client_close(client, 500, NULL);
  printf(
      "%s: %ld sent, %ld stored, %ld failed, %ld done, %ld dead, "
      "%ld audited\n",
      stopped ? "stopped" : "complete", sent, (long)stored, (long)failed,
      (long)done.count, (long)dead.count, (long)audited.count);
  pws_producer_free(producer);
  pws_reader_free(auditor);
  for (int i = 0; i < 3; ++i) pws_consumer_free(consumers[i]);
  pws_client_free(client);
  pws_options_free(options);
  pws_options_free(working);
  free(done.seen), free(dead.seen), free(audited.seen);
  return !stopped && (closing != PWS_OK || failed > 0);
}
