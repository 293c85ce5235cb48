/**
 * @file pulsarws.h
 * Apache Pulsar over its WebSocket API, for C and every language that calls C.
 *
 * Ownership, in one rule: a pointer that a function returns is borrowed from
 * its parent and lives as long as the parent; what comes through a `**out`
 * parameter, or stands in a pws_event, is owned and has a `_free` function,
 * which takes NULL. pws_options_new, the `_dup` functions and pws_message_ref,
 * whose names say that they make something, return what the caller owns.
 * Handles are counted inside: free them in any order, on any thread, in a
 * callback too, and while another thread is in a call on them. What stands in a
 * pws_event is valid until its callback returns, or until it is cleared,
 * whoever frees it meanwhile: calls on it say PWS_ERR_CLOSED then, and
 * accessors nothing.
 *
 * Errors: a function that can fail returns a pws_status and takes a
 * `pws_error **error` last. NULL there is fine. After a failure `*error` is a
 * new object that the caller frees; after success it is NULL. What stood in
 * `*error` before is not read.
 *
 * Time: timeouts are milliseconds; -1 waits for ever, 0 does not wait. A
 * timeout bounds the wait of the call and nothing else. Points in time are
 * milliseconds since 1970-01-01T00:00:00Z.
 *
 * Threads: every function may be called from any thread at any time on the same
 * handle, unless it says otherwise; only `_free` must be the last call on its
 * handle. No function is a cancellation point (pthread_cancel). After fork,
 * calls in the child return PWS_ERR_FORKED.
 *
 * Callbacks: the library calls them on one thread of its own for each client,
 * one at a time, with no lock held. Everything may be called in them; what
 * would block returns PWS_ERR_WOULD_DEADLOCK there instead. A callback is given
 * as (callback, user_data, free_user_data): free_user_data, which may be NULL,
 * is called with user_data exactly once, after the last call of the callback,
 * and also when the function that takes them fails. With the client option
 * `eventDelivery=poll` there is no such thread: events come from
 * pws_client_poll, and the callback parameters must be NULL.
 */
#ifndef PULSARWS_PULSARWS_H
#define PULSARWS_PULSARWS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Marks what the library exports. Define PWS_STATIC to link the static one on
 * Windows. */
#if defined(PWS_STATIC)
#define PWS_API
#elif defined(_WIN32)
#if defined(PWS_BUILDING)
#define PWS_API __declspec(dllexport)
#else
#define PWS_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define PWS_API __attribute__((visibility("default")))
#else
#define PWS_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------------- */
/* Version                                                                   */
/* ------------------------------------------------------------------------- */

/** The version of this header: 1 of "1.2.3". */
#define PWS_VERSION_MAJOR 1
/** The version of this header: 2 of "1.2.3". */
#define PWS_VERSION_MINOR 0
/** The version of this header: 3 of "1.2.3". */
#define PWS_VERSION_PATCH 0

/** The same as one number: 1.2.3 is 10203. */
#define PWS_VERSION_NUMBER \
  (PWS_VERSION_MAJOR * 10000 + PWS_VERSION_MINOR * 100 + PWS_VERSION_PATCH)

/** The version of the library that runs, as in "1.0.0". Static. */
PWS_API const char *pws_version(void);

/** The version of the library that runs, as PWS_VERSION_NUMBER counts. */
PWS_API int32_t pws_version_number(void);

/** The transports that this library was built with, separated by spaces, as in
 * "cpprest beast"; the first is the default. Static. */
PWS_API const char *pws_transports(void);

/* ------------------------------------------------------------------------- */
/* Status and error                                                          */
/* ------------------------------------------------------------------------- */

/** What a call came to: PWS_OK or one of the PWS_ERR constants. */
typedef int32_t pws_status;

/* The numbers never change; later versions append. */
enum {
  PWS_OK = 0,

  /** An argument is NULL, no handle, or out of its range. */
  PWS_ERR_INVALID_ARGUMENT = 1,
  /** There is no option of that name for this kind. */
  PWS_ERR_UNKNOWN_OPTION = 2,
  /** The option does not take that value. */
  PWS_ERR_INVALID_OPTION_VALUE = 3,
  /** Not a ws or wss URL. */
  PWS_ERR_INVALID_URL = 4,
  /** Not a topic's name. */
  PWS_ERR_INVALID_TOPIC = 5,
  /** A message holds what Pulsar cannot take. Nothing was sent. */
  PWS_ERR_INVALID_MESSAGE = 6,
  /** The message's frame is larger than `maxFrameSize`. Nothing was sent. */
  PWS_ERR_MESSAGE_TOO_BIG = 7,
  /** The message came from another consumer. */
  PWS_ERR_WRONG_CONSUMER = 8,
  /** The handle is closed, or was freed. */
  PWS_ERR_CLOSED = 9,
  /** A call that blocks was made inside a callback. */
  PWS_ERR_WOULD_DEADLOCK = 10,
  /** The process is a fork of the one that made the handle. */
  PWS_ERR_FORKED = 11,
  /** The call does not fit the client's `eventDelivery`. */
  PWS_ERR_WRONG_DELIVERY = 12,
  /** This topic, subscription or mode does not have that. */
  PWS_ERR_NOT_SUPPORTED = 13,
  /** A file cannot be read, or does not hold what it should. */
  PWS_ERR_FILE = 14,

  /** The producer's pending queue is full. Nothing was queued. */
  PWS_ERR_QUEUE_FULL = 20,
  /** The time is up, and nothing has happened. */
  PWS_ERR_TIMEOUT = 21,
  /** The time is up; the message stays queued and completes by event. */
  PWS_ERR_TIMEOUT_PENDING = 22,
  /** The message was given up and never written to the network. */
  PWS_ERR_NOT_SENT = 23,
  /** The message was written, and no answer came: it may be stored or not. */
  PWS_ERR_OUTCOME_UNKNOWN = 24,
  /** The operation was cancelled. */
  PWS_ERR_CANCELLED = 25,
  /** The server closed the connection again and again over this message. */
  PWS_ERR_POISONED = 26,

  /** The server's name has no address. */
  PWS_ERR_NAME_RESOLUTION = 40,
  /** The server's port does not accept connections. */
  PWS_ERR_CONNECT = 41,
  /** The server did not answer in time. */
  PWS_ERR_CONNECT_TIMEOUT = 42,
  /** The connection broke. */
  PWS_ERR_CONNECTION_LOST = 43,
  /** Too many dead connections that cannot be released yet. */
  PWS_ERR_CONNECTIONS_STUCK = 44,
  /** TLS failed, and not over the certificate or its name. */
  PWS_ERR_TLS = 45,
  /** The server's certificate is not trusted. */
  PWS_ERR_TLS_CERTIFICATE = 46,
  /** The server's certificate is for another host. */
  PWS_ERR_TLS_HOSTNAME = 47,
  /** The server sent what is not Pulsar's protocol. */
  PWS_ERR_PROTOCOL = 48,
  /** There are no credentials: the token file, the token supplier or the OAuth2
   * server failed. */
  PWS_ERR_CREDENTIALS = 49,
  /** The HTTP proxy could not be reached, or refused the connection. */
  PWS_ERR_PROXY = 50,

  /** HTTP 400: the server refused a parameter. */
  PWS_ERR_BAD_REQUEST = 60,
  /** HTTP 401: the token is missing, wrong or expired. */
  PWS_ERR_AUTHENTICATION = 61,
  /** HTTP 403: the token has no right on this topic. */
  PWS_ERR_AUTHORIZATION = 62,
  /** HTTP 404: the namespace or the topic does not exist. */
  PWS_ERR_NOT_FOUND = 63,
  /** HTTP 409: the producer's name or the subscription is in use. */
  PWS_ERR_CONFLICT = 64,
  /** HTTP 429: too many requests. */
  PWS_ERR_TOO_MANY_REQUESTS = 65,
  /** HTTP 503: the topic was terminated. Also a refusal that was gone again
   * when the library asked for its reason. */
  PWS_ERR_SERVICE_UNAVAILABLE = 66,
  /** Another HTTP status, 500 for instance. */
  PWS_ERR_SERVER = 67,
  /** The server refused a message. */
  PWS_ERR_SEND_REFUSED = 68,
  /** The server did not unsubscribe: the subscription has other consumers. */
  PWS_ERR_UNSUBSCRIBE_REFUSED = 69,

  /** Memory ran out. */
  PWS_ERR_OUT_OF_MEMORY = 90,
  /** A fault of the library: please report it. */
  PWS_ERR_INTERNAL = 91
};

/** The constant's name, "PWS_ERR_TIMEOUT"; for a number that this version does
 * not have, "PWS_ERR_UNKNOWN". Static. */
PWS_API const char *pws_status_name(pws_status status);

/** A failure with its circumstances. Immutable; NULL is read as success. */
typedef struct pws_error pws_error;

/** The status that came with it. */
PWS_API pws_status pws_error_status(const pws_error *error);

/** What happened and what to do about it, one line of UTF-8 for a person.
 * Borrowed from the error. */
