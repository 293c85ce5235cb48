// Generated from pulsarws.h by bindings/generate: do not edit.

///What a call came to: PWS_OK or one of the PWS_ERR constants.
pub type pws_status = i32;
///The numbers never change; later versions append.
pub type _bindgen_ty_1 = u32;
///What an event tells.
pub type _bindgen_ty_2 = u32;
///What a connection is at: PWS_EVENT_STATE.
pub type _bindgen_ty_3 = u32;
/**Called on the client's dispatcher thread. Must not throw. One that ends its
thread (pthread_exit) ends the client's callbacks. None is called once the
process's exit has begun.*/
pub type pws_callback = ::std::option::Option<
    unsafe extern "C" fn(event: *mut pws_event, user_data: *mut ::std::os::raw::c_void),
>;
/**Called once with the user_data of a callback that will not be called any
more, on any thread and with no lock held; must not block. Once the process's
exit has begun only by calls of the program's own.*/
pub type pws_free_user_data = ::std::option::Option<
    unsafe extern "C" fn(user_data: *mut ::std::os::raw::c_void),
>;
///Whose options these are.
pub type _bindgen_ty_4 = u32;
///Log levels.
pub type _bindgen_ty_5 = u32;
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_error {
    _unused: [u8; 0],
}
/**Bytes in somebody's memory. data NULL means that there are none, which is
not the same as an empty string where the difference matters (a key).*/
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_slice {
    ///The first byte.
    pub data: *const ::std::os::raw::c_char,
    ///How many.
    pub size: usize,
}
///A message's property: UTF-8 text both.
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_property {
    ///Its name.
    pub key: pws_slice,
    ///Its value; never "none", but it may be empty.
    pub value: pws_slice,
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_options {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_client {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_producer {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_consumer {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_reader {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_message {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_receipt {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_message_id {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_log_entry {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_text {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_token_request {
    _unused: [u8; 0],
}
/**Something that has happened. It owns its `message`, `receipt`, `error`,
`log`, `text` and `token_request`: pws_event_clear frees them, and whoever
wants to keep one takes the pointer and sets the field to NULL. In a callback
the library clears the event after the callback has returned. user_data lives
until the event is cleared; after the last event that carries it, its
free_user_data is called.

`client`, `producer`, `consumer` and `reader` are the handles that it is
about, NULL where none; they are not owned. They may be used until the event
is cleared, also where the application has freed one in the meantime: its
calls return PWS_ERR_CLOSED.*/
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_event {
    ///sizeof(pws_event), as PWS_EVENT_INIT sets it.
    pub struct_size: usize,
    ///PWS_EVENT_SENT and so on.
    pub type_: i32,
    ///PWS_OK, or the status of `error`.
    pub status: pws_status,
    ///The number that the `_async` call gave; else 0.
    pub operation: u64,
    ///SENT: which message of the call, from 0.
    pub index: usize,
    ///What was given with the callback.
    pub user_data: *mut ::std::os::raw::c_void,
    ///Whose event it is.
    pub client: *mut pws_client,
    ///Which producer it is about, or NULL.
    pub producer: *mut pws_producer,
    ///Which consumer it is about, or NULL.
    pub consumer: *mut pws_consumer,
    ///Which reader it is about, or NULL.
    pub reader: *mut pws_reader,
    ///MESSAGE, RECEIVED: owned, or NULL.
    pub message: *mut pws_message,
    ///SENT: owned, or NULL.
    pub receipt: *mut pws_receipt,
    ///Owned; NULL where `status` is PWS_OK.
    pub error: *mut pws_error,
    ///LOG: owned, or NULL.
    pub log: *mut pws_log_entry,
    ///STATISTICS: owned, or NULL.
    pub text: *mut pws_text,
    ///TOKEN_WANTED: owned, or NULL.
    pub token_request: *mut pws_token_request,
    ///STATE: its number within its handle, from 1.
    pub connection: u64,
    ///STATE: the wait, with PWS_STATE_BACKOFF.
    pub delay_ms: i64,
    ///STATE: PWS_STATE_CONNECTING and so on.
    pub connection_state: i32,
    ///END_OF_TOPIC: 1 where the topic has ended.
    pub end_of_topic: i32,
    ///The library's own: keeps user_data until the clear.
    pub internal: *mut ::std::os::raw::c_void,
}
/**A message to send. Set it to PWS_OUTGOING_INIT and fill what is needed; all
memory is the caller's and is free again when the call returns.*/
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_outgoing {
    ///sizeof(pws_outgoing).
    pub struct_size: usize,
    ///Any bytes, none included.
    pub payload: pws_slice,
    ///UTF-8; NULL where property_count is 0.
    pub properties: *const pws_property,
    ///How many.
    pub property_count: usize,
    ///UTF-8; data NULL: the message has no key.
    pub key: pws_slice,
    /**Any bytes, 65536 at most; come back with the
receipt and are not sent.*/
    pub context: pws_slice,
    ///Over 0; 0: none.
    pub event_time_ms: i64,
    /**Not before this time, which is before the year
10000; 0: at once.*/
    pub deliver_at_ms: i64,
    /**Not before so many milliseconds, a thousand
years at most; 0: at once.*/
    pub deliver_after_ms: i64,
    ///Where to; NULL: everywhere.
    pub replication_clusters: *const pws_slice,
    ///How many.
    pub replication_cluster_count: usize,
    /**When it is given up, up to 86400000; 0: by the
option `sendTimeout`; -1: never.*/
    pub send_timeout_ms: i64,
    /**How long a call that waits for room in the queue
(`blockIfQueueFull`) does so for it, up to
86400000; 0: as long as it may take at all; -1:
not at all.*/
    pub room_timeout_ms: i64,
}
///All of a message in one struct: slices into the message.
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct pws_message_view {
    ///sizeof(pws_message_view).
    pub struct_size: usize,
    ///As it was sent.
    pub payload: pws_slice,
    ///data NULL: it has none.
    pub key: pws_slice,
    ///NULL where there are none.
    pub properties: *const pws_property,
    ///How many.
    pub property_count: usize,
    ///When the producer sent it.
    pub publish_time_ms: i64,
    /**0: none. Any number else: a producer may
have meant microseconds.*/
    pub event_time_ms: i64,
    ///How often it was delivered before.
    pub redelivery_count: i32,
    ///Its place in the topic.
    pub id: *const pws_message_id,
}
pub const PWS_VERSION_MAJOR: u32 = 1;
pub const PWS_VERSION_MINOR: u32 = 0;
pub const PWS_VERSION_PATCH: u32 = 0;
pub const PWS_VERSION_NUMBER: u32 = 10000;
pub const PWS_OK: _bindgen_ty_1 = 0;
///An argument is NULL, no handle, or out of its range.
pub const PWS_ERR_INVALID_ARGUMENT: _bindgen_ty_1 = 1;
///There is no option of that name for this kind.
pub const PWS_ERR_UNKNOWN_OPTION: _bindgen_ty_1 = 2;
///The option does not take that value.
pub const PWS_ERR_INVALID_OPTION_VALUE: _bindgen_ty_1 = 3;
///Not a ws or wss URL.
pub const PWS_ERR_INVALID_URL: _bindgen_ty_1 = 4;
///Not a topic's name.
pub const PWS_ERR_INVALID_TOPIC: _bindgen_ty_1 = 5;
///A message holds what Pulsar cannot take. Nothing was sent.
pub const PWS_ERR_INVALID_MESSAGE: _bindgen_ty_1 = 6;
///The message's frame is larger than `maxFrameSize`. Nothing was sent.
pub const PWS_ERR_MESSAGE_TOO_BIG: _bindgen_ty_1 = 7;
///The message came from another consumer.
pub const PWS_ERR_WRONG_CONSUMER: _bindgen_ty_1 = 8;
///The handle is closed, or was freed.
pub const PWS_ERR_CLOSED: _bindgen_ty_1 = 9;
///A call that blocks was made inside a callback.
pub const PWS_ERR_WOULD_DEADLOCK: _bindgen_ty_1 = 10;
///The process is a fork of the one that made the handle.
pub const PWS_ERR_FORKED: _bindgen_ty_1 = 11;
///The call does not fit the client's `eventDelivery`.
pub const PWS_ERR_WRONG_DELIVERY: _bindgen_ty_1 = 12;
///This topic, subscription or mode does not have that.
pub const PWS_ERR_NOT_SUPPORTED: _bindgen_ty_1 = 13;
///A file cannot be read, or does not hold what it should.
pub const PWS_ERR_FILE: _bindgen_ty_1 = 14;
///The producer's pending queue is full. Nothing was queued.
pub const PWS_ERR_QUEUE_FULL: _bindgen_ty_1 = 20;
///The time is up, and nothing has happened.
pub const PWS_ERR_TIMEOUT: _bindgen_ty_1 = 21;
///The time is up; the message stays queued and completes by event.
pub const PWS_ERR_TIMEOUT_PENDING: _bindgen_ty_1 = 22;
///The message was given up and never written to the network.
pub const PWS_ERR_NOT_SENT: _bindgen_ty_1 = 23;
///The message was written, and no answer came: it may be stored or not.
pub const PWS_ERR_OUTCOME_UNKNOWN: _bindgen_ty_1 = 24;
///The operation was cancelled.
pub const PWS_ERR_CANCELLED: _bindgen_ty_1 = 25;
///The server closed the connection again and again over this message.
pub const PWS_ERR_POISONED: _bindgen_ty_1 = 26;
///The server's name has no address.
pub const PWS_ERR_NAME_RESOLUTION: _bindgen_ty_1 = 40;
///The server's port does not accept connections.
pub const PWS_ERR_CONNECT: _bindgen_ty_1 = 41;
///The server did not answer in time.
pub const PWS_ERR_CONNECT_TIMEOUT: _bindgen_ty_1 = 42;
///The connection broke.
pub const PWS_ERR_CONNECTION_LOST: _bindgen_ty_1 = 43;
///Too many dead connections that cannot be released yet.
pub const PWS_ERR_CONNECTIONS_STUCK: _bindgen_ty_1 = 44;
///TLS failed, and not over the certificate or its name.
pub const PWS_ERR_TLS: _bindgen_ty_1 = 45;
///The server's certificate is not trusted.
pub const PWS_ERR_TLS_CERTIFICATE: _bindgen_ty_1 = 46;
///The server's certificate is for another host.
pub const PWS_ERR_TLS_HOSTNAME: _bindgen_ty_1 = 47;
///The server sent what is not Pulsar's protocol.
pub const PWS_ERR_PROTOCOL: _bindgen_ty_1 = 48;
/**There are no credentials: the token file, the token supplier or the OAuth2
server failed.*/
pub const PWS_ERR_CREDENTIALS: _bindgen_ty_1 = 49;
///The HTTP proxy could not be reached, or refused the connection.
pub const PWS_ERR_PROXY: _bindgen_ty_1 = 50;
///HTTP 400: the server refused a parameter.
pub const PWS_ERR_BAD_REQUEST: _bindgen_ty_1 = 60;
///HTTP 401: the token is missing, wrong or expired.
pub const PWS_ERR_AUTHENTICATION: _bindgen_ty_1 = 61;
///HTTP 403: the token has no right on this topic.
pub const PWS_ERR_AUTHORIZATION: _bindgen_ty_1 = 62;
///HTTP 404: the namespace or the topic does not exist.
pub const PWS_ERR_NOT_FOUND: _bindgen_ty_1 = 63;
///HTTP 409: the producer's name or the subscription is in use.
pub const PWS_ERR_CONFLICT: _bindgen_ty_1 = 64;
///HTTP 429: too many requests.
pub const PWS_ERR_TOO_MANY_REQUESTS: _bindgen_ty_1 = 65;
/**HTTP 503: the topic was terminated. Also a refusal that was gone again
when the library asked for its reason.*/
pub const PWS_ERR_SERVICE_UNAVAILABLE: _bindgen_ty_1 = 66;
///Another HTTP status, 500 for instance.
pub const PWS_ERR_SERVER: _bindgen_ty_1 = 67;
///The server refused a message.
pub const PWS_ERR_SEND_REFUSED: _bindgen_ty_1 = 68;
///The server did not unsubscribe: the subscription has other consumers.
pub const PWS_ERR_UNSUBSCRIBE_REFUSED: _bindgen_ty_1 = 69;
///Memory ran out.
pub const PWS_ERR_OUT_OF_MEMORY: _bindgen_ty_1 = 90;
///A fault of the library: please report it.
pub const PWS_ERR_INTERNAL: _bindgen_ty_1 = 91;
#[allow(clippy::unnecessary_operation, clippy::identity_op)]
const _: () = {
    ["Size of pws_slice"][::std::mem::size_of::<pws_slice>() - 16usize];
    ["Alignment of pws_slice"][::std::mem::align_of::<pws_slice>() - 8usize];
    [
        "Offset of field: pws_slice::data",
    ][::std::mem::offset_of!(pws_slice, data) - 0usize];
    [
        "Offset of field: pws_slice::size",
    ][::std::mem::offset_of!(pws_slice, size) - 8usize];
};
#[allow(clippy::unnecessary_operation, clippy::identity_op)]
const _: () = {
    ["Size of pws_property"][::std::mem::size_of::<pws_property>() - 32usize];
    ["Alignment of pws_property"][::std::mem::align_of::<pws_property>() - 8usize];
    [
        "Offset of field: pws_property::key",
    ][::std::mem::offset_of!(pws_property, key) - 0usize];
    [
        "Offset of field: pws_property::value",
    ][::std::mem::offset_of!(pws_property, value) - 16usize];
};
/**A message that was sent is settled: `receipt` with its context, and
`error` where it failed.*/
pub const PWS_EVENT_SENT: _bindgen_ty_2 = 1;
///A message for a listener: `message`.
pub const PWS_EVENT_MESSAGE: _bindgen_ty_2 = 2;
///The listener hears nothing more: `error` says why.
pub const PWS_EVENT_ENDED: _bindgen_ty_2 = 3;
/**A producer, consumer or reader made by an `_async` call is open, or
`error`.*/
pub const PWS_EVENT_OPENED: _bindgen_ty_2 = 4;
/**A pws_consumer_receive_async or pws_reader_next_async is done: `message`,
or `error`.*/
pub const PWS_EVENT_RECEIVED: _bindgen_ty_2 = 5;
///A pws_producer_flush_async is done.
pub const PWS_EVENT_FLUSHED: _bindgen_ty_2 = 6;
///A pws_consumer_ack_flush_async is done.
pub const PWS_EVENT_ACKS_FLUSHED: _bindgen_ty_2 = 7;
///A `_close_async` is done.
pub const PWS_EVENT_CLOSED: _bindgen_ty_2 = 8;
///A line of the log: `log`.
pub const PWS_EVENT_LOG: _bindgen_ty_2 = 9;
/**A connection has changed: `connection_state`, `connection`, `delay_ms`,
`error`.*/
pub const PWS_EVENT_STATE: _bindgen_ty_2 = 10;
///The client's statistics: `text`, in JSON.
pub const PWS_EVENT_STATISTICS: _bindgen_ty_2 = 11;
///A connection wants a token: `token_request`.
pub const PWS_EVENT_TOKEN_WANTED: _bindgen_ty_2 = 12;
///A pws_consumer_unsubscribe_async is done.
pub const PWS_EVENT_UNSUBSCRIBED: _bindgen_ty_2 = 13;
///An `_end_of_topic_async` is answered: `end_of_topic`.
pub const PWS_EVENT_END_OF_TOPIC: _bindgen_ty_2 = 14;
/**A reader that had started at the latest message and read none has
reconnected: messages in between may be missing. To its listener, and with
poll delivery in any case.*/
pub const PWS_EVENT_GAP: _bindgen_ty_2 = 15;
/**There is room in a producer's queue, after sends were refused with
PWS_ERR_QUEUE_FULL: pws_producer_set_writable_callback.*/
pub const PWS_EVENT_WRITABLE: _bindgen_ty_2 = 16;
///An attempt begins.
pub const PWS_STATE_CONNECTING: _bindgen_ty_3 = 1;
///It is open.
pub const PWS_STATE_OPEN: _bindgen_ty_3 = 2;
///It was open and has broken: `error` says why.
pub const PWS_STATE_LOST: _bindgen_ty_3 = 3;
///The next attempt is in `delay_ms`: `error` says why.
pub const PWS_STATE_BACKOFF: _bindgen_ty_3 = 4;
///There will be no more: `error` where it did not end in order.
pub const PWS_STATE_CLOSED: _bindgen_ty_3 = 5;
#[allow(clippy::unnecessary_operation, clippy::identity_op)]
const _: () = {
    ["Size of pws_event"][::std::mem::size_of::<pws_event>() - 152usize];
    ["Alignment of pws_event"][::std::mem::align_of::<pws_event>() - 8usize];
    [
        "Offset of field: pws_event::struct_size",
    ][::std::mem::offset_of!(pws_event, struct_size) - 0usize];
    [
        "Offset of field: pws_event::type_",
    ][::std::mem::offset_of!(pws_event, type_) - 8usize];
    [
        "Offset of field: pws_event::status",
    ][::std::mem::offset_of!(pws_event, status) - 12usize];
    [
        "Offset of field: pws_event::operation",
    ][::std::mem::offset_of!(pws_event, operation) - 16usize];
    [
        "Offset of field: pws_event::index",
    ][::std::mem::offset_of!(pws_event, index) - 24usize];
    [
        "Offset of field: pws_event::user_data",
    ][::std::mem::offset_of!(pws_event, user_data) - 32usize];
    [
        "Offset of field: pws_event::client",
    ][::std::mem::offset_of!(pws_event, client) - 40usize];
    [
        "Offset of field: pws_event::producer",
    ][::std::mem::offset_of!(pws_event, producer) - 48usize];
    [
        "Offset of field: pws_event::consumer",
    ][::std::mem::offset_of!(pws_event, consumer) - 56usize];
    [
        "Offset of field: pws_event::reader",
    ][::std::mem::offset_of!(pws_event, reader) - 64usize];
    [
        "Offset of field: pws_event::message",
    ][::std::mem::offset_of!(pws_event, message) - 72usize];
    [
        "Offset of field: pws_event::receipt",
    ][::std::mem::offset_of!(pws_event, receipt) - 80usize];
    [
        "Offset of field: pws_event::error",
    ][::std::mem::offset_of!(pws_event, error) - 88usize];
    [
        "Offset of field: pws_event::log",
    ][::std::mem::offset_of!(pws_event, log) - 96usize];
    [
        "Offset of field: pws_event::text",
    ][::std::mem::offset_of!(pws_event, text) - 104usize];
    [
        "Offset of field: pws_event::token_request",
    ][::std::mem::offset_of!(pws_event, token_request) - 112usize];
    [
        "Offset of field: pws_event::connection",
    ][::std::mem::offset_of!(pws_event, connection) - 120usize];
    [
        "Offset of field: pws_event::delay_ms",
    ][::std::mem::offset_of!(pws_event, delay_ms) - 128usize];
    [
        "Offset of field: pws_event::connection_state",
    ][::std::mem::offset_of!(pws_event, connection_state) - 136usize];
    [
        "Offset of field: pws_event::end_of_topic",
    ][::std::mem::offset_of!(pws_event, end_of_topic) - 140usize];
    [
        "Offset of field: pws_event::internal",
    ][::std::mem::offset_of!(pws_event, internal) - 144usize];
};
pub const PWS_OPTIONS_CLIENT: _bindgen_ty_4 = 1;
pub const PWS_OPTIONS_PRODUCER: _bindgen_ty_4 = 2;
pub const PWS_OPTIONS_CONSUMER: _bindgen_ty_4 = 3;
pub const PWS_OPTIONS_READER: _bindgen_ty_4 = 4;
pub const PWS_LOG_ERROR: _bindgen_ty_5 = 1;
pub const PWS_LOG_WARNING: _bindgen_ty_5 = 2;
pub const PWS_LOG_INFO: _bindgen_ty_5 = 3;
pub const PWS_LOG_DEBUG: _bindgen_ty_5 = 4;
#[allow(clippy::unnecessary_operation, clippy::identity_op)]
const _: () = {
    ["Size of pws_outgoing"][::std::mem::size_of::<pws_outgoing>() - 128usize];
    ["Alignment of pws_outgoing"][::std::mem::align_of::<pws_outgoing>() - 8usize];
    [
        "Offset of field: pws_outgoing::struct_size",
    ][::std::mem::offset_of!(pws_outgoing, struct_size) - 0usize];
    [
        "Offset of field: pws_outgoing::payload",
    ][::std::mem::offset_of!(pws_outgoing, payload) - 8usize];
    [
        "Offset of field: pws_outgoing::properties",
    ][::std::mem::offset_of!(pws_outgoing, properties) - 24usize];
    [
        "Offset of field: pws_outgoing::property_count",
    ][::std::mem::offset_of!(pws_outgoing, property_count) - 32usize];
    [
        "Offset of field: pws_outgoing::key",
    ][::std::mem::offset_of!(pws_outgoing, key) - 40usize];
    [
        "Offset of field: pws_outgoing::context",
    ][::std::mem::offset_of!(pws_outgoing, context) - 56usize];
    [
        "Offset of field: pws_outgoing::event_time_ms",
    ][::std::mem::offset_of!(pws_outgoing, event_time_ms) - 72usize];
    [
        "Offset of field: pws_outgoing::deliver_at_ms",
    ][::std::mem::offset_of!(pws_outgoing, deliver_at_ms) - 80usize];
    [
        "Offset of field: pws_outgoing::deliver_after_ms",
    ][::std::mem::offset_of!(pws_outgoing, deliver_after_ms) - 88usize];
    [
        "Offset of field: pws_outgoing::replication_clusters",
    ][::std::mem::offset_of!(pws_outgoing, replication_clusters) - 96usize];
    [
        "Offset of field: pws_outgoing::replication_cluster_count",
    ][::std::mem::offset_of!(pws_outgoing, replication_cluster_count) - 104usize];
    [
        "Offset of field: pws_outgoing::send_timeout_ms",
    ][::std::mem::offset_of!(pws_outgoing, send_timeout_ms) - 112usize];
    [
        "Offset of field: pws_outgoing::room_timeout_ms",
    ][::std::mem::offset_of!(pws_outgoing, room_timeout_ms) - 120usize];
};
#[allow(clippy::unnecessary_operation, clippy::identity_op)]
const _: () = {
    ["Size of pws_message_view"][::std::mem::size_of::<pws_message_view>() - 88usize];
    [
        "Alignment of pws_message_view",
    ][::std::mem::align_of::<pws_message_view>() - 8usize];
    [
        "Offset of field: pws_message_view::struct_size",
    ][::std::mem::offset_of!(pws_message_view, struct_size) - 0usize];
    [
        "Offset of field: pws_message_view::payload",
    ][::std::mem::offset_of!(pws_message_view, payload) - 8usize];
    [
        "Offset of field: pws_message_view::key",
    ][::std::mem::offset_of!(pws_message_view, key) - 24usize];
    [
        "Offset of field: pws_message_view::properties",
    ][::std::mem::offset_of!(pws_message_view, properties) - 40usize];
    [
        "Offset of field: pws_message_view::property_count",
    ][::std::mem::offset_of!(pws_message_view, property_count) - 48usize];
    [
        "Offset of field: pws_message_view::publish_time_ms",
    ][::std::mem::offset_of!(pws_message_view, publish_time_ms) - 56usize];
    [
        "Offset of field: pws_message_view::event_time_ms",
    ][::std::mem::offset_of!(pws_message_view, event_time_ms) - 64usize];
    [
        "Offset of field: pws_message_view::redelivery_count",
    ][::std::mem::offset_of!(pws_message_view, redelivery_count) - 72usize];
    [
        "Offset of field: pws_message_view::id",
    ][::std::mem::offset_of!(pws_message_view, id) - 80usize];
};
unsafe extern "C" {
    ///The version of the library that runs, as in "1.0.0". Static.
    pub fn pws_version() -> *const ::std::os::raw::c_char;
    ///The version of the library that runs, as PWS_VERSION_NUMBER counts.
    pub fn pws_version_number() -> i32;
    /**The transports that this library was built with, separated by spaces, as in
"cpprest beast"; the first is the default. Static.*/
    pub fn pws_transports() -> *const ::std::os::raw::c_char;
    /**The constant's name, "PWS_ERR_TIMEOUT"; for a number that this version does
not have, "PWS_ERR_UNKNOWN". Static.*/
    pub fn pws_status_name(status: pws_status) -> *const ::std::os::raw::c_char;
    ///The status that came with it.
    pub fn pws_error_status(error: *const pws_error) -> pws_status;
    /**What happened and what to do about it, one line of UTF-8 for a person.
Borrowed from the error.*/
    pub fn pws_error_message(error: *const pws_error) -> *const ::std::os::raw::c_char;
    /**The HTTP status of a refused connection, 401 for instance, or of what an
OAuth2 server answered instead of a token; else 0.*/
    pub fn pws_error_http_status(error: *const pws_error) -> i32;
    ///The code of the WebSocket close frame that the server sent; else 0.
    pub fn pws_error_close_code(error: *const pws_error) -> i32;
    ///1 where the same call may well succeed later with nothing changed.
    pub fn pws_error_is_retriable(error: *const pws_error) -> i32;
    ///1 where the handle will not work again: close it and make a new one.
    pub fn pws_error_is_fatal(error: *const pws_error) -> i32;
    ///Frees the error. NULL is fine.
    pub fn pws_error_free(error: *mut pws_error);
    /**Frees what the event owns and sets those fields to NULL, and lets go of the
handles that it is about. NULL is fine.*/
    pub fn pws_event_clear(event: *mut pws_event);
    /**New options with every default. The caller frees them; NULL where `kind` is
none of the above, memory ran out, or the process is a fork.*/
    pub fn pws_options_new(kind: i32) -> *mut pws_options;
    ///A copy, owned by the caller; NULL where there is nothing to copy.
    pub fn pws_options_dup(options: *const pws_options) -> *mut pws_options;
    ///Frees the options; what was made with them keeps its copy. NULL is fine.
    pub fn pws_options_free(options: *mut pws_options);
    /**Sets one option, whose name, range and default stand in docs/options.md. Not
thread-safe on one pws_options. A handle made with options copies them.

# Parameters

* `options`: what pws_options_new returned
* `name`: the option's name, as "receiverQueueSize"
* `value`: the value as text: numbers in decimal, booleans as "true" or
  "false"; NULL sets the default
* `error`: PWS_ERR_UNKNOWN_OPTION (the text suggests the nearest name) or
  PWS_ERR_INVALID_OPTION_VALUE (the text has the range); nothing is changed*/
    pub fn pws_options_set(
        options: *mut pws_options,
        name: *const ::std::os::raw::c_char,
        value: *const ::std::os::raw::c_char,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Reads one option.

# Parameters

* `options`: what pws_options_new returned
* `name`: the option's name
* `value`: receives the text that was set, or the default; NULL where
  neither is there. Borrowed from the options until the next set
* `error`: PWS_ERR_UNKNOWN_OPTION*/
    pub fn pws_options_get(
        options: *const pws_options,
        name: *const ::std::os::raw::c_char,
        value: *mut *const ::std::os::raw::c_char,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Sets options from a file of lines "name=value". Spaces and tabs around name
and value do not count; empty lines and lines that begin with '#' are
skipped. Where one line is wrong, nothing is changed.

# Parameters

* `options`: what pws_options_new returned
* `path`: the file's, as the C library's fopen takes it
* `error`: PWS_ERR_FILE where it cannot be read or a line has no '=',
  PWS_ERR_UNKNOWN_OPTION, PWS_ERR_INVALID_OPTION_VALUE: the text names the
  file and the line*/
    pub fn pws_options_load_file(
        options: *mut pws_options,
        path: *const ::std::os::raw::c_char,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Sets client options from the client.conf of a Pulsar installation: service
URL, authentication, TLS. docs/options.md says what becomes of which key;
keys that mean nothing here are skipped, and so are keys without a value.
Where something is wrong, nothing is changed.

# Parameters

* `options`: of kind PWS_OPTIONS_CLIENT
* `path`: the file's
* `error`: PWS_ERR_FILE, PWS_ERR_INVALID_OPTION_VALUE,
  PWS_ERR_NOT_SUPPORTED where the file asks for what this library has not*/
    pub fn pws_options_load_client_conf(
        options: *mut pws_options,
        path: *const ::std::os::raw::c_char,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**All options of this kind with the values that hold, in the order of
docs/options.md, one "name=value" a line, as pws_options_load_file reads
them. An option that has no value, and a secret, whose value is shown as
"\*\*\*", stand in a comment.

# Parameters

* `options`: what pws_options_new returned
* `text`: receives the text, owned by the caller
* `error`: PWS_ERR_INVALID_ARGUMENT*/
    pub fn pws_options_dump(
        options: *const pws_options,
        text: *mut *mut pws_text,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Makes a client. Nothing is connected yet: each producer and each consumer has
a connection of its own.

# Parameters

* `url`: "ws://host:8080" or "wss://host:9443"; several, separated by
  commas, are tried in turn: each once, without a wait between them, before
  the first connection of a handle has failed, and after a lost connection
  one at each attempt. NULL: the option `serviceUrl`
* `options`: of kind PWS_OPTIONS_CLIENT, NULL for the defaults; copied
* `client`: receives the client
* `error`: PWS_ERR_INVALID_URL, PWS_ERR_INVALID_ARGUMENT*/
    pub fn pws_client_new(
        url: *const ::std::os::raw::c_char,
        options: *const pws_options,
        client: *mut *mut pws_client,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Closes all producers, consumers and readers of the client, each as its own
close does, and the client. Later calls on any of them return PWS_ERR_CLOSED.
Every operation that was pending has completed when this returns: its event
is queued, and its callback has returned, as far as the time goes. Closing
again is fine.

# Parameters

* `client`: the client
* `timeout_ms`: how long to wait for messages in flight and for the
  server's goodbye; what is not settled by then completes with
  PWS_ERR_NOT_SENT or PWS_ERR_OUTCOME_UNKNOWN
* `error`: PWS_ERR_TIMEOUT where something was cut off, or, with a timeout
  over 0, where callbacks were still running; the client is closed all the
  same. PWS_ERR_WOULD_DEADLOCK in a callback unless
  timeout_ms is 0*/
    pub fn pws_client_close(
        client: *mut pws_client,
        timeout_ms: i32,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**The same without waiting; ends with PWS_EVENT_CLOSED. `operation`, which may
be NULL, receives its number.*/
    pub fn pws_client_close_async(
        client: *mut pws_client,
        timeout_ms: i32,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        operation: *mut u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Gives the client up. What was made with it goes on working.
Events that were not read are freed with the last of them.*/
    pub fn pws_client_free(client: *mut pws_client);
    /**Takes events, with `eventDelivery=poll`. Runs no user code.

# Parameters

* `client`: the client
* `events`: an array; element 0's struct_size, which must be set, is the
  size of every element. Clear each event that was filled with
  pws_event_clear when done with it
* `capacity`: how many elements it has, at least 1
* `timeout_ms`: how long to wait for the first event
* `count`: receives how many were filled
* `error`: PWS_ERR_TIMEOUT where there was none in time,
  PWS_ERR_WRONG_DELIVERY, PWS_ERR_CLOSED where the client is closed and every
  event was read*/
    pub fn pws_client_poll(
        client: *mut pws_client,
        events: *mut pws_event,
        capacity: usize,
        timeout_ms: i32,
        count: *mut usize,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**A descriptor for poll, select and event loops, with `eventDelivery=poll`: it
is readable while there are events. Only watch it: never read, write or close
it. A socket on Windows. Lives as long as the client.*/
    pub fn pws_client_descriptor(
        client: *mut pws_client,
        descriptor: *mut i64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Cancels an operation that an `_async` call began. If it is still under way it
completes with PWS_ERR_CANCELLED; a cancelled receive loses no message, and a
cancelled close goes on, within its time limit. If not, nothing happens.*/
    pub fn pws_operation_cancel(
        client: *mut pws_client,
        operation: u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Sets the token supplier: from now on each attempt of the client to connect
asks for a token by PWS_EVENT_TOKEN_WANTED, whose `token_request` is owned.
To answer later, or from another thread, take it out of the event; a request
that is cleared with its event fails. Set it before the first producer or
consumer is made. Setting it again replaces it.

# Parameters

* `client`: the client
* `callback`: called with the events, on the dispatcher thread; must not be
  NULL there. In poll mode it is NULL, and the events come with the others
* `user_data`: for the callback
* `free_user_data`: for user_data, may be NULL
* `error`: PWS_ERR_INVALID_ARGUMENT where the client's options name another
  source of credentials, PWS_ERR_WRONG_DELIVERY*/
    pub fn pws_client_set_token_supplier(
        client: *mut pws_client,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Answers a request. On any thread, at any time: where the attempt has been
given up meanwhile, nothing happens. Does not wait, and does not free the
request.

# Parameters

* `request`: what came with PWS_EVENT_TOKEN_WANTED
* `token`: the token, a JWT for instance, without "Bearer"; copied
* `error`: PWS_ERR_INVALID_ARGUMENT where it was answered already, or where
  the token is empty or holds what no token has (blanks, line ends); the
  latter answers nothing*/
    pub fn pws_token_request_answer(
        request: *mut pws_token_request,
        token: *const ::std::os::raw::c_char,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Fails a request: the attempt ends with PWS_ERR_CREDENTIALS. Otherwise as
pws_token_request_answer.

# Parameters

* `request`: what came with PWS_EVENT_TOKEN_WANTED
* `reason`: becomes part of the error's text and of the log, so must hold
  no secret; UTF-8; copied
* `error`: PWS_ERR_INVALID_ARGUMENT where it was answered already*/
    pub fn pws_token_request_fail(
        request: *mut pws_token_request,
        reason: *const ::std::os::raw::c_char,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///Frees a request; one that was not answered fails.
    pub fn pws_token_request_free(request: *mut pws_token_request);
    /**Receives the client's log (as far as the client option `logLevel` goes) as
events PWS_EVENT_LOG, instead of on standard error. In poll mode `callback`
is NULL and the lines come with the other events; else NULL puts the log back
on standard error. At most 1,000 lines wait; more are dropped and counted in
the next one.

On standard error, a line is `lib=pulsarws time=... level=... component=...
topic=... handle=... connection=... message="..."`: topic, handle and
connection only where the line is about one; what is not a plain word is
written as a JSON string.*/
    pub fn pws_client_set_log_callback(
        client: *mut pws_client,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Writes a line at PWS_LOG_WARNING into the client's log, beside the library's
own: for a binding that has something to tell and nobody who hears it. Does
not wait.

# Parameters

* `client`: the client; one that is closed too
* `topic`: the full name of the topic that it is about; NULL: none
* `words`: one line in UTF-8; must hold no secret
* `error`: PWS_ERR_INVALID_ARGUMENT*/
    pub fn pws_client_warn(
        client: *mut pws_client,
        topic: *const ::std::os::raw::c_char,
        words: *const ::std::os::raw::c_char,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///PWS_LOG_ERROR and so on.
    pub fn pws_log_entry_level(entry: *const pws_log_entry) -> i32;
    ///The part of the library that speaks, "producer" for instance. Static.
    pub fn pws_log_entry_component(
        entry: *const pws_log_entry,
    ) -> *const ::std::os::raw::c_char;
    ///One line without its end; never holds a secret. Borrowed.
    pub fn pws_log_entry_message(
        entry: *const pws_log_entry,
    ) -> *const ::std::os::raw::c_char;
    ///When, in milliseconds since 1970.
    pub fn pws_log_entry_time(entry: *const pws_log_entry) -> i64;
    ///The full name of the topic that the line is about; "" where none. Borrowed.
    pub fn pws_log_entry_topic(
        entry: *const pws_log_entry,
    ) -> *const ::std::os::raw::c_char;
    /**Which handle the line is about: its producerName, consumerName or
readerName, or where it was given none "#" and its number within its client,
from 1; "" where none. Borrowed.*/
    pub fn pws_log_entry_handle(
        entry: *const pws_log_entry,
    ) -> *const ::std::os::raw::c_char;
    /**The number of the connection that the line is about, within its handle, from
1; 0: none.*/
    pub fn pws_log_entry_connection(entry: *const pws_log_entry) -> u64;
    ///Frees a line that was taken out of its event. NULL is fine.
    pub fn pws_log_entry_free(entry: *mut pws_log_entry);
    /**Makes a producer and waits until it is open.

# Parameters

* `client`: the client
* `topic`: "test", "tenant/namespace/topic" or a full name
* `options`: of kind PWS_OPTIONS_PRODUCER, NULL for the defaults; copied
* `timeout_ms`: how long to wait
* `producer`: receives the producer; NULL after a failure
* `error`: why it could not be opened, with the HTTP status where the
  server refused it; where the time is up, the last failure, or
  PWS_ERR_CONNECT_TIMEOUT if no attempt has failed yet*/
    pub fn pws_producer_new(
        client: *mut pws_client,
        topic: *const ::std::os::raw::c_char,
        options: *const pws_options,
        timeout_ms: i32,
        producer: *mut *mut pws_producer,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Makes a producer without waiting; PWS_EVENT_OPENED tells what came of it. The
handle is there at once: messages may be sent already and wait until it is
open. After a failure free it.

# Parameters

* `client`: the client
* `topic`: as above
* `options`: as above
* `timeout_ms`: when the attempt is given up
* `producer`: receives the producer
* `callback`: called with the event, may be NULL
* `user_data`: for the callback
* `free_user_data`: for user_data, may be NULL
* `operation`: receives the number for pws_operation_cancel, may be NULL
* `error`: what could be told at once*/
    pub fn pws_producer_new_async(
        client: *mut pws_client,
        topic: *const ::std::os::raw::c_char,
        options: *const pws_options,
        timeout_ms: i32,
        producer: *mut *mut pws_producer,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        operation: *mut u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Sends a message and waits until the server has stored it.

# Parameters

* `producer`: the producer
* `message`: the message
* `timeout_ms`: how long to wait
* `receipt`: receives the receipt; NULL where it is not wanted
* `error`: PWS_ERR_TIMEOUT_PENDING: the message stays queued, and its
  outcome goes to the delivery callback. PWS_ERR_TIMEOUT: there was no room
  in the queue in time, PWS_ERR_CANCELLED: the wait for it was cancelled.
  PWS_ERR_QUEUE_FULL, PWS_ERR_MESSAGE_TOO_BIG, PWS_ERR_INVALID_MESSAGE: nothing
  was queued. PWS_ERR_SEND_REFUSED: the server would not have it.
  PWS_ERR_NOT_SENT and PWS_ERR_OUTCOME_UNKNOWN: its send timeout was over, it
  was purged, or the producer ended*/
    pub fn pws_producer_send(
        producer: *mut pws_producer,
        message: *const pws_outgoing,
        timeout_ms: i32,
        receipt: *mut *mut pws_receipt,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Queues messages and returns. Each one that was accepted gets exactly one
PWS_EVENT_SENT, whose index tells which it was, and whose receipt, there
after a failure too, has its context. With `blockIfQueueFull` the call waits
for room, up to the message's room_timeout_ms and its send timeout (in a
callback it never waits): then PWS_ERR_TIMEOUT, and nothing of that message
was queued. A close of the producer ends the wait with PWS_ERR_CLOSED,
pws_producer_cancel_room_waits with PWS_ERR_CANCELLED. Where it does not wait
and there is no room it returns PWS_ERR_QUEUE_FULL: PWS_EVENT_WRITABLE tells
when to try again.

# Parameters

* `producer`: the producer
* `messages`: an array; element 0's struct_size is the size of each
* `count`: how many
* `callback`: called for each; NULL: the delivery callback gets it
* `user_data`: for the callback
* `free_user_data`: for user_data, may be NULL
* `accepted`: receives how many were queued, which is less than count only
  after a failure; may be NULL
* `error`: why the first message that was not accepted was not*/
    pub fn pws_producer_send_async(
        producer: *mut pws_producer,
        messages: *const pws_outgoing,
        count: usize,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        accepted: *mut usize,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Sets who hears of messages that have no callback of their own (sent without
one, or left by a send that ran out of time). Without it a failed one is
logged.*/
    pub fn pws_producer_set_delivery_callback(
        producer: *mut pws_producer,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Has PWS_EVENT_WRITABLE told when there is room in the queue again after a
send was refused with PWS_ERR_QUEUE_FULL. At least one event comes after each
refusal; refusals before it share one. It means that the largest message that
was refused would find room now; others may have taken it before you come.
It also comes when the producer closes or ends: the next send says why. In
poll mode `callback` is NULL and the events come with the others; else NULL
ends it. Nothing is told of what was refused before this call.

So a program, or a binding, can wait for room without a thread: send with
room_timeout_ms -1, and after PWS_ERR_QUEUE_FULL once more when the event has
come, or never, where it was cancelled meanwhile.

# Parameters

* `producer`: the producer
* `callback`: called for each; replaces the one before
* `user_data`: for the callback
* `free_user_data`: for user_data, may be NULL
* `error`: PWS_ERR_WRONG_DELIVERY, PWS_ERR_CLOSED*/
    pub fn pws_producer_set_writable_callback(
        producer: *mut pws_producer,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Ends every pws_producer_send and pws_producer_send_async that waits for room
in the queue now, on any thread, with PWS_ERR_CANCELLED: the message was not
queued. Later ones wait again. Does not wait.

# Parameters

* `producer`: the producer
* `cancelled`: receives how many that were; may be NULL
* `error`: PWS_ERR_INVALID_ARGUMENT, PWS_ERR_CLOSED*/
    pub fn pws_producer_cancel_room_waits(
        producer: *mut pws_producer,
        cancelled: *mut usize,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Gives up messages that are not settled: each completes with PWS_ERR_NOT_SENT,
or PWS_ERR_OUTCOME_UNKNOWN where it was written, by its event or in the send
that waits for it. Does not wait.

# Parameters

* `producer`: the producer; one that is closing too
* `in_flight`: 0: only what was never written to a connection; 1: also what
  was written and is not answered, which the server may store all the same
* `purged`: receives how many that were; may be NULL
* `error`: PWS_ERR_CLOSED, or why the producer has ended*/
    pub fn pws_producer_purge(
        producer: *mut pws_producer,
        in_flight: i32,
        purged: *mut usize,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Waits until every message queued before this call is settled; what became
of each is told by its own event, whose callback has returned when this does
(but for a call inside a callback). PWS_ERR_TIMEOUT where the time is up.*/
    pub fn pws_producer_flush(
        producer: *mut pws_producer,
        timeout_ms: i32,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The same without waiting; ends with PWS_EVENT_FLUSHED.
    pub fn pws_producer_flush_async(
        producer: *mut pws_producer,
        timeout_ms: i32,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        operation: *mut u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Flushes, then closes. What is not settled in time completes with
PWS_ERR_NOT_SENT or PWS_ERR_OUTCOME_UNKNOWN, and the call returns
PWS_ERR_TIMEOUT. When this returns, the producer's last callback has
returned: as far as the time goes (else PWS_ERR_TIMEOUT), not with timeout 0,
and not inside a callback. The producer is closed in any case; closing again
is fine.*/
    pub fn pws_producer_close(
        producer: *mut pws_producer,
        timeout_ms: i32,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The same without waiting; ends with PWS_EVENT_CLOSED.
    pub fn pws_producer_close_async(
        producer: *mut pws_producer,
        timeout_ms: i32,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        operation: *mut u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Gives the producer up; what is pending completes as with a close that has no
time. Does not wait.*/
    pub fn pws_producer_free(producer: *mut pws_producer);
    ///The topic's full name. Borrowed from the producer.
    pub fn pws_producer_topic(
        producer: *const pws_producer,
    ) -> *const ::std::os::raw::c_char;
    /**The option `producerName`; "" where none was given and the broker picks one.
Borrowed from the producer.*/
    pub fn pws_producer_name(
        producer: *const pws_producer,
    ) -> *const ::std::os::raw::c_char;
    ///1 while it has a connection.
    pub fn pws_producer_is_connected(producer: *const pws_producer) -> i32;
    ///How many messages are queued or in flight.
    pub fn pws_producer_pending_count(producer: *const pws_producer) -> usize;
    ///How many bytes their frames have, base64 and JSON included.
    pub fn pws_producer_pending_bytes(producer: *const pws_producer) -> usize;
    /**The number of the last message that the server has stored and before which
none is unsettled: Pulsar's "last sequence id published". This producer's
messages are counted in the order of their sends, one up for each that was
queued, from the option `initialSequenceId` on; without it the first is
number 0. Where none is stored yet it is `initialSequenceId`, or -1.

The proxy gives the numbers that the broker sees itself, one for each frame
that reaches it: on an unpartitioned topic they are these as long as no
message was given up unwritten or refused, no connection has broken, and with
no `initialSequenceId` the name is new to the topic. Behind a broken
connection the broker's may be higher, so do not give this number to the next
producer as its `initialSequenceId` then: without that option the broker goes
on from its own.*/
    pub fn pws_producer_last_sequence_id(producer: *const pws_producer) -> i64;
    /**The id that the server gave the message; NULL in the event of one that
failed, and where the server's answer has none that can be read. Borrowed
from the receipt.*/
    pub fn pws_receipt_message_id(receipt: *const pws_receipt) -> *const pws_message_id;
    ///The context that the message was sent with. Borrowed from the receipt.
    pub fn pws_receipt_context(receipt: *const pws_receipt) -> pws_slice;
    ///1 where the broker's deduplication found that it had the message already.
    pub fn pws_receipt_is_duplicate(receipt: *const pws_receipt) -> i32;
    ///Frees the receipt. NULL is fine.
    pub fn pws_receipt_free(receipt: *mut pws_receipt);
    /**Subscribes and waits until the consumer is open.

# Parameters

* `client`: the client
* `topic`: "test", "tenant/namespace/topic" or a full name
* `subscription`: the subscription's name
* `options`: of kind PWS_OPTIONS_CONSUMER, NULL for the defaults; copied
* `timeout_ms`: how long to wait
* `consumer`: receives the consumer; NULL after a failure
* `error`: why it could not be opened, with the HTTP status where the
  server refused it; where the time is up, the last failure, or
  PWS_ERR_CONNECT_TIMEOUT if no attempt has failed yet*/
    pub fn pws_consumer_new(
        client: *mut pws_client,
        topic: *const ::std::os::raw::c_char,
        subscription: *const ::std::os::raw::c_char,
        options: *const pws_options,
        timeout_ms: i32,
        consumer: *mut *mut pws_consumer,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**The same without waiting; PWS_EVENT_OPENED tells what came of it. The handle
is there at once; after a failure free it.*/
    pub fn pws_consumer_new_async(
        client: *mut pws_client,
        topic: *const ::std::os::raw::c_char,
        subscription: *const ::std::os::raw::c_char,
        options: *const pws_options,
        timeout_ms: i32,
        consumer: *mut *mut pws_consumer,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        operation: *mut u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Subscribes to several topics at once. Which of them a message is from is not
on the wire: let the publishers say it in a property or the key.

# Parameters

* `client`: the client
* `topics`: the topics' names, no two the same, none with a ',' in it
* `topic_count`: how many, 1 or more
* `subscription`: the subscription's name
* `options`: of kind PWS_OPTIONS_CONSUMER, NULL for the defaults; copied
* `timeout_ms`: how long to wait
* `consumer`: receives the consumer; NULL after a failure
* `error`: as for pws_consumer_new*/
    pub fn pws_consumer_new_topics(
        client: *mut pws_client,
        topics: *const *const ::std::os::raw::c_char,
        topic_count: usize,
        subscription: *const ::std::os::raw::c_char,
        options: *const pws_options,
        timeout_ms: i32,
        consumer: *mut *mut pws_consumer,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The same without waiting, as pws_consumer_new_async.
    pub fn pws_consumer_new_topics_async(
        client: *mut pws_client,
        topics: *const *const ::std::os::raw::c_char,
        topic_count: usize,
        subscription: *const ::std::os::raw::c_char,
        options: *const pws_options,
        timeout_ms: i32,
        consumer: *mut *mut pws_consumer,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        operation: *mut u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Subscribes to all topics of a namespace that match a pattern, those that are
made later included (the server looks for them from time to time).

# Parameters

* `client`: the client
* `pattern`: "persistent://tenant/namespace/" and a regular expression
* `subscription`: the subscription's name
* `options`: of kind PWS_OPTIONS_CONSUMER, NULL for the defaults; copied
* `timeout_ms`: how long to wait
* `consumer`: receives the consumer; NULL after a failure
* `error`: as for pws_consumer_new*/
    pub fn pws_consumer_new_pattern(
        client: *mut pws_client,
        pattern: *const ::std::os::raw::c_char,
        subscription: *const ::std::os::raw::c_char,
        options: *const pws_options,
        timeout_ms: i32,
        consumer: *mut *mut pws_consumer,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The same without waiting, as pws_consumer_new_async.
    pub fn pws_consumer_new_pattern_async(
        client: *mut pws_client,
        pattern: *const ::std::os::raw::c_char,
        subscription: *const ::std::os::raw::c_char,
        options: *const pws_options,
        timeout_ms: i32,
        consumer: *mut *mut pws_consumer,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        operation: *mut u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Takes the next message.

# Parameters

* `consumer`: the consumer
* `timeout_ms`: how long to wait for one
* `message`: receives the message; NULL after a failure
* `error`: PWS_ERR_TIMEOUT where none came in time, PWS_ERR_CLOSED, or why
  the consumer has ended for good. NULL is fine: in a loop that mostly times
  out it saves an object each turn, and the status says enough*/
    pub fn pws_consumer_receive(
        consumer: *mut pws_consumer,
        timeout_ms: i32,
        message: *mut *mut pws_message,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Takes several messages: waits until there are `capacity` of them, or their
payloads have `max_bytes` together, or the time is up.

# Parameters

* `consumer`: the consumer
* `messages`: receives them; each is the caller's
* `capacity`: how many at most, 1 or more
* `max_bytes`: the payloads' bytes after which no more is waited for; 0: no
  such bound
* `timeout_ms`: how long to wait for all of them
* `count`: receives how many came, 0 after a failure
* `error`: PWS_ERR_TIMEOUT where none came in time; otherwise as for
  pws_consumer_receive*/
    pub fn pws_consumer_receive_batch(
        consumer: *mut pws_consumer,
        messages: *mut *mut pws_message,
        capacity: usize,
        max_bytes: usize,
        timeout_ms: i32,
        count: *mut usize,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Hands out nothing until pws_consumer_resume: the listener is not called, and
receive calls wait. At most `receiverQueueSize` messages are fetched
meanwhile.*/
    pub fn pws_consumer_pause(
        consumer: *mut pws_consumer,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///Ends a pause. What has come meanwhile is handed out.
    pub fn pws_consumer_resume(
        consumer: *mut pws_consumer,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**The next message by event: PWS_EVENT_RECEIVED. With timeout_ms over, or
cancelled, it completes without a message, and none is lost.*/
    pub fn pws_consumer_receive_async(
        consumer: *mut pws_consumer,
        timeout_ms: i32,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        operation: *mut u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Sets the listener, once: from now on messages come as PWS_EVENT_MESSAGE, and
the receive functions return PWS_ERR_INVALID_ARGUMENT. The listener's last
event is PWS_EVENT_ENDED, where the consumer ends by itself.*/
    pub fn pws_consumer_listen(
        consumer: *mut pws_consumer,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Acknowledges a message: the subscription does not deliver it again. Does not
wait. The first ack or nack of a message counts, later ones do nothing. A
message from before a reconnect is remembered and settled when the server
delivers it again, without being handed out twice.

# Parameters

* `consumer`: the consumer that it came from
* `message`: the message; stays the caller's
* `error`: PWS_ERR_WRONG_CONSUMER, PWS_ERR_CLOSED*/
    pub fn pws_consumer_ack(
        consumer: *mut pws_consumer,
        message: *const pws_message,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Asks for the message to be delivered again, after
`negativeAckRedeliveryDelay`. Otherwise as pws_consumer_ack.*/
    pub fn pws_consumer_nack(
        consumer: *mut pws_consumer,
        message: *const pws_message,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///Acknowledges and frees in one call; the message is freed in any case.
    pub fn pws_consumer_ack_and_free(
        consumer: *mut pws_consumer,
        message: *mut pws_message,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Acknowledges by id alone, for whoever keeps ids instead of messages. On a
non-persistent topic, where all messages have the same id, it is any one of
those that are not settled.

# Parameters

* `consumer`: the consumer that handed the message out
* `id`: the message's id; stays the caller's
* `error`: PWS_ERR_WRONG_CONSUMER where no message of this id was handed
  out here, or it is settled already. PWS_ERR_CLOSED*/
    pub fn pws_consumer_ack_id(
        consumer: *mut pws_consumer,
        id: *const pws_message_id,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///Asks for redelivery by id alone; otherwise as pws_consumer_ack_id.
    pub fn pws_consumer_nack_id(
        consumer: *mut pws_consumer,
        id: *const pws_message_id,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Acknowledges this message and all that this consumer handed out before it in
the same partition and that are not settled. The wire has no such ack: one
goes out for each.

# Parameters

* `consumer`: the consumer that it came from
* `message`: the message; stays the caller's
* `error`: PWS_ERR_NOT_SUPPORTED on a Shared or Key_Shared subscription, on
  several topics and on a non-persistent one. PWS_ERR_WRONG_CONSUMER,
  PWS_ERR_CLOSED*/
    pub fn pws_consumer_ack_cumulative(
        consumer: *mut pws_consumer,
        message: *const pws_message,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The same up to an id, which need not be that of a message handed out.
    pub fn pws_consumer_ack_cumulative_id(
        consumer: *mut pws_consumer,
        id: *const pws_message_id,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Asks for all messages to be delivered again that were handed out and are not
settled.*/
    pub fn pws_consumer_redeliver(
        consumer: *mut pws_consumer,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Waits until the server has handled every ack and nack made before this
call. PWS_ERR_TIMEOUT where the time is up; PWS_ERR_CONNECTION_LOST where the
connection broke meanwhile, after which they are settled on redelivery. Of a
server that cannot be asked (the option `ackFence`) it says less: that they
were written, and the connection has held for a second since.*/
    pub fn pws_consumer_ack_flush(
        consumer: *mut pws_consumer,
        timeout_ms: i32,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The same without waiting; ends with PWS_EVENT_ACKS_FLUSHED.
    pub fn pws_consumer_ack_flush_async(
        consumer: *mut pws_consumer,
        timeout_ms: i32,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        operation: *mut u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Asks whether the topic has ended for this subscription: whether it was
terminated and all of it is acknowledged.

# Parameters

* `consumer`: the consumer
* `timeout_ms`: how long to wait for the answer
* `end_of_topic`: receives 1 where it has ended, else 0
* `error`: PWS_ERR_TIMEOUT, PWS_ERR_CONNECTION_LOST, PWS_ERR_CLOSED;
  PWS_ERR_NOT_SUPPORTED where the server does not know the question, or
  `ackFence=off` says so*/
    pub fn pws_consumer_end_of_topic(
        consumer: *mut pws_consumer,
        timeout_ms: i32,
        end_of_topic: *mut i32,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The same without waiting; ends with PWS_EVENT_END_OF_TOPIC.
    pub fn pws_consumer_end_of_topic_async(
        consumer: *mut pws_consumer,
        timeout_ms: i32,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        operation: *mut u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Removes the subscription, and with it what is not acknowledged; waits for the
server's confirmation, and for the consumer's last callback. The consumer is
closed then. Once asked, it does not reconnect, since that would subscribe
again: when the connection breaks before the answer it ends with
PWS_ERR_UNSUBSCRIBE_REFUSED.

# Parameters

* `consumer`: the consumer
* `timeout_ms`: how long to wait
* `error`: PWS_ERR_UNSUBSCRIBE_REFUSED where the subscription has other
  consumers, or the connection broke. PWS_ERR_TIMEOUT where no answer has
  come yet. PWS_ERR_CONNECTION_LOST where there is no connection to ask over;
  nothing has changed then*/
    pub fn pws_consumer_unsubscribe(
        consumer: *mut pws_consumer,
        timeout_ms: i32,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The same without waiting; ends with PWS_EVENT_UNSUBSCRIBED.
    pub fn pws_consumer_unsubscribe_async(
        consumer: *mut pws_consumer,
        timeout_ms: i32,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        operation: *mut u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**With `permits=manual`: lets the server deliver so many more messages. What
was permitted and not handed out before a reconnect is permitted again by the
library.

# Parameters

* `consumer`: the consumer
* `messages`: how many, 1 to 1,000,000 together with those not used yet
* `error`: PWS_ERR_NOT_SUPPORTED without `permits=manual`,
  PWS_ERR_INVALID_ARGUMENT, PWS_ERR_CLOSED*/
    pub fn pws_consumer_permit(
        consumer: *mut pws_consumer,
        messages: u32,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Sees that acks have reached the server, then closes; messages that were not
acked will be delivered again. PWS_ERR_TIMEOUT where the time was too short
for that, PWS_ERR_CONNECTION_LOST where the connection broke before the
server had confirmed them; the consumer is closed in any case. When this
returns, its last callback has returned too, as pws_producer_close has it.
Closing again is fine.*/
    pub fn pws_consumer_close(
        consumer: *mut pws_consumer,
        timeout_ms: i32,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The same without waiting; ends with PWS_EVENT_CLOSED.
    pub fn pws_consumer_close_async(
        consumer: *mut pws_consumer,
        timeout_ms: i32,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        operation: *mut u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Gives the consumer up. Acks made already still go out where they can; does
not wait for it.*/
    pub fn pws_consumer_free(consumer: *mut pws_consumer);
    /**The topic's full name; several with commas between, or the pattern. Borrowed
from the consumer.*/
    pub fn pws_consumer_topic(
        consumer: *const pws_consumer,
    ) -> *const ::std::os::raw::c_char;
    ///The subscription's name. Borrowed from the consumer.
    pub fn pws_consumer_subscription(
        consumer: *const pws_consumer,
    ) -> *const ::std::os::raw::c_char;
    /**The option `consumerName`; empty where the broker picks one, which it does
not tell. Borrowed from the consumer.*/
    pub fn pws_consumer_name(
        consumer: *const pws_consumer,
    ) -> *const ::std::os::raw::c_char;
    ///1 while it has a connection.
    pub fn pws_consumer_is_connected(consumer: *const pws_consumer) -> i32;
    ///How many messages were fetched and wait to be handed out.
    pub fn pws_consumer_queued_count(consumer: *const pws_consumer) -> usize;
    ///How many messages were handed out and are not settled.
    pub fn pws_consumer_outstanding_count(consumer: *const pws_consumer) -> usize;
    /**Fills a view, whose struct_size must be set. It lives as long as the
message.*/
    pub fn pws_message_read(
        message: *const pws_message,
        view: *mut pws_message_view,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///pws_consumer_receive and pws_message_read in one call.
    pub fn pws_consumer_receive_view(
        consumer: *mut pws_consumer,
        timeout_ms: i32,
        message: *mut *mut pws_message,
        view: *mut pws_message_view,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The payload. This and what follows is borrowed from the message.
    pub fn pws_message_payload(message: *const pws_message) -> pws_slice;
    ///The key; data is NULL where it has none.
    pub fn pws_message_key(message: *const pws_message) -> pws_slice;
    ///How many properties it has.
    pub fn pws_message_property_count(message: *const pws_message) -> usize;
    ///The properties, as many as pws_message_property_count says.
    pub fn pws_message_properties(message: *const pws_message) -> *const pws_property;
    ///The value of the property of that name; data is NULL where there is none.
    pub fn pws_message_property(
        message: *const pws_message,
        key: *const ::std::os::raw::c_char,
    ) -> pws_slice;
    ///When the producer sent it, in milliseconds since 1970.
    pub fn pws_message_publish_time(message: *const pws_message) -> i64;
    ///The event time that the producer gave it; 0: none.
    pub fn pws_message_event_time(message: *const pws_message) -> i64;
    ///How often it was delivered before, as far as the broker counts.
    pub fn pws_message_redelivery_count(message: *const pws_message) -> i32;
    ///Its place in the topic.
    pub fn pws_message_get_id(message: *const pws_message) -> *const pws_message_id;
    /**What pws_consumer_topic or pws_reader_topic says: the message's topic, but
for a consumer of several.*/
    pub fn pws_message_topic(
        message: *const pws_message,
    ) -> *const ::std::os::raw::c_char;
    /**Another handle on the same message, owned by the caller; NULL where there is
no message or no memory.*/
    pub fn pws_message_ref(message: *const pws_message) -> *mut pws_message;
    ///Frees the handle. Does not settle the message.
    pub fn pws_message_free(message: *mut pws_message);
    ///The ledger that the message is stored in.
    pub fn pws_message_id_ledger(id: *const pws_message_id) -> i64;
    ///The message's entry in its ledger.
    pub fn pws_message_id_entry(id: *const pws_message_id) -> i64;
    ///-1 where the topic has no partitions.
    pub fn pws_message_id_partition(id: *const pws_message_id) -> i32;
    ///-1 where the message was not in a batch.
    pub fn pws_message_id_batch_index(id: *const pws_message_id) -> i32;
    /**Less than, equal to or greater than 0 as `a` stands before, at or behind
`b`, which means something within one partition.*/
    pub fn pws_message_id_compare(
        a: *const pws_message_id,
        b: *const pws_message_id,
    ) -> i32;
    /**Prints "ledger:entry:partition:batch" as the native clients do.

# Parameters

* `id`: the id
* `buffer`: receives the text and a NUL, cut off where it is too short
* `capacity`: of the buffer; 32 is mostly enough, 96 always

# Returns

the length of the whole text without its NUL*/
    pub fn pws_message_id_print(
        id: *const pws_message_id,
        buffer: *mut ::std::os::raw::c_char,
        capacity: usize,
    ) -> usize;
    /**Writes the bytes that the native clients' deserialize reads.

# Parameters

* `id`: the id
* `buffer`: receives them where they fit, else is left as it is
* `capacity`: of the buffer; 64 is always enough

# Returns

how many there are*/
    pub fn pws_message_id_serialize(
        id: *const pws_message_id,
        buffer: *mut ::std::os::raw::c_void,
        capacity: usize,
    ) -> usize;
    ///Reads such bytes; PWS_ERR_INVALID_ARGUMENT where they are none.
    pub fn pws_message_id_parse(
        data: *const ::std::os::raw::c_void,
        size: usize,
        id: *mut *mut pws_message_id,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**A copy, owned by the caller, of an id that is borrowed; NULL where there is
none, or no memory.*/
    pub fn pws_message_id_dup(id: *const pws_message_id) -> *mut pws_message_id;
    ///Before the first message of a topic: where a reader may start. Static.
    pub fn pws_message_id_earliest() -> *const pws_message_id;
    ///Behind the last message of a topic: where a reader may start. Static.
    pub fn pws_message_id_latest() -> *const pws_message_id;
    /**Frees an id that pws_message_id_parse or pws_message_id_dup made, and no
other.*/
    pub fn pws_message_id_free(id: *mut pws_message_id);
    /**Makes a reader and waits until it is open. It needs no subscription and no
acks. After a lost connection it goes on behind the last message that it
handed out: none is missed, none comes twice. Two cases it cannot save: where
it started at pws_message_id_latest and had read nothing, what was published
meanwhile is missed (PWS_EVENT_GAP says so); and on a partitioned topic the
server takes no id, so that the reader ends with PWS_ERR_NOT_SUPPORTED: read
each partition by a reader of its own, on "TOPIC-partition-N".

# Parameters

* `client`: the client
* `topic`: "test", "tenant/namespace/topic" or a full name
* `start`: what stands behind this is read: pws_message_id_earliest,
  pws_message_id_latest, or a message's id; copied
* `options`: of kind PWS_OPTIONS_READER, NULL for the defaults; copied
* `timeout_ms`: how long to wait
* `reader`: receives the reader; NULL after a failure
* `error`: why it could not be opened. Beside 401 and 403 the server has
  only HTTP 500 for it: the status is taken from its words where they tell*/
    pub fn pws_reader_new(
        client: *mut pws_client,
        topic: *const ::std::os::raw::c_char,
        start: *const pws_message_id,
        options: *const pws_options,
        timeout_ms: i32,
        reader: *mut *mut pws_reader,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**The same without waiting; PWS_EVENT_OPENED tells what came of it. The handle
is there at once; after a failure free it.*/
    pub fn pws_reader_new_async(
        client: *mut pws_client,
        topic: *const ::std::os::raw::c_char,
        start: *const pws_message_id,
        options: *const pws_options,
        timeout_ms: i32,
        reader: *mut *mut pws_reader,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        operation: *mut u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Takes the next message.

# Parameters

* `reader`: the reader
* `timeout_ms`: how long to wait for one
* `message`: receives the message, the caller's; NULL after a failure
* `error`: PWS_ERR_TIMEOUT where none came in time, PWS_ERR_CLOSED, or why
  the reader has ended for good. NULL is fine, as in pws_consumer_receive*/
    pub fn pws_reader_next(
        reader: *mut pws_reader,
        timeout_ms: i32,
        message: *mut *mut pws_message,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///pws_reader_next and pws_message_read in one call.
    pub fn pws_reader_next_view(
        reader: *mut pws_reader,
        timeout_ms: i32,
        message: *mut *mut pws_message,
        view: *mut pws_message_view,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**The next message by event: PWS_EVENT_RECEIVED. With timeout_ms over, or
cancelled, it completes without a message, and none is lost.*/
    pub fn pws_reader_next_async(
        reader: *mut pws_reader,
        timeout_ms: i32,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        operation: *mut u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///Sets the listener, once, as pws_consumer_listen does.
    pub fn pws_reader_listen(
        reader: *mut pws_reader,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Whether there is another message: 1 where one has been fetched, 0 where
pws_reader_end_of_topic has said that the topic ended and all was handed out,
-1 where it cannot be known.*/
    pub fn pws_reader_has_next(reader: *const pws_reader) -> i32;
    /**Asks whether the topic has ended: whether it was terminated and the server
has fetched the last of it, which may still be on its way here. Otherwise as
pws_consumer_end_of_topic.*/
    pub fn pws_reader_end_of_topic(
        reader: *mut pws_reader,
        timeout_ms: i32,
        end_of_topic: *mut i32,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The same without waiting; ends with PWS_EVENT_END_OF_TOPIC.
    pub fn pws_reader_end_of_topic_async(
        reader: *mut pws_reader,
        timeout_ms: i32,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        operation: *mut u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Closes the reader. PWS_ERR_TIMEOUT where the server's goodbye did not come
in time, or the last callback was still running (as pws_producer_close has
it); the reader is closed in any case. Closing again is fine.*/
    pub fn pws_reader_close(
        reader: *mut pws_reader,
        timeout_ms: i32,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The same without waiting; ends with PWS_EVENT_CLOSED.
    pub fn pws_reader_close_async(
        reader: *mut pws_reader,
        timeout_ms: i32,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        operation: *mut u64,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///Gives the reader up. Does not wait.
    pub fn pws_reader_free(reader: *mut pws_reader);
    ///The topic's full name. Borrowed from the reader.
    pub fn pws_reader_topic(reader: *const pws_reader) -> *const ::std::os::raw::c_char;
    /**The option `readerName`; empty where the broker picks one. Borrowed from the
reader.*/
    pub fn pws_reader_name(reader: *const pws_reader) -> *const ::std::os::raw::c_char;
    ///1 while it has a connection.
    pub fn pws_reader_is_connected(reader: *const pws_reader) -> i32;
    ///The text, UTF-8 with a NUL behind it; "" for NULL. Borrowed.
    pub fn pws_text_get(text: *const pws_text) -> *const ::std::os::raw::c_char;
    ///Its length in bytes, without the NUL.
    pub fn pws_text_size(text: *const pws_text) -> usize;
    ///Frees the text. NULL is fine.
    pub fn pws_text_free(text: *mut pws_text);
    /**What a client has done and how its handles are, as one JSON object, whose
fields stand in docs/statistics.md and docs/statistics.schema.json. Does not
wait. Works on a closed client, too.

# Parameters

* `client`: the client
* `json`: receives the text, owned by the caller
* `error`: PWS_ERR_INVALID_ARGUMENT*/
    pub fn pws_client_statistics(
        client: *mut pws_client,
        json: *mut *mut pws_text,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The same for one producer: what stands in the list `producers` there.
    pub fn pws_producer_statistics(
        producer: *const pws_producer,
        json: *mut *mut pws_text,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The same for one consumer: what stands in the list `consumers` there.
    pub fn pws_consumer_statistics(
        consumer: *const pws_consumer,
        json: *mut *mut pws_text,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The same for one reader: what stands in the list `readers` there.
    pub fn pws_reader_statistics(
        reader: *const pws_reader,
        json: *mut *mut pws_text,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Has the client's statistics told each `statisticsInterval` (a client option,
0 for never, which is the default) by an event PWS_EVENT_STATISTICS, whose
`text` is what pws_client_statistics gives. In poll mode `callback` is NULL
and the event comes with the others; else NULL ends it. The last event comes
before the client is closed or freed.

# Parameters

* `client`: the client
* `callback`: called for each; replaces the one before
* `user_data`: for the callback
* `free_user_data`: for user_data, may be NULL
* `error`: PWS_ERR_CLOSED, PWS_ERR_WRONG_DELIVERY*/
    pub fn pws_client_set_statistics_callback(
        client: *mut pws_client,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**Has every change of a connection told by an event PWS_EVENT_STATE, from now
on, for all producers, consumers and readers of the client. For each handle
they come in the order in which things happened, and PWS_STATE_CLOSED comes
once and last. In poll mode `callback` is NULL and the events come with the
others; else NULL ends it.

The first events about a handle can come before the call that makes it has
returned it. Where that call fails in the end, its handle is never given out:
compare the pointer, and nothing else.

# Parameters

* `client`: the client
* `callback`: called for each; replaces the one before
* `user_data`: for the callback
* `free_user_data`: for user_data, may be NULL
* `error`: PWS_ERR_CLOSED, PWS_ERR_WRONG_DELIVERY*/
    pub fn pws_client_set_state_callback(
        client: *mut pws_client,
        callback: pws_callback,
        user_data: *mut ::std::os::raw::c_void,
        free_user_data: pws_free_user_data,
        error: *mut *mut pws_error,
    ) -> pws_status;
    /**What was wrong with the connection last.

# Parameters

* `producer`: the producer
* `error`: receives the failure of the last attempt to connect or the last
  loss, or why the producer has ended (PWS_ERR_CLOSED after its close); NULL
  where the last attempt succeeded, or none has failed yet

# Returns

its status; PWS_OK where there is none*/
    pub fn pws_producer_last_error(
        producer: *const pws_producer,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The same for a consumer.
    pub fn pws_consumer_last_error(
        consumer: *const pws_consumer,
        error: *mut *mut pws_error,
    ) -> pws_status;
    ///The same for a reader.
    pub fn pws_reader_last_error(
        reader: *const pws_reader,
        error: *mut *mut pws_error,
    ) -> pws_status;
}
