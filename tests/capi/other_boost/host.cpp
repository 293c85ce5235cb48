// A program that has a Boost.Asio of its own, of another version than the
// library's: it uses it, and the library beside it.
//
//   host TRANSPORT
//
// Built alone it is linked with the library; with HOST_IS_PLUGIN it is what a
// plug-in does (see loader.c).
#include <pulsarws/pulsarws.h>

#include <boost/asio.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// Bytes there and back, over loopback.
bool own_asio_works() {
  asio::io_context io;
  tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
  tcp::socket server(io), client(io);
  std::string got(5, ' ');
  acceptor.async_accept(server, [&](boost::system::error_code) {
    asio::async_read(server, asio::buffer(got),
                     [](boost::system::error_code, std::size_t) {});
  });
  tcp::resolver resolver(io);
  auto found = resolver.resolve(
      "127.0.0.1", std::to_string(acceptor.local_endpoint().port()));
  asio::async_connect(
      client, found, [&](boost::system::error_code, const tcp::endpoint&) {
        asio::async_write(client, asio::buffer("hello", 5),
                          [](boost::system::error_code, std::size_t) {});
      });
  asio::steady_timer timer(io, std::chrono::milliseconds(1));
  timer.async_wait([](boost::system::error_code) {});
  io.run();
  return got == "hello";
}

int complain(const char* what, const pws_error* error) {
  std::fprintf(stderr, "%s: %s\n", what, pws_error_message(error));
  return 1;
}

int job(const char* transport) {
  if (!own_asio_works()) return 3;
  pws_error* error = nullptr;
  pws_client* client = nullptr;
  pws_producer* producer = nullptr;
  pws_consumer* consumer = nullptr;
  pws_message* message = nullptr;
  pws_options* options = pws_options_new(PWS_OPTIONS_CLIENT);
  if (pws_options_set(options, "transport", transport, &error)) {
    return complain("options", error);
  }
  if (pws_client_new(std::getenv("PULSARWS_TEST_URL"), options, &client,
                     &error)) {
    return complain("client", error);
  }
  pws_options_free(options);
  if (pws_consumer_new(client, "other-boost", "sub", nullptr, 10000, &consumer,
                       &error)) {
    return complain("consumer", error);
  }
  if (pws_producer_new(client, "other-boost", nullptr, 10000, &producer,
                       &error)) {
    return complain("producer", error);
  }
  pws_outgoing outgoing = PWS_OUTGOING_INIT;
  outgoing.payload = pws_slice_of("hello");
  if (pws_producer_send(producer, &outgoing, 10000, nullptr, &error)) {
    return complain("send", error);
  }
  if (pws_consumer_receive(consumer, 10000, &message, &error)) {
    return complain("receive", error);
  }
  if (pws_consumer_ack(consumer, message, &error)) {
    return complain("ack", error);
  }
  pws_message_free(message);
  pws_client_close(client, 10000, nullptr);
  pws_producer_free(producer);
  pws_consumer_free(consumer);
  pws_client_free(client);
  return own_asio_works() ? 0 : 3;
}

}  // namespace

#ifdef HOST_IS_PLUGIN
extern "C" int plugin_main(const char* transport) { return job(transport); }
#else
int main(int count, char** arguments) {
  return job(count > 1 ? arguments[1] : "beast");
}
#endif