PWS_API const char *pws_error_message(const pws_error *error);

/** The HTTP status of a refused connection, 401 for instance, or of what an
 * OAuth2 server answered instead of a token; else 0. */
PWS_API int32_t pws_error_http_status(const pws_error *error);

/** The code of the WebSocket close frame that the server sent; else 0. */
PWS_API int32_t pws_error_close_code(const pws_error *error);

/** 1 where the same call may well succeed later with nothing changed. */
PWS_API int32_t pws_error_is_retriable(const pws_error *error);

/** 1 where the handle will not work again: close it and make a new one. */
PWS_API int32_t pws_error_is_fatal(const pws_error *error);

/** Frees the error. NULL is fine. */
PWS_API void pws_error_free(pws_error *error);

/* ------------------------------------------------------------------------- */
/* Bytes and properties                                                      */
/* ------------------------------------------------------------------------- */

/** Bytes in somebody's memory. data NULL means that there are none, which is
 * not the same as an empty string where the difference matters (a key). */
typedef struct pws_slice {
  const char *data; /**< The first byte. */
  size_t size;      /**< How many. */
} pws_slice;

/** A message's property: UTF-8 text both. */
typedef struct pws_property {
  pws_slice key;   /**< Its name. */
  pws_slice value; /**< Its value; never "none", but it may be empty. */
} pws_property;

/** A slice over `size` bytes at `data`. Copies nothing. */
static inline pws_slice pws_slice_make(const void *data, size_t size) {
  pws_slice slice;
  slice.data = (const char *)data;
  slice.size = size;
  return slice;
}

/** A slice over a NUL-terminated text; over nothing where it is NULL. Copies
 * nothing. */
static inline pws_slice pws_slice_of(const char *text) {
  return pws_slice_make(text, text ? strlen(text) : 0);
}

/** A property of two NUL-terminated texts. Copies nothing. */
static inline pws_property pws_property_of(const char *key, const char *value) {
  pws_property property;
  property.key = pws_slice_of(key);
  property.value = pws_slice_of(value);
  return property;
}

/* ------------------------------------------------------------------------- */
/* Handles                                                                   */
/* ------------------------------------------------------------------------- */

/** Settings for a client, a producer, a consumer or a reader. */
typedef struct pws_options pws_options;
/** A Pulsar service, reached over one or more URLs. */
typedef struct pws_client pws_client;
/** Sends messages to one topic. */
typedef struct pws_producer pws_producer;
/** Receives the messages of one subscription. */
typedef struct pws_consumer pws_consumer;
/** Reads a topic from a place of its choice, without a subscription. */
typedef struct pws_reader pws_reader;
/** A message that was received. Immutable. */
typedef struct pws_message pws_message;
/** The server's answer to a message that was sent. Immutable. */
typedef struct pws_receipt pws_receipt;
/** A message's place in its topic. Immutable. */
typedef struct pws_message_id pws_message_id;
/** A line of the log. Immutable. */
typedef struct pws_log_entry pws_log_entry;
/** Text that the library made. Immutable. */
typedef struct pws_text pws_text;
/** A connection that waits for a token. */
typedef struct pws_token_request pws_token_request;

/* ------------------------------------------------------------------------- */
/* Events and callbacks                                                      */
/* ------------------------------------------------------------------------- */

/* What an event tells. */
enum {
  /** A message that was sent is settled: `receipt` with its context, and
   * `error` where it failed. */
  PWS_EVENT_SENT = 1,
  /** A message for a listener: `message`. */
  PWS_EVENT_MESSAGE = 2,
  /** The listener hears nothing more: `error` says why. */
  PWS_EVENT_ENDED = 3,
  /** A producer, consumer or reader made by an `_async` call is open, or
   * `error`. */
  PWS_EVENT_OPENED = 4,
  /** A pws_consumer_receive_async or pws_reader_next_async is done: `message`,
   * or `error`. */
  PWS_EVENT_RECEIVED = 5,
  /** A pws_producer_flush_async is done. */
  PWS_EVENT_FLUSHED = 6,
  /** A pws_consumer_ack_flush_async is done. */
  PWS_EVENT_ACKS_FLUSHED = 7,
  /** A `_close_async` is done. */
  PWS_EVENT_CLOSED = 8,
  /** A line of the log: `log`. */
  PWS_EVENT_LOG = 9,
  /** A connection has changed: `connection_state`, `connection`, `delay_ms`,
   * `error`. */
  PWS_EVENT_STATE = 10,
  /** The client's statistics: `text`, in JSON. */
  PWS_EVENT_STATISTICS = 11,
  /** A connection wants a token: `token_request`. */
  PWS_EVENT_TOKEN_WANTED = 12,
  /** A pws_consumer_unsubscribe_async is done. */
  PWS_EVENT_UNSUBSCRIBED = 13,
  /** An `_end_of_topic_async` is answered: `end_of_topic`. */
  PWS_EVENT_END_OF_TOPIC = 14,
  /** A reader that had started at the latest message and read none has
   * reconnected: messages in between may be missing. To its listener, and with
   * poll delivery in any case. */
  PWS_EVENT_GAP = 15,
  /** There is room in a producer's queue, after sends were refused with
   * PWS_ERR_QUEUE_FULL: pws_producer_set_writable_callback. */
  PWS_EVENT_WRITABLE = 16
};

/* What a connection is at: PWS_EVENT_STATE. */
enum {
  /** An attempt begins. */
  PWS_STATE_CONNECTING = 1,
  /** It is open. */
  PWS_STATE_OPEN = 2,
  /** It was open and has broken: `error` says why. */
  PWS_STATE_LOST = 3,
  /** The next attempt is in `delay_ms`: `error` says why. */
  PWS_STATE_BACKOFF = 4,
  /** There will be no more: `error` where it did not end in order. */
  PWS_STATE_CLOSED = 5
};

/**
 * Something that has happened. It owns its `message`, `receipt`, `error`,
 * `log`, `text` and `token_request`: pws_event_clear frees them, and whoever
 * wants to keep one takes the pointer and sets the field to NULL. In a callback
 * the library clears the event after the callback has returned. user_data lives
 * until the event is cleared; after the last event that carries it, its
 * free_user_data is called.
 *
 * `client`, `producer`, `consumer` and `reader` are the handles that it is
 * about, NULL where none; they are not owned. They may be used until the event
 * is cleared, also where the application has freed one in the meantime: its
 * calls return PWS_ERR_CLOSED.
 */
typedef struct pws_event {
  size_t struct_size; /**< sizeof(pws_event), as PWS_EVENT_INIT sets it. */
  int32_t type;       /**< PWS_EVENT_SENT and so on. */
  pws_status status;  /**< PWS_OK, or the status of `error`. */
  uint64_t operation; /**< The number that the `_async` call gave; else 0. */
  size_t index;       /**< SENT: which message of the call, from 0. */
  void *user_data;    /**< What was given with the callback. */
  pws_client *client; /**< Whose event it is. */
  pws_producer *producer; /**< Which producer it is about, or NULL. */
  pws_consumer *consumer; /**< Which consumer it is about, or NULL. */
  pws_reader *reader;     /**< Which reader it is about, or NULL. */
  pws_message *message;   /**< MESSAGE, RECEIVED: owned, or NULL. */
  pws_receipt *receipt;   /**< SENT: owned, or NULL. */
  pws_error *error;       /**< Owned; NULL where `status` is PWS_OK. */
  pws_log_entry *log;     /**< LOG: owned, or NULL. */
  pws_text *text;         /**< STATISTICS: owned, or NULL. */
  pws_token_request *token_request; /**< TOKEN_WANTED: owned, or NULL. */
  uint64_t connection;      /**< STATE: its number within its handle, from 1. */
  int64_t delay_ms;         /**< STATE: the wait, with PWS_STATE_BACKOFF. */
  int32_t connection_state; /**< STATE: PWS_STATE_CONNECTING and so on. */
  int32_t end_of_topic;     /**< END_OF_TOPIC: 1 where the topic has ended. */
  void *internal; /**< The library's own: keeps user_data until the clear. */
} pws_event;

/** An event that holds nothing yet. */
/* clang-format off */
#define PWS_EVENT_INIT                                                    \
  {                                                                       \
    sizeof(pws_event), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
    0, 0, 0                                                               \
  }
/* clang-format on */

/** Frees what the event owns and sets those fields to NULL, and lets go of the
 * handles that it is about. NULL is fine. */
PWS_API void pws_event_clear(pws_event *event);

/** Called on the client's dispatcher thread. Must not throw. One that ends its
 * thread (pthread_exit) ends the client's callbacks. None is called once the
 * process's exit has begun. */
typedef void (*pws_callback)(pws_event *event, void *user_data);

/** Called once with the user_data of a callback that will not be called any
 * more, on any thread and with no lock held; must not block. Once the process's
 * exit has begun only by calls of the program's own. */
typedef void (*pws_free_user_data)(void *user_data);

/* ------------------------------------------------------------------------- */
/* Options                                                                   */
/* ------------------------------------------------------------------------- */

