// Code generated from docs/options.json by bindings/generate; DO NOT EDIT.

//go:build cgo

package pulsarws

import (
	"strconv"
	"time"
)

// TLSMinimumVersionValue is a value of the option TLSMinimumVersion.
type TLSMinimumVersionValue string

// The values of TLSMinimumVersion.
const (
	TLS12 TLSMinimumVersionValue = "TLSv1.2"
	TLS13 TLSMinimumVersionValue = "TLSv1.3"
)

// LogLevelValue is a value of the option LogLevel.
type LogLevelValue string

// The values of LogLevel.
const (
	LogOff     LogLevelValue = "off"
	LogError   LogLevelValue = "error"
	LogWarning LogLevelValue = "warning"
	LogInfo    LogLevelValue = "info"
	LogDebug   LogLevelValue = "debug"
)

// TransportValue is a value of the option Transport.
type TransportValue string

// The values of Transport.
const (
	TransportCpprest TransportValue = "cpprest"
	TransportBeast   TransportValue = "beast"
)

// HashingSchemeValue is a value of the option HashingScheme.
type HashingSchemeValue string

// The values of HashingScheme.
const (
	JavaStringHash HashingSchemeValue = "JavaStringHash"
	Murmur3_32Hash HashingSchemeValue = "Murmur3_32Hash"
)

// MessageRoutingModeValue is a value of the option MessageRoutingMode.
type MessageRoutingModeValue string

// The values of MessageRoutingMode.
const (
	SinglePartition     MessageRoutingModeValue = "SinglePartition"
	RoundRobinPartition MessageRoutingModeValue = "RoundRobinPartition"
)

// CompressionTypeValue is a value of the option CompressionType.
type CompressionTypeValue string

// The values of CompressionType.
const (
	NoCompression CompressionTypeValue = "NONE"
	LZ4           CompressionTypeValue = "LZ4"
	ZLIB          CompressionTypeValue = "ZLIB"
	ZSTD          CompressionTypeValue = "ZSTD"
	Snappy        CompressionTypeValue = "SNAPPY"
)

// SubscriptionTypeValue is a value of the option SubscriptionType.
type SubscriptionTypeValue string

// The values of SubscriptionType.
const (
	Exclusive SubscriptionTypeValue = "Exclusive"
	Shared    SubscriptionTypeValue = "Shared"
	Failover  SubscriptionTypeValue = "Failover"
	KeyShared SubscriptionTypeValue = "Key_Shared"
)

// SubscriptionModeValue is a value of the option SubscriptionMode.
type SubscriptionModeValue string

// The values of SubscriptionMode.
const (
	Durable    SubscriptionModeValue = "Durable"
	NonDurable SubscriptionModeValue = "NonDurable"
)

// SubscriptionInitialPositionValue is a value of the option
// SubscriptionInitialPosition.
type SubscriptionInitialPositionValue string

// The values of SubscriptionInitialPosition.
const (
	SubscriptionPositionLatest   SubscriptionInitialPositionValue = "Latest"
	SubscriptionPositionEarliest SubscriptionInitialPositionValue = "Earliest"
)

// PermitsValue is a value of the option Permits.
type PermitsValue string

// The values of Permits.
const (
	AutomaticPermits PermitsValue = "automatic"
	ManualPermits    PermitsValue = "manual"
)

// AckFenceValue is a value of the option AckFence.
type AckFenceValue string

// The values of AckFence.
const (
	AckFenceAuto AckFenceValue = "auto"
	AckFenceOn   AckFenceValue = "on"
	AckFenceOff  AckFenceValue = "off"
)

// AuthToken sets the option authToken: The token to authenticate with, a JWT
// for instance, without "Bearer".
func AuthToken(value string) ClientOption {
	return clientSetting{"authToken", value}
}

// AuthTokenFile sets the option authTokenFile: A file with the token, read
// again for each connection; a line end behind the token is dropped.
func AuthTokenFile(value string) ClientOption {
	return clientSetting{"authTokenFile", value}
}

// AuthTokenEnvironment sets the option authTokenEnvironment: The name of an
// environment variable with the token, read again for each connection.
func AuthTokenEnvironment(value string) ClientOption {
	return clientSetting{"authTokenEnvironment", value}
}

// OAuth2IssuerURL sets the option oauth2IssuerUrl: The https URL of the OAuth2
// server that issues tokens; where not set, issuer_url of the key file.
func OAuth2IssuerURL(value string) ClientOption {
	return clientSetting{"oauth2IssuerUrl", value}
}

