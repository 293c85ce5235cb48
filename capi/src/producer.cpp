#include "capi/src/boundary.h"
#include "capi/src/callback_handler.h"
#include "capi/src/opening.h"
#include "capi/src/operating.h"
#include "capi/src/outgoing.h"

using namespace pulsarws;
using namespace pulsarws::capi;

namespace {

Result<std::shared_ptr<Producer>> make(pws_client* client, const char* topic,
                                       const pws_options* options,
                                       pws_producer** producer) {
  auto core = client_for(client, producer, options, OptionsKind::kProducer);
  if (!core) return core.error();
  if (!topic) return null_argument("topic");
  return Producer::make(*core, topic,
                        options_or_default(options, OptionsKind::kProducer));
}

}  // namespace

pws_status pws_producer_new(pws_client* client, const char* topic,
                            const pws_options* options, int32_t timeout_ms,
                            pws_producer** producer, pws_error** error) {
  return open(error, timeout_ms, producer,
              [&] { return make(client, topic, options, producer); });
}

pws_status pws_producer_new_async(pws_client* client, const char* topic,
                                  const pws_options* options,
                                  int32_t timeout_ms, pws_producer** producer,
                                  pws_callback callback, void* user_data,
                                  pws_free_user_data free_user_data,
                                  uint64_t* operation, pws_error** error) {
  return open_async(error, timeout_ms, producer,
                    {callback, user_data, free_user_data}, operation,
                    [&] { return make(client, topic, options, producer); });
}

pws_status pws_producer_send(pws_producer* producer,
                             const pws_outgoing* message, int32_t timeout_ms,
                             pws_receipt** receipt, pws_error** error) {
  clear(receipt);
  return waiting_with(
      error, producer, timeout_ms, [&](const auto& core) -> Error {
        if (!message) return null_argument("message");
        OutgoingReader reader(*core, message, 1);
        if (Error wrong = reader.check()) return wrong;
        if (Error wrong = reader.read(0)) return wrong;
        std::optional<Receipt> got;
        if (Error failure = core->send(reader.message(), reader.context(),
                                       timeout_ms, &got, reader.limits())) {
          return failure;
        }
        if (receipt && got) {
          *receipt = std::make_unique<pws_receipt>(std::move(*got)).release();
        }
        return {};
      });
}

pws_status pws_producer_send_async(pws_producer* producer,
                                   const pws_outgoing* messages, size_t count,
                                   pws_callback callback, void* user_data,
                                   pws_free_user_data free_user_data,
                                   size_t* accepted, pws_error** error) {
  if (accepted) *accepted = 0;
  return with_handler(error, producer, {callback, user_data, free_user_data},
                      [&](const auto& core, const auto& handler) -> Error {
                        OutgoingReader reader(*core, messages, count);
                        if (Error wrong = reader.check()) return wrong;
                        for (std::size_t i = 0; i < count; ++i) {
                          if (Error wrong = reader.read(i)) return wrong;
                          if (Error failure = core->send_async(
                                  reader.message(), reader.context(), handler,
                                  i, reader.limits())) {
                            return failure;
                          }
                          if (accepted) ++*accepted;
                        }
                        return {};
                      });
}

pws_status pws_producer_set_delivery_callback(pws_producer* producer,
                                              pws_callback callback,
                                              void* user_data,
                                              pws_free_user_data free_user_data,
                                              pws_error** error) {
  return with_handler(error, producer, {callback, user_data, free_user_data},
                      [](const auto& core, auto handler) {
                        core->set_delivery_handler(std::move(handler));
                        return Error();
                      });
}

pws_status pws_producer_set_writable_callback(pws_producer* producer,
                                              pws_callback callback,
                                              void* user_data,
                                              pws_free_user_data free_user_data,
                                              pws_error** error) {
  return with_handler(error, producer, {callback, user_data, free_user_data},
                      [](const auto& core, auto handler) {
                        core->tell_writable(std::move(handler));
                        return Error();
                      });
}

pws_status pws_producer_cancel_room_waits(pws_producer* producer,
                                          size_t* cancelled,
                                          pws_error** error) {
  if (cancelled) *cancelled = 0;
  return with(error, producer, [&](const auto& core) {
    const std::size_t count = core->cancel_waits_for_room();
    if (cancelled) *cancelled = count;
    return Error();
  });
}

pws_status pws_producer_purge(pws_producer* producer, int32_t in_flight,
                              size_t* purged, pws_error** error) {
  if (purged) *purged = 0;
  return with(error, producer, [&](const auto& core) -> Error {
    auto count = core->purge(in_flight != 0);
    if (!count) return count.error();
    if (purged) *purged = *count;
    return {};
  });
}

pws_status pws_producer_flush(pws_producer* producer, int32_t timeout_ms,
                              pws_error** error) {
  return waiting_with(error, producer, timeout_ms, [&](const auto& core) {
    return core->flush(timeout_ms);
  });
}

pws_status pws_producer_flush_async(pws_producer* producer, int32_t timeout_ms,
                                    pws_callback callback, void* user_data,
                                    pws_free_user_data free_user_data,
                                    uint64_t* operation, pws_error** error) {
  return begin_operation(
      error, producer, EventType::kFlushed, timeout_ms,
      {callback, user_data, free_user_data}, operation,
      [](auto& core, const auto& begun) { core.flush(begun); });
}

pws_status pws_producer_close(pws_producer* producer, int32_t timeout_ms,
                              pws_error** error) {
  return close(error, producer, timeout_ms);
}

pws_status pws_producer_close_async(pws_producer* producer, int32_t timeout_ms,
                                    pws_callback callback, void* user_data,
                                    pws_free_user_data free_user_data,
                                    uint64_t* operation, pws_error** error) {
  return close_async(error, producer, timeout_ms,
                     {callback, user_data, free_user_data}, operation);
}

void pws_producer_free(pws_producer* producer) { free_endpoint(producer); }

const char* pws_producer_topic(const pws_producer* producer) {
  return read_or<const char*>("", producer,
                              [](auto& core) { return core.topic().c_str(); });
}

const char* pws_producer_name(const pws_producer* producer) {
  return read_or<const char*>("", producer,
                              [](auto& core) { return core.name().c_str(); });
}

int32_t pws_producer_is_connected(const pws_producer* producer) {
  return read_or<int32_t>(0, producer,
                          [](auto& core) { return core.is_connected(); });
}

size_t pws_producer_pending_count(const pws_producer* producer) {
  return read_or<std::size_t>(0, producer,
                              [](auto& core) { return core.pending_count(); });
}

size_t pws_producer_pending_bytes(const pws_producer* producer) {
  return read_or<std::size_t>(0, producer,
                              [](auto& core) { return core.pending_bytes(); });
}

int64_t pws_producer_last_sequence_id(const pws_producer* producer) {
  return read_or<std::int64_t>(
      -1, producer, [](auto& core) { return core.last_sequence_id(); });
}

const pws_message_id* pws_receipt_message_id(const pws_receipt* receipt) {
  return receipt && receipt->id ? &*receipt->id : nullptr;
}

pws_slice pws_receipt_context(const pws_receipt* receipt) {
  if (!receipt) return pws_slice_make(nullptr, 0);
  return pws_slice_make(receipt->context.data(), receipt->context.size());
}

int32_t pws_receipt_is_duplicate(const pws_receipt* receipt) {
  return receipt && receipt->duplicate ? 1 : 0;
}

void pws_receipt_free(pws_receipt* receipt) {
  std::unique_ptr<pws_receipt> freed(receipt);
}
