#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/capi/c_handles.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"

namespace pulsarws::testing {
namespace {

// A file with that content, for as long as it lives.
class WrittenFile {
 public:
  explicit WrittenFile(const std::string& content) {
    char folder[] = "/tmp/pulsarws-options-XXXXXX";
    REQUIRE(mkdtemp(folder) != nullptr);
    folder_ = folder;
    path_ = folder_ / "client.conf";
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~WrittenFile() { std::filesystem::remove_all(folder_); }
  WrittenFile(const WrittenFile&) = delete;
  WrittenFile& operator=(const WrittenFile&) = delete;

  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path folder_;
  std::filesystem::path path_;
};

std::string get(const Owned<pws_options>& options, const char* name) {
  const char* value = nullptr;
  REQUIRE(call(pws_options_get, options.get(), name, &value).is_ok());
  return value ? value : "(none)";
}

std::string dump(const Owned<pws_options>& options) {
  pws_text* text = nullptr;
  REQUIRE(call(pws_options_dump, options.get(), &text).is_ok());
  std::string result = pws_text_get(text);
  CHECK(result.size() == pws_text_size(text));
  pws_text_free(text);
  return result;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("A client from nothing but a file", "[client]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  WrittenFile file("# how to reach it\nserviceUrl = " + server.url() +
                   "\nauthToken=a-secret\nlogLevel=off\n");
  auto options = options_of(PWS_OPTIONS_CLIENT, {});
  REQUIRE(
      call(pws_options_load_file, options.get(), file.path().c_str()).is_ok());
  Owned<pws_client> client;
  REQUIRE(call(pws_client_new, nullptr, options.get(), made(client)).is_ok());
  CHECK(send(new_producer(client), "x").is_ok());
  CHECK(pulsar.record().produced.size() == 1);

  // What is given in the call counts more.
  REQUIRE(call(pws_options_set, options.get(), "serviceUrl", "ws://[").is_ok());
  REQUIRE(
      call(pws_client_new, server.url().c_str(), options.get(), made(client))
          .is_ok());
  CHECK(call(pws_client_new, nullptr, options.get(), made(client)).status ==
        PWS_ERR_INVALID_URL);
}

TEST_CASE("A dump has no secret and can be loaded again", "[client]") {
  auto options = options_of(PWS_OPTIONS_CLIENT, {{"authToken", "a-secret"},
                                                 {"serviceUrl", "ws://h"},
                                                 {"maxBackoff", "77000"}});
  const std::string text = dump(options);
  CHECK_FALSE(holds(text, "a-secret"));
  CHECK(holds(text, "# authToken=***\n"));
  CHECK(holds(text, "\nmaxBackoff=77000\n"));
  CHECK(holds(text, "\nconnectTimeout=10000\n"));
  WrittenFile file(text);
  auto again = options_of(PWS_OPTIONS_CLIENT, {});
  REQUIRE(
      call(pws_options_load_file, again.get(), file.path().c_str()).is_ok());
  CHECK(get(again, "serviceUrl") == "ws://h");
  CHECK(get(again, "maxBackoff") == "77000");
  CHECK(get(again, "authToken") == "(none)");
}

TEST_CASE("A file that is wrong is named with its line", "[client]") {
  auto options = options_of(PWS_OPTIONS_CLIENT, {});
  WrittenFile file("maxBackoff=77000\n\nlogLevel=loud\n");
  Outcome outcome =
      call(pws_options_load_file, options.get(), file.path().c_str());
  INFO(outcome);
  CHECK(outcome.status == PWS_ERR_INVALID_OPTION_VALUE);
  CHECK(outcome.says(file.path() + ", line 3: option logLevel"));
  CHECK(get(options, "maxBackoff") == "30000");
  CHECK(call(pws_options_load_file, options.get(), "/no/such").status ==
        PWS_ERR_FILE);
}

TEST_CASE("A client from Pulsar's client.conf", "[client]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  const std::string http = "http" + server.url().substr(2) + "/";
  WrittenFile file("webServiceUrl=" + http +
                   "\nbrokerServiceUrl=pulsar://127.0.0.1:6650\n"
                   "authPlugin=org.apache.pulsar.client.impl.auth."
                   "AuthenticationToken\nauthParams=token:a-secret\n");
  auto options = options_of(PWS_OPTIONS_CLIENT, {{"logLevel", "off"}});
  REQUIRE(call(pws_options_load_client_conf, options.get(), file.path().c_str())
              .is_ok());
  CHECK(get(options, "authToken") == "a-secret");
  Owned<pws_client> client;
  REQUIRE(call(pws_client_new, nullptr, options.get(), made(client)).is_ok());
  CHECK(send(new_producer(client), "x").is_ok());

  auto consumer = options_of(PWS_OPTIONS_CONSUMER, {});
  CHECK(call(pws_options_load_client_conf, consumer.get(), file.path().c_str())
            .status == PWS_ERR_INVALID_ARGUMENT);
  WrittenFile other("authPlugin=com.example.Own\n");
  CHECK(call(pws_options_load_client_conf, options.get(), other.path().c_str())
            .status == PWS_ERR_NOT_SUPPORTED);
}

}  // namespace pulsarws::testing
