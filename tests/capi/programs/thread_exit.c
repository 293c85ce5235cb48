/* A callback that ends its thread ends the client's callbacks, and nothing
 * else: no abort, and nobody waits for callbacks that cannot come. Returns 0,
 * or a number that says what was wrong. */
#include <pthread.h>
#include <pulsarws/pulsarws.h>
#include <stdlib.h>
#include <unistd.h>

static int inside[2];

static void on_sent(pws_event *event, void *user_data) {
  (void)event;
  (void)user_data;
  if (write(inside[1], "x", 1) != 1) abort();
  pthread_exit(NULL);
}

static int run(void) {
  pws_client *client = NULL;
  pws_producer *producer = NULL;
  pws_outgoing message = PWS_OUTGOING_INIT;
  char byte;
  pws_status status =
      pws_client_new(getenv("PULSARWS_TEST_URL"), NULL, &client, NULL);
  if (status != PWS_OK) return 100 + status;
  status =
      pws_producer_new(client, "thread-exit", NULL, 10000, &producer, NULL);
  if (status != PWS_OK) return 100 + status;
  if (pws_producer_send_async(producer, &message, 1, on_sent, NULL, NULL, NULL,
                              NULL) != PWS_OK) {
    return 1;
  }
  if (read(inside[0], &byte, 1) != 1) return 2;
  if (pws_producer_send(producer, &message, 10000, NULL, NULL) != PWS_OK) {
    return 3;
  }
  if (pws_producer_flush(producer, -1, NULL) != PWS_OK) return 4;
  if (pws_producer_close(producer, -1, NULL) != PWS_OK) return 5;
  if (pws_client_close(client, -1, NULL) != PWS_OK) return 6;
  pws_producer_free(producer);
  pws_client_free(client);
  return 0;
}

int main(void) {
  int wrong;
  alarm(60); /* what hangs is found out by the signal */
  if (pipe(inside) != 0) return 99;
  /* The client of the first run is left with its parked thread. */
  wrong = run();
  return wrong ? wrong : run();
}
