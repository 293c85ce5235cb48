#include "capi/src/callback_handler.h"

#include <new>
#include <utility>

namespace pulsarws::capi {

void CallbackHandler::handle(Event& event) {
  pws_event out = PWS_EVENT_INIT;
  fill_event(event, out);
  callback_.function(&out, callback_.user_data);
  pws_event_clear(&out);
}

std::shared_ptr<CallbackHandler> take_callback(const Callback& callback) {
  try {
    return std::make_shared<CallbackHandler>(callback);
  } catch (...) {
    if (callback.free_user_data) {
      end_user_data([&] { callback.free_user_data(callback.user_data); });
    }
    throw;
  }
}

Result<std::shared_ptr<EventHandler>> handler_for(
    Client& client, std::shared_ptr<CallbackHandler> callback) {
  const bool polled = client.events().delivery() == EventQueue::Delivery::kPoll;
  if (polled && callback->has_function()) {
    return Error(Status::kWrongDelivery,
                 "this client has eventDelivery=poll, where nobody calls "
                 "callbacks: pass NULL and take the event from "
                 "pws_client_poll");
  }
  if (!polled && !callback->has_function()) {
    return std::shared_ptr<EventHandler>();
  }
  return std::shared_ptr<EventHandler>(std::move(callback));
}

void fill_event(Event& event, pws_event& out) noexcept {
  out.type = static_cast<std::int32_t>(event.type);
  out.status = static_cast<pws_status>(event.error.status);
  out.operation = event.operation;
  out.index = event.index;
  if (event.client) out.client = static_cast<pws_client*>(event.client->tag());
  if (event.source && event.source->kind() != EventSource::Kind::kClient) {
    const Client& client = static_cast<const Endpoint&>(*event.source).client();
    out.client = static_cast<pws_client*>(client.tag());
    void* const handle = event.source->tag();
    switch (event.source->kind()) {
      case EventSource::Kind::kClient:
        break;
      case EventSource::Kind::kProducer:
        out.producer = static_cast<pws_producer*>(handle);
        break;
      case EventSource::Kind::kConsumer:
        out.consumer = static_cast<pws_consumer*>(handle);
        break;
      case EventSource::Kind::kReader:
        out.reader = static_cast<pws_reader*>(handle);
        break;
    }
  }
  out.end_of_topic = event.end_of_topic;
  if (event.change) {
    out.connection_state = static_cast<std::int32_t>(event.change->state);
    out.connection = event.change->connection;
    out.delay_ms = event.change->delay.count();
  }
  if (event.handler) {
    out.user_data =
        static_cast<const CallbackHandler&>(*event.handler).user_data();
  }
  try {
    if (event.error) {
      out.error = std::make_unique<pws_error>(pws_error{std::move(event.error)})
                      .release();
    }
    if (event.message) {
      out.message =
          std::make_unique<pws_message>(std::move(event.message)).release();
    }
    if (event.receipt) {
      out.receipt =
          std::make_unique<pws_receipt>(std::move(*event.receipt)).release();
    }
    if (event.log) {
      out.log =
          std::make_unique<pws_log_entry>(pws_log_entry{std::move(*event.log)})
              .release();
    }
    if (event.token_request) {
      auto request = std::make_unique<pws_token_request>(event.token_request);
      request->give_out(std::move(event.token_request));
      out.token_request = request.release();
    }
    if (event.text) {
      out.text = std::make_unique<pws_text>(pws_text{std::move(*event.text)})
                     .release();
    }
  } catch (...) {
    out.status = PWS_ERR_OUT_OF_MEMORY;
  }
}

}  // namespace pulsarws::capi
