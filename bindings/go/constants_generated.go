// Code generated from pulsarws.h by bindings/generate; DO NOT EDIT.

package pulsarws

/*
#include <pulsarws/pulsarws.h>
#if PWS_VERSION_MAJOR != 1 || PWS_VERSION_NUMBER < 10000
#error "This package needs pulsarws 1.0.0 or later, and before 2"
#endif
*/
import "C"

import "strconv"

// Status is what a call came to. A later library may know more values.
type Status int32

// The values of Status.
const (
	StatusOK Status = 0
	// An argument is NULL, no handle, or out of its range.
	StatusInvalidArgument Status = 1
	// There is no option of that name for this kind.
	StatusUnknownOption Status = 2
	// The option does not take that value.
	StatusInvalidOptionValue Status = 3
	// Not a ws or wss URL.
	StatusInvalidURL Status = 4
	// Not a topic's name.
	StatusInvalidTopic Status = 5
	// A message holds what Pulsar cannot take. Nothing was sent.
	StatusInvalidMessage Status = 6
	// The message's frame is larger than `maxFrameSize`. Nothing was sent.
	StatusMessageTooBig Status = 7
	// The message came from another consumer.
	StatusWrongConsumer Status = 8
	// The handle is closed, or was freed.
	StatusClosed Status = 9
	// A call that blocks was made inside a callback.
	StatusWouldDeadlock Status = 10
	// The process is a fork of the one that made the handle.
	StatusForked Status = 11
	// The call does not fit the client's `eventDelivery`.
	StatusWrongDelivery Status = 12
	// This topic, subscription or mode does not have that.
	StatusNotSupported Status = 13
	// A file cannot be read, or does not hold what it should.
	StatusFile Status = 14
	// The producer's pending queue is full. Nothing was queued.
	StatusQueueFull Status = 20
	// The time is up, and nothing has happened.
	StatusTimeout Status = 21
	// The time is up; the message stays queued and completes by event.
	StatusTimeoutPending Status = 22
	// The message was given up and never written to the network.
	StatusNotSent Status = 23
	// The message was written, and no answer came: it may be stored or not.
	StatusOutcomeUnknown Status = 24
	// The operation was cancelled.
	StatusCancelled Status = 25
	// The server closed the connection again and again over this message.
	StatusPoisoned Status = 26
	// The server's name has no address.
	StatusNameResolution Status = 40
	// The server's port does not accept connections.
	StatusConnect Status = 41
	// The server did not answer in time.
	StatusConnectTimeout Status = 42
	// The connection broke.
	StatusConnectionLost Status = 43
	// Too many dead connections that cannot be released yet.
	StatusConnectionsStuck Status = 44
	// TLS failed, and not over the certificate or its name.
	StatusTLS Status = 45
	// The server's certificate is not trusted.
	StatusTLSCertificate Status = 46
	// The server's certificate is for another host.
	StatusTLSHostname Status = 47
	// The server sent what is not Pulsar's protocol.
	StatusProtocol Status = 48
	// There are no credentials: the token file, the token supplier or the OAuth2
	// server failed.
	StatusCredentials Status = 49
	// The HTTP proxy could not be reached, or refused the connection.
	StatusProxy Status = 50
	// HTTP 400: the server refused a parameter.
	StatusBadRequest Status = 60
	// HTTP 401: the token is missing, wrong or expired.
	StatusAuthentication Status = 61
	// HTTP 403: the token has no right on this topic.
	StatusAuthorization Status = 62
	// HTTP 404: the namespace or the topic does not exist.
	StatusNotFound Status = 63
	// HTTP 409: the producer's name or the subscription is in use.
	StatusConflict Status = 64
	// HTTP 429: too many requests.
	StatusTooManyRequests Status = 65
	// HTTP 503: the topic was terminated. Also a refusal that was gone again when
	// the library asked for its reason.
	StatusServiceUnavailable Status = 66
	// Another HTTP status, 500 for instance.
	StatusServer Status = 67
	// The server refused a message.
	StatusSendRefused Status = 68
	// The server did not unsubscribe: the subscription has other consumers.
	StatusUnsubscribeRefused Status = 69
	// Memory ran out.
	StatusOutOfMemory Status = 90
	// A fault of the library: please report it.
	StatusInternal Status = 91
)