/* Whose options these are. */
enum {
  PWS_OPTIONS_CLIENT = 1,
  PWS_OPTIONS_PRODUCER = 2,
  PWS_OPTIONS_CONSUMER = 3,
  PWS_OPTIONS_READER = 4
};

/** New options with every default. The caller frees them; NULL where `kind` is
 * none of the above, memory ran out, or the process is a fork. */
PWS_API pws_options *pws_options_new(int32_t kind);

/** A copy, owned by the caller; NULL where there is nothing to copy. */
PWS_API pws_options *pws_options_dup(const pws_options *options);

/** Frees the options; what was made with them keeps its copy. NULL is fine. */
PWS_API void pws_options_free(pws_options *options);

/**
 * Sets one option, whose name, range and default stand in docs/options.md. Not
 * thread-safe on one pws_options. A handle made with options copies them.
 *
 * @param options what pws_options_new returned
 * @param name the option's name, as "receiverQueueSize"
 * @param value the value as text: numbers in decimal, booleans as "true" or
 *   "false"; NULL sets the default
 * @param error PWS_ERR_UNKNOWN_OPTION (the text suggests the nearest name) or
 *   PWS_ERR_INVALID_OPTION_VALUE (the text has the range); nothing is changed
 */
PWS_API pws_status pws_options_set(pws_options *options, const char *name,
                                   const char *value, pws_error **error);

/**
 * Reads one option.
 *
 * @param options what pws_options_new returned
 * @param name the option's name
 * @param value receives the text that was set, or the default; NULL where
 *   neither is there. Borrowed from the options until the next set
 * @param error PWS_ERR_UNKNOWN_OPTION
 */
PWS_API pws_status pws_options_get(const pws_options *options, const char *name,
                                   const char **value, pws_error **error);

/**
 * Sets options from a file of lines "name=value". Spaces and tabs around name
 * and value do not count; empty lines and lines that begin with '#' are
 * skipped. Where one line is wrong, nothing is changed.
 *
 * @param options what pws_options_new returned
 * @param path the file's, as the C library's fopen takes it
 * @param error PWS_ERR_FILE where it cannot be read or a line has no '=',
 *   PWS_ERR_UNKNOWN_OPTION, PWS_ERR_INVALID_OPTION_VALUE: the text names the
 *   file and the line
 */
PWS_API pws_status pws_options_load_file(pws_options *options, const char *path,
                                         pws_error **error);

/**
 * Sets client options from the client.conf of a Pulsar installation: service
 * URL, authentication, TLS. docs/options.md says what becomes of which key;
 * keys that mean nothing here are skipped, and so are keys without a value.
 * Where something is wrong, nothing is changed.
 *
 * @param options of kind PWS_OPTIONS_CLIENT
 * @param path the file's
 * @param error PWS_ERR_FILE, PWS_ERR_INVALID_OPTION_VALUE,
 *   PWS_ERR_NOT_SUPPORTED where the file asks for what this library has not
 */
PWS_API pws_status pws_options_load_client_conf(pws_options *options,
                                                const char *path,
                                                pws_error **error);

/**
 * All options of this kind with the values that hold, in the order of
 * docs/options.md, one "name=value" a line, as pws_options_load_file reads
 * them. An option that has no value, and a secret, whose value is shown as
 * "***", stand in a comment.
 *
 * @param options what pws_options_new returned
 * @param text receives the text, owned by the caller
 * @param error PWS_ERR_INVALID_ARGUMENT
 */
PWS_API pws_status pws_options_dump(const pws_options *options, pws_text **text,
                                    pws_error **error);

/* ------------------------------------------------------------------------- */
/* Client                                                                    */
/* ------------------------------------------------------------------------- */

/**
 * Makes a client. Nothing is connected yet: each producer and each consumer has
 * a connection of its own.
 *
 * @param url "ws://host:8080" or "wss://host:9443"; several, separated by
 *   commas, are tried in turn: each once, without a wait between them, before
 *   the first connection of a handle has failed, and after a lost connection
 *   one at each attempt. NULL: the option `serviceUrl`
 * @param options of kind PWS_OPTIONS_CLIENT, NULL for the defaults; copied
 * @param client receives the client
 * @param error PWS_ERR_INVALID_URL, PWS_ERR_INVALID_ARGUMENT
 */
PWS_API pws_status pws_client_new(const char *url, const pws_options *options,
                                  pws_client **client, pws_error **error);

/**
 * Closes all producers, consumers and readers of the client, each as its own
 * close does, and the client. Later calls on any of them return PWS_ERR_CLOSED.
 * Every operation that was pending has completed when this returns: its event
 * is queued, and its callback has returned, as far as the time goes. Closing
 * again is fine.
 *
 * @param client the client
 * @param timeout_ms how long to wait for messages in flight and for the
 *   server's goodbye; what is not settled by then completes with
 *   PWS_ERR_NOT_SENT or PWS_ERR_OUTCOME_UNKNOWN
 * @param error PWS_ERR_TIMEOUT where something was cut off, or, with a timeout
 *   over 0, where callbacks were still running; the client is closed all the
 *   same. PWS_ERR_WOULD_DEADLOCK in a callback unless
 *   timeout_ms is 0
 */
PWS_API pws_status pws_client_close(pws_client *client, int32_t timeout_ms,
                                    pws_error **error);

/** The same without waiting; ends with PWS_EVENT_CLOSED. `operation`, which may
 * be NULL, receives its number. */
PWS_API pws_status pws_client_close_async(
    pws_client *client, int32_t timeout_ms, pws_callback callback,
    void *user_data, pws_free_user_data free_user_data, uint64_t *operation,
    pws_error **error);

/** Gives the client up. What was made with it goes on working.
 * Events that were not read are freed with the last of them. */
PWS_API void pws_client_free(pws_client *client);

/**
 * Takes events, with `eventDelivery=poll`. Runs no user code.
 *
 * @param client the client
 * @param events an array; element 0's struct_size, which must be set, is the
 *   size of every element. Clear each event that was filled with
 *   pws_event_clear when done with it
 * @param capacity how many elements it has, at least 1
 * @param timeout_ms how long to wait for the first event
 * @param count receives how many were filled
 * @param error PWS_ERR_TIMEOUT where there was none in time,
 *   PWS_ERR_WRONG_DELIVERY, PWS_ERR_CLOSED where the client is closed and every
 *   event was read
 */
PWS_API pws_status pws_client_poll(pws_client *client, pws_event *events,
                                   size_t capacity, int32_t timeout_ms,
                                   size_t *count, pws_error **error);

/**
 * A descriptor for poll, select and event loops, with `eventDelivery=poll`: it
 * is readable while there are events. Only watch it: never read, write or close
 * it. A socket on Windows. Lives as long as the client.
 */
PWS_API pws_status pws_client_descriptor(pws_client *client,
                                         int64_t *descriptor,
                                         pws_error **error);

/**
 * Cancels an operation that an `_async` call began. If it is still under way it
 * completes with PWS_ERR_CANCELLED; a cancelled receive loses no message, and a
 * cancelled close goes on, within its time limit. If not, nothing happens.
 */
PWS_API pws_status pws_operation_cancel(pws_client *client, uint64_t operation,
                                        pws_error **error);

/* ------------------------------------------------------------------------- */
/* Credentials                                                               */
/* ------------------------------------------------------------------------- */

/*
 * A client has one source of credentials, or none: the option `authToken`,
 * `authTokenFile` or `authTokenEnvironment`, the `oauth2` options, the
 * `authBasic` options, an Authorization field in `headers`, or a token
 * supplier. docs/authentication.md has an example of each. Options that name
 * two, or part of one, are PWS_ERR_INVALID_OPTION_VALUE from pws_client_new.
 *
 * The source is asked before each attempt to connect, so that what has changed
 * counts from the next attempt on. One that fails, or does not answer within
 * `connectTimeout`, fails the attempt with PWS_ERR_CREDENTIALS, which is
 * retriable. No credential is ever part of a log, an error or a URL.
 */

/**
 * Sets the token supplier: from now on each attempt of the client to connect
 * asks for a token by PWS_EVENT_TOKEN_WANTED, whose `token_request` is owned.
 * To answer later, or from another thread, take it out of the event; a request
 * that is cleared with its event fails. Set it before the first producer or
 * consumer is made. Setting it again replaces it.
 *
 * @param client the client
 * @param callback called with the events, on the dispatcher thread; must not be
 *   NULL there. In poll mode it is NULL, and the events come with the others
 * @param user_data for the callback
 * @param free_user_data for user_data, may be NULL
 * @param error PWS_ERR_INVALID_ARGUMENT where the client's options name another
 *   source of credentials, PWS_ERR_WRONG_DELIVERY
 */
PWS_API pws_status pws_client_set_token_supplier(
    pws_client *client, pws_callback callback, void *user_data,
    pws_free_user_data free_user_data, pws_error **error);

