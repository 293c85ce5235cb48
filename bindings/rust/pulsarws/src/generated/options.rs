// Generated from docs/options.json by bindings/generate: do not edit.

use std::time::Duration;

use crate::builder::{milliseconds, ClientBuilder, ConsumerBuilder, ProducerBuilder, ReaderBuilder};

/// The values of the option `tlsMinimumVersion`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TlsVersion {
    /// `TLSv1.2`.
    Tls12,
    /// `TLSv1.3`.
    Tls13,
}

impl TlsVersion {
    /// The word that the library takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tls12 => "TLSv1.2",
            Self::Tls13 => "TLSv1.3",
        }
    }
}

/// The values of the option `logLevel`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LogFilter {
    /// `off`.
    Off,
    /// `error`.
    Error,
    /// `warning`.
    Warning,
    /// `info`.
    Info,
    /// `debug`.
    Debug,
}

impl LogFilter {
    /// The word that the library takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }
}

/// The values of the option `transport`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transport {
    /// `cpprest`.
    Cpprest,
    /// `beast`.
    Beast,
}

impl Transport {
    /// The word that the library takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cpprest => "cpprest",
            Self::Beast => "beast",
        }
    }
}

/// The values of the option `hashingScheme`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HashingScheme {
    /// `JavaStringHash`.
    JavaStringHash,
    /// `Murmur3_32Hash`.
    Murmur3_32Hash,
}

impl HashingScheme {
    /// The word that the library takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::JavaStringHash => "JavaStringHash",
            Self::Murmur3_32Hash => "Murmur3_32Hash",
        }
    }
}

/// The values of the option `messageRoutingMode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MessageRoutingMode {
    /// `SinglePartition`.
    SinglePartition,
    /// `RoundRobinPartition`.
    RoundRobinPartition,
}

impl MessageRoutingMode {
    /// The word that the library takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SinglePartition => "SinglePartition",
            Self::RoundRobinPartition => "RoundRobinPartition",
        }
    }
}

/// The values of the option `compressionType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CompressionType {
    /// `NONE`.
    None,
    /// `LZ4`.
    Lz4,
    /// `ZLIB`.
    Zlib,
    /// `ZSTD`.
    Zstd,
    /// `SNAPPY`.
    Snappy,
}

impl CompressionType {
    /// The word that the library takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Lz4 => "LZ4",
            Self::Zlib => "ZLIB",
            Self::Zstd => "ZSTD",
            Self::Snappy => "SNAPPY",
        }
    }
}

/// The values of the option `subscriptionType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SubscriptionType {
    /// `Exclusive`.
    Exclusive,
    /// `Shared`.
    Shared,
    /// `Failover`.
    Failover,
    /// `Key_Shared`.
    KeyShared,
}

impl SubscriptionType {
    /// The word that the library takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exclusive => "Exclusive",
            Self::Shared => "Shared",
            Self::Failover => "Failover",
            Self::KeyShared => "Key_Shared",
        }
    }
}

/// The values of the option `subscriptionMode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SubscriptionMode {
    /// `Durable`.
    Durable,
    /// `NonDurable`.
    NonDurable,
}

impl SubscriptionMode {
    /// The word that the library takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Durable => "Durable",
            Self::NonDurable => "NonDurable",
        }
    }
}

/// The values of the option `subscriptionInitialPosition`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SubscriptionInitialPosition {
    /// `Latest`.
    Latest,
    /// `Earliest`.
    Earliest,
}

impl SubscriptionInitialPosition {
    /// The word that the library takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Latest => "Latest",
            Self::Earliest => "Earliest",
        }
    }
}

/// The values of the option `permits`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Permits {
    /// `automatic`.
    Automatic,
    /// `manual`.
    Manual,
}

impl Permits {
    /// The word that the library takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Manual => "manual",
        }
    }
}

/// The values of the option `ackFence`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AckFence {
    /// `auto`.
    Auto,
    /// `on`.
    On,
    /// `off`.
    Off,
}

impl AckFence {
    /// The word that the library takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::On => "on",
            Self::Off => "off",
        }
    }
}