// String gives the constant's name in C.
func (v Status) String() string {
	switch v {
	case 0:
		return "PWS_OK"
	case 1:
		return "PWS_ERR_INVALID_ARGUMENT"
	case 2:
		return "PWS_ERR_UNKNOWN_OPTION"
	case 3:
		return "PWS_ERR_INVALID_OPTION_VALUE"
	case 4:
		return "PWS_ERR_INVALID_URL"
	case 5:
		return "PWS_ERR_INVALID_TOPIC"
	case 6:
		return "PWS_ERR_INVALID_MESSAGE"
	case 7:
		return "PWS_ERR_MESSAGE_TOO_BIG"
	case 8:
		return "PWS_ERR_WRONG_CONSUMER"
	case 9:
		return "PWS_ERR_CLOSED"
	case 10:
		return "PWS_ERR_WOULD_DEADLOCK"
	case 11:
		return "PWS_ERR_FORKED"
	case 12:
		return "PWS_ERR_WRONG_DELIVERY"
	case 13:
		return "PWS_ERR_NOT_SUPPORTED"
	case 14:
		return "PWS_ERR_FILE"
	case 20:
		return "PWS_ERR_QUEUE_FULL"
	case 21:
		return "PWS_ERR_TIMEOUT"
	case 22:
		return "PWS_ERR_TIMEOUT_PENDING"
	case 23:
		return "PWS_ERR_NOT_SENT"
	case 24:
		return "PWS_ERR_OUTCOME_UNKNOWN"
	case 25:
		return "PWS_ERR_CANCELLED"
	case 26:
		return "PWS_ERR_POISONED"
	case 40:
		return "PWS_ERR_NAME_RESOLUTION"
	case 41:
		return "PWS_ERR_CONNECT"
	case 42:
		return "PWS_ERR_CONNECT_TIMEOUT"
	case 43:
		return "PWS_ERR_CONNECTION_LOST"
	case 44:
		return "PWS_ERR_CONNECTIONS_STUCK"
	case 45:
		return "PWS_ERR_TLS"
	case 46:
		return "PWS_ERR_TLS_CERTIFICATE"
	case 47:
		return "PWS_ERR_TLS_HOSTNAME"
	case 48:
		return "PWS_ERR_PROTOCOL"
	case 49:
		return "PWS_ERR_CREDENTIALS"
	case 50:
		return "PWS_ERR_PROXY"
	case 60:
		return "PWS_ERR_BAD_REQUEST"
	case 61:
		return "PWS_ERR_AUTHENTICATION"
	case 62:
		return "PWS_ERR_AUTHORIZATION"
	case 63:
		return "PWS_ERR_NOT_FOUND"
	case 64:
		return "PWS_ERR_CONFLICT"
	case 65:
		return "PWS_ERR_TOO_MANY_REQUESTS"
	case 66:
		return "PWS_ERR_SERVICE_UNAVAILABLE"
	case 67:
		return "PWS_ERR_SERVER"
	case 68:
		return "PWS_ERR_SEND_REFUSED"
	case 69:
		return "PWS_ERR_UNSUBSCRIBE_REFUSED"
	case 90:
		return "PWS_ERR_OUT_OF_MEMORY"
	case 91:
		return "PWS_ERR_INTERNAL"
	}
	return "Status(" + strconv.Itoa(int(v)) + ")"
}

