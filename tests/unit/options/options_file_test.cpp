#include "core/options/options_file.h"

#include <string>

#include "core/options/option_keys.h"
#include "tests/support/catch.h"
#include "tests/unit/options/value_of.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

Options consumer() { return Options(OptionsKind::kConsumer); }

}  // namespace

TEST_CASE("options are read line by line", "[options-file]") {
  Options options = consumer();
  options.set("priorityLevel", "7");
  Error error = set_from_text(options,
                              "\xef\xbb\xbf# a comment = nothing\n"
                              "\n"
                              "consumerName=me\r\n"
                              " \t receiverQueueSize \t=  10 \t\n"
                              "   # another\n"
                              "deadLetterTopic = a=b #c\n"
                              "maxRedeliverCount=3",
                              "file");
  INFO(error.message);
  REQUIRE_FALSE(error);
  CHECK(options[consumer_option::kConsumerName] == "me");
  CHECK(options[consumer_option::kReceiverQueueSize] == 10);
  CHECK(options[consumer_option::kDeadLetterTopic] == "a=b #c");
  CHECK(options[consumer_option::kMaxRedeliverCount] == 3);
  CHECK(value_of(options, "priorityLevel") == "7");  // not in the file
}

TEST_CASE("a text may be empty, and the last line of a name counts",
          "[options-file]") {
  Options options = consumer();
  REQUIRE_FALSE(set_from_text(options, "consumerName=a\nconsumerName=\n", "f"));
  CHECK(options[consumer_option::kConsumerName] == "");
  REQUIRE_FALSE(set_from_text(options, "", "f"));
}

TEST_CASE("a wrong line is named and changes nothing", "[options-file]") {
  struct Case {
    const char* text;
    Status status;
    const char* told;
  };
  const Case cases[] = {
      {"consumerName=x\n\nreceiverQueueSize=0\n", Status::kInvalidOptionValue,
       "conf/my.conf, line 3: option receiverQueueSize must be a whole number "
       "from 1 to 1000, not \"0\""},
      {"consumerName=x\nrecieverQueueSize=5", Status::kUnknownOption,
       "conf/my.conf, line 2: there is no consumer option "
       "\"recieverQueueSize\"; did you mean \"receiverQueueSize\"?"},
      {"consumerName=x\n#\n  swordfish\n", Status::kFile,
       "conf/my.conf, line 3: there is no '=' in it"},
      {"consumerName=x\npullMode=", Status::kInvalidOptionValue,
       "conf/my.conf, line 2: option pullMode must be true or false, not "
       "\"\""},
      {"consumerName=x\nauthToken=swordfish", Status::kUnknownOption,
       "conf/my.conf, line 2: there is no consumer option \"authToken\"; it is "
       "a client option"},
  };
  for (const Case& one : cases) {
    INFO(one.text);
    Options options = consumer();
    Error error = set_from_text(options, one.text, "conf/my.conf");
    CHECK(error.status == one.status);
    CHECK(error.message == one.told);
    CHECK_FALSE(options[consumer_option::kConsumerName]);
  }
}

TEST_CASE("a file that cannot be read is an error of its own",
          "[options-file]") {
  Options options = consumer();
  for (const char* path : {"/no/such/file", "/"}) {
    Error error = load_options_file(options, path);
    INFO(error.message);
    CHECK(error.status == Status::kFile);
    CHECK(holds(error.message, path));
  }
  Error endless = load_options_file(options, "/dev/zero");
  CHECK(endless.status == Status::kFile);
  CHECK(holds(endless.message, "far too large"));
}

TEST_CASE("a dump shows every option, and reads back the same",
          "[options-file]") {
  for (OptionsKind kind : {OptionsKind::kClient, OptionsKind::kProducer,
                           OptionsKind::kConsumer, OptionsKind::kReader}) {
    Options options(kind);
    // Every option has a value that is not its default, as far as there is one.
    for (const OptionRow& row : kOptionTable) {
      if (row.kind != kind) continue;
      switch (row.type) {
        case OptionType::kText:
          options.set(row.name, "a =#b \xc3\xbc");
          break;
        case OptionType::kSecret:
        case OptionType::kSecretPem:
          options.set(row.name, "swordfish");
          break;
        case OptionType::kHeaderFields:
          options.set(row.name, "X-Fish: swordfish");
          break;
        case OptionType::kPem:
          options.set(row.name, "one\ntwo");
          break;
        case OptionType::kBoolean:
          options.set(row.name,
                      value_of(options, row.name) == "true" ? "false" : "true");
          break;
        case OptionType::kInteger:
        case OptionType::kMilliseconds:
        case OptionType::kBytes:
          options.set(row.name, std::to_string(row.minimum));
          break;
        case OptionType::kChoice:
          options.set(row.name,
                      std::string(row.choices)
                          .substr(std::string(row.choices).rfind('|') + 1));
          break;
      }
    }
    const std::string dump = dump_options(options);
    CHECK_FALSE(holds(dump, "swordfish"));
    std::size_t place = 0;
    for (const OptionRow& row : kOptionTable) {
      if (row.kind != kind) continue;
      INFO(row.name);
      const std::string name = row.name;
      std::string line =
          name + "=" + value_of(options, row.name).value_or("") + "\n";
      if (is_secret(row.type)) line = "# " + name + "=***\n";
      if (row.type == OptionType::kPem) {
        line = "# " + name + " has several lines, 7 bytes\n";
      }
      CHECK(dump.substr(place, line.size()) == line);
      place += line.size();
    }
    CHECK(place == dump.size());

    Options again(kind);
    Error error = set_from_text(again, dump, "dump");
    INFO(error.message);
    REQUIRE_FALSE(error);
    for (const OptionRow& row : kOptionTable) {
      if (row.kind != kind) continue;
      INFO(row.name);
      if (is_secret(row.type) || row.type == OptionType::kPem) {
        CHECK_FALSE(value_of(again, row.name));
      } else {
        CHECK(value_of(again, row.name) == value_of(options, row.name));
      }
    }
  }
}

TEST_CASE("a dump of defaults has them, and says what is not set",
          "[options-file]") {
  const std::string dump = dump_options(consumer());
  CHECK(holds(dump, "receiverQueueSize=1000\n"));
  CHECK(holds(dump, "pullMode=true\n"));
  CHECK(holds(dump, "# consumerName is not set\n"));
  Options again = consumer();
  REQUIRE_FALSE(set_from_text(again, dump, "dump"));
  CHECK_FALSE(again[consumer_option::kConsumerName]);
}
