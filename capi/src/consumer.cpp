#include "capi/src/boundary.h"
#include "capi/src/callback_handler.h"
#include "capi/src/message_view.h"

using namespace pulsarws;
using namespace pulsarws::capi;

namespace {

Result<std::unique_ptr<pws_consumer>> make(pws_client* client,
                                           const char* topic,
                                           const char* subscription,
                                           const pws_options* options,
                                           pws_consumer** consumer) {
  if (!consumer) return null_argument("consumer");
  if (Error wrong = check_handle(client, "client")) return wrong;
  if (!topic) return null_argument("topic");
  if (!subscription) return null_argument("subscription");
  if (Error wrong = check_options(options, OptionsKind::kConsumer)) {
    return wrong;
  }
  auto core =
      Consumer::make(client->core(), topic, subscription,
                     options_or_default(options, OptionsKind::kConsumer));
  if (!core) return core.error();
  auto shell = std::make_unique<pws_consumer>(*core);
  (*core)->set_tag(shell.get());
  return shell;
}

Error settle(pws_consumer* consumer, const pws_message* message,
             Verdict verdict) {
  if (Error wrong = check_handle(consumer, "consumer")) return wrong;
  if (!message) return null_argument("message");
  return consumer->core()->settle(*message->message, verdict);
}

Result<std::unique_ptr<pws_message>> receive(pws_consumer* consumer,
                                             int32_t timeout_ms,
                                             pws_message** message) {
  if (!message) return null_argument("message");
  if (Error wrong = check_handle(consumer, "consumer")) return wrong;
  if (Error wrong = check_may_wait(timeout_ms)) return wrong;
  auto received = consumer->core()->receive(timeout_ms);
  if (!received) return received.error();
  return std::make_unique<pws_message>(std::move(*received));
}

}  // namespace

pws_status pws_consumer_new(pws_client* client, const char* topic,
                            const char* subscription,
                            const pws_options* options, int32_t timeout_ms,
                            pws_consumer** consumer, pws_error** error) {
  clear(consumer);
  return enter(error, [&]() -> Error {
    if (Error wrong = check_may_wait(timeout_ms)) return wrong;
    auto shell = make(client, topic, subscription, options, consumer);
    if (!shell) return shell.error();
    auto owner = client->core();
    if (Error failure = owner->open((*shell)->core(), timeout_ms)) {
      return failure;
    }
    owner->handle_made();
    *consumer = shell->release();
    return {};
  });
}

pws_status pws_consumer_new_async(pws_client* client, const char* topic,
                                  const char* subscription,
                                  const pws_options* options,
                                  int32_t timeout_ms, pws_consumer** consumer,
                                  pws_callback callback, void* user_data,
                                  pws_free_user_data free_user_data,
                                  uint64_t* operation, pws_error** error) {
  clear(consumer);
  return enter_with_callback(
      error, callback, user_data, free_user_data,
      [&](std::shared_ptr<CallbackHandler> taken) -> Error {
        if (Error wrong = check_timeout(timeout_ms)) return wrong;
        auto shell = make(client, topic, subscription, options, consumer);
        if (!shell) return shell.error();
        auto owner = client->core();
        auto handler = handler_for(*owner, std::move(taken), callback);
        if (!handler) return handler.error();
        owner->handle_made();
        auto core = (*shell)->core();
        *consumer = shell->release();
        std::uint64_t number =
            owner->open_async(core, timeout_ms, std::move(*handler));
        if (operation) *operation = number;
        return {};
      });
}

pws_status pws_consumer_receive(pws_consumer* consumer, int32_t timeout_ms,
                                pws_message** message, pws_error** error) {
  clear(message);
  return enter(error, [&]() -> Error {
    auto received = receive(consumer, timeout_ms, message);
    if (!received) return received.error();
    *message = received->release();
    return {};
  });
}

pws_status pws_consumer_receive_view(pws_consumer* consumer, int32_t timeout_ms,
                                     pws_message** message,
                                     pws_message_view* view,
                                     pws_error** error) {
  clear(message);
  return enter(error, [&]() -> Error {
    if (Error wrong = check_view(view)) return wrong;
    auto received = receive(consumer, timeout_ms, message);
    if (!received) return received.error();
    *message = received->release();
    fill_view(**message, *view);
    return {};
  });
}