/**
 * Answers a request. On any thread, at any time: where the attempt has been
 * given up meanwhile, nothing happens. Does not wait, and does not free the
 * request.
 *
 * @param request what came with PWS_EVENT_TOKEN_WANTED
 * @param token the token, a JWT for instance, without "Bearer"; copied
 * @param error PWS_ERR_INVALID_ARGUMENT where it was answered already, or where
 *   the token is empty or holds what no token has (blanks, line ends); the
 *   latter answers nothing
 */
PWS_API pws_status pws_token_request_answer(pws_token_request *request,
                                            const char *token,
                                            pws_error **error);

/**
 * Fails a request: the attempt ends with PWS_ERR_CREDENTIALS. Otherwise as
 * pws_token_request_answer.
 *
 * @param request what came with PWS_EVENT_TOKEN_WANTED
 * @param reason becomes part of the error's text and of the log, so must hold
 *   no secret; UTF-8; copied
 * @param error PWS_ERR_INVALID_ARGUMENT where it was answered already
 */
PWS_API pws_status pws_token_request_fail(pws_token_request *request,
                                          const char *reason,
                                          pws_error **error);

/** Frees a request; one that was not answered fails. */
PWS_API void pws_token_request_free(pws_token_request *request);

/* ------------------------------------------------------------------------- */
/* Log                                                                       */
/* ------------------------------------------------------------------------- */

/* Log levels. */
enum {
  PWS_LOG_ERROR = 1,
  PWS_LOG_WARNING = 2,
  PWS_LOG_INFO = 3,
  PWS_LOG_DEBUG = 4
};

/**
 * Receives the client's log (as far as the client option `logLevel` goes) as
 * events PWS_EVENT_LOG, instead of on standard error. In poll mode `callback`
 * is NULL and the lines come with the other events; else NULL puts the log back
 * on standard error. At most 1,000 lines wait; more are dropped and counted in
 * the next one.
 *
 * On standard error, a line is `lib=pulsarws time=... level=... component=...
 * topic=... handle=... connection=... message="..."`: topic, handle and
 * connection only where the line is about one; what is not a plain word is
 * written as a JSON string.
 */
PWS_API pws_status pws_client_set_log_callback(
    pws_client *client, pws_callback callback, void *user_data,
    pws_free_user_data free_user_data, pws_error **error);

/**
 * Writes a line at PWS_LOG_WARNING into the client's log, beside the library's
 * own: for a binding that has something to tell and nobody who hears it. Does
 * not wait.
 *
 * @param client the client; one that is closed too
 * @param topic the full name of the topic that it is about; NULL: none
 * @param words one line in UTF-8; must hold no secret
 * @param error PWS_ERR_INVALID_ARGUMENT
 */
PWS_API pws_status pws_client_warn(pws_client *client, const char *topic,
                                   const char *words, pws_error **error);

/** PWS_LOG_ERROR and so on. */
PWS_API int32_t pws_log_entry_level(const pws_log_entry *entry);
/** The part of the library that speaks, "producer" for instance. Static. */
PWS_API const char *pws_log_entry_component(const pws_log_entry *entry);
/** One line without its end; never holds a secret. Borrowed. */
PWS_API const char *pws_log_entry_message(const pws_log_entry *entry);
/** When, in milliseconds since 1970. */
PWS_API int64_t pws_log_entry_time(const pws_log_entry *entry);
/** The full name of the topic that the line is about; "" where none. Borrowed.
 */
PWS_API const char *pws_log_entry_topic(const pws_log_entry *entry);
/** Which handle the line is about: its producerName, consumerName or
 * readerName, or where it was given none "#" and its number within its client,
 * from 1; "" where none. Borrowed. */
PWS_API const char *pws_log_entry_handle(const pws_log_entry *entry);
/** The number of the connection that the line is about, within its handle, from
 * 1; 0: none. */
PWS_API uint64_t pws_log_entry_connection(const pws_log_entry *entry);
/** Frees a line that was taken out of its event. NULL is fine. */
PWS_API void pws_log_entry_free(pws_log_entry *entry);

/* ------------------------------------------------------------------------- */
/* Producer                                                                  */
/* ------------------------------------------------------------------------- */

/**
 * A message to send. Set it to PWS_OUTGOING_INIT and fill what is needed; all
 * memory is the caller's and is free again when the call returns.
 */
typedef struct pws_outgoing {
  size_t struct_size;             /**< sizeof(pws_outgoing). */
  pws_slice payload;              /**< Any bytes, none included. */
  const pws_property *properties; /**< UTF-8; NULL where property_count is 0. */
  size_t property_count;          /**< How many. */
  pws_slice key;            /**< UTF-8; data NULL: the message has no key. */
  pws_slice context;        /**< Any bytes, 65536 at most; come back with the
                                 receipt and are not sent. */
  int64_t event_time_ms;    /**< Over 0; 0: none. */
  int64_t deliver_at_ms;    /**< Not before this time, which is before the year
                                 10000; 0: at once. */
  int64_t deliver_after_ms; /**< Not before so many milliseconds, a thousand
                                 years at most; 0: at once. */
  const pws_slice *replication_clusters; /**< Where to; NULL: everywhere. */
  size_t replication_cluster_count;      /**< How many. */
  int64_t send_timeout_ms; /**< When it is given up, up to 86400000; 0: by the
                                option `sendTimeout`; -1: never. */
  int64_t room_timeout_ms; /**< How long a call that waits for room in the queue
                                (`blockIfQueueFull`) does so for it, up to
                                86400000; 0: as long as it may take at all; -1:
                                not at all. */
} pws_outgoing;

/** A message without payload, key or properties. */
/* clang-format off */
#define PWS_OUTGOING_INIT \
  {sizeof(pws_outgoing), {0, 0}, 0, 0, {0, 0}, {0, 0}, 0, 0, 0, 0, 0, 0, 0}
/* clang-format on */

/**
 * Makes a producer and waits until it is open.
 *
 * @param client the client
 * @param topic "test", "tenant/namespace/topic" or a full name
 * @param options of kind PWS_OPTIONS_PRODUCER, NULL for the defaults; copied
 * @param timeout_ms how long to wait
 * @param producer receives the producer; NULL after a failure
 * @param error why it could not be opened, with the HTTP status where the
 *   server refused it; where the time is up, the last failure, or
 *   PWS_ERR_CONNECT_TIMEOUT if no attempt has failed yet
 */
PWS_API pws_status pws_producer_new(pws_client *client, const char *topic,
                                    const pws_options *options,
                                    int32_t timeout_ms, pws_producer **producer,
                                    pws_error **error);

/**
 * Makes a producer without waiting; PWS_EVENT_OPENED tells what came of it. The
 * handle is there at once: messages may be sent already and wait until it is
 * open. After a failure free it.
 *
 * @param client the client
 * @param topic as above
 * @param options as above
 * @param timeout_ms when the attempt is given up
 * @param producer receives the producer
 * @param callback called with the event, may be NULL
 * @param user_data for the callback
 * @param free_user_data for user_data, may be NULL
 * @param operation receives the number for pws_operation_cancel, may be NULL
 * @param error what could be told at once
 */
PWS_API pws_status pws_producer_new_async(
    pws_client *client, const char *topic, const pws_options *options,
    int32_t timeout_ms, pws_producer **producer, pws_callback callback,
    void *user_data, pws_free_user_data free_user_data, uint64_t *operation,
    pws_error **error);

/**
 * Sends a message and waits until the server has stored it.
 *
 * @param producer the producer
 * @param message the message
 * @param timeout_ms how long to wait
 * @param receipt receives the receipt; NULL where it is not wanted
 * @param error PWS_ERR_TIMEOUT_PENDING: the message stays queued, and its
 *   outcome goes to the delivery callback. PWS_ERR_TIMEOUT: there was no room
 *   in the queue in time, PWS_ERR_CANCELLED: the wait for it was cancelled.
 * PWS_ERR_QUEUE_FULL, PWS_ERR_MESSAGE_TOO_BIG, PWS_ERR_INVALID_MESSAGE: nothing
 * was queued. PWS_ERR_SEND_REFUSED: the server would not have it.
 * PWS_ERR_NOT_SENT and PWS_ERR_OUTCOME_UNKNOWN: its send timeout was over, it
 * was purged, or the producer ended
 */
PWS_API pws_status pws_producer_send(pws_producer *producer,
                                     const pws_outgoing *message,
                                     int32_t timeout_ms, pws_receipt **receipt,
                                     pws_error **error);

/**
 * Queues messages and returns. Each one that was accepted gets exactly one
 * PWS_EVENT_SENT, whose index tells which it was, and whose receipt, there
 * after a failure too, has its context. With `blockIfQueueFull` the call waits
 * for room, up to the message's room_timeout_ms and its send timeout (in a
 * callback it never waits): then PWS_ERR_TIMEOUT, and nothing of that message
 * was queued. A close of the producer ends the wait with PWS_ERR_CLOSED,
 * pws_producer_cancel_room_waits with PWS_ERR_CANCELLED. Where it does not wait
 * and there is no room it returns PWS_ERR_QUEUE_FULL: PWS_EVENT_WRITABLE tells
 * when to try again.
 *
 * @param producer the producer
 * @param messages an array; element 0's struct_size is the size of each
 * @param count how many
 * @param callback called for each; NULL: the delivery callback gets it
 * @param user_data for the callback
 * @param free_user_data for user_data, may be NULL
 * @param accepted receives how many were queued, which is less than count only
 *   after a failure; may be NULL
 * @param error why the first message that was not accepted was not
 */
