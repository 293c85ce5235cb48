#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "mock/broker/topic.h"
#include "mock/front/broker_port.h"

namespace pulsarws::mock::broker {

// The topic's name without its partition.
std::string base_name_of(const Topic& topic);

// What Pulsar's client writes to a dead-letter topic for a message.
std::shared_ptr<const BrokerMessage> dead_letter_of(
    const Topic& topic, const std::string& subscription,
    const BrokerDelivery& delivery, std::int64_t now_ms);

}  // namespace pulsarws::mock::broker
