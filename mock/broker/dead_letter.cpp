#include "mock/broker/dead_letter.h"

namespace pulsarws::mock::broker {

std::string base_name_of(const Topic& topic) {
  if (topic.partition() < 0) return topic.name();
  return topic.name().substr(0, topic.name().rfind("-partition-"));
}

std::shared_ptr<const BrokerMessage> dead_letter_of(
    const Topic& topic, const std::string& subscription,
    const BrokerDelivery& delivery, std::int64_t now_ms) {
  const BrokerMessage& message = *delivery.message;
  const wire::MessageId& id = delivery.id;
  std::string origin = std::to_string(id.ledger_id) + ":" +
                       std::to_string(id.entry_id) + ":" +
                       std::to_string(id.partition);
  if (id.batch_index >= 0) origin += ":" + std::to_string(id.batch_index);
  auto letter = std::make_shared<BrokerMessage>(message);
  letter->properties = {{"REAL_TOPIC", topic.name()},
                        {"REAL_SUBSCRIPTION", subscription},
                        {"ORIGIN_MESSAGE_ID", origin}};
  letter->properties.insert(letter->properties.end(),
                            message.properties.begin(),
                            message.properties.end());
  letter->properties.emplace_back("ORIGIN_MESSAGE_IDY_TIME", origin);
  // The client leaves the event time out.
  letter->event_time = 0;
  letter->publish_time = now_ms;
  return letter;
}

}  // namespace pulsarws::mock::broker