// OAuth2PrivateKey sets the option oauth2PrivateKey: Where the OAuth2 client's
// key file is: a path, file:///path, or the file itself as
// data:application/json;base64,DATA. Read again for each token.
func OAuth2PrivateKey(value string) ClientOption {
	return clientSetting{"oauth2PrivateKey", value}
}

// OAuth2ClientID sets the option oauth2ClientId: The OAuth2 client's id, where
// there is no key file.
func OAuth2ClientID(value string) ClientOption {
	return clientSetting{"oauth2ClientId", value}
}

// OAuth2ClientSecret sets the option oauth2ClientSecret: The OAuth2 client's
// secret, where there is no key file.
func OAuth2ClientSecret(value string) ClientOption {
	return clientSetting{"oauth2ClientSecret", value}
}

// OAuth2Audience sets the option oauth2Audience: The audience to ask the OAuth2
// server for, the URN of the Pulsar cluster for instance.
func OAuth2Audience(value string) ClientOption {
	return clientSetting{"oauth2Audience", value}
}

// OAuth2Scope sets the option oauth2Scope: The scopes to ask the OAuth2 server
// for, separated by blanks.
func OAuth2Scope(value string) ClientOption {
	return clientSetting{"oauth2Scope", value}
}

// OAuth2TrustCertsFilePath sets the option oauth2TrustCertsFilePath: A PEM file
// with the certificates to trust for the OAuth2 server, instead of the
// system's.
func OAuth2TrustCertsFilePath(value string) ClientOption {
	return clientSetting{"oauth2TrustCertsFilePath", value}
}

// AuthBasicUser sets the option authBasicUser: The user for HTTP Basic
// authentication; without ':'.
func AuthBasicUser(value string) ClientOption {
	return clientSetting{"authBasicUser", value}
}

// AuthBasicPassword sets the option authBasicPassword: The password for HTTP
// Basic authentication.
func AuthBasicPassword(value string) ClientOption {
	return clientSetting{"authBasicPassword", value}
}

// AuthMethodName sets the option authMethodName: Which of the server's
// authentication methods to use (token, basic); sent as
// X-Pulsar-Auth-Method-Name. Needed only where the server has several.
func AuthMethodName(value string) ClientOption {
	return clientSetting{"authMethodName", value}
}

// Headers sets the option headers: More header fields for the handshake, as
// "Name: value" entries separated by line ends or, in a value without any, by
// ';'. Not those that make the handshake (Host, Upgrade, Connection,
// Sec-WebSocket-*), and Authorization only where nothing else sets it.
func Headers(value string) ClientOption {
	return clientSetting{"headers", value}
}

// TLSTrustCertsFilePath sets the option tlsTrustCertsFilePath: A PEM file with
// the certificates to trust for wss, instead of the system's.
func TLSTrustCertsFilePath(value string) ClientOption {
	return clientSetting{"tlsTrustCertsFilePath", value}
}

// TLSTrustCertsDirectory sets the option tlsTrustCertsDirectory: A folder of
// such files (.pem, .crt, .cer), or one with the hashed names that openssl
// rehash makes. Added to the other certificates to trust.
func TLSTrustCertsDirectory(value string) ClientOption {
	return clientSetting{"tlsTrustCertsDirectory", value}
}

// TLSTrustCerts sets the option tlsTrustCerts: The certificates to trust
// themselves. Added to the other ones.
func TLSTrustCerts(value string) ClientOption {
	return clientSetting{"tlsTrustCerts", value}
}

// TLSAllowInsecureConnection sets the option tlsAllowInsecureConnection: Accept
// any certificate for wss. For experiments only: whoever stands between reads
// the token. Default: false.
func TLSAllowInsecureConnection(value bool) ClientOption {
	return clientSetting{"tlsAllowInsecureConnection", strconv.FormatBool(value)}
}

// TLSEnableHostnameVerification sets the option tlsEnableHostnameVerification:
// Check that the server's certificate is for the host in the URL. Default:
// true.
func TLSEnableHostnameVerification(value bool) ClientOption {
	return clientSetting{"tlsEnableHostnameVerification", strconv.FormatBool(value)}
}

// TLSCertificateFilePath sets the option tlsCertificateFilePath: A PEM file
// with the client's certificate, and the rest of its chain after it, for a
// server that wants one. Needs a key.
func TLSCertificateFilePath(value string) ClientOption {
	return clientSetting{"tlsCertificateFilePath", value}
}

