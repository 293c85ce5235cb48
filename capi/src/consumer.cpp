#include "capi/src/boundary.h"
#include "capi/src/callback_handler.h"
#include "capi/src/opening.h"
#include "capi/src/operating.h"
#include "capi/src/receiving.h"

using namespace pulsarws;
using namespace pulsarws::capi;

namespace {

Result<std::shared_ptr<Consumer>> make(pws_client* client,
                                       Result<ConsumerTopics> topics,
                                       const char* subscription,
                                       const pws_options* options,
                                       pws_consumer** consumer) {
  auto core = client_for(client, consumer, options, OptionsKind::kConsumer);
  if (!core) return core.error();
  if (!topics) return topics.error();
  if (!subscription) return null_argument("subscription");
  return Consumer::make(*core, std::move(*topics), subscription,
                        options_or_default(options, OptionsKind::kConsumer));
}

Result<ConsumerTopics> one_topic(const char* topic) {
  if (!topic) return null_argument("topic");
  return ConsumerTopics::one(topic);
}

Result<ConsumerTopics> topic_list(const char* const* topics, size_t count) {
  if (!topics) return null_argument("topics");
  if (Error error = ConsumerTopics::check_count(count)) return error;
  std::vector<std::string_view> list;
  for (size_t i = 0; i < count; ++i) {
    if (!topics[i]) return null_argument("a topic of the list");
    list.emplace_back(topics[i]);
  }
  return ConsumerTopics::list(list);
}

Result<ConsumerTopics> topics_pattern(const char* pattern) {
  if (!pattern) return null_argument("pattern");
  return ConsumerTopics::matching(pattern);
}

const Message& core_of(const pws_message& message) { return *message.message; }
const wire::MessageId& core_of(const pws_message_id& id) { return id.id; }

// What is settled is a message, or a message id: `act(core, it)`.
template <typename Settled, typename Act>
pws_status settle(pws_error** error, pws_consumer* consumer,
                  const Settled* settled, const char* name, Act act) noexcept {
  return with(error, consumer, [&](const auto& core) -> Error {
    if (!settled) return null_argument(name);
    return act(*core, core_of(*settled));
  });
}

constexpr auto kAck = [](Consumer& core, const auto& settled) {
  return core.settle(settled, Verdict::kAck);
};
constexpr auto kNack = [](Consumer& core, const auto& settled) {
  return core.settle(settled, Verdict::kNack);
};
constexpr auto kAckCumulative = [](Consumer& core, const auto& settled) {
  return core.ack_cumulative(settled);
};

}  // namespace

pws_status pws_consumer_new(pws_client* client, const char* topic,
                            const char* subscription,
                            const pws_options* options, int32_t timeout_ms,
                            pws_consumer** consumer, pws_error** error) {
  return open(error, timeout_ms, consumer, [&] {
    return make(client, one_topic(topic), subscription, options, consumer);
  });
}

pws_status pws_consumer_new_async(pws_client* client, const char* topic,
                                  const char* subscription,
                                  const pws_options* options,
                                  int32_t timeout_ms, pws_consumer** consumer,
                                  pws_callback callback, void* user_data,
                                  pws_free_user_data free_user_data,
                                  uint64_t* operation, pws_error** error) {
  return open_async(error, timeout_ms, consumer,
                    {callback, user_data, free_user_data}, operation, [&] {
                      return make(client, one_topic(topic), subscription,
                                  options, consumer);
                    });
}

pws_status pws_consumer_new_topics(pws_client* client,
                                   const char* const* topics,
                                   size_t topic_count, const char* subscription,
                                   const pws_options* options,
                                   int32_t timeout_ms, pws_consumer** consumer,
                                   pws_error** error) {
  return open(error, timeout_ms, consumer, [&] {
    return make(client, topic_list(topics, topic_count), subscription, options,
                consumer);
  });
}

pws_status pws_consumer_new_topics_async(
    pws_client* client, const char* const* topics, size_t topic_count,
    const char* subscription, const pws_options* options, int32_t timeout_ms,
    pws_consumer** consumer, pws_callback callback, void* user_data,
    pws_free_user_data free_user_data, uint64_t* operation, pws_error** error) {
  return open_async(error, timeout_ms, consumer,
                    {callback, user_data, free_user_data}, operation, [&] {
                      return make(client, topic_list(topics, topic_count),
                                  subscription, options, consumer);
                    });
}