PWS_API pws_status pws_producer_send_async(pws_producer *producer,
                                           const pws_outgoing *messages,
                                           size_t count, pws_callback callback,
                                           void *user_data,
                                           pws_free_user_data free_user_data,
                                           size_t *accepted, pws_error **error);

/** Sets who hears of messages that have no callback of their own (sent without
 * one, or left by a send that ran out of time). Without it a failed one is
 * logged. */
PWS_API pws_status pws_producer_set_delivery_callback(
    pws_producer *producer, pws_callback callback, void *user_data,
    pws_free_user_data free_user_data, pws_error **error);

/**
 * Has PWS_EVENT_WRITABLE told when there is room in the queue again after a
 * send was refused with PWS_ERR_QUEUE_FULL. At least one event comes after each
 * refusal; refusals before it share one. It means that the largest message that
 * was refused would find room now; others may have taken it before you come.
 * It also comes when the producer closes or ends: the next send says why. In
 * poll mode `callback` is NULL and the events come with the others; else NULL
 * ends it. Nothing is told of what was refused before this call.
 *
 * So a program, or a binding, can wait for room without a thread: send with
 * room_timeout_ms -1, and after PWS_ERR_QUEUE_FULL once more when the event has
 * come, or never, where it was cancelled meanwhile.
 *
 * @param producer the producer
 * @param callback called for each; replaces the one before
 * @param user_data for the callback
 * @param free_user_data for user_data, may be NULL
 * @param error PWS_ERR_WRONG_DELIVERY, PWS_ERR_CLOSED
 */
PWS_API pws_status pws_producer_set_writable_callback(
    pws_producer *producer, pws_callback callback, void *user_data,
    pws_free_user_data free_user_data, pws_error **error);

/**
 * Ends every pws_producer_send and pws_producer_send_async that waits for room
 * in the queue now, on any thread, with PWS_ERR_CANCELLED: the message was not
 * queued. Later ones wait again. Does not wait.
 *
 * @param producer the producer
 * @param cancelled receives how many that were; may be NULL
 * @param error PWS_ERR_INVALID_ARGUMENT, PWS_ERR_CLOSED
 */
PWS_API pws_status pws_producer_cancel_room_waits(pws_producer *producer,
                                                  size_t *cancelled,
                                                  pws_error **error);

/**
 * Gives up messages that are not settled: each completes with PWS_ERR_NOT_SENT,
 * or PWS_ERR_OUTCOME_UNKNOWN where it was written, by its event or in the send
 * that waits for it. Does not wait.
 *
 * @param producer the producer; one that is closing too
 * @param in_flight 0: only what was never written to a connection; 1: also what
 *   was written and is not answered, which the server may store all the same
 * @param purged receives how many that were; may be NULL
 * @param error PWS_ERR_CLOSED, or why the producer has ended
 */
PWS_API pws_status pws_producer_purge(pws_producer *producer, int32_t in_flight,
                                      size_t *purged, pws_error **error);

/** Waits until every message queued before this call is settled; what became
 * of each is told by its own event, whose callback has returned when this does
 * (but for a call inside a callback). PWS_ERR_TIMEOUT where the time is up. */
PWS_API pws_status pws_producer_flush(pws_producer *producer,
                                      int32_t timeout_ms, pws_error **error);

/** The same without waiting; ends with PWS_EVENT_FLUSHED. */
PWS_API pws_status pws_producer_flush_async(
    pws_producer *producer, int32_t timeout_ms, pws_callback callback,
    void *user_data, pws_free_user_data free_user_data, uint64_t *operation,
    pws_error **error);

/** Flushes, then closes. What is not settled in time completes with
 * PWS_ERR_NOT_SENT or PWS_ERR_OUTCOME_UNKNOWN, and the call returns
 * PWS_ERR_TIMEOUT. When this returns, the producer's last callback has
 * returned: as far as the time goes (else PWS_ERR_TIMEOUT), not with timeout 0,
 * and not inside a callback. The producer is closed in any case; closing again
 * is fine. */
PWS_API pws_status pws_producer_close(pws_producer *producer,
                                      int32_t timeout_ms, pws_error **error);

/** The same without waiting; ends with PWS_EVENT_CLOSED. */
PWS_API pws_status pws_producer_close_async(
    pws_producer *producer, int32_t timeout_ms, pws_callback callback,
    void *user_data, pws_free_user_data free_user_data, uint64_t *operation,
    pws_error **error);

/** Gives the producer up; what is pending completes as with a close that has no
 * time. Does not wait. */
PWS_API void pws_producer_free(pws_producer *producer);

/** The topic's full name. Borrowed from the producer. */
PWS_API const char *pws_producer_topic(const pws_producer *producer);
/** The option `producerName`; "" where none was given and the broker picks one.
 * Borrowed from the producer. */
PWS_API const char *pws_producer_name(const pws_producer *producer);
/** 1 while it has a connection. */
PWS_API int32_t pws_producer_is_connected(const pws_producer *producer);
/** How many messages are queued or in flight. */
PWS_API size_t pws_producer_pending_count(const pws_producer *producer);
/** How many bytes their frames have, base64 and JSON included. */
PWS_API size_t pws_producer_pending_bytes(const pws_producer *producer);

/**
 * The number of the last message that the server has stored and before which
 * none is unsettled: Pulsar's "last sequence id published". This producer's
 * messages are counted in the order of their sends, one up for each that was
 * queued, from the option `initialSequenceId` on; without it the first is
 * number 0. Where none is stored yet it is `initialSequenceId`, or -1.
 *
 * The proxy gives the numbers that the broker sees itself, one for each frame
 * that reaches it: on an unpartitioned topic they are these as long as no
 * message was given up unwritten or refused, no connection has broken, and with
 * no `initialSequenceId` the name is new to the topic. Behind a broken
 * connection the broker's may be higher, so do not give this number to the next
 * producer as its `initialSequenceId` then: without that option the broker goes
 * on from its own.
 */
PWS_API int64_t pws_producer_last_sequence_id(const pws_producer *producer);

/** The id that the server gave the message; NULL in the event of one that
 * failed, and where the server's answer has none that can be read. Borrowed
 * from the receipt. */
PWS_API const pws_message_id *pws_receipt_message_id(
    const pws_receipt *receipt);
/** The context that the message was sent with. Borrowed from the receipt. */
PWS_API pws_slice pws_receipt_context(const pws_receipt *receipt);
/** 1 where the broker's deduplication found that it had the message already. */
PWS_API int32_t pws_receipt_is_duplicate(const pws_receipt *receipt);
/** Frees the receipt. NULL is fine. */
PWS_API void pws_receipt_free(pws_receipt *receipt);

/* ------------------------------------------------------------------------- */
/* Consumer                                                                  */
/* ------------------------------------------------------------------------- */

/**
 * Subscribes and waits until the consumer is open.
 *
 * @param client the client
 * @param topic "test", "tenant/namespace/topic" or a full name
 * @param subscription the subscription's name
 * @param options of kind PWS_OPTIONS_CONSUMER, NULL for the defaults; copied
 * @param timeout_ms how long to wait
 * @param consumer receives the consumer; NULL after a failure
 * @param error why it could not be opened, with the HTTP status where the
 *   server refused it; where the time is up, the last failure, or
 *   PWS_ERR_CONNECT_TIMEOUT if no attempt has failed yet
 */
PWS_API pws_status pws_consumer_new(pws_client *client, const char *topic,
                                    const char *subscription,
                                    const pws_options *options,
                                    int32_t timeout_ms, pws_consumer **consumer,
                                    pws_error **error);

/** The same without waiting; PWS_EVENT_OPENED tells what came of it. The handle
 * is there at once; after a failure free it. */
PWS_API pws_status pws_consumer_new_async(
    pws_client *client, const char *topic, const char *subscription,
    const pws_options *options, int32_t timeout_ms, pws_consumer **consumer,
    pws_callback callback, void *user_data, pws_free_user_data free_user_data,
    uint64_t *operation, pws_error **error);

/**
 * Subscribes to several topics at once. Which of them a message is from is not
 * on the wire: let the publishers say it in a property or the key.
 *
 * @param client the client
 * @param topics the topics' names, no two the same, none with a ',' in it
 * @param topic_count how many, 1 or more
 * @param subscription the subscription's name
 * @param options of kind PWS_OPTIONS_CONSUMER, NULL for the defaults; copied
 * @param timeout_ms how long to wait
 * @param consumer receives the consumer; NULL after a failure
 * @param error as for pws_consumer_new
 */
PWS_API pws_status pws_consumer_new_topics(
    pws_client *client, const char *const *topics, size_t topic_count,
    const char *subscription, const pws_options *options, int32_t timeout_ms,
    pws_consumer **consumer, pws_error **error);

