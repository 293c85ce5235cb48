#include "core/base/error.h"

#include "capi/src/objects.h"

using pulsarws::Status;

#define PWS_SAME(number, status) \
  static_assert(number == static_cast<pws_status>(Status::status))
PWS_SAME(PWS_OK, kOk);
PWS_SAME(PWS_ERR_INVALID_ARGUMENT, kInvalidArgument);
PWS_SAME(PWS_ERR_UNKNOWN_OPTION, kUnknownOption);
PWS_SAME(PWS_ERR_INVALID_OPTION_VALUE, kInvalidOptionValue);
PWS_SAME(PWS_ERR_INVALID_URL, kInvalidUrl);
PWS_SAME(PWS_ERR_INVALID_TOPIC, kInvalidTopic);
PWS_SAME(PWS_ERR_INVALID_MESSAGE, kInvalidMessage);
PWS_SAME(PWS_ERR_MESSAGE_TOO_BIG, kMessageTooBig);
PWS_SAME(PWS_ERR_WRONG_CONSUMER, kWrongConsumer);
PWS_SAME(PWS_ERR_CLOSED, kClosed);
PWS_SAME(PWS_ERR_WOULD_DEADLOCK, kWouldDeadlock);
PWS_SAME(PWS_ERR_FORKED, kForked);
PWS_SAME(PWS_ERR_WRONG_DELIVERY, kWrongDelivery);
PWS_SAME(PWS_ERR_NOT_SUPPORTED, kNotSupported);
PWS_SAME(PWS_ERR_FILE, kFile);
PWS_SAME(PWS_ERR_QUEUE_FULL, kQueueFull);
PWS_SAME(PWS_ERR_TIMEOUT, kTimeout);
PWS_SAME(PWS_ERR_TIMEOUT_PENDING, kTimeoutPending);
PWS_SAME(PWS_ERR_NOT_SENT, kNotSent);
PWS_SAME(PWS_ERR_OUTCOME_UNKNOWN, kOutcomeUnknown);
PWS_SAME(PWS_ERR_CANCELLED, kCancelled);
PWS_SAME(PWS_ERR_POISONED, kPoisoned);
PWS_SAME(PWS_ERR_NAME_RESOLUTION, kNameResolution);
PWS_SAME(PWS_ERR_CONNECT, kConnect);
PWS_SAME(PWS_ERR_CONNECT_TIMEOUT, kConnectTimeout);
PWS_SAME(PWS_ERR_CONNECTION_LOST, kConnectionLost);
PWS_SAME(PWS_ERR_CONNECTIONS_STUCK, kConnectionsStuck);
PWS_SAME(PWS_ERR_TLS, kTls);
PWS_SAME(PWS_ERR_TLS_CERTIFICATE, kTlsCertificate);
PWS_SAME(PWS_ERR_TLS_HOSTNAME, kTlsHostname);
PWS_SAME(PWS_ERR_PROTOCOL, kProtocol);
PWS_SAME(PWS_ERR_CREDENTIALS, kCredentials);
PWS_SAME(PWS_ERR_PROXY, kProxy);
PWS_SAME(PWS_ERR_BAD_REQUEST, kBadRequest);
PWS_SAME(PWS_ERR_AUTHENTICATION, kAuthentication);
PWS_SAME(PWS_ERR_AUTHORIZATION, kAuthorization);
PWS_SAME(PWS_ERR_NOT_FOUND, kNotFound);
PWS_SAME(PWS_ERR_CONFLICT, kConflict);
PWS_SAME(PWS_ERR_TOO_MANY_REQUESTS, kTooManyRequests);
PWS_SAME(PWS_ERR_SERVICE_UNAVAILABLE, kServiceUnavailable);
PWS_SAME(PWS_ERR_SERVER, kServer);
PWS_SAME(PWS_ERR_SEND_REFUSED, kSendRefused);
PWS_SAME(PWS_ERR_UNSUBSCRIBE_REFUSED, kUnsubscribeRefused);
PWS_SAME(PWS_ERR_OUT_OF_MEMORY, kOutOfMemory);
PWS_SAME(PWS_ERR_INTERNAL, kInternal);
#undef PWS_SAME

const char* pws_status_name(pws_status status) {
  return pulsarws::status_name(static_cast<Status>(status));
}

pws_status pws_error_status(const pws_error* error) {
  return error ? static_cast<pws_status>(error->error.status) : PWS_OK;
}

const char* pws_error_message(const pws_error* error) {
  return error ? error->error.message.c_str() : "";
}

int32_t pws_error_http_status(const pws_error* error) {
  return error ? error->error.http_status : 0;
}

int32_t pws_error_close_code(const pws_error* error) {
  return error ? error->error.close_code : 0;
}

int32_t pws_error_is_retriable(const pws_error* error) {
  return error && error->error.retriable() ? 1 : 0;
}

int32_t pws_error_is_fatal(const pws_error* error) {
  return error && error->error.fatal ? 1 : 0;
}