// TLSCertificate sets the option tlsCertificate: The same, the certificate
// itself.
func TLSCertificate(value string) ClientOption {
	return clientSetting{"tlsCertificate", value}
}

// TLSKeyFilePath sets the option tlsKeyFilePath: A PEM file with the private
// key of the client's certificate.
func TLSKeyFilePath(value string) ClientOption {
	return clientSetting{"tlsKeyFilePath", value}
}

// TLSKey sets the option tlsKey: The same, the key itself.
func TLSKey(value string) ClientOption {
	return clientSetting{"tlsKey", value}
}

// TLSKeyPassword sets the option tlsKeyPassword: The password of that key,
// where it is encrypted.
func TLSKeyPassword(value string) ClientOption {
	return clientSetting{"tlsKeyPassword", value}
}

// TLSMinimumVersion sets the option tlsMinimumVersion: The oldest version of
// TLS to accept. Default: TLSv1.2.
func TLSMinimumVersion(value TLSMinimumVersionValue) ClientOption {
	return clientSetting{"tlsMinimumVersion", string(value)}
}

// TLSCiphers sets the option tlsCiphers: The ciphers to offer for TLS 1.2, as
// OpenSSL's cipher list; OpenSSL's own choice where not set.
func TLSCiphers(value string) ClientOption {
	return clientSetting{"tlsCiphers", value}
}

// TLSCipherSuites sets the option tlsCipherSuites: The cipher suites to offer
// for TLS 1.3, separated by ':'.
func TLSCipherSuites(value string) ClientOption {
	return clientSetting{"tlsCipherSuites", value}
}

// ProxyURL sets the option proxyUrl: The HTTP proxy to connect through,
// http://host:port. Where set, the environment is not asked.
func ProxyURL(value string) ClientOption {
	return clientSetting{"proxyUrl", value}
}

// ProxyUser sets the option proxyUser: The user for the proxy, instead of the
// one in the environment's URL.
func ProxyUser(value string) ClientOption {
	return clientSetting{"proxyUser", value}
}

// ProxyPassword sets the option proxyPassword: That user's password.
func ProxyPassword(value string) ClientOption {
	return clientSetting{"proxyPassword", value}
}

// ProxyFromEnvironment sets the option proxyFromEnvironment: Without proxyUrl,
// take the proxy from https_proxy (for wss), http_proxy (for ws) or all_proxy,
// except for the hosts in no_proxy and for this machine. Read when the client
// is made. Default: true.
func ProxyFromEnvironment(value bool) ClientOption {
	return clientSetting{"proxyFromEnvironment", strconv.FormatBool(value)}
}

// ConnectTimeout sets the option connectTimeout: The time that one attempt to
// connect may take. Name resolution, TCP, TLS and the upgrade are also limited
// to 5 s each by the transport. Range: 1 ms to 24 h. Default: 10 s.
func ConnectTimeout(value time.Duration) ClientOption {
	return clientSetting{"connectTimeout", milliseconds(value)}
}

// KeepAliveInterval sets the option keepAliveInterval: The time of silence,
// from the last byte received, after which the server is sent a ping; 0 sends
// none, and does not find a dead server. A Pulsar proxy closes a connection
// after 5 minutes of silence. Range: 0 to 24 h. Default: 10 s.
func KeepAliveInterval(value time.Duration) ClientOption {
	return clientSetting{"keepAliveInterval", milliseconds(value)}
}

// KeepAliveTimeout sets the option keepAliveTimeout: The time to wait for the
// answer to a ping, or for one write, before the connection is given up. A
// server that is gone without a word is found keepAliveInterval and
// keepAliveTimeout after its last byte: leave sendTimeout longer than that and
// a new connection. Range: 1 ms to 24 h. Default: 10 s.
func KeepAliveTimeout(value time.Duration) ClientOption {
	return clientSetting{"keepAliveTimeout", milliseconds(value)}
}

// InitialBackoff sets the option initialBackoff: The time to wait before the
// first attempt to reconnect; twice as long after each failure in a row, of
// which a random half is taken off. Range: 1 ms to 24 h. Default: 100 ms.
func InitialBackoff(value time.Duration) ClientOption {
	return clientSetting{"initialBackoff", milliseconds(value)}
}