impl ClientBuilder {
    /// The token to authenticate with, a JWT for instance, without "Bearer".
    pub fn auth_token(self, value: impl Into<String>) -> Self {
        self.option("authToken", value)
    }

    /// A file with the token, read again for each connection; a line end behind
    /// the token is dropped.
    pub fn auth_token_file(self, value: impl Into<String>) -> Self {
        self.option("authTokenFile", value)
    }

    /// The name of an environment variable with the token, read again for each
    /// connection.
    pub fn auth_token_environment(self, value: impl Into<String>) -> Self {
        self.option("authTokenEnvironment", value)
    }

    /// The https URL of the OAuth2 server that issues tokens; where not set,
    /// issuer_url of the key file.
    pub fn oauth2_issuer_url(self, value: impl Into<String>) -> Self {
        self.option("oauth2IssuerUrl", value)
    }

    /// Where the OAuth2 client's key file is: a path, file:///path, or the file
    /// itself as data:application/json;base64,DATA. Read again for each token.
    pub fn oauth2_private_key(self, value: impl Into<String>) -> Self {
        self.option("oauth2PrivateKey", value)
    }

    /// The OAuth2 client's id, where there is no key file.
    pub fn oauth2_client_id(self, value: impl Into<String>) -> Self {
        self.option("oauth2ClientId", value)
    }

    /// The OAuth2 client's secret, where there is no key file.
    pub fn oauth2_client_secret(self, value: impl Into<String>) -> Self {
        self.option("oauth2ClientSecret", value)
    }

    /// The audience to ask the OAuth2 server for, the URN of the Pulsar cluster
    /// for instance.
    pub fn oauth2_audience(self, value: impl Into<String>) -> Self {
        self.option("oauth2Audience", value)
    }

    /// The scopes to ask the OAuth2 server for, separated by blanks.
    pub fn oauth2_scope(self, value: impl Into<String>) -> Self {
        self.option("oauth2Scope", value)
    }

    /// A PEM file with the certificates to trust for the OAuth2 server, instead
    /// of the system's.
    pub fn oauth2_trust_certs_file_path(self, value: impl Into<String>) -> Self {
        self.option("oauth2TrustCertsFilePath", value)
    }

    /// The user for HTTP Basic authentication; without ':'.
    pub fn auth_basic_user(self, value: impl Into<String>) -> Self {
        self.option("authBasicUser", value)
    }

    /// The password for HTTP Basic authentication.
    pub fn auth_basic_password(self, value: impl Into<String>) -> Self {
        self.option("authBasicPassword", value)
    }

    /// Which of the server's authentication methods to use (token, basic); sent
    /// as X-Pulsar-Auth-Method-Name. Needed only where the server has several.
    pub fn auth_method_name(self, value: impl Into<String>) -> Self {
        self.option("authMethodName", value)
    }

    /// More header fields for the handshake, as "Name: value" entries separated
    /// by line ends or, in a value without any, by ';'. Not those that make the
    /// handshake (Host, Upgrade, Connection, Sec-WebSocket-*), and
    /// Authorization only where nothing else sets it.
    pub fn headers(self, value: impl Into<String>) -> Self {
        self.option("headers", value)
    }

    /// A PEM file with the certificates to trust for wss, instead of the
    /// system's.
    pub fn tls_trust_certs_file_path(self, value: impl Into<String>) -> Self {
        self.option("tlsTrustCertsFilePath", value)
    }

    /// A folder of such files (.pem, .crt, .cer), or one with the hashed names
    /// that openssl rehash makes. Added to the other certificates to trust.
    pub fn tls_trust_certs_directory(self, value: impl Into<String>) -> Self {
        self.option("tlsTrustCertsDirectory", value)
    }

    /// The certificates to trust themselves. Added to the other ones.
    pub fn tls_trust_certs(self, value: impl Into<String>) -> Self {
        self.option("tlsTrustCerts", value)
    }

    /// Accept any certificate for wss. For experiments only: whoever stands
    /// between reads the token. Default: false.
    pub fn tls_allow_insecure_connection(self, value: bool) -> Self {
        self.option("tlsAllowInsecureConnection", value.to_string())
    }

