#include "core/observation/statistics.h"

#include <iterator>
#include <utility>

namespace pulsarws {
namespace {

template <typename T>
void move_behind(std::vector<T>& list, std::vector<T> more) {
  list.insert(list.end(), std::make_move_iterator(more.begin()),
              std::make_move_iterator(more.end()));
}

}  // namespace

void ConnectionCounts::add(const ConnectionCounts& other) noexcept {
  opened += other.opened;
  lost += other.lost;
  failed_attempts += other.failed_attempts;
}

void ProducerCounts::failed(const Error& error) noexcept {
  switch (error.status) {
    case Status::kNotSent:
      ++not_sent;
      break;
    case Status::kOutcomeUnknown:
      ++outcome_unknown;
      break;
    case Status::kPoisoned:
      ++poisoned;
      break;
    default:
      ++refused;
  }
}

void ProducerCounts::add(const ProducerCounts& other) noexcept {
  sent += other.sent;
  sent_bytes += other.sent_bytes;
  acked += other.acked;
  acked_bytes += other.acked_bytes;
  duplicates += other.duplicates;
  refused += other.refused;
  not_sent += other.not_sent;
  outcome_unknown += other.outcome_unknown;
  poisoned += other.poisoned;
  timed_out += other.timed_out;
  written_again += other.written_again;
}

void ReceiverCounts::add(const ReceiverCounts& other) noexcept {
  received += other.received;
  received_bytes += other.received_bytes;
  redelivered += other.redelivered;
  handed_out += other.handed_out;
  dropped += other.dropped;
  unreadable += other.unreadable;
  settled_by_library += other.settled_by_library;
  acks += other.acks;
  nacks += other.nacks;
  permits += other.permits;
}

void ClientStatistics::add_to_totals(const ClientStatistics& other) {
  for (const ProducerStatistics& producer : other.producers) {
    totals.connections.add(producer.endpoint.connections);
    totals.producers.add(producer.counts);
    totals.round_trips.add(producer.round_trips);
  }
  for (const ReceiverStatistics& consumer : other.consumers) {
    totals.connections.add(consumer.endpoint.connections);
    totals.consumers.add(consumer.counts);
  }
  for (const ReceiverStatistics& reader : other.readers) {
    totals.connections.add(reader.endpoint.connections);
    totals.readers.add(reader.counts);
  }
}

void ClientStatistics::append(ClientStatistics other) {
  move_behind(producers, std::move(other.producers));
  move_behind(consumers, std::move(other.consumers));
  move_behind(readers, std::move(other.readers));
}

}  // namespace pulsarws