// MaxBackoff sets the option maxBackoff: The most time to wait between attempts
// to reconnect. Range: 1 ms to 24 h. Default: 30 s.
func MaxBackoff(value time.Duration) ClientOption {
	return clientSetting{"maxBackoff", milliseconds(value)}
}

// UnansweredBackoff sets the option unansweredBackoff: The time to leave a
// server alone that took the connection and never answered the upgrade, of
// which a random half is taken off: it may be busy with the attempt long after
// it was given up. Its other URLs are tried meanwhile, and of all handles of a
// client that met this, one at a time asks it again. Range: 1 ms to 24 h.
// Default: 30 s.
func UnansweredBackoff(value time.Duration) ClientOption {
	return clientSetting{"unansweredBackoff", milliseconds(value)}
}

// AuthRetryTimeout sets the option authRetryTimeout: The time for which a
// handle that was open goes on when the server refuses its credentials (401,
// 403) at a reconnect, where they can change: a file, the environment, a
// supplier, OAuth2. 0 is for ever. Credentials that cannot change end the
// handle at once. Range: 0 to 24 h. Default: 0.
func AuthRetryTimeout(value time.Duration) ClientOption {
	return clientSetting{"authRetryTimeout", milliseconds(value)}
}

// RetryOnFailedConnect sets the option retryOnFailedConnect: Keep trying when
// the first connection of a producer or consumer fails for a reason that may
// pass, until the call's timeout, instead of failing once each URL has been
// tried. Default: false.
func RetryOnFailedConnect(value bool) ClientOption {
	return clientSetting{"retryOnFailedConnect", strconv.FormatBool(value)}
}

// MaxFrameSize sets the option maxFrameSize: The largest frame in bytes, base64
// and JSON included, that the server takes (webSocketMaxTextFrameSize); larger
// messages are refused before sending. Range: 1024 to 2147483647. Default:
// 1048576.
func MaxFrameSize(value int) ClientOption {
	return clientSetting{"maxFrameSize", strconv.Itoa(value)}
}

// LogLevel sets the option logLevel: How much the log says. Default: warning.
func LogLevel(value LogLevelValue) ClientOption {
	return clientSetting{"logLevel", string(value)}
}

// MaxParkedConnections sets the option maxParkedConnections: How many
// connections that cannot be released yet (a peer that went silent under TLS,
// name servers that hang) the process may hold before new attempts fail with
// ErrConnectionsStuck. The largest value that any client asks for counts.
// Range: 1 to 1000. Default: 8.
func MaxParkedConnections(value int) ClientOption {
	return clientSetting{"maxParkedConnections", strconv.Itoa(value)}
}

// ServiceURL sets the option serviceUrl: The service's URLs, as NewClient takes
// them; used where that is given none.
func ServiceURL(value string) ClientOption {
	return clientSetting{"serviceUrl", value}
}

// StatisticsInterval sets the option statisticsInterval: The time between the
// statistics that StatisticsHandler asks for; 0 gives none. Range: 0 to 24 h.
// Default: 0.
func StatisticsInterval(value time.Duration) ClientOption {
	return clientSetting{"statisticsInterval", milliseconds(value)}
}

// AmbientScheduler sets the option ambientScheduler: Whether the library sets
// cpprestsdk's process-wide task scheduler, which makes it several times
// faster. false leaves it alone, for a program that sets its own later.
// Default: true.
func AmbientScheduler(value bool) ClientOption {
	return clientSetting{"ambientScheduler", onOrOff(value)}
}

// Transport sets the option transport: What makes the connections: cpprest is
// cpprestsdk's WebSocket client, beast is Boost.Beast. Where not set, cpprest
// if the library was built with it.
func Transport(value TransportValue) ClientOption {
	return clientSetting{"transport", string(value)}
}

// IOThreads sets the option ioThreads: I/O threads of a client with
// transport=beast, which all its connections share; cpprest has threads of its
// own for each connection. Range: 1 to 64. Default: 1.
func IOThreads(value int) ClientOption {
	return clientSetting{"ioThreads", strconv.Itoa(value)}
}

// MaxReceivedFrameSize sets the option maxReceivedFrameSize: The largest frame
// in bytes, base64 and JSON included, that is received. One that is larger ends
// its consumer or reader for good, with an error that names this option: it
// would come again with every connection. With transport=cpprest the limit is
// 32000000, whatever is set. Range: 65536 to 2147483647. Default: 33554432.
func MaxReceivedFrameSize(value int) ClientOption {
	return clientSetting{"maxReceivedFrameSize", strconv.Itoa(value)}
}

