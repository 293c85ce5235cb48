#include "native.h"

#include <stdlib.h>

pwsgo_failure pwsgo_failure_of(const pws_error *error) {
  pwsgo_failure failure;
  failure.status = pws_error_status(error);
  failure.message = pws_error_message(error);
  failure.http_status = pws_error_http_status(error);
  failure.close_code = pws_error_close_code(error);
  failure.is_retriable = pws_error_is_retriable(error);
  failure.is_fatal = pws_error_is_fatal(error);
  return failure;
}

/* Ids */

static void serialize(const pws_message_id *id, pwsgo_id *out) {
  out->size = id ? pws_message_id_serialize(id, out->bytes, PWSGO_ID_SIZE) : 0;
}

pwsgo_id pwsgo_id_earliest(void) {
  pwsgo_id id;
  serialize(pws_message_id_earliest(), &id);
  return id;
}

pwsgo_id pwsgo_id_latest(void) {
  pwsgo_id id;
  serialize(pws_message_id_latest(), &id);
  return id;
}

/* NULL where they are none. */
static pws_message_id *parse(const void *data, size_t size) {
  pws_message_id *id = NULL;
  if (size > 0) pws_message_id_parse(data, size, &id, NULL);
  return id;
}

pwsgo_id_numbers pwsgo_id_read(const void *data, size_t size) {
  pws_message_id *id = parse(data, size);
  pwsgo_id_numbers numbers;
  numbers.ledger = pws_message_id_ledger(id);
  numbers.entry = pws_message_id_entry(id);
  numbers.partition = pws_message_id_partition(id);
  numbers.batch_index = pws_message_id_batch_index(id);
  pws_message_id_free(id);
  return numbers;
}

int32_t pwsgo_id_compare(const void *a, size_t a_size, const void *b,
                         size_t b_size) {
  pws_message_id *first = parse(a, a_size);
  pws_message_id *second = parse(b, b_size);
  int32_t order = pws_message_id_compare(first, second);
  pws_message_id_free(first);
  pws_message_id_free(second);
  return order;
}

size_t pwsgo_id_print(const void *data, size_t size, char *buffer,
                      size_t capacity) {
  pws_message_id *id = parse(data, size);
  size_t length = pws_message_id_print(id, buffer, capacity);
  pws_message_id_free(id);
  return length;
}

pwsgo_outcome pwsgo_id_check(const void *data, size_t size) {
  pwsgo_outcome outcome = {PWS_OK, NULL};
  pws_message_id *id = NULL;
  outcome.status = pws_message_id_parse(data, size, &id, &outcome.error);
  pws_message_id_free(id);
  return outcome;
}

/* What all kinds of handles have in common */

