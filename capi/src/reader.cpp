#include "capi/src/boundary.h"
#include "capi/src/callback_handler.h"
#include "capi/src/message_view.h"
#include "capi/src/opening.h"

using namespace pulsarws;
using namespace pulsarws::capi;

namespace {

Result<std::unique_ptr<pws_reader>> make(pws_client* client, const char* topic,
                                         const pws_message_id* start,
                                         const pws_options* options,
                                         pws_reader** reader) {
  if (Error wrong =
          check_new(client, reader, "reader", options, OptionsKind::kReader)) {
    return wrong;
  }
  if (!topic) return null_argument("topic");
  if (!start) return null_argument("start");
  return shell_of<pws_reader>(
      Reader::make(client->core(), topic, start->id,
                   options_or_default(options, OptionsKind::kReader)));
}

Result<std::unique_ptr<pws_message>> next(pws_reader* reader,
                                          int32_t timeout_ms,
                                          pws_message** message) {
  if (!message) return null_argument("message");
  if (Error wrong = check_handle(reader, "reader")) return wrong;
  if (Error wrong = check_may_wait(timeout_ms)) return wrong;
  auto received = reader->core()->receive(timeout_ms);
  if (!received) return received.error();
  return std::make_unique<pws_message>(std::move(*received));
}

}  // namespace

pws_status pws_reader_new(pws_client* client, const char* topic,
                          const pws_message_id* start,
                          const pws_options* options, int32_t timeout_ms,
                          pws_reader** reader, pws_error** error) {
  return open(error, client, timeout_ms, reader,
              [&] { return make(client, topic, start, options, reader); });
}

pws_status pws_reader_new_async(pws_client* client, const char* topic,
                                const pws_message_id* start,
                                const pws_options* options, int32_t timeout_ms,
                                pws_reader** reader, pws_callback callback,
                                void* user_data,
                                pws_free_user_data free_user_data,
                                uint64_t* operation, pws_error** error) {
  return open_async(
      error, client, timeout_ms, reader, callback, user_data, free_user_data,
      operation, [&] { return make(client, topic, start, options, reader); });
}

pws_status pws_reader_next(pws_reader* reader, int32_t timeout_ms,
                           pws_message** message, pws_error** error) {
  clear(message);
  return enter(error, [&]() -> Error {
    auto received = next(reader, timeout_ms, message);
    if (!received) return received.error();
    *message = received->release();
    return {};
  });
}

pws_status pws_reader_next_view(pws_reader* reader, int32_t timeout_ms,
                                pws_message** message, pws_message_view* view,
                                pws_error** error) {
  clear(message);
  return enter(error, [&]() -> Error {
    if (Error wrong = check_view(view)) return wrong;
    auto received = next(reader, timeout_ms, message);
    if (!received) return received.error();
    *message = received->release();
    fill_view(**message, *view);
    return {};
  });
}

pws_status pws_reader_next_async(pws_reader* reader, int32_t timeout_ms,
                                 pws_callback callback, void* user_data,
                                 pws_free_user_data free_user_data,
                                 uint64_t* operation, pws_error** error) {
  return enter_operation(
      error, reader, "reader", EventType::kReceived, timeout_ms, callback,
      user_data, free_user_data, operation,
      [](auto& core, const auto& begun) { core.receive(begun); });
}

pws_status pws_reader_listen(pws_reader* reader, pws_callback callback,
                             void* user_data, pws_free_user_data free_user_data,
                             pws_error** error) {
  return enter_with_callback(
      error, callback, user_data, free_user_data,
      [&](std::shared_ptr<CallbackHandler> taken) -> Error {
        if (Error wrong = check_handle(reader, "reader")) return wrong;
        auto core = reader->core();
        auto handler = handler_for(core->client(), std::move(taken), callback);
        if (!handler) return handler.error();
        if (!*handler) return null_argument("callback");
        return core->listen(std::move(*handler));
      });
}

int32_t pws_reader_has_next(const pws_reader* reader) {
  return is_usable(reader) ? reader->core()->has_next() : -1;
}

pws_status pws_reader_end_of_topic(pws_reader* reader, int32_t timeout_ms,
                                   int32_t* end_of_topic, pws_error** error) {
  return enter(error, [&]() -> Error {
    if (end_of_topic) *end_of_topic = 0;
    if (Error wrong = check_handle(reader, "reader")) return wrong;
    if (!end_of_topic) return null_argument("end_of_topic");
    if (Error wrong = check_may_wait(timeout_ms)) return wrong;
    auto answer = reader->core()->ask_end_of_topic(timeout_ms);
    if (!answer) return answer.error();
    *end_of_topic = *answer;
    return {};
  });
}

pws_status pws_reader_end_of_topic_async(pws_reader* reader, int32_t timeout_ms,
                                         pws_callback callback, void* user_data,
                                         pws_free_user_data free_user_data,
                                         uint64_t* operation,
                                         pws_error** error) {
  return enter_operation(
      error, reader, "reader", EventType::kEndOfTopic, timeout_ms, callback,
      user_data, free_user_data, operation,
      [](auto& core, const auto& begun) { core.ask_end_of_topic(begun); });
}

pws_status pws_reader_close(pws_reader* reader, int32_t timeout_ms,
                            pws_error** error) {
  return enter(error, [&]() -> Error {
    if (Error wrong = check_handle(reader, "reader")) return wrong;
    if (Error wrong = check_may_wait(timeout_ms)) return wrong;
    auto core = reader->core();
    return core->client().close(core, timeout_ms);
  });
}

pws_status pws_reader_close_async(pws_reader* reader, int32_t timeout_ms,
                                  pws_callback callback, void* user_data,
                                  pws_free_user_data free_user_data,
                                  uint64_t* operation, pws_error** error) {
  return enter_close_async(error, reader, "reader", timeout_ms, callback,
                           user_data, free_user_data, operation);
}

void pws_reader_free(pws_reader* reader) {
  free_handle(reader, [](Reader& core) {
    core.give_up();
    core.client().handle_freed();
  });
}

const char* pws_reader_topic(const pws_reader* reader) {
  return is_usable(reader) ? reader->core()->topic().c_str() : "";
}

const char* pws_reader_name(const pws_reader* reader) {
  return is_usable(reader) ? reader->core()->name().c_str() : "";
}

int32_t pws_reader_is_connected(const pws_reader* reader) {
  return is_usable(reader) && reader->core()->is_connected();
}
