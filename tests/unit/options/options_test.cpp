#include "core/options/options.h"

#include <cstdint>
#include <cstring>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/options/option_keys.h"
#include "tests/support/catch.h"
#include "tests/unit/options/value_of.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

std::string text(std::int64_t number) { return std::to_string(number); }

// The number beside, as text: beyond what 64 bits hold, too.
std::string one_below(std::int64_t number) {
  return number == INT64_MIN ? "-9223372036854775809" : text(number - 1);
}
std::string one_above(std::int64_t number) {
  return number == INT64_MAX ? "9223372036854775808" : text(number + 1);
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every default is a valid value", "[options]") {
  for (const OptionRow& row : kOptionTable) {
    INFO(row.name);
    Options options(row.kind);
    CHECK_FALSE(options.check());
    if (!row.default_value) {
      CHECK(*options.get(row.name) == nullptr);
      CHECK_FALSE(value_of(options, row.name));
      continue;
    }
    CHECK(std::string(*options.get(row.name)) == row.default_value);
    CHECK_FALSE(options.set(row.name, row.default_value));
    CHECK_FALSE(options.check());
  }
}

TEST_CASE("names are unique within a kind, and rows are complete",
          "[options]") {
  std::set<std::pair<OptionsKind, std::string>> names;
  for (const OptionRow& row : kOptionTable) {
    INFO(row.name);
    CHECK(names.emplace(row.kind, row.name).second);
    CHECK(find_option(row.kind, row.name) == &row);
    CHECK((row.type == OptionType::kChoice) == (row.choices != nullptr));
    if (is_number(row.type)) CHECK(row.minimum < row.maximum);
    CHECK(std::strlen(row.sentence) > 10);
    CHECK(std::string(row.sentence).back() == '.');
  }
}

TEST_CASE("a number is taken up to the ends of its range", "[options]") {
  for (const OptionRow& row : kOptionTable) {
    if (!is_number(row.type)) continue;
    INFO(row.name);
    Options options(row.kind);
    CHECK_FALSE(options.set(row.name, text(row.minimum)));
    CHECK(value_of(options, row.name) == text(row.minimum));
    CHECK_FALSE(options.set(row.name, text(row.maximum)));
    CHECK(value_of(options, row.name) == text(row.maximum));

    for (const std::string& beyond :
         {one_below(row.minimum), one_above(row.maximum),
          std::string("99999999999999999999"), std::string("many"),
          std::string(""), std::string(" 1"), std::string("1 "),
          std::string("+1"), std::string("0x10"), std::string("1.5")}) {
      INFO(beyond);
      Error error = options.set(row.name, beyond);
      CHECK(error.status == Status::kInvalidOptionValue);
      CHECK(holds(error.message, row.name));
      CHECK(holds(error.message, text(row.minimum)));
      CHECK(holds(error.message, text(row.maximum)));
      CHECK(holds(error.message, "\"" + beyond + "\""));
    }
    CHECK(value_of(options, row.name) ==
          text(row.maximum));  // nothing was changed
  }
}

TEST_CASE("a boolean is true or false and nothing else", "[options]") {
  for (const OptionRow& row : kOptionTable) {
    if (row.type != OptionType::kBoolean) continue;
    INFO(row.name);
    Options options(row.kind);
    CHECK_FALSE(options.set(row.name, "true"));
    CHECK(value_of(options, row.name) == "true");
    CHECK_FALSE(options.set(row.name, "false"));
    CHECK(value_of(options, row.name) == "false");
    for (const char* wrong : {"", "1", "True", "yes", "true "}) {
      CHECK(options.set(row.name, wrong).status == Status::kInvalidOptionValue);
    }
  }
}

TEST_CASE("a choice is one of its words", "[options]") {
  for (const OptionRow& row : kOptionTable) {
    if (row.type != OptionType::kChoice) continue;
    INFO(row.name);
    Options options(row.kind);
    std::string choices = std::string(row.choices) + "|";
    for (std::size_t at = 0; at < choices.size();) {
      std::size_t bar = choices.find('|', at);
      std::string choice = choices.substr(at, bar - at);
      CHECK_FALSE(options.set(row.name, choice));
      CHECK(value_of(options, row.name) == choice);
      at = bar + 1;
    }
    for (const std::string& wrong :
         {std::string("nonsense"), std::string(), std::string("|"),
          std::string(row.choices)}) {
      INFO(wrong);
      Error error = options.set(row.name, wrong);
      CHECK(error.status == Status::kInvalidOptionValue);
      CHECK(holds(error.message, row.choices));
    }
  }
}

TEST_CASE("texts hold no control characters", "[options]") {
  for (const OptionRow& row : kOptionTable) {
    if (row.type != OptionType::kText && row.type != OptionType::kSecret) {
      continue;
    }
    if (row.name == std::string("headers")) continue;  // not any text
    INFO(row.name);
    Options options(row.kind);
    CHECK_FALSE(options.set(row.name, "any Text, with \xc3\xbc"));
    CHECK(value_of(options, row.name) == "any Text, with \xc3\xbc");
    for (const char* wrong : {"two\r\nlines", "tab\t", "\x7f", "\x01"}) {
      CHECK(options.set(row.name, wrong).status == Status::kInvalidOptionValue);
    }
    CHECK(options.set(row.name, std::string_view("nul\0", 4)).status ==
          Status::kInvalidOptionValue);
  }
}