// PerMessageDeflate sets the option perMessageDeflate: Offer the server
// permessage-deflate (RFC 7692): frames are compressed on the way, in both
// directions, for CPU time and some memory for each connection. With
// transport=beast only. Default: false.
func PerMessageDeflate(value bool) ClientOption {
	return clientSetting{"perMessageDeflate", strconv.FormatBool(value)}
}

// ProducerName sets the option producerName: The producer's name, unique on its
// topic; the broker picks one where none is given.
func ProducerName(value string) ProducerOption {
	return producerSetting{"producerName", value}
}

// InitialSequenceID sets the option initialSequenceId: The number of the last
// message that this producer name has sent, for a broker that deduplicates;
// goes out with the first connection only. A number that is too low makes the
// broker drop messages. Range: -1 to 9223372036854775807.
func InitialSequenceID(value int64) ProducerOption {
	return producerSetting{"initialSequenceId", strconv.FormatInt(value, 10)}
}

// SendTimeout sets the option sendTimeout: The time after which a message that
// is not settled is given up; 0 never gives up. Range: 0 to 24 h. Default: 30
// s.
func SendTimeout(value time.Duration) ProducerOption {
	return producerSetting{"sendTimeout", milliseconds(value)}
}

// ProxySendTimeout sets the option sendTimeoutMillis: The time after which the
// proxy gives a message up; 0 never. The proxy's default is 30 s. Range: 0 to
// 2147483647 ms.
func ProxySendTimeout(value time.Duration) ProducerOption {
	return producerSetting{"sendTimeoutMillis", milliseconds(value)}
}

// MaxPendingMessages sets the option maxPendingMessages: How many messages may
// be queued or in flight. With batchingEnabled it also goes to the proxy.
// Range: 1 to 1000000. Default: 1000.
func MaxPendingMessages(value int) ProducerOption {
	return producerSetting{"maxPendingMessages", strconv.Itoa(value)}
}

// MaxPendingBytes sets the option maxPendingBytes: How many bytes of frames may
// be queued or in flight; a single message is always let in. Range: 1024 to
// 9223372036854775807. Default: 67108864.
func MaxPendingBytes(value int64) ProducerOption {
	return producerSetting{"maxPendingBytes", strconv.FormatInt(value, 10)}
}

// BlockIfQueueFull sets the option blockIfQueueFull: Whether a send waits for
// room when the queue is full, or fails with ErrQueueFull. Default: false.
func BlockIfQueueFull(value bool) ProducerOption {
	return producerSetting{"blockIfQueueFull", strconv.FormatBool(value)}
}

// HashingScheme sets the option hashingScheme: How a message's key picks the
// partition.
func HashingScheme(value HashingSchemeValue) ProducerOption {
	return producerSetting{"hashingScheme", string(value)}
}

// MessageRoutingMode sets the option messageRoutingMode: Which partition a
// message without a key goes to.
func MessageRoutingMode(value MessageRoutingModeValue) ProducerOption {
	return producerSetting{"messageRoutingMode", string(value)}
}

// CompressionType sets the option compressionType: How the proxy compresses
// messages for the broker.
func CompressionType(value CompressionTypeValue) ProducerOption {
	return producerSetting{"compressionType", string(value)}
}

// BatchingEnabled sets the option batchingEnabled: Whether the proxy collects
// messages into batches. Default: false.
func BatchingEnabled(value bool) ProducerOption {
	return producerSetting{"batchingEnabled", strconv.FormatBool(value)}
}

// BatchingMaxMessages sets the option batchingMaxMessages: The most messages in
// a batch; needs batchingEnabled. Range: 1 to 2147483647.
func BatchingMaxMessages(value int) ProducerOption {
	return producerSetting{"batchingMaxMessages", strconv.Itoa(value)}
}

// BatchingMaxPublishDelay sets the option batchingMaxPublishDelay: The most
// time that a batch waits for messages; needs batchingEnabled. Range: 1 ms to
// 24 h.
func BatchingMaxPublishDelay(value time.Duration) ProducerOption {
	return producerSetting{"batchingMaxPublishDelay", milliseconds(value)}
}

// SubscriptionType sets the option subscriptionType: How consumers of the
// subscription share its messages; Exclusive where not set.
func SubscriptionType(value SubscriptionTypeValue) ConsumerOption {
	return consumerSetting{"subscriptionType", string(value)}
}