    /// Check that the server's certificate is for the host in the URL. Default:
    /// true.
    pub fn tls_enable_hostname_verification(self, value: bool) -> Self {
        self.option("tlsEnableHostnameVerification", value.to_string())
    }

    /// A PEM file with the client's certificate, and the rest of its chain
    /// after it, for a server that wants one. Needs a key.
    pub fn tls_certificate_file_path(self, value: impl Into<String>) -> Self {
        self.option("tlsCertificateFilePath", value)
    }

    /// The same, the certificate itself.
    pub fn tls_certificate(self, value: impl Into<String>) -> Self {
        self.option("tlsCertificate", value)
    }

    /// A PEM file with the private key of the client's certificate.
    pub fn tls_key_file_path(self, value: impl Into<String>) -> Self {
        self.option("tlsKeyFilePath", value)
    }

    /// The same, the key itself.
    pub fn tls_key(self, value: impl Into<String>) -> Self {
        self.option("tlsKey", value)
    }

    /// The password of that key, where it is encrypted.
    pub fn tls_key_password(self, value: impl Into<String>) -> Self {
        self.option("tlsKeyPassword", value)
    }

    /// The oldest version of TLS to accept. Default: TLSv1.2.
    pub fn tls_minimum_version(self, value: TlsVersion) -> Self {
        self.option("tlsMinimumVersion", value.as_str())
    }

    /// The ciphers to offer for TLS 1.2, as OpenSSL's cipher list; OpenSSL's
    /// own choice where not set.
    pub fn tls_ciphers(self, value: impl Into<String>) -> Self {
        self.option("tlsCiphers", value)
    }

    /// The cipher suites to offer for TLS 1.3, separated by ':'.
    pub fn tls_cipher_suites(self, value: impl Into<String>) -> Self {
        self.option("tlsCipherSuites", value)
    }

    /// The HTTP proxy to connect through, `http://host:port`. Where set, the
    /// environment is not asked.
    pub fn proxy_url(self, value: impl Into<String>) -> Self {
        self.option("proxyUrl", value)
    }

    /// The user for the proxy, instead of the one in the environment's URL.
    pub fn proxy_user(self, value: impl Into<String>) -> Self {
        self.option("proxyUser", value)
    }

    /// That user's password.
    pub fn proxy_password(self, value: impl Into<String>) -> Self {
        self.option("proxyPassword", value)
    }

    /// Without proxyUrl, take the proxy from https_proxy (for wss), http_proxy
    /// (for ws) or all_proxy, except for the hosts in no_proxy and for this
    /// machine. Read when the client is made. Default: true.
    pub fn proxy_from_environment(self, value: bool) -> Self {
        self.option("proxyFromEnvironment", value.to_string())
    }

    /// The time that one attempt to connect may take. Name resolution, TCP, TLS
    /// and the upgrade are also limited to 5 s each by the transport. Range: 1
    /// ms to 24 h. Default: 10 s.
    pub fn connect_timeout(self, value: Duration) -> Self {
        self.option("connectTimeout", milliseconds(value))
    }

    /// The time of silence, from the last byte received, after which the server
    /// is sent a ping; 0 sends none, and does not find a dead server. A Pulsar
    /// proxy closes a connection after 5 minutes of silence. Range: 0 to 24 h.
    /// Default: 10 s.
    pub fn keep_alive_interval(self, value: Duration) -> Self {
        self.option("keepAliveInterval", milliseconds(value))
    }

    /// The time to wait for the answer to a ping, or for one write, before the
    /// connection is given up. A server that is gone without a word is found
    /// keepAliveInterval and keepAliveTimeout after its last byte: leave
    /// sendTimeout longer than that and a new connection. Range: 1 ms to 24 h.
    /// Default: 10 s.
    pub fn keep_alive_timeout(self, value: Duration) -> Self {
        self.option("keepAliveTimeout", milliseconds(value))
    }