pws_status pws_consumer_new_pattern(pws_client* client, const char* pattern,
                                    const char* subscription,
                                    const pws_options* options,
                                    int32_t timeout_ms, pws_consumer** consumer,
                                    pws_error** error) {
  return open(error, timeout_ms, consumer, [&] {
    return make(client, topics_pattern(pattern), subscription, options,
                consumer);
  });
}

pws_status pws_consumer_new_pattern_async(
    pws_client* client, const char* pattern, const char* subscription,
    const pws_options* options, int32_t timeout_ms, pws_consumer** consumer,
    pws_callback callback, void* user_data, pws_free_user_data free_user_data,
    uint64_t* operation, pws_error** error) {
  return open_async(error, timeout_ms, consumer,
                    {callback, user_data, free_user_data}, operation, [&] {
                      return make(client, topics_pattern(pattern), subscription,
                                  options, consumer);
                    });
}

pws_status pws_consumer_receive(pws_consumer* consumer, int32_t timeout_ms,
                                pws_message** message, pws_error** error) {
  return receive(error, consumer, timeout_ms, message);
}

pws_status pws_consumer_receive_view(pws_consumer* consumer, int32_t timeout_ms,
                                     pws_message** message,
                                     pws_message_view* view,
                                     pws_error** error) {
  return receive_view(error, consumer, timeout_ms, message, view);
}

pws_status pws_consumer_receive_batch(pws_consumer* consumer,
                                      pws_message** messages, size_t capacity,
                                      size_t max_bytes, int32_t timeout_ms,
                                      size_t* count, pws_error** error) {
  if (count) *count = 0;
  return waiting_with(
      error, consumer, timeout_ms, [&](const auto& core) -> Error {
        if (!messages) return null_argument("messages");
        if (!count) return null_argument("count");
        if (capacity == 0) {
          return Error(Status::kInvalidArgument, "capacity must be 1 or more");
        }
        auto batch = core->receive_batch(capacity, max_bytes, timeout_ms);
        if (!batch) return batch.error();
        std::vector<std::unique_ptr<pws_message>> shells;
        for (auto& message : *batch) {
          shells.push_back(std::make_unique<pws_message>(std::move(message)));
        }
        for (auto& shell : shells) messages[(*count)++] = shell.release();
        return {};
      });
}

pws_status pws_consumer_pause(pws_consumer* consumer, pws_error** error) {
  return with(error, consumer, [](const auto& core) { return core->pause(); });
}

pws_status pws_consumer_resume(pws_consumer* consumer, pws_error** error) {
  return with(error, consumer, [](const auto& core) { return core->resume(); });
}

pws_status pws_consumer_receive_async(pws_consumer* consumer,
                                      int32_t timeout_ms, pws_callback callback,
                                      void* user_data,
                                      pws_free_user_data free_user_data,
                                      uint64_t* operation, pws_error** error) {
  return receive_async(error, consumer, timeout_ms,
                       {callback, user_data, free_user_data}, operation);
}

pws_status pws_consumer_listen(pws_consumer* consumer, pws_callback callback,
                               void* user_data,
                               pws_free_user_data free_user_data,
                               pws_error** error) {
  return listen(error, consumer, {callback, user_data, free_user_data});
}

pws_status pws_consumer_ack(pws_consumer* consumer, const pws_message* message,
                            pws_error** error) {
  return settle(error, consumer, message, "message", kAck);
}

pws_status pws_consumer_nack(pws_consumer* consumer, const pws_message* message,
                             pws_error** error) {
  return settle(error, consumer, message, "message", kNack);
}

pws_status pws_consumer_ack_and_free(pws_consumer* consumer,
                                     pws_message* message, pws_error** error) {
  pws_status status = pws_consumer_ack(consumer, message, error);
  pws_message_free(message);
  return status;
}

pws_status pws_consumer_ack_id(pws_consumer* consumer, const pws_message_id* id,
                               pws_error** error) {
  return settle(error, consumer, id, "id", kAck);
}

pws_status pws_consumer_nack_id(pws_consumer* consumer,
                                const pws_message_id* id, pws_error** error) {
  return settle(error, consumer, id, "id", kNack);
}

pws_status pws_consumer_ack_cumulative(pws_consumer* consumer,
                                       const pws_message* message,
                                       pws_error** error) {
  return settle(error, consumer, message, "message", kAckCumulative);
}

