// Generated from pulsarws.h by bindings/generate: do not edit.

/// What a call came to.
///
/// A later library may know more values than these.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Status(pub i32);

impl Status {
    /// `PWS_OK`.
    pub const OK: Status = Status(0);
    /// An argument is NULL, no handle, or out of its range.
    pub const INVALID_ARGUMENT: Status = Status(1);
    /// There is no option of that name for this kind.
    pub const UNKNOWN_OPTION: Status = Status(2);
    /// The option does not take that value.
    pub const INVALID_OPTION_VALUE: Status = Status(3);
    /// Not a ws or wss URL.
    pub const INVALID_URL: Status = Status(4);
    /// Not a topic's name.
    pub const INVALID_TOPIC: Status = Status(5);
    /// A message holds what Pulsar cannot take. Nothing was sent.
    pub const INVALID_MESSAGE: Status = Status(6);
    /// The message's frame is larger than `maxFrameSize`. Nothing was sent.
    pub const MESSAGE_TOO_BIG: Status = Status(7);
    /// The message came from another consumer.
    pub const WRONG_CONSUMER: Status = Status(8);
    /// The handle is closed, or was freed.
    pub const CLOSED: Status = Status(9);
    /// A call that blocks was made inside a callback.
    pub const WOULD_DEADLOCK: Status = Status(10);
    /// The process is a fork of the one that made the handle.
    pub const FORKED: Status = Status(11);
    /// The call does not fit the client's `eventDelivery`.
    pub const WRONG_DELIVERY: Status = Status(12);
    /// This topic, subscription or mode does not have that.
    pub const NOT_SUPPORTED: Status = Status(13);
    /// A file cannot be read, or does not hold what it should.
    pub const FILE: Status = Status(14);
    /// The producer's pending queue is full. Nothing was queued.
    pub const QUEUE_FULL: Status = Status(20);
    /// The time is up, and nothing has happened.
    pub const TIMEOUT: Status = Status(21);
    /// The time is up; the message stays queued and completes by event.
    pub const TIMEOUT_PENDING: Status = Status(22);
    /// The message was given up and never written to the network.
    pub const NOT_SENT: Status = Status(23);
    /// The message was written, and no answer came: it may be stored or not.
    pub const OUTCOME_UNKNOWN: Status = Status(24);
    /// The operation was cancelled.
    pub const CANCELLED: Status = Status(25);
    /// The server closed the connection again and again over this message.
    pub const POISONED: Status = Status(26);
    /// The server's name has no address.
    pub const NAME_RESOLUTION: Status = Status(40);
    /// The server's port does not accept connections.
    pub const CONNECT: Status = Status(41);
    /// The server did not answer in time.
    pub const CONNECT_TIMEOUT: Status = Status(42);
    /// The connection broke.
    pub const CONNECTION_LOST: Status = Status(43);
    /// Too many dead connections that cannot be released yet.
    pub const CONNECTIONS_STUCK: Status = Status(44);
    /// TLS failed, and not over the certificate or its name.
    pub const TLS: Status = Status(45);
    /// The server's certificate is not trusted.
    pub const TLS_CERTIFICATE: Status = Status(46);
    /// The server's certificate is for another host.
    pub const TLS_HOSTNAME: Status = Status(47);
    /// The server sent what is not Pulsar's protocol.
    pub const PROTOCOL: Status = Status(48);
    /// There are no credentials: the token file, the token supplier or the
    /// OAuth2 server failed.
    pub const CREDENTIALS: Status = Status(49);
    /// The HTTP proxy could not be reached, or refused the connection.
    pub const PROXY: Status = Status(50);
    /// HTTP 400: the server refused a parameter.
    pub const BAD_REQUEST: Status = Status(60);
    /// HTTP 401: the token is missing, wrong or expired.
    pub const AUTHENTICATION: Status = Status(61);
    /// HTTP 403: the token has no right on this topic.
    pub const AUTHORIZATION: Status = Status(62);
    /// HTTP 404: the namespace or the topic does not exist.
    pub const NOT_FOUND: Status = Status(63);
    /// HTTP 409: the producer's name or the subscription is in use.
    pub const CONFLICT: Status = Status(64);
    /// HTTP 429: too many requests.
    pub const TOO_MANY_REQUESTS: Status = Status(65);
    /// HTTP 503: the topic was terminated. Also a refusal that was gone again
    /// when the library asked for its reason.
    pub const SERVICE_UNAVAILABLE: Status = Status(66);
    /// Another HTTP status, 500 for instance.
    pub const SERVER: Status = Status(67);
    /// The server refused a message.
    pub const SEND_REFUSED: Status = Status(68);
    /// The server did not unsubscribe: the subscription has other consumers.
    pub const UNSUBSCRIBE_REFUSED: Status = Status(69);
    /// Memory ran out.
    pub const OUT_OF_MEMORY: Status = Status(90);
    /// A fault of the library: please report it.
    pub const INTERNAL: Status = Status(91);

