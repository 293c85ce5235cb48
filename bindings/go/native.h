/* What the Go code calls of pulsarws.h in one step where C takes several: a
 * crossing into C costs as much as the work done there. */
#ifndef PULSARWS_GO_NATIVE_H
#define PULSARWS_GO_NATIVE_H

#include <pulsarws/pulsarws.h>

enum { PWSGO_ID_SIZE = 64, PWSGO_BATCH_SIZE = 128 };

/* A failure's facts; the message lives as long as the error. */
typedef struct pwsgo_failure {
  pws_status status;
  const char *message;
  int32_t http_status;
  int32_t close_code;
  int32_t is_retriable;
  int32_t is_fatal;
} pwsgo_failure;

pwsgo_failure pwsgo_failure_of(const pws_error *error);

/* A call's outcome by value: an address to write to would be one more object
 * on Go's heap. */
typedef struct pwsgo_outcome {
  pws_status status;
  pws_error *error;
} pwsgo_outcome;

/* An id, serialized. size 0: none. */
typedef struct pwsgo_id {
  size_t size;
  char bytes[PWSGO_ID_SIZE];
} pwsgo_id;

pwsgo_id pwsgo_id_earliest(void);
pwsgo_id pwsgo_id_latest(void);

typedef struct pwsgo_id_numbers {
  int64_t ledger;
  int64_t entry;
  int32_t partition;
  int32_t batch_index;
} pwsgo_id_numbers;

pwsgo_id_numbers pwsgo_id_read(const void *data, size_t size);
int32_t pwsgo_id_compare(const void *a, size_t a_size, const void *b,
                         size_t b_size);
size_t pwsgo_id_print(const void *data, size_t size, char *buffer,
                      size_t capacity);
pwsgo_outcome pwsgo_id_check(const void *data, size_t size);

/* A received message: its handle, and all that can be read of it. */
typedef struct pwsgo_message {
  pws_message *handle;
  pws_message_view view;
  pwsgo_id id;
} pwsgo_message;

/* What a handle is, for the functions that serve all kinds. */
typedef enum pwsgo_kind {
  PWSGO_PRODUCER = 1,
  PWSGO_CONSUMER,
  PWSGO_READER
} pwsgo_kind;

const char *pwsgo_topic(pwsgo_kind kind, const void *handle);
const char *pwsgo_name(pwsgo_kind kind, const void *handle);
int32_t pwsgo_is_connected(pwsgo_kind kind, const void *handle);
pwsgo_outcome pwsgo_last_error(pwsgo_kind kind, const void *handle);
pwsgo_outcome pwsgo_statistics(pwsgo_kind kind, const void *handle,
                               pws_text **text);

/* Closes at once. */
pws_status pwsgo_cut_off(pwsgo_kind kind, void *handle);
void pwsgo_free(pwsgo_kind kind, void *handle);

typedef struct pwsgo_received {
  pws_status status;
  pwsgo_message message;
} pwsgo_received;

/* A consumer's or a reader's next message if there is one: never waits. */
pwsgo_received pwsgo_receive(pwsgo_kind kind, void *handle);

/* The same for up to `capacity` messages or, if that is over 0, until their
 * payloads have `max_bytes`. The status is PWS_OK where there is one. */
pws_status pwsgo_receive_many(pwsgo_kind kind, void *handle,
                              pwsgo_message *messages, size_t capacity,
                              size_t max_bytes, size_t *count);

/* What settles a message. */
typedef enum pwsgo_verdict {
  PWSGO_ACK = 1,
  PWSGO_NACK = 2,
  PWSGO_ACK_CUMULATIVE = 3
} pwsgo_verdict;

/* Settles and, where that succeeds, frees. */
pwsgo_outcome pwsgo_settle(pws_consumer *consumer, pws_message *message,
                           pwsgo_verdict verdict);
pwsgo_outcome pwsgo_settle_id(pws_consumer *consumer, const void *data,
                              size_t size, pwsgo_verdict verdict);

/* A message to send. `text` holds the properties' keys and values and then the
 * clusters' names, one behind the other; `sizes` says how long each is. */
typedef struct pwsgo_outgoing {
  size_t payload_size;
  size_t key_size;
  size_t context_size;
  size_t property_count;
  size_t cluster_count;
  int32_t has_key;
  int64_t event_time_ms;
  int64_t deliver_at_ms;
  int64_t deliver_after_ms;
  int64_t send_timeout_ms;
} pwsgo_outgoing;

pwsgo_outcome pwsgo_send(pws_producer *producer, pwsgo_outgoing facts,
                         const void *payload, const void *key,
                         const void *context, const void *text,
                         const size_t *sizes, uintptr_t user_data);

/* What ends with an event. */
typedef enum pwsgo_operation {
  PWSGO_CLOSE_CLIENT = 1,
  PWSGO_FLUSH,
  PWSGO_CLOSE_PRODUCER,
  PWSGO_RECEIVE,
  PWSGO_ACK_FLUSH,
  PWSGO_CONSUMER_END_OF_TOPIC,
  PWSGO_UNSUBSCRIBE,
  PWSGO_CLOSE_CONSUMER,
  PWSGO_NEXT,
  PWSGO_READER_END_OF_TOPIC,
  PWSGO_CLOSE_READER
} pwsgo_operation;

typedef struct pwsgo_begun {
  pws_status status;
  pws_error *error;
  uint64_t operation; /* for pws_operation_cancel */
  void *made;         /* by pwsgo_open */
} pwsgo_begun;

pwsgo_begun pwsgo_begin(pwsgo_operation what, void *handle, int32_t timeout_ms,
                        uintptr_t user_data);

/* Makes a producer, consumer or reader, which stands in `made`. */
pwsgo_begun pwsgo_open_producer(pws_client *client, const char *topic,
                                const pws_options *options, int32_t timeout_ms,
                                uintptr_t user_data);
pwsgo_begun pwsgo_open_consumer(pws_client *client, const char *topic,
                                const char *subscription,
                                const pws_options *options, int32_t timeout_ms,
                                uintptr_t user_data);
pwsgo_begun pwsgo_open_topics(pws_client *client, const char *const *topics,
                              size_t topic_count, const char *subscription,
                              const pws_options *options, int32_t timeout_ms,
                              uintptr_t user_data);
pwsgo_begun pwsgo_open_pattern(pws_client *client, const char *pattern,
                               const char *subscription,
                               const pws_options *options, int32_t timeout_ms,
                               uintptr_t user_data);
pwsgo_begun pwsgo_open_reader(pws_client *client, const char *topic,
                              const void *start, size_t start_size,
                              const pws_options *options, int32_t timeout_ms,
                              uintptr_t user_data);

/* What an event says beside the event itself. user_data is a number here: Go
 * must not see one where it expects a pointer. */
typedef struct pwsgo_fact {
  uintptr_t user_data;
  pwsgo_message message; /* RECEIVED: taken out of the event */
  pwsgo_id sent;         /* SENT: the id */
  pws_slice context;     /* SENT: lives as long as the event */
  int32_t is_duplicate;  /* SENT */
} pwsgo_fact;

typedef struct pwsgo_batch {
  size_t count;
  pws_event events[PWSGO_BATCH_SIZE];
  pwsgo_fact facts[PWSGO_BATCH_SIZE];
} pwsgo_batch;

pwsgo_batch *pwsgo_batch_new(void);

/* Clears what the batch holds, then waits for events. */
pws_status pwsgo_poll(pws_client *client, pwsgo_batch *batch,
                      int32_t timeout_ms);

/* Clears what the batch holds, and frees it. */
void pwsgo_batch_free(pwsgo_batch *batch);

#endif
