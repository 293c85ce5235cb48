/* The C side of the test of all languages with each other:
 *
 *   interop produce URL TOPIC LANGUAGE COUNT
 *   interop consume URL TOPIC LANGUAGE COUNT EXPECTED,EXPECTED...
 *
 * produce sends COUNT numbered messages whose every part has something that
 * could go wrong on the way; consume, once it has said "ready", wants all of
 * them from each expected language, in order and exact to the byte. */
#include <pulsarws/pulsarws.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kMaxLanguages = 16, kTimeout = 60000 };

static const char kText[] =
    "gr\xc3\xbc\xc3\x9f"
    "e \"\\\n";

/* The address: the arguments of a call are read in any order. */
static void check(const char *what, pws_status status, pws_error **error) {
  if (status == PWS_OK) return;
  fprintf(stderr, "interop: %s: %s\n", what, pws_error_message(*error));
  exit(1);
}

static void fail(const char *language, long number, const char *what) {
  fprintf(stderr, "interop: message %ld of %s: wrong %s\n", number, language,
          what);
  exit(1);
}

static size_t write_payload(char *to, size_t capacity, const char *language,
                            long number) {
  int length = snprintf(to, capacity - 257, "%s %ld", language, number);
  size_t size = (size_t)length;
  to[size++] = 0;
  for (int byte = 0; byte < 256; ++byte) to[size++] = (char)byte;
  return size;
}

static void produce(pws_client *client, const char *topic, const char *language,
                    long count) {
  pws_error *error = NULL;
  pws_producer *producer = NULL;
  pws_options *options = pws_options_new(PWS_OPTIONS_PRODUCER);
  check("options", pws_options_set(options, "blockIfQueueFull", "true", &error),
        &error);
  check("producer",
        pws_producer_new(client, topic, options, kTimeout, &producer, &error),
        &error);
  pws_options_free(options);
  for (long i = 0; i < count; ++i) {
    char payload[512], number[24];
    snprintf(number, sizeof number, "%ld", i);
    pws_property properties[] = {pws_property_of("language", language),
                                 pws_property_of("number", number),
                                 pws_property_of("text", kText)};
    pws_outgoing outgoing = PWS_OUTGOING_INIT;
    outgoing.payload = pws_slice_make(
        payload, write_payload(payload, sizeof payload, language, i));
    outgoing.key = pws_slice_of(language);
    outgoing.properties = properties;
    outgoing.property_count = 3;
    check("send",
          pws_producer_send_async(producer, &outgoing, 1, NULL, NULL, NULL,
                                  NULL, &error),
          &error);
  }
  check("flush", pws_producer_flush(producer, kTimeout, &error), &error);
  if (pws_producer_last_sequence_id(producer) != count - 1) {
    fprintf(stderr, "interop: not every message was stored\n");
    exit(1);
  }
  printf("produced %ld\n", count);
  pws_producer_free(producer);
}

static int holds(pws_slice slice, const char *data, size_t size) {
  return slice.size == size && memcmp(slice.data, data, size) == 0;
}

static void verify(const pws_message *message, const char *language,
                   long number) {
  char payload[512], text[24];
  size_t size = write_payload(payload, sizeof payload, language, number);
  snprintf(text, sizeof text, "%ld", number);
  if (!holds(pws_message_property(message, "number"), text, strlen(text))) {
    fail(language, number, "number (lost, twice, or not in order)");
  }
  if (!holds(pws_message_payload(message), payload, size)) {
    fail(language, number, "payload");
  }
  if (!holds(pws_message_key(message), language, strlen(language))) {
    fail(language, number, "key");
  }
  if (!holds(pws_message_property(message, "text"), kText, strlen(kText)) ||
      pws_message_property_count(message) != 3) {
    fail(language, number, "properties");
  }
}

static void consume(pws_client *client, const char *topic, const char *language,
                    long count, char *expected) {
  const char *languages[kMaxLanguages];
  long seen[kMaxLanguages] = {0};
  size_t language_count = 0;
  for (char *name = strtok(expected, ","); name && language_count < 16;
       name = strtok(NULL, ",")) {
    languages[language_count++] = name;
  }
  char subscription[64];
  snprintf(subscription, sizeof subscription, "interop-%s", language);
  pws_error *error = NULL;
  pws_consumer *consumer = NULL;
  pws_options *options = pws_options_new(PWS_OPTIONS_CONSUMER);
  check("options",
        pws_options_set(options, "subscriptionInitialPosition", "Earliest",
                        &error),
        &error);
  check("consumer",
        pws_consumer_new(client, topic, subscription, options, kTimeout,
                         &consumer, &error),
        &error);
  pws_options_free(options);
  printf("ready\n");
  fflush(stdout);
  long total = count * (long)language_count;
  for (long i = 0; i < total; ++i) {
    pws_message *message = NULL;
    check("receive", pws_consumer_receive(consumer, kTimeout, &message, &error),
          &error);
    pws_slice from = pws_message_property(message, "language");
    size_t which = 0;
    while (which < language_count &&
           !holds(from, languages[which], strlen(languages[which]))) {
      ++which;
    }
    if (which == language_count) fail("?", i, "language");
    verify(message, languages[which], seen[which]++);
    check("ack", pws_consumer_ack_and_free(consumer, message, &error), &error);
  }
  check("ack flush", pws_consumer_ack_flush(consumer, kTimeout, &error),
        &error);
  printf("consumed %ld\n", total);
  pws_consumer_free(consumer);
}

int main(int argc, char **argv) {
  if (argc < 6 || (strcmp(argv[1], "consume") == 0 && argc < 7)) {
    fprintf(stderr,
            "usage: interop produce|consume URL TOPIC LANGUAGE COUNT "
            "[EXPECTED,EXPECTED...]\n");
    return 2;
  }
  pws_error *error = NULL;
  pws_client *client = NULL;
  check("client", pws_client_new(argv[2], NULL, &client, &error), &error);
  long count = strtol(argv[5], NULL, 10);
  if (strcmp(argv[1], "produce") == 0) {
    produce(client, argv[3], argv[4], count);
  } else {
    consume(client, argv[3], argv[4], count, argv[6]);
  }
  check("close", pws_client_close(client, kTimeout, &error), &error);
  pws_client_free(client);
  return 0;
}