/* A handle is converted to what its function takes. */
#define OF_KIND(kind, function, ...)                                 \
  ((kind) == PWSGO_PRODUCER   ? pws_producer_##function(__VA_ARGS__) \
   : (kind) == PWSGO_CONSUMER ? pws_consumer_##function(__VA_ARGS__) \
                              : pws_reader_##function(__VA_ARGS__))

const char *pwsgo_topic(pwsgo_kind kind, const void *handle) {
  return OF_KIND(kind, topic, handle);
}

const char *pwsgo_name(pwsgo_kind kind, const void *handle) {
  return OF_KIND(kind, name, handle);
}

int32_t pwsgo_is_connected(pwsgo_kind kind, const void *handle) {
  return OF_KIND(kind, is_connected, handle);
}

pwsgo_outcome pwsgo_last_error(pwsgo_kind kind, const void *handle) {
  pwsgo_outcome outcome = {PWS_OK, NULL};
  outcome.status = OF_KIND(kind, last_error, handle, &outcome.error);
  return outcome;
}

pwsgo_outcome pwsgo_statistics(pwsgo_kind kind, const void *handle,
                               pws_text **text) {
  pwsgo_outcome outcome = {PWS_OK, NULL};
  outcome.status = OF_KIND(kind, statistics, handle, text, &outcome.error);
  return outcome;
}

pws_status pwsgo_cut_off(pwsgo_kind kind, void *handle) {
  return OF_KIND(kind, close, handle, 0, NULL);
}

void pwsgo_free(pwsgo_kind kind, void *handle) { OF_KIND(kind, free, handle); }

/* Receiving */

static const pws_message_view empty_view = PWS_MESSAGE_VIEW_INIT;

pwsgo_received pwsgo_receive(pwsgo_kind kind, void *handle) {
  pwsgo_received got;
  got.message.handle = NULL;
  got.message.view = empty_view;
  got.message.id.size = 0;
  got.status = kind == PWSGO_CONSUMER
                   ? pws_consumer_receive_view(handle, 0, &got.message.handle,
                                               &got.message.view, NULL)
                   : pws_reader_next_view(handle, 0, &got.message.handle,
                                          &got.message.view, NULL);
  if (got.status == PWS_OK) serialize(got.message.view.id, &got.message.id);
  return got;
}

pws_status pwsgo_receive_many(pwsgo_kind kind, void *handle,
                              pwsgo_message *messages, size_t capacity,
                              size_t max_bytes, size_t *count) {
  size_t bytes = 0;
  *count = 0;
  while (*count < capacity && (max_bytes == 0 || bytes < max_bytes)) {
    pwsgo_received got = pwsgo_receive(kind, handle);
    if (got.status != PWS_OK) return *count > 0 ? PWS_OK : got.status;
    messages[(*count)++] = got.message;
    bytes += got.message.view.payload.size;
  }
  return PWS_OK;
}

pwsgo_outcome pwsgo_settle(pws_consumer *consumer, pws_message *message,
                           pwsgo_verdict verdict) {
  pwsgo_outcome outcome = {PWS_ERR_INVALID_ARGUMENT, NULL};
  switch (verdict) {
    case PWSGO_ACK:
      outcome.status = pws_consumer_ack(consumer, message, &outcome.error);
      break;
    case PWSGO_NACK:
      outcome.status = pws_consumer_nack(consumer, message, &outcome.error);
      break;
    case PWSGO_ACK_CUMULATIVE:
      outcome.status =
          pws_consumer_ack_cumulative(consumer, message, &outcome.error);
      break;
  }
  if (outcome.status == PWS_OK) pws_message_free(message);
  return outcome;
}

pwsgo_outcome pwsgo_settle_id(pws_consumer *consumer, const void *data,
                              size_t size, pwsgo_verdict verdict) {
  pwsgo_outcome outcome = {PWS_OK, NULL};
  pws_message_id *id = NULL;
  outcome.status = pws_message_id_parse(data, size, &id, &outcome.error);
  if (outcome.status != PWS_OK) return outcome;
  switch (verdict) {
    case PWSGO_ACK:
      outcome.status = pws_consumer_ack_id(consumer, id, &outcome.error);
      break;
    case PWSGO_NACK:
      outcome.status = pws_consumer_nack_id(consumer, id, &outcome.error);
      break;
    case PWSGO_ACK_CUMULATIVE:
      outcome.status =
          pws_consumer_ack_cumulative_id(consumer, id, &outcome.error);
      break;
  }
  pws_message_id_free(id);
  return outcome;
}

/* Sending */

/* So many pieces of text stand on the stack. */
enum { FEW = 32 };

static pws_slice next_piece(const char **text, const size_t **sizes) {
  pws_slice piece = pws_slice_make(*text, *(*sizes)++);
  *text += piece.size;
  return piece;
}

pwsgo_outcome pwsgo_send(pws_producer *producer, pwsgo_outgoing facts,
                         const void *payload, const void *key,
                         const void *context, const void *text,
                         const size_t *sizes, uintptr_t user_data) {
  pwsgo_outcome outcome = {PWS_OK, NULL};
  pws_property few_properties[FEW];
  pws_slice few_clusters[FEW];
  pws_property *properties = few_properties;
  pws_slice *clusters = few_clusters;
  if (facts.property_count > FEW)
    properties = malloc(facts.property_count * sizeof *properties);
  if (facts.cluster_count > FEW)
    clusters = malloc(facts.cluster_count * sizeof *clusters);
  if (properties && clusters) {
    const char *rest = text;
    for (size_t i = 0; i < facts.property_count; ++i) {
      properties[i].key = next_piece(&rest, &sizes);
      properties[i].value = next_piece(&rest, &sizes);
    }
    for (size_t i = 0; i < facts.cluster_count; ++i)
      clusters[i] = next_piece(&rest, &sizes);
    pws_outgoing outgoing = PWS_OUTGOING_INIT;
    outgoing.payload = pws_slice_make(payload, facts.payload_size);
    outgoing.properties = properties;
    outgoing.property_count = facts.property_count;
    if (facts.has_key) outgoing.key = pws_slice_make(key, facts.key_size);
    outgoing.context = pws_slice_make(context, facts.context_size);
    outgoing.event_time_ms = facts.event_time_ms;
    outgoing.deliver_at_ms = facts.deliver_at_ms;
    outgoing.deliver_after_ms = facts.deliver_after_ms;
    outgoing.replication_clusters = facts.cluster_count ? clusters : NULL;
    outgoing.replication_cluster_count = facts.cluster_count;
    outgoing.send_timeout_ms = facts.send_timeout_ms;
    outgoing.room_timeout_ms = -1; /* a thread must not wait here */
    outcome.status =
        pws_producer_send_async(producer, &outgoing, 1, NULL, (void *)user_data,
                                NULL, NULL, &outcome.error);
  } else {
    outcome.status = PWS_ERR_OUT_OF_MEMORY;
  }
  if (properties != few_properties) free(properties);
  if (clusters != few_clusters) free(clusters);
  return outcome;
}

/* Operations */

static const pwsgo_begun not_begun = {PWS_ERR_INVALID_ARGUMENT, NULL, 0, NULL};

pwsgo_begun pwsgo_begin(pwsgo_operation what, void *handle, int32_t timeout_ms,
                        uintptr_t user_data) {
  pwsgo_begun begun = not_begun;
#define CASE(one, function)                                                    \
  case one:                                                                    \
    begun.status = function(handle, timeout_ms, NULL, (void *)user_data, NULL, \
                            &begun.operation, &begun.error);                   \
    break
  switch (what) {
    CASE(PWSGO_CLOSE_CLIENT, pws_client_close_async);
    CASE(PWSGO_FLUSH, pws_producer_flush_async);
    CASE(PWSGO_CLOSE_PRODUCER, pws_producer_close_async);
    CASE(PWSGO_RECEIVE, pws_consumer_receive_async);
    CASE(PWSGO_ACK_FLUSH, pws_consumer_ack_flush_async);
    CASE(PWSGO_CONSUMER_END_OF_TOPIC, pws_consumer_end_of_topic_async);
    CASE(PWSGO_UNSUBSCRIBE, pws_consumer_unsubscribe_async);
    CASE(PWSGO_CLOSE_CONSUMER, pws_consumer_close_async);
    CASE(PWSGO_NEXT, pws_reader_next_async);
    CASE(PWSGO_READER_END_OF_TOPIC, pws_reader_end_of_topic_async);
    CASE(PWSGO_CLOSE_READER, pws_reader_close_async);
  }
#undef CASE
  return begun;
}

pwsgo_begun pwsgo_open_producer(pws_client *client, const char *topic,
                                const pws_options *options, int32_t timeout_ms,
                                uintptr_t user_data) {
  pwsgo_begun begun = not_begun;
  pws_producer *made = NULL;
  begun.status = pws_producer_new_async(client, topic, options, timeout_ms,
                                        &made, NULL, (void *)user_data, NULL,
                                        &begun.operation, &begun.error);
  begun.made = made;
  return begun;
}

pwsgo_begun pwsgo_open_consumer(pws_client *client, const char *topic,
                                const char *subscription,
                                const pws_options *options, int32_t timeout_ms,
                                uintptr_t user_data) {
  pwsgo_begun begun = not_begun;
  pws_consumer *made = NULL;
  begun.status = pws_consumer_new_async(
      client, topic, subscription, options, timeout_ms, &made, NULL,
      (void *)user_data, NULL, &begun.operation, &begun.error);
  begun.made = made;
  return begun;
}

pwsgo_begun pwsgo_open_topics(pws_client *client, const char *const *topics,
                              size_t topic_count, const char *subscription,
                              const pws_options *options, int32_t timeout_ms,
                              uintptr_t user_data) {
  pwsgo_begun begun = not_begun;
  pws_consumer *made = NULL;
  begun.status = pws_consumer_new_topics_async(
      client, topics, topic_count, subscription, options, timeout_ms, &made,
      NULL, (void *)user_data, NULL, &begun.operation, &begun.error);
  begun.made = made;
  return begun;
}

pwsgo_begun pwsgo_open_pattern(pws_client *client, const char *pattern,
                               const char *subscription,
                               const pws_options *options, int32_t timeout_ms,
                               uintptr_t user_data) {
  pwsgo_begun begun = not_begun;
  pws_consumer *made = NULL;
  begun.status = pws_consumer_new_pattern_async(
      client, pattern, subscription, options, timeout_ms, &made, NULL,
      (void *)user_data, NULL, &begun.operation, &begun.error);
  begun.made = made;
  return begun;
}

pwsgo_begun pwsgo_open_reader(pws_client *client, const char *topic,
                              const void *start, size_t start_size,
                              const pws_options *options, int32_t timeout_ms,
                              uintptr_t user_data) {
  pwsgo_begun begun = not_begun;
  pws_reader *made = NULL;
  pws_message_id *id = NULL;
  begun.status = pws_message_id_parse(start, start_size, &id, &begun.error);
  if (begun.status == PWS_OK) {
    begun.status = pws_reader_new_async(client, topic, id, options, timeout_ms,
                                        &made, NULL, (void *)user_data, NULL,
                                        &begun.operation, &begun.error);
  }
  pws_message_id_free(id);
  begun.made = made;
  return begun;
}

/* Events */

pwsgo_batch *pwsgo_batch_new(void) { return calloc(1, sizeof(pwsgo_batch)); }

static void clear(pwsgo_batch *batch) {
  for (size_t i = 0; i < batch->count; ++i) pws_event_clear(&batch->events[i]);
  batch->count = 0;
}

static void take_message(pws_event *event, pwsgo_message *out) {
  out->handle = event->message;
  event->message = NULL;
  out->view = empty_view;
  out->id.size = 0;
  if (!out->handle) return;
  pws_message_read(out->handle, &out->view, NULL);
  serialize(out->view.id, &out->id);
}

pws_status pwsgo_poll(pws_client *client, pwsgo_batch *batch,
                      int32_t timeout_ms) {
  clear(batch);
  batch->events[0].struct_size = sizeof batch->events[0];
  pws_status status = pws_client_poll(client, batch->events, PWSGO_BATCH_SIZE,
                                      timeout_ms, &batch->count, NULL);
  for (size_t i = 0; i < batch->count; ++i) {
    pws_event *event = &batch->events[i];
    pwsgo_fact *fact = &batch->facts[i];
    fact->user_data = (uintptr_t)event->user_data;
    if (event->type == PWS_EVENT_RECEIVED) {
      take_message(event, &fact->message);
    } else if (event->type == PWS_EVENT_SENT) {
      serialize(pws_receipt_message_id(event->receipt), &fact->sent);
      fact->context = pws_receipt_context(event->receipt);
      fact->is_duplicate = pws_receipt_is_duplicate(event->receipt);
    }
  }
  return status;
}

void pwsgo_batch_free(pwsgo_batch *batch) {
  clear(batch);
  free(batch);
}