    /// The time to wait before the first attempt to reconnect; twice as long
    /// after each failure in a row, of which a random half is taken off. Range:
    /// 1 ms to 24 h. Default: 100 ms.
    pub fn initial_backoff(self, value: Duration) -> Self {
        self.option("initialBackoff", milliseconds(value))
    }

    /// The most time to wait between attempts to reconnect. Range: 1 ms to 24
    /// h. Default: 30 s.
    pub fn max_backoff(self, value: Duration) -> Self {
        self.option("maxBackoff", milliseconds(value))
    }

    /// The time to leave a server alone that took the connection and never
    /// answered the upgrade, of which a random half is taken off: it may be
    /// busy with the attempt long after it was given up. Its other URLs are
    /// tried meanwhile, and of all handles of a client that met this, one at a
    /// time asks it again. Range: 1 ms to 24 h. Default: 30 s.
    pub fn unanswered_backoff(self, value: Duration) -> Self {
        self.option("unansweredBackoff", milliseconds(value))
    }

    /// The time for which a handle that was open goes on when the server
    /// refuses its credentials (401, 403) at a reconnect, where they can
    /// change: a file, the environment, a supplier, OAuth2. 0 is for ever.
    /// Credentials that cannot change end the handle at once. Range: 0 to 24 h.
    /// Default: 0.
    pub fn auth_retry_timeout(self, value: Duration) -> Self {
        self.option("authRetryTimeout", milliseconds(value))
    }

    /// Keep trying when the first connection of a producer or consumer fails
    /// for a reason that may pass, until the call's timeout, instead of failing
    /// once each URL has been tried. Default: false.
    pub fn retry_on_failed_connect(self, value: bool) -> Self {
        self.option("retryOnFailedConnect", value.to_string())
    }

    /// The largest frame in bytes, base64 and JSON included, that the server
    /// takes (webSocketMaxTextFrameSize); larger messages are refused before
    /// sending. Range: 1024 to 2147483647. Default: 1048576.
    pub fn max_frame_size(self, value: u32) -> Self {
        self.option("maxFrameSize", value.to_string())
    }

    /// How much the log says. Default: warning.
    pub fn log_level(self, value: LogFilter) -> Self {
        self.option("logLevel", value.as_str())
    }

    /// How many connections that cannot be released yet (a peer that went
    /// silent under TLS, name servers that hang) the process may hold before
    /// new attempts fail with
    /// [`Status::CONNECTIONS_STUCK`](crate::Status::CONNECTIONS_STUCK). The
    /// largest value that any client asks for counts. Range: 1 to 1000.
    /// Default: 8.
    pub fn max_parked_connections(self, value: u32) -> Self {
        self.option("maxParkedConnections", value.to_string())
    }

    /// The service's URLs, as [`Client::builder`](crate::Client::builder) takes
    /// them; used where that is given none.
    pub fn service_url(self, value: impl Into<String>) -> Self {
        self.option("serviceUrl", value)
    }

    /// The time between the statistics that
    /// [`Client::on_statistics`](crate::Client::on_statistics) asks for; 0
    /// gives none. Range: 0 to 24 h. Default: 0.
    pub fn statistics_interval(self, value: Duration) -> Self {
        self.option("statisticsInterval", milliseconds(value))
    }

    /// Whether the library sets cpprestsdk's process-wide task scheduler, which
    /// makes it several times faster. false leaves it alone, for a program that
    /// sets its own later. Default: true.
    pub fn ambient_scheduler(self, value: bool) -> Self {
        self.option("ambientScheduler", if value { "on" } else { "off" })
    }

    /// What makes the connections: cpprest is cpprestsdk's WebSocket client,
    /// beast is Boost.Beast. Where not set, cpprest if the library was built
    /// with it.
    pub fn transport(self, value: Transport) -> Self {
        self.option("transport", value.as_str())
    }

    /// I/O threads of a client with transport=beast, which all its connections
    /// share; cpprest has threads of its own for each connection. Range: 1 to
    /// 64. Default: 1.
    pub fn io_threads(self, value: u32) -> Self {
        self.option("ioThreads", value.to_string())
    }

