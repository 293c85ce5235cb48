#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "mock/front/broker_port.h"
#include "mock/front/consumer_command.h"
#include "mock/front/session.h"

namespace pulsarws::mock {

// What answers the frames of a consumer or a reader, and sends it messages, as
// many as Pulsar's proxy would: it counts what is delivered and not answered.
class ConsumerSession : public Session {
 public:
  enum class Mode {
    kPush,  // until `window` messages are unanswered
    kPull,  // as many as are permitted
    kRead,  // as kPush, and an answer acknowledges nothing
  };

  ConsumerSession(std::unique_ptr<ConsumerPort> consumer, Mode mode,
                  std::int32_t window)
      : consumer_(std::move(consumer)),
        mode_(mode),
        window_(mode == Mode::kPull ? 0 : window) {}

  void begin(Peer& peer) override;
  void on_text(std::string_view text) override;
  void on_room() override { deliver(); }

 private:
  void obey(const ConsumerCommand& command);
  void settle(const ConsumerCommand& command, bool acknowledged);
  void permit(const ConsumerCommand& command);
  void answer_end_of_topic();
  void resume_after_answer();

  void deliver();
  void send(const BrokerDelivery& delivery);

  Peer* peer_ = nullptr;
  std::unique_ptr<ConsumerPort> consumer_;
  const Mode mode_;
  const std::int64_t window_;
  std::int64_t pending_ = 0;
  // How often the proxy waits for a message at the same time: more than once
  // where a client answers more than it got.
  std::int64_t waiting_ = 0;
  std::string frame_;
};

}  // namespace pulsarws::mock
