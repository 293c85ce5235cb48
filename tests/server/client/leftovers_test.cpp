#include <malloc.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/raw_server.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_certificates.h"
#include "tests/support/unanswered_port.h"
#include "tests/support/wait.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PULSARWS_TESTS_SANITIZED 1
#else
#define PULSARWS_TESTS_SANITIZED 0
#endif

// What many connections leave behind in the process: nothing.
namespace pulsarws::testing {
namespace {

// Threads of the library: its timers', each client's dispatcher, and those of
// connections, which end a moment after the connection.
std::size_t library_threads() {
  std::size_t count = 0;
  std::error_code ignored;
  for (const auto& thread :
       std::filesystem::directory_iterator("/proc/self/task", ignored)) {
    std::string name;
    std::getline(std::ifstream(thread.path() / "comm"), name);
    if (name.rfind("pws-", 0) == 0) ++count;
  }
  return count;
}

// Runs `once` until all that is kept for ever is there, then `count` times.
// Outside of `once` there are `clients` clients, which have nothing open.
// Where memory leaks, at least `kilobytes_each` are expected to.
void check_leaves_nothing(int count, const std::function<void()>& once,
                          std::size_t clients = 0, double kilobytes_each = 10) {
#if defined(__GLIBC__)
  // One heap for all threads: otherwise new ones get heaps of their own, which
  // stay, and by how many is chance.
  mallopt(M_ARENA_MAX, 1);
#endif
  // On beast a client's connections have one that stays as long as the client.
  const std::size_t each = transport_of_clients() == "beast" ? 2 : 1;
  auto is_quiet = [&] { return library_threads() <= 1 + clients * each; };
  for (int i = 0; i < 10; ++i) once();
  REQUIRE(wait_for(is_quiet, kSoon));
  const std::size_t descriptors = process_descriptors();
  const std::size_t kilobytes = resident_kilobytes();
  for (int i = 0; i < count; ++i) once();
  CHECK(wait_for(is_quiet, kSoon));
  CHECK(wait_for([&] { return process_descriptors() <= descriptors; }, kSoon));
  INFO("threads " << library_threads() << ", descriptors " << descriptors
                  << " -> " << process_descriptors() << ", kilobytes "
                  << kilobytes << " -> " << resident_kilobytes());
  CHECK(process_descriptors() <= descriptors);
  // A sanitizer keeps what was freed.
  if (PULSARWS_TESTS_SANITIZED) return;
  CHECK(resident_kilobytes() <=
        kilobytes + 1024 + static_cast<std::size_t>(kilobytes_each * count));
}

ScriptedServer::Options over_tls(const TlsIdentity& identity) {
  ScriptedServer::Options options;
  options.tls = ServerTls{identity, ""};
  options.keep_texts = false;
  return options;
}

Outcome open(const Owned<pws_client>& client) {
  Owned<pws_producer> producer;
  return call(pws_producer_new, client.get(), "test", nullptr, kSoonMs,
              made(producer));
}

}  // namespace

TEST_CASE("200 times connect, send and close", "[client][storm]") {
  TestCertificates certificates;
  PulsarScript pulsar;
  Script script = pulsar.script();
  // The script itself would remember all messages.
  script.on_text = [](const SessionPtr& session, const std::string& text) {
    session->send(
        ok_answer(parse_client_frame(text).context, message_id(1, 2)));
  };
  for (bool tls : {false, true}) {
    CAPTURE(tls);
    ScriptedServer::Options options;
    options.keep_texts = false;
    if (tls) options.tls = ServerTls{certificates.server(), ""};
    ScriptedServer server(script, options);
    check_leaves_nothing(200, [&] {
      auto client = new_client(server.url(),
                               {{"tlsTrustCertsFilePath",
                                 certificates.authority().certificate_file}});
      auto producer = new_producer(client);
      REQUIRE(send(producer, std::string(1000, 'x')).is_ok());
      REQUIRE(call(pws_client_close, client.get(), kSoonMs).is_ok());
    });
  }
}

TEST_CASE("200 times connect and free without a close", "[client][storm]") {
  PulsarScript pulsar;
  ScriptedServer::Options options;
  options.keep_texts = false;
  ScriptedServer server(pulsar.script(), options);
  check_leaves_nothing(200, [&] {
    auto client = new_client(server.url());
    auto producer = new_producer(client);
    auto consumer = new_consumer(client);
    client.reset();
  });
}

TEST_CASE("50 times each server that fails", "[client][storm]") {
  TestCertificates certificates;
  ClosedPort closed_port;
  ScriptedServer refusing(always(Refuse{401, "No"}));
  ScriptedServer conflicting(always(Refuse{409, "Taken"}));
  ScriptedServer hanging_up(always(HangUp{}));
  RawServer closing(RawServer::closing());
  RawServer garbage(RawServer::garbage_answer());
  ScriptedServer untrusted({}, over_tls(certificates.unknown_authority()));
  ScriptedServer wrong_host({}, over_tls(certificates.wrong_host()));
  const std::pair<std::string, pws_status> kServers[] = {
      {"ws://127.0.0.1:" + std::to_string(closed_port.port()), PWS_ERR_CONNECT},
      // No label may be so long, so that no name server need be asked, which
      // might be slow.
      {"ws://" + std::string(64, 'a') + ".invalid:80", PWS_ERR_NAME_RESOLUTION},
      {refusing.url(), PWS_ERR_AUTHENTICATION},
      {conflicting.url(), PWS_ERR_CONFLICT},
      {hanging_up.url(), PWS_ERR_CONNECT},
      {closing.url(), PWS_ERR_CONNECT},
      {garbage.url(), PWS_ERR_PROTOCOL},
      {untrusted.url(), PWS_ERR_TLS_CERTIFICATE},
      {wrong_host.url(), PWS_ERR_TLS_HOSTNAME},
  };
  const Settings trust{
      {"tlsTrustCertsFilePath", certificates.authority().certificate_file}};
  std::vector<Owned<pws_client>> clients;
  for (const auto& server : kServers) {
    clients.push_back(new_client(server.first, trust));
  }
  // Each with a client of its own, and with one that stays.
  check_leaves_nothing(
      50,
      [&] {
        auto stays = clients.begin();
        for (const auto& [url, status] : kServers) {
          CAPTURE(url);
          auto client = new_client(url, trust);
          REQUIRE(open(client).status == status);
          REQUIRE(open(*stays++).status == status);
        }
      },
      // 18 attempts; the servers here remember each of them too.
      clients.size(), 100);
}

TEST_CASE("10,000 handles that came to nothing", "[client][storm]") {
  Hearer hearer;
  auto client = new_client("ws://127.0.0.1:1", {{"eventDelivery", "poll"}});
  check_leaves_nothing(
      10000,
      [&] {
        Owned<pws_producer> producer;
        REQUIRE(call(pws_producer_new_async, client.get(), "test", nullptr, 0,
                     made(producer), Hearer::callback, hearer.user_data(),
                     Hearer::free_user_data, nullptr)
                    .status == PWS_ERR_WRONG_DELIVERY);
      },
      0, 0.1);
}

TEST_CASE("50 times a server that breaks open connections", "[client][storm]") {
  RawServer garbage(RawServer::garbage_frames());
  check_leaves_nothing(50, [&] {
    auto client = new_client(garbage.url(), {{"initialBackoff", "1"}});
    // Open for a moment, or not at all where the garbage came with the answer.
    open(client);
  });
}

TEST_CASE("50 times a silent server", "[client][storm]") {
  for (const char* scheme : {"ws", "wss"}) {
    CAPTURE(scheme);
    // All connections end with the server, also those that are parked.
    auto once = [&] {
      RawServer silent(RawServer::silent());
      auto client =
          new_client(scheme + ("://127.0.0.1:" + std::to_string(silent.port())),
                     {{"connectTimeout", "50"}});
      for (int i = 0; i < 5; ++i) {
        pws_status status = open(client).status;
        CHECK((status == PWS_ERR_CONNECT_TIMEOUT ||
               status == PWS_ERR_CONNECTIONS_STUCK));
      }
    };
    check_leaves_nothing(10, once);
  }
}

}  // namespace pulsarws::testing