/** The same without waiting, as pws_consumer_new_async. */
PWS_API pws_status pws_consumer_new_topics_async(
    pws_client *client, const char *const *topics, size_t topic_count,
    const char *subscription, const pws_options *options, int32_t timeout_ms,
    pws_consumer **consumer, pws_callback callback, void *user_data,
    pws_free_user_data free_user_data, uint64_t *operation, pws_error **error);

/**
 * Subscribes to all topics of a namespace that match a pattern, those that are
 * made later included (the server looks for them from time to time).
 *
 * @param client the client
 * @param pattern "persistent://tenant/namespace/" and a regular expression
 * @param subscription the subscription's name
 * @param options of kind PWS_OPTIONS_CONSUMER, NULL for the defaults; copied
 * @param timeout_ms how long to wait
 * @param consumer receives the consumer; NULL after a failure
 * @param error as for pws_consumer_new
 */
PWS_API pws_status pws_consumer_new_pattern(
    pws_client *client, const char *pattern, const char *subscription,
    const pws_options *options, int32_t timeout_ms, pws_consumer **consumer,
    pws_error **error);

/** The same without waiting, as pws_consumer_new_async. */
PWS_API pws_status pws_consumer_new_pattern_async(
    pws_client *client, const char *pattern, const char *subscription,
    const pws_options *options, int32_t timeout_ms, pws_consumer **consumer,
    pws_callback callback, void *user_data, pws_free_user_data free_user_data,
    uint64_t *operation, pws_error **error);

/**
 * Takes the next message.
 *
 * @param consumer the consumer
 * @param timeout_ms how long to wait for one
 * @param message receives the message; NULL after a failure
 * @param error PWS_ERR_TIMEOUT where none came in time, PWS_ERR_CLOSED, or why
 *   the consumer has ended for good. NULL is fine: in a loop that mostly times
 *   out it saves an object each turn, and the status says enough
 */
PWS_API pws_status pws_consumer_receive(pws_consumer *consumer,
                                        int32_t timeout_ms,
                                        pws_message **message,
                                        pws_error **error);

/**
 * Takes several messages: waits until there are `capacity` of them, or their
 * payloads have `max_bytes` together, or the time is up.
 *
 * @param consumer the consumer
 * @param messages receives them; each is the caller's
 * @param capacity how many at most, 1 or more
 * @param max_bytes the payloads' bytes after which no more is waited for; 0: no
 *   such bound
 * @param timeout_ms how long to wait for all of them
 * @param count receives how many came, 0 after a failure
 * @param error PWS_ERR_TIMEOUT where none came in time; otherwise as for
 *   pws_consumer_receive
 */
PWS_API pws_status pws_consumer_receive_batch(pws_consumer *consumer,
                                              pws_message **messages,
                                              size_t capacity, size_t max_bytes,
                                              int32_t timeout_ms, size_t *count,
                                              pws_error **error);

/** Hands out nothing until pws_consumer_resume: the listener is not called, and
 * receive calls wait. At most `receiverQueueSize` messages are fetched
 * meanwhile. */
PWS_API pws_status pws_consumer_pause(pws_consumer *consumer,
                                      pws_error **error);

/** Ends a pause. What has come meanwhile is handed out. */
PWS_API pws_status pws_consumer_resume(pws_consumer *consumer,
                                       pws_error **error);

/** The next message by event: PWS_EVENT_RECEIVED. With timeout_ms over, or
 * cancelled, it completes without a message, and none is lost. */
PWS_API pws_status pws_consumer_receive_async(
    pws_consumer *consumer, int32_t timeout_ms, pws_callback callback,
    void *user_data, pws_free_user_data free_user_data, uint64_t *operation,
    pws_error **error);

/**
 * Sets the listener, once: from now on messages come as PWS_EVENT_MESSAGE, and
 * the receive functions return PWS_ERR_INVALID_ARGUMENT. The listener's last
 * event is PWS_EVENT_ENDED, where the consumer ends by itself.
 */
PWS_API pws_status pws_consumer_listen(pws_consumer *consumer,
                                       pws_callback callback, void *user_data,
                                       pws_free_user_data free_user_data,
                                       pws_error **error);

/**
 * Acknowledges a message: the subscription does not deliver it again. Does not
 * wait. The first ack or nack of a message counts, later ones do nothing. A
 * message from before a reconnect is remembered and settled when the server
 * delivers it again, without being handed out twice.
 *
 * @param consumer the consumer that it came from
 * @param message the message; stays the caller's
 * @param error PWS_ERR_WRONG_CONSUMER, PWS_ERR_CLOSED
 */
PWS_API pws_status pws_consumer_ack(pws_consumer *consumer,
                                    const pws_message *message,
                                    pws_error **error);

/** Asks for the message to be delivered again, after
 * `negativeAckRedeliveryDelay`. Otherwise as pws_consumer_ack. */
PWS_API pws_status pws_consumer_nack(pws_consumer *consumer,
                                     const pws_message *message,
                                     pws_error **error);

/** Acknowledges and frees in one call; the message is freed in any case. */
PWS_API pws_status pws_consumer_ack_and_free(pws_consumer *consumer,
                                             pws_message *message,
                                             pws_error **error);

/**
 * Acknowledges by id alone, for whoever keeps ids instead of messages. On a
 * non-persistent topic, where all messages have the same id, it is any one of
 * those that are not settled.
 *
 * @param consumer the consumer that handed the message out
 * @param id the message's id; stays the caller's
 * @param error PWS_ERR_WRONG_CONSUMER where no message of this id was handed
 *   out here, or it is settled already. PWS_ERR_CLOSED
 */
PWS_API pws_status pws_consumer_ack_id(pws_consumer *consumer,
                                       const pws_message_id *id,
                                       pws_error **error);

/** Asks for redelivery by id alone; otherwise as pws_consumer_ack_id. */
PWS_API pws_status pws_consumer_nack_id(pws_consumer *consumer,
                                        const pws_message_id *id,
                                        pws_error **error);

/**
 * Acknowledges this message and all that this consumer handed out before it in
 * the same partition and that are not settled. The wire has no such ack: one
 * goes out for each.
 *
 * @param consumer the consumer that it came from
 * @param message the message; stays the caller's
 * @param error PWS_ERR_NOT_SUPPORTED on a Shared or Key_Shared subscription, on
 *   several topics and on a non-persistent one. PWS_ERR_WRONG_CONSUMER,
 * PWS_ERR_CLOSED
 */
PWS_API pws_status pws_consumer_ack_cumulative(pws_consumer *consumer,
                                               const pws_message *message,
                                               pws_error **error);

/** The same up to an id, which need not be that of a message handed out. */
PWS_API pws_status pws_consumer_ack_cumulative_id(pws_consumer *consumer,
                                                  const pws_message_id *id,
                                                  pws_error **error);

/** Asks for all messages to be delivered again that were handed out and are not
 * settled. */
PWS_API pws_status pws_consumer_redeliver(pws_consumer *consumer,
                                          pws_error **error);

/** Waits until the server has handled every ack and nack made before this
 * call. PWS_ERR_TIMEOUT where the time is up; PWS_ERR_CONNECTION_LOST where the
 * connection broke meanwhile, after which they are settled on redelivery. Of a
 * server that cannot be asked (the option `ackFence`) it says less: that they
 * were written, and the connection has held for a second since. */
PWS_API pws_status pws_consumer_ack_flush(pws_consumer *consumer,
                                          int32_t timeout_ms,
                                          pws_error **error);

/** The same without waiting; ends with PWS_EVENT_ACKS_FLUSHED. */
PWS_API pws_status pws_consumer_ack_flush_async(
    pws_consumer *consumer, int32_t timeout_ms, pws_callback callback,
    void *user_data, pws_free_user_data free_user_data, uint64_t *operation,
    pws_error **error);

/**
 * Asks whether the topic has ended for this subscription: whether it was
 * terminated and all of it is acknowledged.
 *
 * @param consumer the consumer
 * @param timeout_ms how long to wait for the answer
 * @param end_of_topic receives 1 where it has ended, else 0
 * @param error PWS_ERR_TIMEOUT, PWS_ERR_CONNECTION_LOST, PWS_ERR_CLOSED;
 *   PWS_ERR_NOT_SUPPORTED where the server does not know the question, or
 *   `ackFence=off` says so
 */
PWS_API pws_status pws_consumer_end_of_topic(pws_consumer *consumer,
                                             int32_t timeout_ms,
                                             int32_t *end_of_topic,
                                             pws_error **error);

/** The same without waiting; ends with PWS_EVENT_END_OF_TOPIC. */
PWS_API pws_status pws_consumer_end_of_topic_async(
    pws_consumer *consumer, int32_t timeout_ms, pws_callback callback,
    void *user_data, pws_free_user_data free_user_data, uint64_t *operation,
    pws_error **error);