// SubscriptionMode sets the option subscriptionMode: Whether the broker keeps
// the subscription when its consumers are gone; Durable where not set.
func SubscriptionMode(value SubscriptionModeValue) ConsumerOption {
	return consumerSetting{"subscriptionMode", string(value)}
}

// SubscriptionInitialPosition sets the option subscriptionInitialPosition:
// Where a new subscription begins; Latest where not set.
func SubscriptionInitialPosition(value SubscriptionInitialPositionValue) ConsumerOption {
	return consumerSetting{"subscriptionInitialPosition", string(value)}
}

// ReceiverQueueSize sets the option receiverQueueSize: How many messages are
// fetched ahead of the application. Range: 1 to 1000. Default: 1000.
func ReceiverQueueSize(value int) ConsumerAndReaderOption {
	return consumerReaderSetting{"receiverQueueSize", strconv.Itoa(value)}
}

// PullMode sets the option pullMode: Whether the server waits for permits,
// which the library tops up at half of receiverQueueSize. With false it pushes,
// and stops once receiverQueueSize messages are neither acked nor nacked.
// Default: true.
func PullMode(value bool) ConsumerOption {
	return consumerSetting{"pullMode", strconv.FormatBool(value)}
}

// ConsumerName sets the option consumerName: The consumer's name, as the
// broker's statistics show it.
func ConsumerName(value string) ConsumerOption {
	return consumerSetting{"consumerName", value}
}

// PriorityLevel sets the option priorityLevel: Shared subscriptions serve
// consumers with a lower number first. Range: 0 to 2147483647.
func PriorityLevel(value int) ConsumerOption {
	return consumerSetting{"priorityLevel", strconv.Itoa(value)}
}

// AckTimeout sets the option ackTimeoutMillis: The time after which the proxy
// has a message delivered again that is not acked: 0 for never, or at least 1
// s. Range: 0 to 2147483647 ms.
func AckTimeout(value time.Duration) ConsumerOption {
	return consumerSetting{"ackTimeoutMillis", milliseconds(value)}
}

// NegativeAckRedeliveryDelay sets the option negativeAckRedeliveryDelay: The
// time before a nacked message is delivered again; the proxy's default is 60 s.
// Range: 0 to 2147483647 ms.
func NegativeAckRedeliveryDelay(value time.Duration) ConsumerOption {
	return consumerSetting{"negativeAckRedeliveryDelay", milliseconds(value)}
}

// MaxRedeliverCount sets the option maxRedeliverCount: How often a message is
// delivered again before it goes to the dead-letter topic; on Shared and
// Key_Shared subscriptions alone, on others it does nothing. Range: 1 to
// 2147483647.
func MaxRedeliverCount(value int) ConsumerOption {
	return consumerSetting{"maxRedeliverCount", strconv.Itoa(value)}
}

// DeadLetterTopic sets the option deadLetterTopic: The dead-letter topic,
// TOPIC-SUBSCRIPTION-DLQ where not set; needs maxRedeliverCount.
func DeadLetterTopic(value string) ConsumerOption {
	return consumerSetting{"deadLetterTopic", value}
}

// AckMemory sets the option ackMemory: The time for which an ack that the
// server has confirmed is remembered: a message that is delivered again after a
// reconnect within them is acked again and not handed out. 0 remembers only
// acks that are not confirmed yet. Range: 0 to 24 h. Default: 30 s.
func AckMemory(value time.Duration) ConsumerOption {
	return consumerSetting{"ackMemory", milliseconds(value)}
}

// Permits sets the option permits: Who lets the server deliver, with pullMode:
// the library, at half of receiverQueueSize, or the application, with
// Consumer.Permit. Default: automatic.
func Permits(value PermitsValue) ConsumerOption {
	return consumerSetting{"permits", string(value)}
}

// AckFence sets the option ackFence: Whether the server is asked a question
// (isEndOfTopic) behind acks, whose answer proves that they were handled. Old
// proxies do not know it: auto finds that out, when the first question stays
// unanswered for 5 s by a server that answers pings, and then does without; off
// does without from the start. Acks then count as handled a second after they
// were written. Default: auto.
func AckFence(value AckFenceValue) ConsumerOption {
	return consumerSetting{"ackFence", string(value)}
}

// ReaderName sets the option readerName: The reader's name, as the broker's
// statistics show it.
func ReaderName(value string) ReaderOption {
	return readerSetting{"readerName", value}
}