    /// The constant's name in C; "" for one that this version does not have.
    pub fn name(self) -> &'static str {
        match self.0 {
            0 => "PWS_OK",
            1 => "PWS_ERR_INVALID_ARGUMENT",
            2 => "PWS_ERR_UNKNOWN_OPTION",
            3 => "PWS_ERR_INVALID_OPTION_VALUE",
            4 => "PWS_ERR_INVALID_URL",
            5 => "PWS_ERR_INVALID_TOPIC",
            6 => "PWS_ERR_INVALID_MESSAGE",
            7 => "PWS_ERR_MESSAGE_TOO_BIG",
            8 => "PWS_ERR_WRONG_CONSUMER",
            9 => "PWS_ERR_CLOSED",
            10 => "PWS_ERR_WOULD_DEADLOCK",
            11 => "PWS_ERR_FORKED",
            12 => "PWS_ERR_WRONG_DELIVERY",
            13 => "PWS_ERR_NOT_SUPPORTED",
            14 => "PWS_ERR_FILE",
            20 => "PWS_ERR_QUEUE_FULL",
            21 => "PWS_ERR_TIMEOUT",
            22 => "PWS_ERR_TIMEOUT_PENDING",
            23 => "PWS_ERR_NOT_SENT",
            24 => "PWS_ERR_OUTCOME_UNKNOWN",
            25 => "PWS_ERR_CANCELLED",
            26 => "PWS_ERR_POISONED",
            40 => "PWS_ERR_NAME_RESOLUTION",
            41 => "PWS_ERR_CONNECT",
            42 => "PWS_ERR_CONNECT_TIMEOUT",
            43 => "PWS_ERR_CONNECTION_LOST",
            44 => "PWS_ERR_CONNECTIONS_STUCK",
            45 => "PWS_ERR_TLS",
            46 => "PWS_ERR_TLS_CERTIFICATE",
            47 => "PWS_ERR_TLS_HOSTNAME",
            48 => "PWS_ERR_PROTOCOL",
            49 => "PWS_ERR_CREDENTIALS",
            50 => "PWS_ERR_PROXY",
            60 => "PWS_ERR_BAD_REQUEST",
            61 => "PWS_ERR_AUTHENTICATION",
            62 => "PWS_ERR_AUTHORIZATION",
            63 => "PWS_ERR_NOT_FOUND",
            64 => "PWS_ERR_CONFLICT",
            65 => "PWS_ERR_TOO_MANY_REQUESTS",
            66 => "PWS_ERR_SERVICE_UNAVAILABLE",
            67 => "PWS_ERR_SERVER",
            68 => "PWS_ERR_SEND_REFUSED",
            69 => "PWS_ERR_UNSUBSCRIBE_REFUSED",
            90 => "PWS_ERR_OUT_OF_MEMORY",
            91 => "PWS_ERR_INTERNAL",
            _ => "",
        }
    }

    /// What it means, in a sentence.
    pub fn text(self) -> &'static str {
        match self.0 {
            0 => "Success.",
            1 => "An argument is NULL, no handle, or out of its range.",
            2 => "There is no option of that name for this kind.",
            3 => "The option does not take that value.",
            4 => "Not a ws or wss URL.",
            5 => "Not a topic's name.",
            6 => "A message holds what Pulsar cannot take. Nothing was sent.",
            7 => "The message's frame is larger than `maxFrameSize`. Nothing was sent.",
            8 => "The message came from another consumer.",
            9 => "The handle is closed, or was freed.",
            10 => "A call that blocks was made inside a callback.",
            11 => "The process is a fork of the one that made the handle.",
            12 => "The call does not fit the client's `eventDelivery`.",
            13 => "This topic, subscription or mode does not have that.",
            14 => "A file cannot be read, or does not hold what it should.",
            20 => "The producer's pending queue is full. Nothing was queued.",
            21 => "The time is up, and nothing has happened.",
            22 => "The time is up; the message stays queued and completes by event.",
            23 => "The message was given up and never written to the network.",
            24 => "The message was written, and no answer came: it may be stored or not.",
            25 => "The operation was cancelled.",
            26 => "The server closed the connection again and again over this message.",
            40 => "The server's name has no address.",
            41 => "The server's port does not accept connections.",
            42 => "The server did not answer in time.",
            43 => "The connection broke.",
            44 => "Too many dead connections that cannot be released yet.",
            45 => "TLS failed, and not over the certificate or its name.",
            46 => "The server's certificate is not trusted.",
            47 => "The server's certificate is for another host.",
            48 => "The server sent what is not Pulsar's protocol.",
            49 => "There are no credentials: the token file, the token supplier or the OAuth2 server failed.",
            50 => "The HTTP proxy could not be reached, or refused the connection.",
            60 => "HTTP 400: the server refused a parameter.",
            61 => "HTTP 401: the token is missing, wrong or expired.",
            62 => "HTTP 403: the token has no right on this topic.",
            63 => "HTTP 404: the namespace or the topic does not exist.",
            64 => "HTTP 409: the producer's name or the subscription is in use.",
            65 => "HTTP 429: too many requests.",
            66 => "HTTP 503: the topic was terminated. Also a refusal that was gone again when the library asked for its reason.",
            67 => "Another HTTP status, 500 for instance.",
            68 => "The server refused a message.",
            69 => "The server did not unsubscribe: the subscription has other consumers.",
            90 => "Memory ran out.",
            91 => "A fault of the library: please report it.",
            _ => "A status that this version does not know.",
        }
    }
}