/**
 * Removes the subscription, and with it what is not acknowledged; waits for the
 * server's confirmation, and for the consumer's last callback. The consumer is
 * closed then. Once asked, it does not reconnect, since that would subscribe
 * again: when the connection breaks before the answer it ends with
 * PWS_ERR_UNSUBSCRIBE_REFUSED.
 *
 * @param consumer the consumer
 * @param timeout_ms how long to wait
 * @param error PWS_ERR_UNSUBSCRIBE_REFUSED where the subscription has other
 *   consumers, or the connection broke. PWS_ERR_TIMEOUT where no answer has
 *   come yet. PWS_ERR_CONNECTION_LOST where there is no connection to ask over;
 *   nothing has changed then
 */
PWS_API pws_status pws_consumer_unsubscribe(pws_consumer *consumer,
                                            int32_t timeout_ms,
                                            pws_error **error);

/** The same without waiting; ends with PWS_EVENT_UNSUBSCRIBED. */
PWS_API pws_status pws_consumer_unsubscribe_async(
    pws_consumer *consumer, int32_t timeout_ms, pws_callback callback,
    void *user_data, pws_free_user_data free_user_data, uint64_t *operation,
    pws_error **error);

/**
 * With `permits=manual`: lets the server deliver so many more messages. What
 * was permitted and not handed out before a reconnect is permitted again by the
 * library.
 *
 * @param consumer the consumer
 * @param messages how many, 1 to 1,000,000 together with those not used yet
 * @param error PWS_ERR_NOT_SUPPORTED without `permits=manual`,
 *   PWS_ERR_INVALID_ARGUMENT, PWS_ERR_CLOSED
 */
PWS_API pws_status pws_consumer_permit(pws_consumer *consumer,
                                       uint32_t messages, pws_error **error);

/** Sees that acks have reached the server, then closes; messages that were not
 * acked will be delivered again. PWS_ERR_TIMEOUT where the time was too short
 * for that, PWS_ERR_CONNECTION_LOST where the connection broke before the
 * server had confirmed them; the consumer is closed in any case. When this
 * returns, its last callback has returned too, as pws_producer_close has it.
 * Closing again is fine.
 */
PWS_API pws_status pws_consumer_close(pws_consumer *consumer,
                                      int32_t timeout_ms, pws_error **error);

/** The same without waiting; ends with PWS_EVENT_CLOSED. */
PWS_API pws_status pws_consumer_close_async(
    pws_consumer *consumer, int32_t timeout_ms, pws_callback callback,
    void *user_data, pws_free_user_data free_user_data, uint64_t *operation,
    pws_error **error);

/** Gives the consumer up. Acks made already still go out where they can; does
 * not wait for it. */
PWS_API void pws_consumer_free(pws_consumer *consumer);

/** The topic's full name; several with commas between, or the pattern. Borrowed
 * from the consumer. */
PWS_API const char *pws_consumer_topic(const pws_consumer *consumer);
/** The subscription's name. Borrowed from the consumer. */
PWS_API const char *pws_consumer_subscription(const pws_consumer *consumer);
/** The option `consumerName`; empty where the broker picks one, which it does
 * not tell. Borrowed from the consumer. */
PWS_API const char *pws_consumer_name(const pws_consumer *consumer);
/** 1 while it has a connection. */
PWS_API int32_t pws_consumer_is_connected(const pws_consumer *consumer);
/** How many messages were fetched and wait to be handed out. */
PWS_API size_t pws_consumer_queued_count(const pws_consumer *consumer);
/** How many messages were handed out and are not settled. */
PWS_API size_t pws_consumer_outstanding_count(const pws_consumer *consumer);

/* ------------------------------------------------------------------------- */
/* Message                                                                   */
/* ------------------------------------------------------------------------- */

/** All of a message in one struct: slices into the message. */
typedef struct pws_message_view {
  size_t struct_size;             /**< sizeof(pws_message_view). */
  pws_slice payload;              /**< As it was sent. */
  pws_slice key;                  /**< data NULL: it has none. */
  const pws_property *properties; /**< NULL where there are none. */
  size_t property_count;          /**< How many. */
  int64_t publish_time_ms;        /**< When the producer sent it. */
  int64_t event_time_ms;          /**< 0: none. Any number else: a producer may
                                       have meant microseconds. */
  int32_t redelivery_count;       /**< How often it was delivered before. */
  const pws_message_id *id;       /**< Its place in the topic. */
} pws_message_view;

/** A view that shows nothing yet. */
/* clang-format off */
#define PWS_MESSAGE_VIEW_INIT \
  {sizeof(pws_message_view), {0, 0}, {0, 0}, 0, 0, 0, 0, 0, 0}
/* clang-format on */

/** Fills a view, whose struct_size must be set. It lives as long as the
 * message. */
PWS_API pws_status pws_message_read(const pws_message *message,
                                    pws_message_view *view, pws_error **error);

/** pws_consumer_receive and pws_message_read in one call. */
PWS_API pws_status pws_consumer_receive_view(pws_consumer *consumer,
                                             int32_t timeout_ms,
                                             pws_message **message,
                                             pws_message_view *view,
                                             pws_error **error);

/** The payload. This and what follows is borrowed from the message. */
PWS_API pws_slice pws_message_payload(const pws_message *message);
/** The key; data is NULL where it has none. */
PWS_API pws_slice pws_message_key(const pws_message *message);
/** How many properties it has. */
PWS_API size_t pws_message_property_count(const pws_message *message);
/** The properties, as many as pws_message_property_count says. */
PWS_API const pws_property *pws_message_properties(const pws_message *message);
/** The value of the property of that name; data is NULL where there is none. */
PWS_API pws_slice pws_message_property(const pws_message *message,
                                       const char *key);
/** When the producer sent it, in milliseconds since 1970. */
PWS_API int64_t pws_message_publish_time(const pws_message *message);
/** The event time that the producer gave it; 0: none. */
PWS_API int64_t pws_message_event_time(const pws_message *message);
/** How often it was delivered before, as far as the broker counts. */
PWS_API int32_t pws_message_redelivery_count(const pws_message *message);
/** Its place in the topic. */
PWS_API const pws_message_id *pws_message_get_id(const pws_message *message);
/** What pws_consumer_topic or pws_reader_topic says: the message's topic, but
 * for a consumer of several. */
PWS_API const char *pws_message_topic(const pws_message *message);

/** Another handle on the same message, owned by the caller; NULL where there is
 * no message or no memory. */
PWS_API pws_message *pws_message_ref(const pws_message *message);

/** Frees the handle. Does not settle the message. */
PWS_API void pws_message_free(pws_message *message);

/* ------------------------------------------------------------------------- */
/* Message id                                                                */
/* ------------------------------------------------------------------------- */

/** The ledger that the message is stored in. */
PWS_API int64_t pws_message_id_ledger(const pws_message_id *id);
/** The message's entry in its ledger. */
PWS_API int64_t pws_message_id_entry(const pws_message_id *id);
/** -1 where the topic has no partitions. */
PWS_API int32_t pws_message_id_partition(const pws_message_id *id);
/** -1 where the message was not in a batch. */
PWS_API int32_t pws_message_id_batch_index(const pws_message_id *id);

/** Less than, equal to or greater than 0 as `a` stands before, at or behind
 * `b`, which means something within one partition. */
PWS_API int32_t pws_message_id_compare(const pws_message_id *a,
                                       const pws_message_id *b);

/**
 * Prints "ledger:entry:partition:batch" as the native clients do.
 *
 * @param id the id
 * @param buffer receives the text and a NUL, cut off where it is too short
 * @param capacity of the buffer; 32 is mostly enough, 96 always
 * @return the length of the whole text without its NUL
 */
PWS_API size_t pws_message_id_print(const pws_message_id *id, char *buffer,
                                    size_t capacity);

/**
 * Writes the bytes that the native clients' deserialize reads.
 *
 * @param id the id
 * @param buffer receives them where they fit, else is left as it is
 * @param capacity of the buffer; 64 is always enough
 * @return how many there are
 */
PWS_API size_t pws_message_id_serialize(const pws_message_id *id, void *buffer,
                                        size_t capacity);

/** Reads such bytes; PWS_ERR_INVALID_ARGUMENT where they are none. */
PWS_API pws_status pws_message_id_parse(const void *data, size_t size,
                                        pws_message_id **id, pws_error **error);

/** A copy, owned by the caller, of an id that is borrowed; NULL where there is
 * none, or no memory. */
PWS_API pws_message_id *pws_message_id_dup(const pws_message_id *id);

/** Before the first message of a topic: where a reader may start. Static. */
PWS_API const pws_message_id *pws_message_id_earliest(void);
/** Behind the last message of a topic: where a reader may start. Static. */
PWS_API const pws_message_id *pws_message_id_latest(void);

/** Frees an id that pws_message_id_parse or pws_message_id_dup made, and no
 * other. */
PWS_API void pws_message_id_free(pws_message_id *id);

/* ------------------------------------------------------------------------- */
/* Reader                                                                    */
/* ------------------------------------------------------------------------- */

