#include "capi/src/boundary.h"
#include "capi/src/callback_handler.h"
#include "capi/src/opening.h"
#include "capi/src/operating.h"
#include "capi/src/receiving.h"

using namespace pulsarws;
using namespace pulsarws::capi;

namespace {

Result<std::shared_ptr<Reader>> make(pws_client* client, const char* topic,
                                     const pws_message_id* start,
                                     const pws_options* options,
                                     pws_reader** reader) {
  auto core = client_for(client, reader, options, OptionsKind::kReader);
  if (!core) return core.error();
  if (!topic) return null_argument("topic");
  if (!start) return null_argument("start");
  return Reader::make(*core, topic, start->id,
                      options_or_default(options, OptionsKind::kReader));
}

}  // namespace

pws_status pws_reader_new(pws_client* client, const char* topic,
                          const pws_message_id* start,
                          const pws_options* options, int32_t timeout_ms,
                          pws_reader** reader, pws_error** error) {
  return open(error, timeout_ms, reader,
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
      error, timeout_ms, reader, {callback, user_data, free_user_data},
      operation, [&] { return make(client, topic, start, options, reader); });
}

pws_status pws_reader_next(pws_reader* reader, int32_t timeout_ms,
                           pws_message** message, pws_error** error) {
  return receive(error, reader, timeout_ms, message);
}

pws_status pws_reader_next_view(pws_reader* reader, int32_t timeout_ms,
                                pws_message** message, pws_message_view* view,
                                pws_error** error) {
  return receive_view(error, reader, timeout_ms, message, view);
}

pws_status pws_reader_next_async(pws_reader* reader, int32_t timeout_ms,
                                 pws_callback callback, void* user_data,
                                 pws_free_user_data free_user_data,
                                 uint64_t* operation, pws_error** error) {
  return receive_async(error, reader, timeout_ms,
                       {callback, user_data, free_user_data}, operation);
}

pws_status pws_reader_listen(pws_reader* reader, pws_callback callback,
                             void* user_data, pws_free_user_data free_user_data,
                             pws_error** error) {
  return listen(error, reader, {callback, user_data, free_user_data});
}

int32_t pws_reader_has_next(const pws_reader* reader) {
  return read_or<int32_t>(-1, reader,
                          [](auto& core) { return core.has_next(); });
}

pws_status pws_reader_end_of_topic(pws_reader* reader, int32_t timeout_ms,
                                   int32_t* end_of_topic, pws_error** error) {
  return capi::end_of_topic(error, reader, timeout_ms, end_of_topic);
}

pws_status pws_reader_end_of_topic_async(pws_reader* reader, int32_t timeout_ms,
                                         pws_callback callback, void* user_data,
                                         pws_free_user_data free_user_data,
                                         uint64_t* operation,
                                         pws_error** error) {
  return end_of_topic_async(error, reader, timeout_ms,
                            {callback, user_data, free_user_data}, operation);
}

pws_status pws_reader_close(pws_reader* reader, int32_t timeout_ms,
                            pws_error** error) {
  return close(error, reader, timeout_ms);
}

pws_status pws_reader_close_async(pws_reader* reader, int32_t timeout_ms,
                                  pws_callback callback, void* user_data,
                                  pws_free_user_data free_user_data,
                                  uint64_t* operation, pws_error** error) {
  return close_async(error, reader, timeout_ms,
                     {callback, user_data, free_user_data}, operation);
}

void pws_reader_free(pws_reader* reader) { free_endpoint(reader); }

const char* pws_reader_topic(const pws_reader* reader) {
  return read_or<const char*>("", reader,
                              [](auto& core) { return core.topic().c_str(); });
}

const char* pws_reader_name(const pws_reader* reader) {
  return read_or<const char*>("", reader,
                              [](auto& core) { return core.name().c_str(); });
}

int32_t pws_reader_is_connected(const pws_reader* reader) {
  return read_or<int32_t>(0, reader,
                          [](auto& core) { return core.is_connected(); });
}
