/* Sends one message to Pulsar, receives it back and acknowledges it.
 *
 *   cc quickstart.c $(pkg-config --cflags --libs pulsarws) -o quickstart
 *   PULSAR_URL=wss://localhost:9443 PULSAR_TOKEN=... ./quickstart
 *
 * PULSAR_CA names a PEM file with the certificates to trust, where the system's
 * do not do. */
#include <pulsarws/pulsarws.h>
#include <stdio.h>
#include <stdlib.h>

static void die(const char *what, pws_error *error) {
  fprintf(stderr, "%s: %s\n", what, pws_error_message(error));
  pws_error_free(error);
  exit(1);
}

int main(void) {
  const char *url = getenv("PULSAR_URL");
  if (!url) url = "wss://localhost:9443";
  pws_error *error = NULL;

  /* A client: where the server is, and who we are. */
  pws_options *options = pws_options_new(PWS_OPTIONS_CLIENT);
  if (pws_options_set(options, "authToken", getenv("PULSAR_TOKEN"), &error))
    die("authToken", error);
  if (pws_options_set(options, "tlsTrustCertsFilePath", getenv("PULSAR_CA"),
                      &error))
    die("tlsTrustCertsFilePath", error);
  pws_client *client = NULL;
  if (pws_client_new(url, options, &client, &error)) die("client", error);
  pws_options_free(options);

  /* A consumer on topic test, subscription sub; then a producer. */
  pws_consumer *consumer = NULL;
  if (pws_consumer_new(client, "test", "sub", NULL, 10000, &consumer, &error))
    die("consumer", error);
  printf("consuming %s as %s\n", pws_consumer_topic(consumer),
         pws_consumer_subscription(consumer));
  pws_producer *producer = NULL;
  if (pws_producer_new(client, "test", NULL, 10000, &producer, &error))
    die("producer", error);

  /* Payload, properties and context; the call returns when it is stored. */
  pws_property property = pws_property_of("language", "C");
  pws_outgoing outgoing = PWS_OUTGOING_INIT;
  outgoing.payload = pws_slice_of("Hello, Pulsar");
  outgoing.properties = &property;
  outgoing.property_count = 1;
  outgoing.context = pws_slice_of("1");
  pws_receipt *receipt = NULL;
  if (pws_producer_send(producer, &outgoing, 10000, &receipt, &error))
    die("send", error);
  char id[96];
  pws_message_id_print(pws_receipt_message_id(receipt), id, sizeof id);
  pws_slice context = pws_receipt_context(receipt);
  printf("sent: ok, message id %s, context %.*s\n", id, (int)context.size,
         context.data);
  pws_receipt_free(receipt);

  /* The same message comes back; what is acknowledged does not come again. In a
   * loop where a timeout is nothing to tell, NULL is fine for the error. */
  pws_message *message = NULL;
  if (pws_consumer_receive(consumer, 10000, &message, &error))
    die("receive", error);
  pws_slice payload = pws_message_payload(message);
  pws_slice language = pws_message_property(message, "language");
  pws_message_id_print(pws_message_get_id(message), id, sizeof id);
  printf("received: \"%.*s\" from %.*s, message id %s\n", (int)payload.size,
         payload.data, (int)language.size, language.data, id);
  if (pws_consumer_ack(consumer, message, &error)) die("ack", error);
  pws_message_free(message);

  /* Sees the ack through, and says goodbye. */
  if (pws_client_close(client, 10000, &error)) die("close", error);
  printf("acknowledged\n");
  pws_producer_free(producer);
  pws_consumer_free(consumer);
  pws_client_free(client);
  return 0;
}