/**
 * Makes a reader and waits until it is open. It needs no subscription and no
 * acks. After a lost connection it goes on behind the last message that it
 * handed out: none is missed, none comes twice. Two cases it cannot save: where
 * it started at pws_message_id_latest and had read nothing, what was published
 * meanwhile is missed (PWS_EVENT_GAP says so); and on a partitioned topic the
 * server takes no id, so that the reader ends with PWS_ERR_NOT_SUPPORTED: read
 * each partition by a reader of its own, on "TOPIC-partition-N".
 *
 * @param client the client
 * @param topic "test", "tenant/namespace/topic" or a full name
 * @param start what stands behind this is read: pws_message_id_earliest,
 *   pws_message_id_latest, or a message's id; copied
 * @param options of kind PWS_OPTIONS_READER, NULL for the defaults; copied
 * @param timeout_ms how long to wait
 * @param reader receives the reader; NULL after a failure
 * @param error why it could not be opened. Beside 401 and 403 the server has
 *   only HTTP 500 for it: the status is taken from its words where they tell
 */
PWS_API pws_status pws_reader_new(pws_client *client, const char *topic,
                                  const pws_message_id *start,
                                  const pws_options *options,
                                  int32_t timeout_ms, pws_reader **reader,
                                  pws_error **error);

/** The same without waiting; PWS_EVENT_OPENED tells what came of it. The handle
 * is there at once; after a failure free it. */
PWS_API pws_status pws_reader_new_async(pws_client *client, const char *topic,
                                        const pws_message_id *start,
                                        const pws_options *options,
                                        int32_t timeout_ms, pws_reader **reader,
                                        pws_callback callback, void *user_data,
                                        pws_free_user_data free_user_data,
                                        uint64_t *operation, pws_error **error);

/**
 * Takes the next message.
 *
 * @param reader the reader
 * @param timeout_ms how long to wait for one
 * @param message receives the message, the caller's; NULL after a failure
 * @param error PWS_ERR_TIMEOUT where none came in time, PWS_ERR_CLOSED, or why
 *   the reader has ended for good. NULL is fine, as in pws_consumer_receive
 */
PWS_API pws_status pws_reader_next(pws_reader *reader, int32_t timeout_ms,
                                   pws_message **message, pws_error **error);

/** pws_reader_next and pws_message_read in one call. */
PWS_API pws_status pws_reader_next_view(pws_reader *reader, int32_t timeout_ms,
                                        pws_message **message,
                                        pws_message_view *view,
                                        pws_error **error);

/** The next message by event: PWS_EVENT_RECEIVED. With timeout_ms over, or
 * cancelled, it completes without a message, and none is lost. */
PWS_API pws_status pws_reader_next_async(pws_reader *reader, int32_t timeout_ms,
                                         pws_callback callback, void *user_data,
                                         pws_free_user_data free_user_data,
                                         uint64_t *operation,
                                         pws_error **error);

/** Sets the listener, once, as pws_consumer_listen does. */
PWS_API pws_status pws_reader_listen(pws_reader *reader, pws_callback callback,
                                     void *user_data,
                                     pws_free_user_data free_user_data,
                                     pws_error **error);

/** Whether there is another message: 1 where one has been fetched, 0 where
 * pws_reader_end_of_topic has said that the topic ended and all was handed out,
 * -1 where it cannot be known. */
PWS_API int32_t pws_reader_has_next(const pws_reader *reader);

/** Asks whether the topic has ended: whether it was terminated and the server
 * has fetched the last of it, which may still be on its way here. Otherwise as
 * pws_consumer_end_of_topic. */
PWS_API pws_status pws_reader_end_of_topic(pws_reader *reader,
                                           int32_t timeout_ms,
                                           int32_t *end_of_topic,
                                           pws_error **error);

/** The same without waiting; ends with PWS_EVENT_END_OF_TOPIC. */
PWS_API pws_status pws_reader_end_of_topic_async(
    pws_reader *reader, int32_t timeout_ms, pws_callback callback,
    void *user_data, pws_free_user_data free_user_data, uint64_t *operation,
    pws_error **error);

/** Closes the reader. PWS_ERR_TIMEOUT where the server's goodbye did not come
 * in time, or the last callback was still running (as pws_producer_close has
 * it); the reader is closed in any case. Closing again is fine. */
PWS_API pws_status pws_reader_close(pws_reader *reader, int32_t timeout_ms,
                                    pws_error **error);

/** The same without waiting; ends with PWS_EVENT_CLOSED. */
PWS_API pws_status pws_reader_close_async(
    pws_reader *reader, int32_t timeout_ms, pws_callback callback,
    void *user_data, pws_free_user_data free_user_data, uint64_t *operation,
    pws_error **error);

/** Gives the reader up. Does not wait. */
PWS_API void pws_reader_free(pws_reader *reader);

/** The topic's full name. Borrowed from the reader. */
PWS_API const char *pws_reader_topic(const pws_reader *reader);
/** The option `readerName`; empty where the broker picks one. Borrowed from the
 * reader. */
PWS_API const char *pws_reader_name(const pws_reader *reader);
/** 1 while it has a connection. */
PWS_API int32_t pws_reader_is_connected(const pws_reader *reader);

/* ------------------------------------------------------------------------- */
/* Text                                                                      */
/* ------------------------------------------------------------------------- */

/** The text, UTF-8 with a NUL behind it; "" for NULL. Borrowed. */
PWS_API const char *pws_text_get(const pws_text *text);
/** Its length in bytes, without the NUL. */
PWS_API size_t pws_text_size(const pws_text *text);
/** Frees the text. NULL is fine. */
PWS_API void pws_text_free(pws_text *text);

/* ------------------------------------------------------------------------- */
/* Statistics and connection states                                          */
/* ------------------------------------------------------------------------- */

/**
 * What a client has done and how its handles are, as one JSON object, whose
 * fields stand in docs/statistics.md and docs/statistics.schema.json. Does not
 * wait. Works on a closed client, too.
 *
 * @param client the client
 * @param json receives the text, owned by the caller
 * @param error PWS_ERR_INVALID_ARGUMENT
 */
PWS_API pws_status pws_client_statistics(pws_client *client, pws_text **json,
                                         pws_error **error);
/** The same for one producer: what stands in the list `producers` there. */
PWS_API pws_status pws_producer_statistics(const pws_producer *producer,
                                           pws_text **json, pws_error **error);
/** The same for one consumer: what stands in the list `consumers` there. */
PWS_API pws_status pws_consumer_statistics(const pws_consumer *consumer,
                                           pws_text **json, pws_error **error);
/** The same for one reader: what stands in the list `readers` there. */
PWS_API pws_status pws_reader_statistics(const pws_reader *reader,
                                         pws_text **json, pws_error **error);

/**
 * Has the client's statistics told each `statisticsInterval` (a client option,
 * 0 for never, which is the default) by an event PWS_EVENT_STATISTICS, whose
 * `text` is what pws_client_statistics gives. In poll mode `callback` is NULL
 * and the event comes with the others; else NULL ends it. The last event comes
 * before the client is closed or freed.
 *
 * @param client the client
 * @param callback called for each; replaces the one before
 * @param user_data for the callback
 * @param free_user_data for user_data, may be NULL
 * @param error PWS_ERR_CLOSED, PWS_ERR_WRONG_DELIVERY
 */
PWS_API pws_status pws_client_set_statistics_callback(
    pws_client *client, pws_callback callback, void *user_data,
    pws_free_user_data free_user_data, pws_error **error);

/**
 * Has every change of a connection told by an event PWS_EVENT_STATE, from now
 * on, for all producers, consumers and readers of the client. For each handle
 * they come in the order in which things happened, and PWS_STATE_CLOSED comes
 * once and last. In poll mode `callback` is NULL and the events come with the
 * others; else NULL ends it.
 *
 * The first events about a handle can come before the call that makes it has
 * returned it. Where that call fails in the end, its handle is never given out:
 * compare the pointer, and nothing else.
 *
 * @param client the client
 * @param callback called for each; replaces the one before
 * @param user_data for the callback
 * @param free_user_data for user_data, may be NULL
 * @param error PWS_ERR_CLOSED, PWS_ERR_WRONG_DELIVERY
 */
PWS_API pws_status pws_client_set_state_callback(
    pws_client *client, pws_callback callback, void *user_data,
    pws_free_user_data free_user_data, pws_error **error);

/**
 * What was wrong with the connection last.
 *
 * @param producer the producer
 * @param error receives the failure of the last attempt to connect or the last
 *   loss, or why the producer has ended (PWS_ERR_CLOSED after its close); NULL
 *   where the last attempt succeeded, or none has failed yet
 * @return its status; PWS_OK where there is none
 */
PWS_API pws_status pws_producer_last_error(const pws_producer *producer,
                                           pws_error **error);
/** The same for a consumer. */
PWS_API pws_status pws_consumer_last_error(const pws_consumer *consumer,
                                           pws_error **error);
/** The same for a reader. */
PWS_API pws_status pws_reader_last_error(const pws_reader *reader,
                                         pws_error **error);

#ifdef __cplusplus
}
#endif

#endif /* PULSARWS_PULSARWS_H */