pws_status pws_consumer_ack_cumulative_id(pws_consumer* consumer,
                                          const pws_message_id* id,
                                          pws_error** error) {
  return settle(error, consumer, id, "id", kAckCumulative);
}

pws_status pws_consumer_redeliver(pws_consumer* consumer, pws_error** error) {
  return with(error, consumer,
              [](const auto& core) { return core->redeliver(); });
}

pws_status pws_consumer_ack_flush(pws_consumer* consumer, int32_t timeout_ms,
                                  pws_error** error) {
  return waiting_with(error, consumer, timeout_ms, [&](const auto& core) {
    return core->flush_acks(timeout_ms);
  });
}

pws_status pws_consumer_ack_flush_async(pws_consumer* consumer,
                                        int32_t timeout_ms,
                                        pws_callback callback, void* user_data,
                                        pws_free_user_data free_user_data,
                                        uint64_t* operation,
                                        pws_error** error) {
  return begin_operation(
      error, consumer, EventType::kAcksFlushed, timeout_ms,
      {callback, user_data, free_user_data}, operation,
      [](auto& core, const auto& begun) { core.flush_acks(begun); });
}

pws_status pws_consumer_end_of_topic(pws_consumer* consumer, int32_t timeout_ms,
                                     int32_t* end_of_topic, pws_error** error) {
  return capi::end_of_topic(error, consumer, timeout_ms, end_of_topic);
}

pws_status pws_consumer_end_of_topic_async(
    pws_consumer* consumer, int32_t timeout_ms, pws_callback callback,
    void* user_data, pws_free_user_data free_user_data, uint64_t* operation,
    pws_error** error) {
  return end_of_topic_async(error, consumer, timeout_ms,
                            {callback, user_data, free_user_data}, operation);
}

pws_status pws_consumer_unsubscribe(pws_consumer* consumer, int32_t timeout_ms,
                                    pws_error** error) {
  return waiting_with(error, consumer, timeout_ms, [&](const auto& core) {
    return core->unsubscribe(timeout_ms);
  });
}

pws_status pws_consumer_unsubscribe_async(
    pws_consumer* consumer, int32_t timeout_ms, pws_callback callback,
    void* user_data, pws_free_user_data free_user_data, uint64_t* operation,
    pws_error** error) {
  return begin_operation(
      error, consumer, EventType::kUnsubscribed, timeout_ms,
      {callback, user_data, free_user_data}, operation,
      [](auto& core, const auto& begun) { core.unsubscribe(begun); });
}

pws_status pws_consumer_permit(pws_consumer* consumer, uint32_t messages,
                               pws_error** error) {
  return with(error, consumer,
              [&](const auto& core) { return core->permit(messages); });
}

pws_status pws_consumer_close(pws_consumer* consumer, int32_t timeout_ms,
                              pws_error** error) {
  return close(error, consumer, timeout_ms);
}

pws_status pws_consumer_close_async(pws_consumer* consumer, int32_t timeout_ms,
                                    pws_callback callback, void* user_data,
                                    pws_free_user_data free_user_data,
                                    uint64_t* operation, pws_error** error) {
  return close_async(error, consumer, timeout_ms,
                     {callback, user_data, free_user_data}, operation);
}

void pws_consumer_free(pws_consumer* consumer) { free_endpoint(consumer); }

const char* pws_consumer_topic(const pws_consumer* consumer) {
  return read_or<const char*>("", consumer,
                              [](auto& core) { return core.topic().c_str(); });
}

const char* pws_consumer_subscription(const pws_consumer* consumer) {
  return read_or<const char*>(
      "", consumer, [](auto& core) { return core.subscription().c_str(); });
}

int32_t pws_consumer_is_connected(const pws_consumer* consumer) {
  return read_or<int32_t>(0, consumer,
                          [](auto& core) { return core.is_connected(); });
}

const char* pws_consumer_name(const pws_consumer* consumer) {
  return read_or<const char*>("", consumer,
                              [](auto& core) { return core.name().c_str(); });
}

size_t pws_consumer_queued_count(const pws_consumer* consumer) {
  return read_or<std::size_t>(0, consumer,
                              [](auto& core) { return core.queued_count(); });
}

size_t pws_consumer_outstanding_count(const pws_consumer* consumer) {
  return read_or<std::size_t>(
      0, consumer, [](auto& core) { return core.outstanding_count(); });
}
