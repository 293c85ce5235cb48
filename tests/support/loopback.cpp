#include "loopback.h"

#include <utility>

namespace pulsarws::testing {

Script loopback(const PulsarScript& pulsar) {
  Script script = pulsar.script();
  script.on_text = [pulsar, usual = std::move(script.on_text)](
                       const SessionPtr& session, const std::string& text) {
    usual(session, text);
    if (session->handshake().path.find("/producer/") == std::string::npos) {
      return;
    }
    ClientFrame frame = parse_client_frame(text);
    Delivery delivery{std::move(frame.payload), std::move(frame.properties),
                      std::move(frame.key)};
    PulsarScript(pulsar).serve({std::move(delivery)});
  };
  return script;
}

}  // namespace pulsarws::testing