// What errors.Is compares an Error with, by its status.
var (
	// ErrInvalidArgument: An argument is NULL, no handle, or out of its range.
	ErrInvalidArgument error = &statusError{StatusInvalidArgument, "pulsarws: an argument is NULL, no handle, or out of its range"}
	// ErrUnknownOption: There is no option of that name for this kind.
	ErrUnknownOption error = &statusError{StatusUnknownOption, "pulsarws: there is no option of that name for this kind"}
	// ErrInvalidOptionValue: The option does not take that value.
	ErrInvalidOptionValue error = &statusError{StatusInvalidOptionValue, "pulsarws: the option does not take that value"}
	// ErrInvalidURL: Not a ws or wss URL.
	ErrInvalidURL error = &statusError{StatusInvalidURL, "pulsarws: not a ws or wss URL"}
	// ErrInvalidTopic: Not a topic's name.
	ErrInvalidTopic error = &statusError{StatusInvalidTopic, "pulsarws: not a topic's name"}
	// ErrInvalidMessage: A message holds what Pulsar cannot take. Nothing was sent.
	ErrInvalidMessage error = &statusError{StatusInvalidMessage, "pulsarws: a message holds what Pulsar cannot take. Nothing was sent"}
	// ErrMessageTooBig: The message's frame is larger than `maxFrameSize`. Nothing
	// was sent.
	ErrMessageTooBig error = &statusError{StatusMessageTooBig, "pulsarws: the message's frame is larger than `maxFrameSize`. Nothing was sent"}
	// ErrWrongConsumer: The message came from another consumer.
	ErrWrongConsumer error = &statusError{StatusWrongConsumer, "pulsarws: the message came from another consumer"}
	// ErrClosed: The handle is closed, or was freed.
	ErrClosed error = &statusError{StatusClosed, "pulsarws: the handle is closed, or was freed"}
	// ErrWouldDeadlock: A call that blocks was made inside a callback.
	ErrWouldDeadlock error = &statusError{StatusWouldDeadlock, "pulsarws: a call that blocks was made inside a callback"}
	// ErrForked: The process is a fork of the one that made the handle.
	ErrForked error = &statusError{StatusForked, "pulsarws: the process is a fork of the one that made the handle"}
	// ErrWrongDelivery: The call does not fit the client's `eventDelivery`.
	ErrWrongDelivery error = &statusError{StatusWrongDelivery, "pulsarws: the call does not fit the client's `eventDelivery`"}
	// ErrNotSupported: This topic, subscription or mode does not have that.
	ErrNotSupported error = &statusError{StatusNotSupported, "pulsarws: this topic, subscription or mode does not have that"}
	// ErrFile: A file cannot be read, or does not hold what it should.
	ErrFile error = &statusError{StatusFile, "pulsarws: a file cannot be read, or does not hold what it should"}
	// ErrQueueFull: The producer's pending queue is full. Nothing was queued.
	ErrQueueFull error = &statusError{StatusQueueFull, "pulsarws: the producer's pending queue is full. Nothing was queued"}
	// ErrTimeout: The time is up, and nothing has happened.
	ErrTimeout error = &statusError{StatusTimeout, "pulsarws: the time is up, and nothing has happened"}
	// ErrTimeoutPending: The time is up; the message stays queued and completes by
	// event.
	ErrTimeoutPending error = &statusError{StatusTimeoutPending, "pulsarws: the time is up; the message stays queued and completes by event"}
	// ErrNotSent: The message was given up and never written to the network.
	ErrNotSent error = &statusError{StatusNotSent, "pulsarws: the message was given up and never written to the network"}
	// ErrOutcomeUnknown: The message was written, and no answer came: it may be
	// stored or not.
	ErrOutcomeUnknown error = &statusError{StatusOutcomeUnknown, "pulsarws: the message was written, and no answer came: it may be stored or not"}
	// ErrCancelled: The operation was cancelled.
	ErrCancelled error = &statusError{StatusCancelled, "pulsarws: the operation was cancelled"}
	// ErrPoisoned: The server closed the connection again and again over this
	// message.
	ErrPoisoned error = &statusError{StatusPoisoned, "pulsarws: the server closed the connection again and again over this message"}
	// ErrNameResolution: The server's name has no address.
	ErrNameResolution error = &statusError{StatusNameResolution, "pulsarws: the server's name has no address"}
	// ErrConnect: The server's port does not accept connections.
	ErrConnect error = &statusError{StatusConnect, "pulsarws: the server's port does not accept connections"}
	// ErrConnectTimeout: The server did not answer in time.
	ErrConnectTimeout error = &statusError{StatusConnectTimeout, "pulsarws: the server did not answer in time"}
	// ErrConnectionLost: The connection broke.
	ErrConnectionLost error = &statusError{StatusConnectionLost, "pulsarws: the connection broke"}
	// ErrConnectionsStuck: Too many dead connections that cannot be released yet.
	ErrConnectionsStuck error = &statusError{StatusConnectionsStuck, "pulsarws: too many dead connections that cannot be released yet"}
	// ErrTLS: TLS failed, and not over the certificate or its name.
	ErrTLS error = &statusError{StatusTLS, "pulsarws: TLS failed, and not over the certificate or its name"}
	// ErrTLSCertificate: The server's certificate is not trusted.
	ErrTLSCertificate error = &statusError{StatusTLSCertificate, "pulsarws: the server's certificate is not trusted"}
	// ErrTLSHostname: The server's certificate is for another host.
	ErrTLSHostname error = &statusError{StatusTLSHostname, "pulsarws: the server's certificate is for another host"}
	// ErrProtocol: The server sent what is not Pulsar's protocol.
	ErrProtocol error = &statusError{StatusProtocol, "pulsarws: the server sent what is not Pulsar's protocol"}
	// ErrCredentials: There are no credentials: the token file, the token supplier
	// or the OAuth2 server failed.
	ErrCredentials error = &statusError{StatusCredentials, "pulsarws: there are no credentials: the token file, the token supplier or the OAuth2 server failed"}
	// ErrProxy: The HTTP proxy could not be reached, or refused the connection.
	ErrProxy error = &statusError{StatusProxy, "pulsarws: the HTTP proxy could not be reached, or refused the connection"}
	// ErrBadRequest: HTTP 400: the server refused a parameter.
	ErrBadRequest error = &statusError{StatusBadRequest, "pulsarws: HTTP 400: the server refused a parameter"}
	// ErrAuthentication: HTTP 401: the token is missing, wrong or expired.
	ErrAuthentication error = &statusError{StatusAuthentication, "pulsarws: HTTP 401: the token is missing, wrong or expired"}
	// ErrAuthorization: HTTP 403: the token has no right on this topic.
	ErrAuthorization error = &statusError{StatusAuthorization, "pulsarws: HTTP 403: the token has no right on this topic"}
	// ErrNotFound: HTTP 404: the namespace or the topic does not exist.
	ErrNotFound error = &statusError{StatusNotFound, "pulsarws: HTTP 404: the namespace or the topic does not exist"}
	// ErrConflict: HTTP 409: the producer's name or the subscription is in use.
	ErrConflict error = &statusError{StatusConflict, "pulsarws: HTTP 409: the producer's name or the subscription is in use"}
	// ErrTooManyRequests: HTTP 429: too many requests.
	ErrTooManyRequests error = &statusError{StatusTooManyRequests, "pulsarws: HTTP 429: too many requests"}
	// ErrServiceUnavailable: HTTP 503: the topic was terminated. Also a refusal
	// that was gone again when the library asked for its reason.
	ErrServiceUnavailable error = &statusError{StatusServiceUnavailable, "pulsarws: HTTP 503: the topic was terminated. Also a refusal that was gone again when the library asked for its reason"}
	// ErrServer: Another HTTP status, 500 for instance.
	ErrServer error = &statusError{StatusServer, "pulsarws: another HTTP status, 500 for instance"}
	// ErrSendRefused: The server refused a message.
	ErrSendRefused error = &statusError{StatusSendRefused, "pulsarws: the server refused a message"}
	// ErrUnsubscribeRefused: The server did not unsubscribe: the subscription has
	// other consumers.
	ErrUnsubscribeRefused error = &statusError{StatusUnsubscribeRefused, "pulsarws: the server did not unsubscribe: the subscription has other consumers"}
	// ErrOutOfMemory: Memory ran out.
	ErrOutOfMemory error = &statusError{StatusOutOfMemory, "pulsarws: memory ran out"}
	// ErrInternal: A fault of the library: please report it.
	ErrInternal error = &statusError{StatusInternal, "pulsarws: a fault of the library: please report it"}
)

