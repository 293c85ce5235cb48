// Apache's native client as the independent witness: what we send it reads, and
// the other way; see witness.py.
#include "tests/broker/witness.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/broker/admin_api.h"
#include "tests/broker/content.h"
#include "tests/broker/sent_messages.h"
#include "tests/support/catch.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

std::string hex_of(const std::string& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char byte : bytes) {
    hex += kDigits[static_cast<unsigned char>(byte) >> 4];
    hex += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return hex;
}

std::string from_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

// A message as a line of witness.py, up to the field for its id.
std::string line_of(const Content& content) {
  std::string properties;
  for (const auto& [key, value] : content.properties) {
    if (!properties.empty()) properties += ",";
    properties += hex_of(key) + "=" + hex_of(value);
  }
  return hex_of(content.payload) + "|" +
         (content.key && !content.key->empty() ? hex_of(*content.key) : "-") +
         "|" + std::to_string(content.event_time_ms) + "|" + properties + "|";
}

// A file in the folder for temporary files, gone at the end.
class TemporaryFile {
 public:
  TemporaryFile()
      : path_(std::filesystem::temp_directory_path() /
              ("pulsarws-witness-" + std::to_string(getpid()))) {}
  ~TemporaryFile() { std::filesystem::remove(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Contents of many small messages, which fit into one batch, and the delicate
// ones.
std::vector<Content> witnessed_contents() {
  std::vector<Content> contents = delicate_contents();
  for (Content& content : contents) {
    // The native client does not tell an empty key from none.
    if (content.key && content.key->empty()) content.key.reset();
  }
  for (int i = 0; i < 20; ++i) {
    Content content = plain_text("number " + std::to_string(i));
    content.key = "key-" + std::to_string(i % 3);
    content.properties = {{"number", std::to_string(i)}};
    content.event_time_ms = 1795443035803 + i;
    contents.push_back(content);
  }
  return contents;
}

void check_ours_is_read(const Settings& settings, bool in_batches) {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("to-witness");
  const std::vector<Content> contents = witnessed_contents();
  SentMessages sent(contents.size());
  const ClientHandle client = make_client(cluster);
  const ProducerHandle producer = make_producer(client, topic, settings);
  for (std::size_t i = 0; i < contents.size(); ++i) {
    sent.send(producer, i, contents[i]);
  }
  close(client);
  const auto outcomes = sent.read().outcomes;
  REQUIRE(sent.read().stored() == contents.size());

  const auto lines = ask_witness("receive " + broker_url() + " " + topic + " " +
                                 std::to_string(contents.size()));
  REQUIRE(lines.size() == contents.size());
  std::string our_ids;
  std::string their_ids;
  std::vector<std::string> ids;
  bool a_batch_has_two = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    INFO("message " << i);
    const auto id_begin = lines[i].rfind('|') + 1;
    CHECK((lines[i].substr(0, id_begin) == line_of(contents[i])));
    their_ids += " " + lines[i].substr(id_begin);
    our_ids += " " + hex_of(outcomes[i].id_bytes);
    ids.push_back(outcomes[i].id);

    // The bytes of its id are an id for us too.
    const std::string bytes = from_hex(lines[i].substr(id_begin));
    pws_message_id* id = nullptr;
    must([&](pws_error** error) {
      return pws_message_id_parse(bytes.data(), bytes.size(), &id, error);
    });
    CHECK(text_of(id) == outcomes[i].id);
    a_batch_has_two |= pws_message_id_batch_index(id) > 0;
    pws_message_id_free(id);
  }
  CHECK(a_batch_has_two == in_batches);
  // Our bytes are an id for it.
  CHECK(ask_witness("read-id" + our_ids) == ids);
  CHECK(ask_witness("read-id" + their_ids) == ids);
}

void check_theirs_is_read(const std::string& batching) {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("from-witness-" + batching);
  const std::vector<Content> contents = witnessed_contents();
  const ClientHandle client = make_client(cluster);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  TemporaryFile file;
  {
    std::ofstream lines(file.path());
    for (const Content& content : contents) lines << line_of(content) << "\n";
  }
  const std::vector<std::string> ids =
      ask_witness("send " + broker_url() + " " + topic + " '" +
                  file.path().string() + "' " + batching);
  REQUIRE(ids.size() == contents.size());
  bool in_batch = false;
  std::string our_ids;
  std::string their_ids;
  for (std::size_t i = 0; i < contents.size(); ++i) {
    INFO("message " << i);
    const MessageHandle message = receive(consumer);
    CHECK((content_of(message) == contents[i]));
    const pws_message_id* id = pws_message_get_id(message.get());
    in_batch |= pws_message_id_batch_index(id) > 0;
    our_ids += " " + hex_of(bytes_of(id));
    their_ids += " " + ids[i];
    ack(consumer, message);
  }
  CHECK(in_batch == (batching == "batched"));
  CHECK(ask_witness("read-id" + our_ids) == ask_witness("read-id" + their_ids));
  flush_acks(consumer);
  CHECK(backlog_empties(cluster, topic, "sub"));
}

}  // namespace

TEST_CASE("Apache's client reads what we send") {
  check_ours_is_read({}, false);
}

TEST_CASE("Apache's client reads what we send through a batching server") {
  check_ours_is_read(
      {{"batchingEnabled", "true"}, {"batchingMaxPublishDelay", "50"}}, true);
}

TEST_CASE("We read what Apache's client sends unbatched") {
  check_theirs_is_read("unbatched");
}

TEST_CASE("We read what Apache's client sends in batches") {
  check_theirs_is_read("batched");
}

}  // namespace pulsarws::testing
