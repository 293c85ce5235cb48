#pragma once

#include <memory>
#include <stdexcept>

#include "mock/front/broker_port.h"
#include "mock/front/endpoint.h"
#include "mock/front/query.h"

// What the parameters of an upgrade ask for, checked in the order in which
// Pulsar's handlers check them. They throw IllegalArgument, which Pulsar
// answers with 400 (a reader with 500), in Pulsar's words.
namespace pulsarws::mock {

// Java's IllegalStateException: 500.
class IllegalState : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct ProducerWish {
  ProducerRequest request;
  // Where the client encrypts: the keys that all its messages carry.
  std::shared_ptr<const Encryption> encryption;
};
// Throws IllegalState too.
ProducerWish read_producer_request(const Endpoint& endpoint,
                                   const Query& query);

struct ConsumerWish {
  ConsumerRequest request;
  bool pull = false;
};
ConsumerWish read_consumer_request(const Endpoint& endpoint,
                                   const Query& query);

// At most 1000; throws IllegalArgument for what is no number, and not for a
// negative one.
std::int32_t reader_queue_size(const Query& query);
ReaderRequest read_reader_request(const Endpoint& endpoint, const Query& query);

}  // namespace pulsarws::mock
