#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "mock/front/broker_port.h"
#include "mock/front/fault.h"
#include "mock/front/send_request.h"
#include "mock/front/session.h"

namespace pulsarws::mock {

// What answers a producer's frames.
class ProducerSession : public Session {
 public:
  // `encryption`: the keys of a producer whose client encrypts, or null.
  ProducerSession(std::unique_ptr<ProducerPort> producer,
                  std::shared_ptr<const Encryption> encryption,
                  const Fault& fault)
      : producer_(std::move(producer)),
        encryption_(std::move(encryption)),
        swallow_acks_(fault.swallow_acks),
        refuse_sends_(fault.refuse_sends) {}

  void begin(Peer& peer) override { peer_ = &peer; }
  void on_text(std::string_view text) override;

 private:
  // False: the request has been refused, or the connection closed.
  bool fill(const SendRequest& request, BrokerMessage& message);
  bool fill_times(const SendRequest& request, BrokerMessage& message);
  bool fill_encryption(const SendRequest& request, BrokerMessage& message);

  void acknowledge(const wire::MessageId& id, const std::string* context);
  // Returns false.
  bool refuse(int error, std::string_view text,
              std::optional<std::string_view> context);

  Peer* peer_ = nullptr;
  std::unique_ptr<ProducerPort> producer_;
  const std::shared_ptr<const Encryption> encryption_;
  // Faults, counted down; -1: always.
  std::int64_t swallow_acks_;
  std::int64_t refuse_sends_;
  std::string answer_;
};

}  // namespace pulsarws::mock
