/* A test without a broker: it starts pulsarws-mock, breaks connections on
 * purpose, and sees that no message is lost. For POSIX.
 *
 *   cc without_broker.c $(pkg-config --cflags --libs pulsarws) -o
 * without_broker
 *   ./without_broker [pulsarws-mock]
 *
 * See docs/testing.md. */
#define _POSIX_C_SOURCE 200809L
#include <arpa/inet.h>
#include <pulsarws/pulsarws.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { kCount = 200 };

static void fail(const char *what, pws_error *error) {
  fprintf(stderr, "FAILED: %s: %s\n", what,
          error ? pws_error_message(error) : "");
  exit(1);
}

#define CHECK(condition) \
  if (!(condition)) fail(#condition, NULL)

/* --- the mock ------------------------------------------------------------- */

struct mock {
  pid_t process;
  int input; /* the mock ends with it, so it never outlives its test */
  int port;
  char url[64];
};

/* Its first line says where it listens: "ready ws://127.0.0.1:PORT". */
static void start_mock(const char *program, struct mock *mock) {
  int input[2], output[2];
  CHECK(pipe(input) == 0 && pipe(output) == 0);
  mock->process = fork();
  CHECK(mock->process >= 0);
  if (mock->process == 0) {
    dup2(input[0], STDIN_FILENO);
    dup2(output[1], STDOUT_FILENO);
    close(input[0]), close(input[1]), close(output[0]), close(output[1]);
    execlp(program, program, "--port", "0", (char *)NULL);
    perror(program);
    _exit(127);
  }
  close(input[0]), close(output[1]);
  mock->input = input[1];
  FILE *lines = fdopen(output[0], "r");
  CHECK(lines);
  CHECK(fscanf(lines, "ready %63s", mock->url) == 1);
  fclose(lines);
  CHECK(sscanf(mock->url, "ws://127.0.0.1:%d", &mock->port) == 1);
}

static void end_mock(struct mock *mock) {
  int status;
  close(mock->input);
  CHECK(waitpid(mock->process, &status, 0) == mock->process);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Asks the mock for a fault, by its HTTP API. */
static void ask_for(const struct mock *mock, const char *fault) {
  char text[512];
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)mock->port),
                                .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int connection = socket(AF_INET, SOCK_STREAM, 0);
  CHECK(connect(connection, (struct sockaddr *)&address, sizeof address) == 0);
  int size = snprintf(text, sizeof text,
                      "POST /mock/faults HTTP/1.1\r\nHost: mock\r\n"
                      "Content-Type: application/json\r\n"
                      "Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
                      strlen(fault), fault);
  CHECK(write(connection, text, (size_t)size) == size);
  ssize_t got = read(connection, text, sizeof text - 1);
  CHECK(got > 0);
  text[got] = '\0';
  CHECK(strncmp(text, "HTTP/1.1 20", 11) == 0);
  close(connection);
}

/* --- the test ------------------------------------------------------------- */

struct outcomes { /* written by the callback's thread, read after the flush */
  int stored, failed;
};

static void on_sent(pws_event *event, void *user_data) {
  struct outcomes *outcomes = user_data;
  ++*(event->status == PWS_OK ? &outcomes->stored : &outcomes->failed);
}

static void send_all(pws_producer *producer, struct outcomes *outcomes) {
  pws_error *error = NULL;
  for (int i = 0; i < kCount; ++i) {
    char order[32];
    snprintf(order, sizeof order, "order %d", i);
    pws_outgoing outgoing = PWS_OUTGOING_INIT;
    outgoing.payload = pws_slice_of(order);
    if (pws_producer_send_async(producer, &outgoing, 1, on_sent, outcomes, NULL,
                                NULL, &error))
      fail("send", error);
  }
  if (pws_producer_flush(producer, 30000, &error)) fail("flush", error);
}

/* Delivery is at least once: an order may come again, and none may be missing.
 */
static void receive_all(pws_consumer *consumer) {
  int seen[kCount] = {0}, different = 0;
  pws_error *error = NULL;
  while (different < kCount) {
    pws_message *message = NULL;
    if (pws_consumer_receive(consumer, 30000, &message, &error))
      fail("receive", error);
    pws_slice payload = pws_message_payload(message);
    char text[32];
    int order = -1;
    snprintf(text, sizeof text, "%.*s", (int)payload.size, payload.data);
    CHECK(sscanf(text, "order %d", &order) == 1);
    CHECK(order >= 0 && order < kCount);
    if (!seen[order]++) ++different;
    if (pws_consumer_ack(consumer, message, &error)) fail("ack", error);
    pws_message_free(message);
  }
}

/* How many connections broke, by the client's own account. */
static int connections_lost(pws_client *client) {
  pws_text *json = NULL;
  pws_error *error = NULL;
  if (pws_client_statistics(client, &json, &error)) fail("statistics", error);
  const char *text = pws_text_get(json);
  const char *found = strstr(text, "\"connectionsLost\":");
  CHECK(found);
  int lost = atoi(found + strlen("\"connectionsLost\":"));
  pws_text_free(json);
  return lost;
}

int main(int argc, char **argv) {
  struct mock mock;
  start_mock(argc > 1 ? argv[1] : "pulsarws-mock", &mock);
  ask_for(&mock,
          "{\"topic\": \"orders\", \"connections\": 2, "
          "\"cut_after_messages\": 50}");

  pws_error *error = NULL;
  pws_client *client = NULL;
  pws_consumer *consumer = NULL;
  pws_producer *producer = NULL;
  if (pws_client_new(mock.url, NULL, &client, &error) ||
      pws_consumer_new(client, "orders", "billing", NULL, 10000, &consumer,
                       &error) ||
      pws_producer_new(client, "orders", NULL, 10000, &producer, &error))
    fail("open", error);

  struct outcomes outcomes = {0, 0};
  send_all(producer, &outcomes);
  receive_all(consumer);
  int lost = connections_lost(client);
  CHECK(lost > 0);

  if (pws_client_close(client, 10000, &error)) fail("close", error);
  CHECK(outcomes.stored == kCount && outcomes.failed == 0);
  pws_producer_free(producer);
  pws_consumer_free(consumer);
  pws_client_free(client);
  end_mock(&mock);
  printf("%d orders, %d connections lost, no order lost\n", kCount, lost);
  return 0;
}