// ConnectionState is what a connection is at. A later library may know more
// values.
type ConnectionState int32

// The values of ConnectionState.
const (
	// An attempt begins.
	StateConnecting ConnectionState = 1
	// It is open.
	StateOpen ConnectionState = 2
	// It was open and has broken: `error` says why.
	StateLost ConnectionState = 3
	// The next attempt is in `delay_ms`: `error` says why.
	StateBackoff ConnectionState = 4
	// There will be no more: `error` where it did not end in order.
	StateClosed ConnectionState = 5
)

// String gives the constant's name in C.
func (v ConnectionState) String() string {
	switch v {
	case 1:
		return "PWS_STATE_CONNECTING"
	case 2:
		return "PWS_STATE_OPEN"
	case 3:
		return "PWS_STATE_LOST"
	case 4:
		return "PWS_STATE_BACKOFF"
	case 5:
		return "PWS_STATE_CLOSED"
	}
	return "ConnectionState(" + strconv.Itoa(int(v)) + ")"
}

// Level is how grave a line of the log is. A later library may know more
// values.
type Level int32

// The values of Level.
const (
	LevelError   Level = 1
	LevelWarning Level = 2
	LevelInfo    Level = 3
	LevelDebug   Level = 4
)

// String gives the constant's name in C.
func (v Level) String() string {
	switch v {
	case 1:
		return "PWS_LOG_ERROR"
	case 2:
		return "PWS_LOG_WARNING"
	case 3:
		return "PWS_LOG_INFO"
	case 4:
		return "PWS_LOG_DEBUG"
	}
	return "Level(" + strconv.Itoa(int(v)) + ")"
}