TEST_CASE("a secret stands in no error", "[options]") {
  for (const OptionRow& row : kOptionTable) {
    if (row.type != OptionType::kSecret) continue;
    INFO(row.name);
    Options options(row.kind);
    Error error = options.set(row.name, "swordfish\n");
    CHECK(error.status == Status::kInvalidOptionValue);
    CHECK(holds(error.message, row.name));
    CHECK_FALSE(holds(error.message, "swordfish"));
  }
  CHECK(find_option(OptionsKind::kClient, "authToken")->type ==
        OptionType::kSecret);
}

TEST_CASE("PEM text may have lines, and is not shown", "[options]") {
  Options options(OptionsKind::kClient);
  const std::string pem = "-----BEGIN X-----\r\nswordfish\n\t-----END X-----\n";
  for (const char* name : {"tlsTrustCerts", "tlsCertificate", "tlsKey"}) {
    CHECK_FALSE(options.set(name, pem));
    CHECK(value_of(options, name) == pem);
    Error error = options.set(name, pem + '\x01');
    CHECK(error.status == Status::kInvalidOptionValue);
    CHECK(holds(error.message, name));
    CHECK_FALSE(holds(error.message, "swordfish"));
  }
  CHECK(is_secret(find_option(OptionsKind::kClient, "tlsKey")->type));
  CHECK(is_secret(find_option(OptionsKind::kClient, "tlsKeyPassword")->type));
  CHECK(is_secret(find_option(OptionsKind::kClient, "proxyPassword")->type));
  CHECK_FALSE(
      is_secret(find_option(OptionsKind::kClient, "tlsCertificate")->type));
}

TEST_CASE("without a value the default is back", "[options]") {
  Options options(OptionsKind::kConsumer);
  CHECK_FALSE(options.set("receiverQueueSize", "10"));
  CHECK_FALSE(options.set("receiverQueueSize", std::nullopt));
  CHECK(options[consumer_option::kReceiverQueueSize] == 1000);
  CHECK_FALSE(options.set("consumerName", "me"));
  CHECK_FALSE(options.set("consumerName", std::nullopt));
  CHECK_FALSE(options[consumer_option::kConsumerName]);
}

TEST_CASE("an unknown name suggests the nearest", "[options]") {
  struct Case {
    OptionsKind kind;
    const char* name;
    const char* told;
  };
  const Case cases[] = {
      {OptionsKind::kConsumer, "recieverQueueSize",
       "there is no consumer option \"recieverQueueSize\"; did you mean "
       "\"receiverQueueSize\"?"},
      {OptionsKind::kConsumer, "RECEIVERQUEUESIZE",
       "there is no consumer option \"RECEIVERQUEUESIZE\"; did you mean "
       "\"receiverQueueSize\"?"},
      {OptionsKind::kClient, "authtoken",
       "there is no client option \"authtoken\"; did you mean \"authToken\"?"},
      {OptionsKind::kProducer, "sendTimeoutMs",
       "there is no producer option \"sendTimeoutMs\"; did you mean "
       "\"sendTimeout\"?"},
      // Others are similar, too.
      {OptionsKind::kConsumer, "subscriptionMod",
       "there is no consumer option \"subscriptionMod\"; did you mean "
       "\"subscriptionMode\"?"},
      {OptionsKind::kProducer, "receiverQueueSize",
       "there is no producer option \"receiverQueueSize\"; it is a consumer "
       "option"},
      {OptionsKind::kConsumer, "authToken",
       "there is no consumer option \"authToken\"; it is a client option"},
      {OptionsKind::kClient, "qqqqqqqqqqqq",
       "there is no client option \"qqqqqqqqqqqq\""},
      {OptionsKind::kClient, "", "there is no client option \"\""},
  };
  for (const Case& one : cases) {
    INFO(one.name);
    Options options(one.kind);
    Error error = options.set(one.name, "1");
    CHECK(error.status == Status::kUnknownOption);
    CHECK(error.message == one.told);
    CHECK(options.get(one.name).error().message == one.told);
  }
}

TEST_CASE("the query holds what the server is to know, in order", "[options]") {
  Options consumer(OptionsKind::kConsumer);
  CHECK(consumer.query() ==
        wire::Query{{"receiverQueueSize", "1000"}, {"pullMode", "true"}});
  consumer.set("deadLetterTopic", "dead");
  consumer.set("maxRedeliverCount", "3");
  consumer.set("pullMode", "false");
  consumer.set("subscriptionType", "Shared");
  CHECK(consumer.query() == wire::Query{{"subscriptionType", "Shared"},
                                        {"receiverQueueSize", "1000"},
                                        {"pullMode", "false"},
                                        {"maxRedeliverCount", "3"},
                                        {"deadLetterTopic", "dead"}});

  // The numbers and limits of our own queue are not the server's.
  Options producer(OptionsKind::kProducer);
  producer.set("initialSequenceId", "7");
  producer.set("maxPendingMessages", "5");
  producer.set("sendTimeout", "5");
  producer.set("sendTimeoutMillis", "6");
  producer.set("producerName", "a name");
  CHECK(producer.query() == wire::Query{{"producerName", "a name"},
                                        {"sendTimeoutMillis", "6"},
                                        {"batchingEnabled", "false"}});

  Options client(OptionsKind::kClient);
  client.set("authToken", "swordfish");
  CHECK(client.query().empty());
}

TEST_CASE("a copy has values of its own", "[options]") {
  Options one(OptionsKind::kConsumer);
  one.set("consumerName", "one");
  Options two = one;
  one.set("consumerName", "changed");
  CHECK(two[consumer_option::kConsumerName] == "one");
  CHECK(two.kind() == OptionsKind::kConsumer);
}
