#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "core/options/choices.h"
#include "core/options/option_row.h"

namespace pulsarws {
namespace option_table {

constexpr auto kClient = OptionsKind::kClient;
constexpr auto kProducer = OptionsKind::kProducer;
constexpr auto kConsumer = OptionsKind::kConsumer;
constexpr auto kReader = OptionsKind::kReader;
constexpr auto kText = OptionType::kText;
constexpr auto kSecret = OptionType::kSecret;
constexpr auto kPem = OptionType::kPem;
constexpr auto kSecretPem = OptionType::kSecretPem;
constexpr auto kHeaderFields = OptionType::kHeaderFields;
constexpr auto kBoolean = OptionType::kBoolean;
constexpr auto kInteger = OptionType::kInteger;
constexpr auto kMilliseconds = OptionType::kMilliseconds;
constexpr auto kBytes = OptionType::kBytes;
constexpr auto kChoice = OptionType::kChoice;

constexpr std::int64_t kInt32Max = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t kInt64Max = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kDay = std::int64_t{24} * 60 * 60 * 1000;

// clang-format off
inline constexpr OptionRow kOptionTable[] = {
    // kind, name, type, minimum, maximum, choices, default, query, sentence
    {kClient, "authToken", kSecret, 0, 0, nullptr, nullptr, nullptr,
     "The token to authenticate with, a JWT for instance, without \"Bearer\"."},
    {kClient, "authTokenFile", kText, 0, 0, nullptr, nullptr, nullptr,
     "A file with the token, read again for each connection; a line end behind the token is dropped."},
    {kClient, "authTokenEnvironment", kText, 0, 0, nullptr, nullptr, nullptr,
     "The name of an environment variable with the token, read again for each connection."},
    {kClient, "oauth2IssuerUrl", kText, 0, 0, nullptr, nullptr, nullptr,
     "The https URL of the OAuth2 server that issues tokens; where not set, issuer_url of the key file."},
    {kClient, "oauth2PrivateKey", kSecret, 0, 0, nullptr, nullptr, nullptr,
     "Where the OAuth2 client's key file is: a path, file:///path, or the file itself as data:application/json;base64,DATA. Read again for each token."},
    {kClient, "oauth2ClientId", kText, 0, 0, nullptr, nullptr, nullptr,
     "The OAuth2 client's id, where there is no key file."},
    {kClient, "oauth2ClientSecret", kSecret, 0, 0, nullptr, nullptr, nullptr,
     "The OAuth2 client's secret, where there is no key file."},
    {kClient, "oauth2Audience", kText, 0, 0, nullptr, nullptr, nullptr,
     "The audience to ask the OAuth2 server for, the URN of the Pulsar cluster for instance."},
    {kClient, "oauth2Scope", kText, 0, 0, nullptr, nullptr, nullptr,
     "The scopes to ask the OAuth2 server for, separated by blanks."},
    {kClient, "oauth2TrustCertsFilePath", kText, 0, 0, nullptr, nullptr, nullptr,
     "A PEM file with the certificates to trust for the OAuth2 server, instead of the system's."},
    {kClient, "authBasicUser", kText, 0, 0, nullptr, nullptr, nullptr,
     "The user for HTTP Basic authentication; without ':'."},
    {kClient, "authBasicPassword", kSecret, 0, 0, nullptr, nullptr, nullptr,
     "The password for HTTP Basic authentication."},
    {kClient, "authMethodName", kText, 0, 0, nullptr, nullptr, nullptr,
     "Which of the server's authentication methods to use (token, basic); sent as X-Pulsar-Auth-Method-Name. Needed only where the server has several."},
    {kClient, "headers", kHeaderFields, 0, 0, nullptr, nullptr, nullptr,
     "More header fields for the handshake, as \"Name: value\" entries separated by line ends or, in a value without any, by ';'. Not those that make the handshake (Host, Upgrade, Connection, Sec-WebSocket-*), and Authorization only where nothing else sets it."},
    {kClient, "tlsTrustCertsFilePath", kText, 0, 0, nullptr, nullptr, nullptr,
     "A PEM file with the certificates to trust for wss, instead of the system's."},
    {kClient, "tlsTrustCertsDirectory", kText, 0, 0, nullptr, nullptr, nullptr,
     "A folder of such files (.pem, .crt, .cer), or one with the hashed names that openssl rehash makes. Added to the other certificates to trust."},
    {kClient, "tlsTrustCerts", kPem, 0, 0, nullptr, nullptr, nullptr,
     "The certificates to trust themselves. Added to the other ones."},
    {kClient, "tlsAllowInsecureConnection", kBoolean, 0, 0, nullptr, "false", nullptr,
     "Accept any certificate for wss. For experiments only: whoever stands between reads the token."},
    {kClient, "tlsEnableHostnameVerification", kBoolean, 0, 0, nullptr, "true", nullptr,
     "Check that the server's certificate is for the host in the URL."},
    {kClient, "tlsCertificateFilePath", kText, 0, 0, nullptr, nullptr, nullptr,
     "A PEM file with the client's certificate, and the rest of its chain after it, for a server that wants one. Needs a key."},
    {kClient, "tlsCertificate", kPem, 0, 0, nullptr, nullptr, nullptr,
     "The same, the certificate itself."},
    {kClient, "tlsKeyFilePath", kText, 0, 0, nullptr, nullptr, nullptr,
     "A PEM file with the private key of the client's certificate."},
    {kClient, "tlsKey", kSecretPem, 0, 0, nullptr, nullptr, nullptr,
     "The same, the key itself."},
    {kClient, "tlsKeyPassword", kSecret, 0, 0, nullptr, nullptr, nullptr,
     "The password of that key, where it is encrypted."},
    {kClient, "tlsMinimumVersion", kChoice, 0, 0, kWords<TlsMinimum>, "TLSv1.2", nullptr,
     "The oldest version of TLS to accept."},
    {kClient, "tlsCiphers", kText, 0, 0, nullptr, nullptr, nullptr,
     "The ciphers to offer for TLS 1.2, as OpenSSL's cipher list; OpenSSL's own choice where not set."},
    {kClient, "tlsCipherSuites", kText, 0, 0, nullptr, nullptr, nullptr,
     "The cipher suites to offer for TLS 1.3, separated by ':'."},
    {kClient, "proxyUrl", kText, 0, 0, nullptr, nullptr, nullptr,
     "The HTTP proxy to connect through, http://host:port. Where set, the environment is not asked."},
    {kClient, "proxyUser", kText, 0, 0, nullptr, nullptr, nullptr,
     "The user for the proxy, instead of the one in the environment's URL."},
    {kClient, "proxyPassword", kSecret, 0, 0, nullptr, nullptr, nullptr,
     "That user's password."},
    {kClient, "proxyFromEnvironment", kBoolean, 0, 0, nullptr, "true", nullptr,
     "Without proxyUrl, take the proxy from https_proxy (for wss), http_proxy (for ws) or all_proxy, except for the hosts in no_proxy and for this machine. Read when the client is made."},
    {kClient, "connectTimeout", kMilliseconds, 1, kDay, nullptr, "10000", nullptr,
     "Milliseconds that one attempt to connect may take. Name resolution, TCP, TLS and the upgrade are also limited to 5 s each by the transport."},
    {kClient, "keepAliveInterval", kMilliseconds, 0, kDay, nullptr, "10000", nullptr,
     "Milliseconds of silence, from the last byte received, after which the server is sent a ping; 0 sends none, and does not find a dead server. A Pulsar proxy closes a connection after 5 minutes of silence."},
    {kClient, "keepAliveTimeout", kMilliseconds, 1, kDay, nullptr, "10000", nullptr,
     "Milliseconds to wait for the answer to a ping, or for one write, before the connection is given up. A server that is gone without a word is found keepAliveInterval and keepAliveTimeout after its last byte: leave sendTimeout longer than that and a new connection."},
    {kClient, "initialBackoff", kMilliseconds, 1, kDay, nullptr, "100", nullptr,
     "Milliseconds to wait before the first attempt to reconnect; twice as long after each failure in a row, of which a random half is taken off."},
    {kClient, "maxBackoff", kMilliseconds, 1, kDay, nullptr, "30000", nullptr,
     "The most milliseconds to wait between attempts to reconnect."},
    {kClient, "unansweredBackoff", kMilliseconds, 1, kDay, nullptr, "30000", nullptr,
     "Milliseconds to leave a server alone that took the connection and never answered the upgrade, of which a random half is taken off: it may be busy with the attempt long after it was given up. Its other URLs are tried meanwhile, and of all handles of a client that met this, one at a time asks it again."},
    {kClient, "authRetryTimeout", kMilliseconds, 0, kDay, nullptr, "0", nullptr,
     "Milliseconds for which a handle that was open goes on when the server refuses its credentials (401, 403) at a reconnect, where they can change: a file, the environment, a supplier, OAuth2. 0 is for ever. Credentials that cannot change end the handle at once."},
    {kClient, "retryOnFailedConnect", kBoolean, 0, 0, nullptr, "false", nullptr,
     "Keep trying when the first connection of a producer or consumer fails for a reason that may pass, until the call's timeout, instead of failing once each URL has been tried."},
    {kClient, "maxFrameSize", kBytes, 1024, kInt32Max, nullptr, "1048576", nullptr,
     "The largest frame in bytes, base64 and JSON included, that the server takes (webSocketMaxTextFrameSize); larger messages are refused before sending."},
    {kClient, "eventDelivery", kChoice, 0, 0, kWords<EventDelivery>, "callbacks", nullptr,
     "Who hands out events: a thread of the library calls callbacks, or the application takes them with pws_client_poll."},
    {kClient, "logLevel", kChoice, 0, 0, kWords<LogLevel>, "warning", nullptr,
     "How much the log says."},
    {kClient, "maxParkedConnections", kInteger, 1, 1000, nullptr, "8", nullptr,
     "How many connections that cannot be released yet (a peer that went silent under TLS, name servers that hang) the process may hold before new attempts fail with PWS_ERR_CONNECTIONS_STUCK. The largest value that any client asks for counts."},
    {kClient, "serviceUrl", kText, 0, 0, nullptr, nullptr, nullptr,
     "The service's URLs, as pws_client_new takes them; used where that is given none."},
    {kClient, "statisticsInterval", kMilliseconds, 0, kDay, nullptr, "0", nullptr,
     "Milliseconds between the statistics that pws_client_set_statistics_callback asks for; 0 gives none."},
    {kClient, "ambientScheduler", kChoice, 0, 0, kWords<AmbientScheduler>, "on", nullptr,
     "Whether the library sets cpprestsdk's process-wide task scheduler, which makes it several times faster. off leaves it alone, for a program that sets its own later."},
    {kClient, "transport", kChoice, 0, 0, kWords<TransportName>, nullptr, nullptr,
     "What makes the connections: cpprest is cpprestsdk's WebSocket client, beast is Boost.Beast. Where not set, cpprest if the library was built with it."},
    {kClient, "ioThreads", kInteger, 1, 64, nullptr, "1", nullptr,
     "I/O threads of a client with transport=beast, which all its connections share; cpprest has threads of its own for each connection."},
    {kClient, "maxReceivedFrameSize", kBytes, 65536, kInt32Max, nullptr, "33554432", nullptr,
     "The largest frame in bytes, base64 and JSON included, that is received. One that is larger ends its consumer or reader for good, with an error that names this option: it would come again with every connection. With transport=cpprest the limit is 32000000, whatever is set."},
    {kClient, "perMessageDeflate", kBoolean, 0, 0, nullptr, "false", nullptr,
     "Offer the server permessage-deflate (RFC 7692): frames are compressed on the way, in both directions, for CPU time and some memory for each connection. With transport=beast only."},

    {kProducer, "producerName", kText, 0, 0, nullptr, nullptr, "producerName",
     "The producer's name, unique on its topic; the broker picks one where none is given."},
    {kProducer, "initialSequenceId", kInteger, -1, kInt64Max, nullptr, nullptr, nullptr,
     "The number of the last message that this producer name has sent, for a broker that deduplicates; goes out with the first connection only. A number that is too low makes the broker drop messages."},
    {kProducer, "sendTimeout", kMilliseconds, 0, kDay, nullptr, "30000", nullptr,
     "Milliseconds after which a message that is not settled is given up; 0 never gives up."},
    {kProducer, "sendTimeoutMillis", kMilliseconds, 0, kInt32Max, nullptr, nullptr, "sendTimeoutMillis",
     "Milliseconds after which the proxy gives a message up; 0 never. The proxy's default is 30000."},
    {kProducer, "maxPendingMessages", kInteger, 1, 1000000, nullptr, "1000", nullptr,
     "How many messages may be queued or in flight. With batchingEnabled it also goes to the proxy."},
    {kProducer, "maxPendingBytes", kBytes, 1024, kInt64Max, nullptr, "67108864", nullptr,
     "How many bytes of frames may be queued or in flight; a single message is always let in."},
    {kProducer, "blockIfQueueFull", kBoolean, 0, 0, nullptr, "false", nullptr,
     "Whether a send waits for room when the queue is full, or fails with PWS_ERR_QUEUE_FULL."},
    {kProducer, "hashingScheme", kChoice, 0, 0, "JavaStringHash|Murmur3_32Hash", nullptr, "hashingScheme",
     "How a message's key picks the partition."},
    {kProducer, "messageRoutingMode", kChoice, 0, 0, "SinglePartition|RoundRobinPartition", nullptr, "messageRoutingMode",
     "Which partition a message without a key goes to."},
    {kProducer, "compressionType", kChoice, 0, 0, "NONE|LZ4|ZLIB|ZSTD|SNAPPY", nullptr, "compressionType",
     "How the proxy compresses messages for the broker."},
    {kProducer, "batchingEnabled", kBoolean, 0, 0, nullptr, "false", "batchingEnabled",
     "Whether the proxy collects messages into batches."},
    {kProducer, "batchingMaxMessages", kInteger, 1, kInt32Max, nullptr, nullptr, "batchingMaxMessages",
     "The most messages in a batch; needs batchingEnabled."},
    {kProducer, "batchingMaxPublishDelay", kMilliseconds, 1, kDay, nullptr, nullptr, "batchingMaxPublishDelay",
     "The most milliseconds that a batch waits for messages; needs batchingEnabled."},

    {kConsumer, "subscriptionType", kChoice, 0, 0, kWords<SubscriptionType>, nullptr, "subscriptionType",
     "How consumers of the subscription share its messages; Exclusive where not set."},
    {kConsumer, "subscriptionMode", kChoice, 0, 0, "Durable|NonDurable", nullptr, "subscriptionMode",
     "Whether the broker keeps the subscription when its consumers are gone; Durable where not set."},
    {kConsumer, "subscriptionInitialPosition", kChoice, 0, 0, "Latest|Earliest", nullptr, "subscriptionInitialPosition",
     "Where a new subscription begins; Latest where not set."},
    {kConsumer, "receiverQueueSize", kInteger, 1, 1000, nullptr, "1000", "receiverQueueSize",
     "How many messages are fetched ahead of the application."},
    {kConsumer, "pullMode", kBoolean, 0, 0, nullptr, "true", "pullMode",
     "Whether the server waits for permits, which the library tops up at half of receiverQueueSize. With false it pushes, and stops once receiverQueueSize messages are neither acked nor nacked."},
    {kConsumer, "consumerName", kText, 0, 0, nullptr, nullptr, "consumerName",
     "The consumer's name, as the broker's statistics show it."},
    {kConsumer, "priorityLevel", kInteger, 0, kInt32Max, nullptr, nullptr, "priorityLevel",
     "Shared subscriptions serve consumers with a lower number first."},
    {kConsumer, "ackTimeoutMillis", kMilliseconds, 0, kInt32Max, nullptr, nullptr, "ackTimeoutMillis",
     "Milliseconds after which the proxy has a message delivered again that is not acked: 0 for never, or at least 1000."},
    {kConsumer, "negativeAckRedeliveryDelay", kMilliseconds, 0, kInt32Max, nullptr, nullptr, "negativeAckRedeliveryDelay",
     "Milliseconds before a nacked message is delivered again; the proxy's default is 60000."},
    {kConsumer, "maxRedeliverCount", kInteger, 1, kInt32Max, nullptr, nullptr, "maxRedeliverCount",
     "How often a message is delivered again before it goes to the dead-letter topic; on Shared and Key_Shared subscriptions alone, on others it does nothing."},
    {kConsumer, "deadLetterTopic", kText, 0, 0, nullptr, nullptr, "deadLetterTopic",
     "The dead-letter topic, TOPIC-SUBSCRIPTION-DLQ where not set; needs maxRedeliverCount."},
    {kConsumer, "ackMemory", kMilliseconds, 0, kDay, nullptr, "30000", nullptr,
     "Milliseconds for which an ack that the server has confirmed is remembered: a message that is delivered again after a reconnect within them is acked again and not handed out. 0 remembers only acks that are not confirmed yet."},
    {kConsumer, "permits", kChoice, 0, 0, kWords<Permits>, "automatic", nullptr,
     "Who lets the server deliver, with pullMode: the library, at half of receiverQueueSize, or the application, with pws_consumer_permit."},
    {kConsumer, "ackFence", kChoice, 0, 0, kWords<AckFence>, "auto", nullptr,
     "Whether the server is asked a question (isEndOfTopic) behind acks, whose answer proves that they were handled. Old proxies do not know it: auto finds that out, when the first question stays unanswered for 5 s by a server that answers pings, and then does without; off does without from the start. Acks then count as handled a second after they were written."},

    {kReader, "readerName", kText, 0, 0, nullptr, nullptr, "readerName",
     "The reader's name, as the broker's statistics show it."},
    {kReader, "receiverQueueSize", kInteger, 1, 1000, nullptr, "1000", "receiverQueueSize",
     "How many messages are fetched ahead of the application."},
};
// clang-format on

}  // namespace option_table

// Every option there is, in the order of docs/options.md and of the queries.
using option_table::kOptionTable;

// Null where there is none.
constexpr const OptionRow* find_option(OptionsKind kind,
                                       std::string_view name) noexcept {
  for (const OptionRow& row : kOptionTable) {
    if (row.kind == kind && row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace pulsarws