    /// The largest frame in bytes, base64 and JSON included, that is received.
    /// One that is larger ends its consumer or reader for good, with an error
    /// that names this option: it would come again with every connection. With
    /// transport=cpprest the limit is 32000000, whatever is set. Range: 65536
    /// to 2147483647. Default: 33554432.
    pub fn max_received_frame_size(self, value: u32) -> Self {
        self.option("maxReceivedFrameSize", value.to_string())
    }

    /// Offer the server permessage-deflate (RFC 7692): frames are compressed on
    /// the way, in both directions, for CPU time and some memory for each
    /// connection. With transport=beast only. Default: false.
    pub fn per_message_deflate(self, value: bool) -> Self {
        self.option("perMessageDeflate", value.to_string())
    }
}

impl ProducerBuilder {
    /// The producer's name, unique on its topic; the broker picks one where
    /// none is given.
    pub fn producer_name(self, value: impl Into<String>) -> Self {
        self.option("producerName", value)
    }

    /// The number of the last message that this producer name has sent, for a
    /// broker that deduplicates; goes out with the first connection only. A
    /// number that is too low makes the broker drop messages. Range: -1 to
    /// 9223372036854775807.
    pub fn initial_sequence_id(self, value: i64) -> Self {
        self.option("initialSequenceId", value.to_string())
    }

    /// The time after which a message that is not settled is given up; 0 never
    /// gives up. Range: 0 to 24 h. Default: 30 s.
    pub fn send_timeout(self, value: Duration) -> Self {
        self.option("sendTimeout", milliseconds(value))
    }

    /// The time after which the proxy gives a message up; 0 never. The proxy's
    /// default is 30 s. Range: 0 to 2147483647 ms. It is the option
    /// `sendTimeoutMillis`.
    pub fn proxy_send_timeout(self, value: Duration) -> Self {
        self.option("sendTimeoutMillis", milliseconds(value))
    }

    /// How many messages may be queued or in flight. With batchingEnabled it
    /// also goes to the proxy. Range: 1 to 1000000. Default: 1000.
    pub fn max_pending_messages(self, value: u32) -> Self {
        self.option("maxPendingMessages", value.to_string())
    }

    /// How many bytes of frames may be queued or in flight; a single message is
    /// always let in. Range: 1024 to 9223372036854775807. Default: 67108864.
    pub fn max_pending_bytes(self, value: u64) -> Self {
        self.option("maxPendingBytes", value.to_string())
    }

    /// Whether a send waits for room when the queue is full, or fails with
    /// [`Status::QUEUE_FULL`](crate::Status::QUEUE_FULL). Default: false.
    pub fn block_if_queue_full(self, value: bool) -> Self {
        self.option("blockIfQueueFull", value.to_string())
    }

    /// How a message's key picks the partition.
    pub fn hashing_scheme(self, value: HashingScheme) -> Self {
        self.option("hashingScheme", value.as_str())
    }

    /// Which partition a message without a key goes to.
    pub fn message_routing_mode(self, value: MessageRoutingMode) -> Self {
        self.option("messageRoutingMode", value.as_str())
    }

    /// How the proxy compresses messages for the broker.
    pub fn compression_type(self, value: CompressionType) -> Self {
        self.option("compressionType", value.as_str())
    }

    /// Whether the proxy collects messages into batches. Default: false.
    pub fn batching_enabled(self, value: bool) -> Self {
        self.option("batchingEnabled", value.to_string())
    }

    /// The most messages in a batch; needs batchingEnabled. Range: 1 to
    /// 2147483647.
    pub fn batching_max_messages(self, value: u32) -> Self {
        self.option("batchingMaxMessages", value.to_string())
    }

    /// The most time that a batch waits for messages; needs batchingEnabled.
    /// Range: 1 ms to 24 h.
    pub fn batching_max_publish_delay(self, value: Duration) -> Self {
        self.option("batchingMaxPublishDelay", milliseconds(value))
    }
}

impl ConsumerBuilder {
    /// How consumers of the subscription share its messages; Exclusive where
    /// not set.
    pub fn subscription_type(self, value: SubscriptionType) -> Self {
        self.option("subscriptionType", value.as_str())
    }

