#include "core/options/option_keys.h"

#include <limits>
#include <string_view>

#include "core/options/options.h"
#include "tests/support/catch.h"

using namespace pulsarws;

namespace {

template <typename T>
T read(const Option<T>& option, std::string_view word) {
  Options options(option.row().kind);
  CHECK_FALSE(options.set(option.name(), word));
  return options[option];
}

constexpr OptionRow row_of(OptionType type, const char* default_value,
                           std::int64_t minimum = 0, std::int64_t maximum = 0) {
  return {
      OptionsKind::kReader, "name",  type,         minimum, maximum, "off|on",
      default_value,        nullptr, "A sentence."};
}

}  // namespace

// These are what lets a key compile.
TEST_CASE("a row can be read as what it holds, and as nothing else",
          "[options]") {
  constexpr OptionRow kTime = row_of(OptionType::kMilliseconds, "1", 0, 9);
  STATIC_REQUIRE(reads_as<Milliseconds>(kTime));
  STATIC_REQUIRE_FALSE(reads_as<std::int64_t>(kTime));
  STATIC_REQUIRE_FALSE(reads_as<std::string>(kTime));
  STATIC_REQUIRE_FALSE(reads_as<bool>(kTime));

  constexpr OptionRow kSwitch = row_of(OptionType::kBoolean, "true");
  STATIC_REQUIRE(reads_as<bool>(kSwitch));
  STATIC_REQUIRE_FALSE(reads_as<int>(kSwitch));

  constexpr OptionRow kWord = row_of(OptionType::kChoice, "on");
  STATIC_REQUIRE_FALSE(reads_as<std::string>(kWord));
  STATIC_REQUIRE_FALSE(reads_as<AmbientScheduler>(kWord));  // of other words
  STATIC_REQUIRE(
      reads_as<AmbientScheduler>(client_option::kAmbientScheduler.row()));

  constexpr OptionRow kSecretText = row_of(OptionType::kSecret, "x");
  STATIC_REQUIRE(reads_as<std::string>(kSecretText));
  STATIC_REQUIRE_FALSE(reads_as<wire::HeaderFields>(kSecretText));
}

TEST_CASE("an option is read as an optional where it has no default",
          "[options]") {
  constexpr OptionRow kUnset = row_of(OptionType::kText, nullptr);
  STATIC_REQUIRE(reads_as<std::optional<std::string>>(kUnset));
  STATIC_REQUIRE_FALSE(reads_as<std::string>(kUnset));
  constexpr OptionRow kSet = row_of(OptionType::kText, "");
  STATIC_REQUIRE(reads_as<std::string>(kSet));
  STATIC_REQUIRE_FALSE(reads_as<std::optional<std::string>>(kSet));
}

TEST_CASE("a number is read as an integer that holds its range", "[options]") {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  constexpr OptionRow kSmall = row_of(OptionType::kInteger, "1", 0, 255);
  STATIC_REQUIRE(reads_as<std::uint8_t>(kSmall));
  STATIC_REQUIRE_FALSE(reads_as<std::int8_t>(kSmall));
  constexpr OptionRow kNegative = row_of(OptionType::kInteger, "1", -1, kMost);
  STATIC_REQUIRE(reads_as<std::int64_t>(kNegative));
  STATIC_REQUIRE_FALSE(reads_as<std::uint64_t>(kNegative));
  constexpr OptionRow kLarge = row_of(OptionType::kBytes, "1", 1, kMost);
  STATIC_REQUIRE(reads_as<std::uint64_t>(kLarge));
  STATIC_REQUIRE_FALSE(reads_as<std::uint32_t>(kLarge));
}

