#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/observation/round_trip_histogram.h"

// What is counted, each where it happens and under the lock that is held there.
// docs/statistics.md says what each number means.
namespace pulsarws {

struct ConnectionCounts {
  std::uint64_t opened = 0;
  std::uint64_t lost = 0;
  std::uint64_t failed_attempts = 0;

  void add(const ConnectionCounts& other) noexcept;
};

struct ProducerCounts {
  std::uint64_t sent = 0;
  std::uint64_t sent_bytes = 0;  // of payload, here and below
  std::uint64_t acked = 0;
  std::uint64_t acked_bytes = 0;
  std::uint64_t duplicates = 0;  // among those acked
  std::uint64_t refused = 0;
  std::uint64_t not_sent = 0;
  std::uint64_t outcome_unknown = 0;
  std::uint64_t poisoned = 0;
  std::uint64_t timed_out = 0;  // among the not sent and the unknown
  std::uint64_t written_again = 0;

  // A message has failed with this error.
  void failed(const Error& error) noexcept;
  void add(const ProducerCounts& other) noexcept;
};

// Of a consumer and of a reader. All that was received was handed out, waits,
// was settled by the library or was dropped.
struct ReceiverCounts {
  std::uint64_t received = 0;
  std::uint64_t received_bytes = 0;
  std::uint64_t redelivered = 0;  // among those received
  std::uint64_t handed_out = 0;
  std::uint64_t dropped = 0;
  std::uint64_t unreadable = 0;  // had a field that could not be read
  std::uint64_t settled_by_library = 0;
  std::uint64_t acks = 0;
  std::uint64_t nacks = 0;
  std::uint64_t permits = 0;

  void add(const ReceiverCounts& other) noexcept;
};

// What the handle is and how its connection does.
struct EndpointStatistics {
  std::string topic;
  std::string subscription;  // of a consumer
  bool connected = false;
  std::int64_t since = 0;        // epoch milliseconds
  std::uint64_t connection = 0;  // the number of the last attempt
  ConnectionCounts connections;
  Error last_error;
};

struct ProducerStatistics {
  EndpointStatistics endpoint;
  ProducerCounts counts;
  std::size_t pending = 0;
  std::size_t pending_bytes = 0;  // of frames
  std::size_t in_flight = 0;
  std::size_t in_flight_bytes = 0;  // of frames
  RoundTripHistogram round_trips;
};

struct ReceiverStatistics {
  EndpointStatistics endpoint;
  ReceiverCounts counts;
  std::size_t queued = 0;
};

// The sums over handles, of which some may be gone.
struct StatisticsTotals {
  ConnectionCounts connections;
  ProducerCounts producers;
  ReceiverCounts consumers;
  ReceiverCounts readers;
  RoundTripHistogram round_trips;
};

struct ClientStatistics {
  std::string transport;  // its name
  StatisticsTotals totals;
  std::vector<ProducerStatistics> producers;
  std::vector<ReceiverStatistics> consumers;
  std::vector<ReceiverStatistics> readers;
  std::size_t parked_connections = 0;
  std::size_t events_queued = 0;

  // Adds what stands in the three lists of `other` to the totals.
  void add_to_totals(const ClientStatistics& other);
  // Adds the lists themselves.
  void append(ClientStatistics other);
};

}  // namespace pulsarws