    /// Whether the broker keeps the subscription when its consumers are gone;
    /// Durable where not set.
    pub fn subscription_mode(self, value: SubscriptionMode) -> Self {
        self.option("subscriptionMode", value.as_str())
    }

    /// Where a new subscription begins; Latest where not set.
    pub fn subscription_initial_position(self, value: SubscriptionInitialPosition) -> Self {
        self.option("subscriptionInitialPosition", value.as_str())
    }

    /// How many messages are fetched ahead of the application. Range: 1 to
    /// 1000. Default: 1000.
    pub fn receiver_queue_size(self, value: u32) -> Self {
        self.option("receiverQueueSize", value.to_string())
    }

    /// Whether the server waits for permits, which the library tops up at half
    /// of receiverQueueSize. With false it pushes, and stops once
    /// receiverQueueSize messages are neither acked nor nacked. Default: true.
    pub fn pull_mode(self, value: bool) -> Self {
        self.option("pullMode", value.to_string())
    }

    /// The consumer's name, as the broker's statistics show it.
    pub fn consumer_name(self, value: impl Into<String>) -> Self {
        self.option("consumerName", value)
    }

    /// Shared subscriptions serve consumers with a lower number first. Range: 0
    /// to 2147483647.
    pub fn priority_level(self, value: u32) -> Self {
        self.option("priorityLevel", value.to_string())
    }

    /// The time after which the proxy has a message delivered again that is not
    /// acked: 0 for never, or at least 1 s. Range: 0 to 2147483647 ms. It is
    /// the option `ackTimeoutMillis`.
    pub fn ack_timeout(self, value: Duration) -> Self {
        self.option("ackTimeoutMillis", milliseconds(value))
    }

    /// The time before a nacked message is delivered again; the proxy's default
    /// is 60 s. Range: 0 to 2147483647 ms.
    pub fn negative_ack_redelivery_delay(self, value: Duration) -> Self {
        self.option("negativeAckRedeliveryDelay", milliseconds(value))
    }

    /// How often a message is delivered again before it goes to the dead-letter
    /// topic; on Shared and Key_Shared subscriptions alone, on others it does
    /// nothing. Range: 1 to 2147483647.
    pub fn max_redeliver_count(self, value: u32) -> Self {
        self.option("maxRedeliverCount", value.to_string())
    }

    /// The dead-letter topic, TOPIC-SUBSCRIPTION-DLQ where not set; needs
    /// maxRedeliverCount.
    pub fn dead_letter_topic(self, value: impl Into<String>) -> Self {
        self.option("deadLetterTopic", value)
    }

    /// The time for which an ack that the server has confirmed is remembered: a
    /// message that is delivered again after a reconnect within them is acked
    /// again and not handed out. 0 remembers only acks that are not confirmed
    /// yet. Range: 0 to 24 h. Default: 30 s.
    pub fn ack_memory(self, value: Duration) -> Self {
        self.option("ackMemory", milliseconds(value))
    }

    /// Who lets the server deliver, with pullMode: the library, at half of
    /// receiverQueueSize, or the application, with
    /// [`Consumer::permit`](crate::Consumer::permit). Default: automatic.
    pub fn permits(self, value: Permits) -> Self {
        self.option("permits", value.as_str())
    }

    /// Whether the server is asked a question (isEndOfTopic) behind acks, whose
    /// answer proves that they were handled. Old proxies do not know it: auto
    /// finds that out, when the first question stays unanswered for 5 s by a
    /// server that answers pings, and then does without; off does without from
    /// the start. Acks then count as handled a second after they were written.
    /// Default: auto.
    pub fn ack_fence(self, value: AckFence) -> Self {
        self.option("ackFence", value.as_str())
    }
}

impl ReaderBuilder {
    /// The reader's name, as the broker's statistics show it.
    pub fn reader_name(self, value: impl Into<String>) -> Self {
        self.option("readerName", value)
    }

    /// How many messages are fetched ahead of the application. Range: 1 to
    /// 1000. Default: 1000.
    pub fn receiver_queue_size(self, value: u32) -> Self {
        self.option("receiverQueueSize", value.to_string())
    }
}