pws_status pws_consumer_receive_async(pws_consumer* consumer,
                                      int32_t timeout_ms, pws_callback callback,
                                      void* user_data,
                                      pws_free_user_data free_user_data,
                                      uint64_t* operation, pws_error** error) {
  return enter_async(error, consumer, "consumer", timeout_ms, callback,
                     user_data, free_user_data, operation,
                     [&](const auto& core, auto handler, auto give_number) {
                       auto begun = core->client().begin(
                           EventType::kReceived, std::move(handler), core,
                           timeout_ms, nullptr);
                       give_number(begun.number);
                       core->receive(begun.operation);
                     });
}

pws_status pws_consumer_listen(pws_consumer* consumer, pws_callback callback,
                               void* user_data,
                               pws_free_user_data free_user_data,
                               pws_error** error) {
  return enter_with_callback(
      error, callback, user_data, free_user_data,
      [&](std::shared_ptr<CallbackHandler> taken) -> Error {
        if (Error wrong = check_handle(consumer, "consumer")) return wrong;
        auto core = consumer->core();
        auto handler = handler_for(core->client(), std::move(taken), callback);
        if (!handler) return handler.error();
        if (!*handler) return null_argument("callback");
        return core->listen(std::move(*handler));
      });
}

pws_status pws_consumer_ack(pws_consumer* consumer, const pws_message* message,
                            pws_error** error) {
  return enter(error, [&] { return settle(consumer, message, Verdict::kAck); });
}

pws_status pws_consumer_nack(pws_consumer* consumer, const pws_message* message,
                             pws_error** error) {
  return enter(error,
               [&] { return settle(consumer, message, Verdict::kNack); });
}

pws_status pws_consumer_ack_and_free(pws_consumer* consumer,
                                     pws_message* message, pws_error** error) {
  pws_status status = pws_consumer_ack(consumer, message, error);
  pws_message_free(message);
  return status;
}

pws_status pws_consumer_ack_flush(pws_consumer* consumer, int32_t timeout_ms,
                                  pws_error** error) {
  return enter(error, [&]() -> Error {
    if (Error wrong = check_handle(consumer, "consumer")) return wrong;
    if (Error wrong = check_may_wait(timeout_ms)) return wrong;
    return consumer->core()->flush_acks(timeout_ms);
  });
}

pws_status pws_consumer_ack_flush_async(pws_consumer* consumer,
                                        int32_t timeout_ms,
                                        pws_callback callback, void* user_data,
                                        pws_free_user_data free_user_data,
                                        uint64_t* operation,
                                        pws_error** error) {
  return enter_async(error, consumer, "consumer", timeout_ms, callback,
                     user_data, free_user_data, operation,
                     [&](const auto& core, auto handler, auto give_number) {
                       auto begun = core->client().begin(
                           EventType::kAcksFlushed, std::move(handler), core,
                           timeout_ms, nullptr);
                       give_number(begun.number);
                       core->flush_acks(begun.operation);
                     });
}

pws_status pws_consumer_close(pws_consumer* consumer, int32_t timeout_ms,
                              pws_error** error) {
  return enter(error, [&]() -> Error {
    if (Error wrong = check_handle(consumer, "consumer")) return wrong;
    if (Error wrong = check_may_wait(timeout_ms)) return wrong;
    auto core = consumer->core();
    return core->client().close(core, timeout_ms);
  });
}

pws_status pws_consumer_close_async(pws_consumer* consumer, int32_t timeout_ms,
                                    pws_callback callback, void* user_data,
                                    pws_free_user_data free_user_data,
                                    uint64_t* operation, pws_error** error) {
  return enter_async(error, consumer, "consumer", timeout_ms, callback,
                     user_data, free_user_data, operation,
                     [&](const auto& core, auto handler, auto give_number) {
                       give_number(core->client().close_async(
                           core, timeout_ms, std::move(handler)));
                     });
}

void pws_consumer_free(pws_consumer* consumer) {
  free_handle(consumer, [](Consumer& core) {
    core.give_up();
    core.client().handle_freed();
  });
}

const char* pws_consumer_topic(const pws_consumer* consumer) {
  return is_usable(consumer) ? consumer->core()->topic().c_str() : "";
}

const char* pws_consumer_subscription(const pws_consumer* consumer) {
  return is_usable(consumer) ? consumer->core()->subscription().c_str() : "";
}

int32_t pws_consumer_is_connected(const pws_consumer* consumer) {
  return is_usable(consumer) && consumer->core()->is_connected();
}
