#include "core/base/error.h"

namespace pulsarws {

const char* status_name(Status status) noexcept {
  switch (status) {
    case Status::kOk:
      return "PWS_OK";
    case Status::kInvalidArgument:
      return "PWS_ERR_INVALID_ARGUMENT";
    case Status::kUnknownOption:
      return "PWS_ERR_UNKNOWN_OPTION";
    case Status::kInvalidOptionValue:
      return "PWS_ERR_INVALID_OPTION_VALUE";
    case Status::kInvalidUrl:
      return "PWS_ERR_INVALID_URL";
    case Status::kInvalidTopic:
      return "PWS_ERR_INVALID_TOPIC";
    case Status::kInvalidMessage:
      return "PWS_ERR_INVALID_MESSAGE";
    case Status::kMessageTooBig:
      return "PWS_ERR_MESSAGE_TOO_BIG";
    case Status::kWrongConsumer:
      return "PWS_ERR_WRONG_CONSUMER";
    case Status::kClosed:
      return "PWS_ERR_CLOSED";
    case Status::kWouldDeadlock:
      return "PWS_ERR_WOULD_DEADLOCK";
    case Status::kForked:
      return "PWS_ERR_FORKED";
    case Status::kWrongDelivery:
      return "PWS_ERR_WRONG_DELIVERY";
    case Status::kNotSupported:
      return "PWS_ERR_NOT_SUPPORTED";
    case Status::kFile:
      return "PWS_ERR_FILE";
    case Status::kQueueFull:
      return "PWS_ERR_QUEUE_FULL";
    case Status::kTimeout:
      return "PWS_ERR_TIMEOUT";
    case Status::kTimeoutPending:
      return "PWS_ERR_TIMEOUT_PENDING";
    case Status::kNotSent:
      return "PWS_ERR_NOT_SENT";
    case Status::kOutcomeUnknown:
      return "PWS_ERR_OUTCOME_UNKNOWN";
    case Status::kCancelled:
      return "PWS_ERR_CANCELLED";
    case Status::kPoisoned:
      return "PWS_ERR_POISONED";
    case Status::kNameResolution:
      return "PWS_ERR_NAME_RESOLUTION";
    case Status::kConnect:
      return "PWS_ERR_CONNECT";
    case Status::kConnectTimeout:
      return "PWS_ERR_CONNECT_TIMEOUT";
    case Status::kConnectionLost:
      return "PWS_ERR_CONNECTION_LOST";
    case Status::kConnectionsStuck:
      return "PWS_ERR_CONNECTIONS_STUCK";
    case Status::kTls:
      return "PWS_ERR_TLS";
    case Status::kTlsCertificate:
      return "PWS_ERR_TLS_CERTIFICATE";
    case Status::kTlsHostname:
      return "PWS_ERR_TLS_HOSTNAME";
    case Status::kProtocol:
      return "PWS_ERR_PROTOCOL";
    case Status::kCredentials:
      return "PWS_ERR_CREDENTIALS";
    case Status::kProxy:
      return "PWS_ERR_PROXY";
    case Status::kBadRequest:
      return "PWS_ERR_BAD_REQUEST";
    case Status::kAuthentication:
      return "PWS_ERR_AUTHENTICATION";
    case Status::kAuthorization:
      return "PWS_ERR_AUTHORIZATION";
    case Status::kNotFound:
      return "PWS_ERR_NOT_FOUND";
    case Status::kConflict:
      return "PWS_ERR_CONFLICT";
    case Status::kTooManyRequests:
      return "PWS_ERR_TOO_MANY_REQUESTS";
    case Status::kServiceUnavailable:
      return "PWS_ERR_SERVICE_UNAVAILABLE";
    case Status::kServer:
      return "PWS_ERR_SERVER";
    case Status::kSendRefused:
      return "PWS_ERR_SEND_REFUSED";
    case Status::kUnsubscribeRefused:
      return "PWS_ERR_UNSUBSCRIBE_REFUSED";
    case Status::kOutOfMemory:
      return "PWS_ERR_OUT_OF_MEMORY";
    case Status::kInternal:
      return "PWS_ERR_INTERNAL";
  }
  return "PWS_ERR_UNKNOWN";
}

bool status_is_retriable(Status status) noexcept {
  switch (status) {
    case Status::kQueueFull:
    case Status::kTimeout:
    case Status::kNotSent:
    case Status::kNameResolution:
    case Status::kConnect:
    case Status::kConnectTimeout:
    case Status::kConnectionLost:
    case Status::kConnectionsStuck:
    case Status::kCredentials:
    case Status::kProxy:
    case Status::kConflict:
    case Status::kTooManyRequests:
    case Status::kServiceUnavailable:
    case Status::kServer:
    case Status::kSendRefused:
    case Status::kOutOfMemory:
      return true;
    // kTimeoutPending and kOutcomeUnknown are not here: the message may have
    // arrived or still arrive, and the same call would send it twice.
    default:
      return false;
  }
}

Error Error::copied() const noexcept {
  try {
    return *this;
  } catch (const std::bad_alloc&) {
    Error error = without_words(status);
    error.http_status = http_status;
    error.close_code = close_code;
    error.outlook = outlook;
    error.fatal = fatal;
    return error;
  }
}

Error Error::within(std::string_view context) const {
  Error error = *this;
  error.message.clear();
  error.message.reserve(context.size() + 2 + message.size());
  error.message.append(context).append(": ").append(message);
  return error;
}

}  // namespace pulsarws
