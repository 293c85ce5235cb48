#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/options/option.h"
#include "core/options/option_table.h"

// The options that the core reads, as the keys to read them with. All that they
// are stands in the option table: a key of a name that is not there, or of
// another type, does not compile. What has no key only goes into a query.
namespace pulsarws {
namespace client_option {

constexpr const OptionRow& row(const char* name) {
  return *find_option(OptionsKind::kClient, name);
}

inline constexpr TextOption kServiceUrl{row("serviceUrl")};

inline constexpr TextOption kAuthToken{row("authToken")};
inline constexpr TextOption kAuthTokenFile{row("authTokenFile")};
inline constexpr TextOption kAuthTokenEnvironment{row("authTokenEnvironment")};
inline constexpr TextOption kOauth2IssuerUrl{row("oauth2IssuerUrl")};
inline constexpr TextOption kOauth2PrivateKey{row("oauth2PrivateKey")};
inline constexpr TextOption kOauth2ClientId{row("oauth2ClientId")};
inline constexpr TextOption kOauth2ClientSecret{row("oauth2ClientSecret")};
inline constexpr TextOption kOauth2Audience{row("oauth2Audience")};
inline constexpr TextOption kOauth2Scope{row("oauth2Scope")};
inline constexpr TextOption kOauth2TrustCertsFilePath{
    row("oauth2TrustCertsFilePath")};
inline constexpr TextOption kAuthBasicUser{row("authBasicUser")};
inline constexpr TextOption kAuthBasicPassword{row("authBasicPassword")};
inline constexpr TextOption kAuthMethodName{row("authMethodName")};
inline constexpr Option<std::optional<wire::HeaderFields>> kHeaders{
    row("headers")};

inline constexpr TextOption kTlsTrustCertsFilePath{
    row("tlsTrustCertsFilePath")};
inline constexpr TextOption kTlsTrustCertsDirectory{
    row("tlsTrustCertsDirectory")};
inline constexpr TextOption kTlsTrustCerts{row("tlsTrustCerts")};
inline constexpr Option<bool> kTlsAllowInsecureConnection{
    row("tlsAllowInsecureConnection")};
inline constexpr Option<bool> kTlsEnableHostnameVerification{
    row("tlsEnableHostnameVerification")};
inline constexpr TextOption kTlsCertificateFilePath{
    row("tlsCertificateFilePath")};
inline constexpr TextOption kTlsCertificate{row("tlsCertificate")};
inline constexpr TextOption kTlsKeyFilePath{row("tlsKeyFilePath")};
inline constexpr TextOption kTlsKey{row("tlsKey")};
inline constexpr TextOption kTlsKeyPassword{row("tlsKeyPassword")};
inline constexpr Option<TlsMinimum> kTlsMinimumVersion{
    row("tlsMinimumVersion")};
inline constexpr TextOption kTlsCiphers{row("tlsCiphers")};
inline constexpr TextOption kTlsCipherSuites{row("tlsCipherSuites")};

inline constexpr TextOption kProxyUrl{row("proxyUrl")};
inline constexpr TextOption kProxyUser{row("proxyUser")};
inline constexpr TextOption kProxyPassword{row("proxyPassword")};
inline constexpr Option<bool> kProxyFromEnvironment{
    row("proxyFromEnvironment")};

inline constexpr Option<Milliseconds> kConnectTimeout{row("connectTimeout")};
inline constexpr Option<Milliseconds> kKeepAliveInterval{
    row("keepAliveInterval")};
inline constexpr Option<Milliseconds> kKeepAliveTimeout{
    row("keepAliveTimeout")};
inline constexpr Option<Milliseconds> kInitialBackoff{row("initialBackoff")};
inline constexpr Option<Milliseconds> kMaxBackoff{row("maxBackoff")};
inline constexpr Option<Milliseconds> kUnansweredBackoff{
    row("unansweredBackoff")};
inline constexpr Option<Milliseconds> kAuthRetryTimeout{
    row("authRetryTimeout")};
inline constexpr Option<bool> kRetryOnFailedConnect{
    row("retryOnFailedConnect")};
inline constexpr Option<std::size_t> kMaxFrameSize{row("maxFrameSize")};
inline constexpr Option<std::size_t> kMaxParkedConnections{
    row("maxParkedConnections")};
inline constexpr Option<AmbientScheduler> kAmbientScheduler{
    row("ambientScheduler")};

inline constexpr Option<std::optional<TransportName>> kTransport{
    row("transport")};
inline constexpr Option<int> kIoThreads{row("ioThreads")};
inline constexpr Option<std::size_t> kMaxReceivedFrameSize{
    row("maxReceivedFrameSize")};
inline constexpr Option<bool> kPerMessageDeflate{row("perMessageDeflate")};

inline constexpr Option<EventDelivery> kEventDelivery{row("eventDelivery")};
inline constexpr Option<LogLevel> kLogLevel{row("logLevel")};
inline constexpr Option<Milliseconds> kStatisticsInterval{
    row("statisticsInterval")};

}  // namespace client_option

namespace producer_option {

constexpr const OptionRow& row(const char* name) {
  return *find_option(OptionsKind::kProducer, name);
}

inline constexpr TextOption kProducerName{row("producerName")};
inline constexpr Option<std::optional<std::int64_t>> kInitialSequenceId{
    row("initialSequenceId")};
inline constexpr Option<Milliseconds> kSendTimeout{row("sendTimeout")};
inline constexpr Option<std::size_t> kMaxPendingMessages{
    row("maxPendingMessages")};
inline constexpr Option<std::uint64_t> kMaxPendingBytes{row("maxPendingBytes")};
inline constexpr Option<bool> kBlockIfQueueFull{row("blockIfQueueFull")};
inline constexpr Option<bool> kBatchingEnabled{row("batchingEnabled")};
inline constexpr Option<std::optional<std::int32_t>> kBatchingMaxMessages{
    row("batchingMaxMessages")};
inline constexpr Option<std::optional<Milliseconds>> kBatchingMaxPublishDelay{
    row("batchingMaxPublishDelay")};

}  // namespace producer_option

namespace consumer_option {

constexpr const OptionRow& row(const char* name) {
  return *find_option(OptionsKind::kConsumer, name);
}

inline constexpr Option<std::optional<SubscriptionType>> kSubscriptionType{
    row("subscriptionType")};
inline constexpr Option<std::uint32_t> kReceiverQueueSize{
    row("receiverQueueSize")};
inline constexpr Option<bool> kPullMode{row("pullMode")};
inline constexpr TextOption kConsumerName{row("consumerName")};
inline constexpr Option<std::optional<Milliseconds>> kAckTimeoutMillis{
    row("ackTimeoutMillis")};
inline constexpr Option<std::optional<std::int32_t>> kMaxRedeliverCount{
    row("maxRedeliverCount")};
inline constexpr TextOption kDeadLetterTopic{row("deadLetterTopic")};
inline constexpr Option<Milliseconds> kAckMemory{row("ackMemory")};
inline constexpr Option<Permits> kPermits{row("permits")};
inline constexpr Option<AckFence> kAckFence{row("ackFence")};

}  // namespace consumer_option

namespace reader_option {

constexpr const OptionRow& row(const char* name) {
  return *find_option(OptionsKind::kReader, name);
}

inline constexpr TextOption kReaderName{row("readerName")};
inline constexpr Option<std::uint32_t> kReceiverQueueSize{
    row("receiverQueueSize")};

}  // namespace reader_option
}  // namespace pulsarws