TEST_CASE("a choice is read as the enumerator of its word", "[options]") {
  CHECK(read(client_option::kLogLevel, "off") == LogLevel::kOff);
  CHECK(read(client_option::kLogLevel, "error") == LogLevel::kError);
  CHECK(read(client_option::kLogLevel, "warning") == LogLevel::kWarning);
  CHECK(read(client_option::kLogLevel, "info") == LogLevel::kInfo);
  CHECK(read(client_option::kLogLevel, "debug") == LogLevel::kDebug);

  CHECK(read(client_option::kTlsMinimumVersion, "TLSv1.2") ==
        TlsMinimum::kTls12);
  CHECK(read(client_option::kTlsMinimumVersion, "TLSv1.3") ==
        TlsMinimum::kTls13);

  CHECK(read(client_option::kEventDelivery, "callbacks") ==
        EventDelivery::kCallbacks);
  CHECK(read(client_option::kEventDelivery, "poll") == EventDelivery::kPoll);

  CHECK(read(client_option::kAmbientScheduler, "on") == AmbientScheduler::kOn);
  CHECK(read(client_option::kAmbientScheduler, "off") ==
        AmbientScheduler::kOff);

  CHECK(read(client_option::kTransport, "cpprest") == TransportName::kCpprest);
  CHECK(read(client_option::kTransport, "beast") == TransportName::kBeast);

  CHECK(read(consumer_option::kPermits, "automatic") == Permits::kAutomatic);
  CHECK(read(consumer_option::kPermits, "manual") == Permits::kManual);

  CHECK(read(consumer_option::kSubscriptionType, "Exclusive") ==
        SubscriptionType::kExclusive);
  CHECK(read(consumer_option::kSubscriptionType, "Shared") ==
        SubscriptionType::kShared);
  CHECK(read(consumer_option::kSubscriptionType, "Failover") ==
        SubscriptionType::kFailover);
  CHECK(read(consumer_option::kSubscriptionType, "Key_Shared") ==
        SubscriptionType::kKeyShared);
}

TEST_CASE("options without a value are read as their defaults or as nothing",
          "[options]") {
  Options client(OptionsKind::kClient);
  CHECK(client[client_option::kConnectTimeout] == Milliseconds(10000));
  CHECK(client[client_option::kMaxFrameSize] == 1048576);
  CHECK(client[client_option::kLogLevel] == LogLevel::kWarning);
  CHECK(client[client_option::kTlsEnableHostnameVerification]);
  CHECK(client[client_option::kIoThreads] == 1);
  CHECK(client[client_option::kMaxReceivedFrameSize] == 32 * 1024 * 1024);
  CHECK_FALSE(client[client_option::kPerMessageDeflate]);
  CHECK_FALSE(client[client_option::kTransport]);  // as the library was built
  CHECK_FALSE(client[client_option::kAuthToken]);
  CHECK_FALSE(client[client_option::kHeaders]);
  Options consumer(OptionsKind::kConsumer);
  CHECK_FALSE(consumer[consumer_option::kSubscriptionType]);
  CHECK_FALSE(consumer[consumer_option::kAckTimeoutMillis]);
}

TEST_CASE("options with a value are read as that", "[options]") {
  Options client(OptionsKind::kClient);
  client.set("connectTimeout", "86400000");
  client.set("maxFrameSize", "2147483647");
  client.set("proxyFromEnvironment", "false");
  client.set("authToken", "");
  client.set("headers", "A: 1; B: 2");
  CHECK(client[client_option::kConnectTimeout] == Milliseconds(86400000));
  CHECK(client[client_option::kMaxFrameSize] == 2147483647);
  CHECK_FALSE(client[client_option::kProxyFromEnvironment]);
  CHECK(client[client_option::kAuthToken] == "");
  CHECK(client[client_option::kHeaders] ==
        wire::HeaderFields{{"A", "1"}, {"B", "2"}});
  Options producer(OptionsKind::kProducer);
  producer.set("initialSequenceId", "-1");
  producer.set("maxPendingBytes", "9223372036854775807");
  CHECK(producer[producer_option::kInitialSequenceId] == -1);
  CHECK(producer[producer_option::kMaxPendingBytes] == 9223372036854775807u);
}