/// What a connection is at.
///
/// A later library may know more values than these.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionState(pub i32);

impl ConnectionState {
    /// An attempt begins.
    pub const CONNECTING: ConnectionState = ConnectionState(1);
    /// It is open.
    pub const OPEN: ConnectionState = ConnectionState(2);
    /// It was open and has broken: `error` says why.
    pub const LOST: ConnectionState = ConnectionState(3);
    /// The next attempt is in `delay_ms`: `error` says why.
    pub const BACKOFF: ConnectionState = ConnectionState(4);
    /// There will be no more: `error` where it did not end in order.
    pub const CLOSED: ConnectionState = ConnectionState(5);

    /// The constant's name in C; "" for one that this version does not have.
    pub fn name(self) -> &'static str {
        match self.0 {
            1 => "PWS_STATE_CONNECTING",
            2 => "PWS_STATE_OPEN",
            3 => "PWS_STATE_LOST",
            4 => "PWS_STATE_BACKOFF",
            5 => "PWS_STATE_CLOSED",
            _ => "",
        }
    }
}

/// How grave a line of the log is.
///
/// A later library may know more values than these.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LogLevel(pub i32);

impl LogLevel {
    /// `PWS_LOG_ERROR`.
    pub const ERROR: LogLevel = LogLevel(1);
    /// `PWS_LOG_WARNING`.
    pub const WARNING: LogLevel = LogLevel(2);
    /// `PWS_LOG_INFO`.
    pub const INFO: LogLevel = LogLevel(3);
    /// `PWS_LOG_DEBUG`.
    pub const DEBUG: LogLevel = LogLevel(4);

    /// The constant's name in C; "" for one that this version does not have.
    pub fn name(self) -> &'static str {
        match self.0 {
            1 => "PWS_LOG_ERROR",
            2 => "PWS_LOG_WARNING",
            3 => "PWS_LOG_INFO",
            4 => "PWS_LOG_DEBUG",
            _ => "",
        }
    }
}
