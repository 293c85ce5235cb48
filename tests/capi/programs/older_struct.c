/* A program that was built with an older header, in which pws_outgoing ended
 * behind property_count, or before send_timeout_ms, and pws_message_view behind
 * key; and one that was built
 * with a newer one. Sends and receives at PULSARWS_TEST_URL. */
#include <pulsarws/pulsarws.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { timeout_ms = 30000 };

typedef struct older_outgoing {
  size_t struct_size;
  pws_slice payload;
  const pws_property *properties;
  size_t property_count;
} older_outgoing;

typedef struct newer_outgoing {
  pws_outgoing known;
  uint64_t later[2];
} newer_outgoing;

typedef struct older_view {
  size_t struct_size;
  pws_slice payload;
  pws_slice key;
} older_view;

_Static_assert(sizeof(older_outgoing) == offsetof(pws_outgoing, key),
               "an older struct is the beginning of the newer one");
_Static_assert(sizeof(older_view) == offsetof(pws_message_view, properties),
               "an older struct is the beginning of the newer one");

static void check(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "does not hold: %s\n", what);
  exit(1);
}
#define CHECK(condition) check(condition, #condition)

static void check_ok(pws_status status, const char *what, pws_error *error) {
  if (status == PWS_OK) return;
  fprintf(stderr, "%s: %s: %s\n", what, pws_status_name(status),
          pws_error_message(error));
  exit(1);
}
#define CHECK_OK(call) check_ok(call, #call, error)

static pws_error *error = NULL;

/* The next message has this payload and, in its property "n", this value. */
static void check_received(pws_consumer *consumer, const char *payload,
                           const char *value) {
  struct {
    older_view view;
    unsigned char behind[16];
  } place;
  memset(&place, 0x5a, sizeof place);
  place.view.struct_size = sizeof place.view;
  pws_message *message = NULL;
  CHECK_OK(pws_consumer_receive_view(consumer, timeout_ms, &message,
                                     (pws_message_view *)&place.view, &error));
  CHECK(place.view.struct_size == sizeof place.view);
  CHECK(place.view.payload.size == strlen(payload));
  CHECK(memcmp(place.view.payload.data, payload, strlen(payload)) == 0);
  CHECK(place.view.key.data == NULL);
  for (size_t i = 0; i < sizeof place.behind; ++i) {
    CHECK(place.behind[i] == 0x5a);
  }
  pws_slice found = pws_message_property(message, "n");
  CHECK(found.size == strlen(value));
  CHECK(memcmp(found.data, value, strlen(value)) == 0);
  CHECK(pws_message_property_count(message) == 1);
  CHECK_OK(pws_consumer_ack_and_free(consumer, message, &error));
}

static void send_older(pws_producer *producer, pws_consumer *consumer) {
  static const char *const texts[3] = {"first", "second", "third"};
  static const char *const numbers[3] = {"1", "2", "3"};
  pws_property properties[3];
  older_outgoing messages[3];
  for (int i = 0; i < 3; ++i) {
    properties[i] = pws_property_of("n", numbers[i]);
    messages[i].struct_size = sizeof(older_outgoing);
    messages[i].payload = pws_slice_of(texts[i]);
    messages[i].properties = &properties[i];
    messages[i].property_count = 1;
  }
  size_t accepted = 0;
  CHECK_OK(pws_producer_send_async(producer, (const pws_outgoing *)messages, 3,
                                   NULL, NULL, NULL, &accepted, &error));
  CHECK(accepted == 3);
  CHECK_OK(pws_producer_flush(producer, timeout_ms, &error));
  for (int i = 0; i < 3; ++i) check_received(consumer, texts[i], numbers[i]);
}

static void send_newer(pws_producer *producer, pws_consumer *consumer) {
  static const char *const texts[2] = {"fourth", "fifth"};
  pws_property property = pws_property_of("n", "0");
  newer_outgoing messages[2];
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < 2; ++i) {
    messages[i].known.struct_size = sizeof(newer_outgoing);
    messages[i].known.payload = pws_slice_of(texts[i]);
    messages[i].known.properties = &property;
    messages[i].known.property_count = 1;
  }
  size_t accepted = 0;
  CHECK_OK(pws_producer_send_async(producer, &messages[0].known, 2, NULL, NULL,
                                   NULL, &accepted, &error));
  CHECK(accepted == 2);
  CHECK_OK(pws_producer_flush(producer, timeout_ms, &error));
  for (int i = 0; i < 2; ++i) check_received(consumer, texts[i], "0");

  /* A field that this library does not know is used: what it means, nobody
   * knows here. */
  messages[1].later[1] = 1;
  pws_status status = pws_producer_send_async(
      producer, &messages[0].known, 2, NULL, NULL, NULL, &accepted, &error);
  CHECK(status == PWS_ERR_INVALID_ARGUMENT);
  CHECK(strstr(pws_error_message(error), "newer header") != NULL);
  pws_error_free(error);
  CHECK(accepted == 1);
  status =
      pws_producer_send(producer, &messages[1].known, timeout_ms, NULL, &error);
  CHECK(status == PWS_ERR_INVALID_ARGUMENT);
  pws_error_free(error);
  check_received(consumer, texts[0], "0");
}

/* The struct as it was before send_timeout_ms, with what would be read as a
 * timeout behind it. */
static void send_without_timeout(pws_producer *producer,
                                 pws_consumer *consumer) {
  const size_t size = offsetof(pws_outgoing, send_timeout_ms);
  pws_property property = pws_property_of("n", "9");
  struct {
    pws_outgoing message;
    int64_t behind;
  } place;
  memset(&place, 0xff, sizeof place);
  memset(&place, 0, size);
  CHECK(place.message.send_timeout_ms == -1);
  place.message.send_timeout_ms = -7; /* refused, where it is read */
  place.message.struct_size = size;
  place.message.payload = pws_slice_of("without timeout");
  place.message.properties = &property;
  place.message.property_count = 1;
  CHECK_OK(
      pws_producer_send(producer, &place.message, timeout_ms, NULL, &error));
  check_received(consumer, "without timeout", "9");
}

int main(void) {
  const char *url = getenv("PULSARWS_TEST_URL");
  if (!url) {
    fprintf(stderr, "PULSARWS_TEST_URL is not set\n");
    return 1;
  }
  pws_client *client = NULL;
  pws_consumer *consumer = NULL;
  pws_producer *producer = NULL;
  pws_options *options = pws_options_new(PWS_OPTIONS_CLIENT);
  CHECK_OK(pws_options_set(options, "authToken", getenv("PULSARWS_TEST_TOKEN"),
                           &error));
  CHECK_OK(pws_options_set(options, "tlsTrustCertsFilePath",
                           getenv("PULSARWS_TEST_CA"), &error));
  CHECK_OK(pws_client_new(url, options, &client, &error));
  pws_options_free(options);
  CHECK_OK(pws_consumer_new(client, "older-struct", "sub", NULL, timeout_ms,
                            &consumer, &error));
  CHECK_OK(pws_producer_new(client, "older-struct", NULL, timeout_ms, &producer,
                            &error));
  send_older(producer, consumer);
  send_newer(producer, consumer);
  send_without_timeout(producer, consumer);
  CHECK_OK(pws_client_close(client, timeout_ms, &error));
  pws_producer_free(producer);
  pws_consumer_free(consumer);
  pws_client_free(client);
  return 0;
}
