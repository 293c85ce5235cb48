#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>

#include "tests/support/capi/c_handles.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"

namespace pulsarws::testing {
namespace {

// Runs `body`, which returns 0 or a number that says what was wrong, in a fork
// of this process.
int in_fork(const std::function<int()>& body) {
  pid_t child = fork();
  if (child == 0) {
    alarm(30);  // what hangs is found out by the signal
    _exit(body());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000;
}

void count_freed(void* user_data) { ++*static_cast<int*>(user_data); }
void never_called(pws_event*, void*) { _exit(99); }

}  // namespace

TEST_CASE("After fork, the child is refused and the parent works", "[misuse]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(2);
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url());
  auto polled = new_client(server.url(), {{"eventDelivery", "poll"}});
  auto producer = new_producer(client);
  auto consumer = new_consumer(client);
  auto message = receive(consumer);
  auto options = options_of(PWS_OPTIONS_CLIENT, {});

  int failed = in_fork([&] {
    int check = 0;
    auto is_forked = [&](pws_status status) {
      ++check;
      return status == PWS_ERR_FORKED;
    };
    pws_outgoing outgoing = PWS_OUTGOING_INIT;
    pws_event event = PWS_EVENT_INIT;
    pws_error* error = nullptr;
    auto* made_client = reinterpret_cast<pws_client*>(std::uintptr_t{8});
    auto* made_producer = reinterpret_cast<pws_producer*>(std::uintptr_t{8});
    pws_message* received = nullptr;
    std::size_t count = 0;
    int freed = 0;
    pws_client* c = client.get();
    pws_producer* p = producer.get();
    pws_consumer* s = consumer.get();
    if (!is_forked(pws_client_new("ws://localhost:1", nullptr, &made_client,
                                  &error)) ||
        std::string(pws_error_message(error)).find("fork") ==
            std::string::npos ||
        made_client != nullptr) {
      return check;
    }
    pws_error_free(error);
    if (!is_forked(
            pws_producer_new(c, "test", nullptr, 0, &made_producer, nullptr)) ||
        made_producer != nullptr ||
        !is_forked(pws_producer_send(p, &outgoing, -1, nullptr, nullptr)) ||
        !is_forked(pws_producer_send_async(p, &outgoing, 1, never_called,
                                           &freed, count_freed, &count,
                                           nullptr)) ||
        freed != 1 || !is_forked(pws_producer_flush(p, -1, nullptr)) ||
        !is_forked(pws_producer_close(p, -1, nullptr)) ||
        !is_forked(pws_consumer_receive(s, -1, &received, nullptr)) ||
        !is_forked(pws_consumer_ack(s, message.get(), nullptr)) ||
        !is_forked(pws_consumer_listen(s, never_called, &freed, count_freed,
                                       nullptr)) ||
        freed != 2 ||
        !is_forked(
            pws_client_poll(polled.get(), &event, 1, -1, &count, nullptr)) ||
        !is_forked(pws_client_close(c, -1, nullptr)) ||
        !is_forked(pws_client_close_async(c, -1, never_called, &freed,
                                          count_freed, nullptr, nullptr)) ||
        freed != 3 ||
        !is_forked(pws_options_set(options.get(), "authToken", "x", nullptr))) {
      return check;
    }
    if (pws_options_new(PWS_OPTIONS_CLIENT)) return 51;
    if (pws_options_dup(options.get())) return 52;
    if (pws_producer_pending_count(p) != 0) return 53;
    if (pws_producer_is_connected(p) != 0) return 54;
    if (pws_consumer_is_connected(s) != 0) return 55;
    // What was received before can still be read; freeing does not hang.
    if (payload_of(message.get()) != "0") return 56;
    pws_message_free(message.release());
    pws_producer_free(producer.release());
    pws_consumer_free(consumer.release());
    pws_client_free(client.release());
    pws_client_free(polled.release());
    pws_options_free(options.release());
    return 0;
  });
  CHECK(failed == 0);

  CHECK(send(producer, "still here").is_ok());
  CHECK(receive(consumer));
  CHECK(call(pws_consumer_ack, consumer.get(), message.get()).is_ok());
  CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
}

}  // namespace pulsarws::testing
