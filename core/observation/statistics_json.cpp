#include "core/observation/statistics_json.h"

#include <string_view>

#include "core/observation/wall_clock.h"
#include "core/wire/json_string.h"
#include "core/wire/utf8.h"

namespace pulsarws {
namespace {

// One object of numbers and texts, member by member.
class Object {
 public:
  explicit Object(std::string& out) : out_(out) { out_ += '{'; }

  Object& number(std::string_view name, std::uint64_t value) {
    begin(name) += std::to_string(value);
    return *this;
  }
  Object& boolean(std::string_view name, bool value) {
    begin(name) += value ? "true" : "false";
    return *this;
  }
  Object& text(std::string_view name, std::string_view value) {
    std::string& out = begin(name);
    if (wire::is_utf8(value)) {
      wire::append_json_string(out, value);
      return *this;
    }
    // A server's words in an error need not be UTF-8; JSON is.
    std::string readable(value);
    for (char& c : readable) {
      if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    }
    wire::append_json_string(out, readable);
    return *this;
  }
  // For what is no text and no number: the caller appends the value.
  std::string& begin(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    wire::append_json_string(out_, name);
    return out_ += ':';
  }
  void end() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

void write(Object& object, const ConnectionCounts& counts) {
  object.number("connectionsOpened", counts.opened)
      .number("connectionsLost", counts.lost)
      .number("attemptsFailed", counts.failed_attempts);
}

void write(Object& object, const ProducerCounts& counts) {
  object.number("messagesSent", counts.sent)
      .number("payloadBytesSent", counts.sent_bytes)
      .number("messagesAcked", counts.acked)
      .number("payloadBytesAcked", counts.acked_bytes)
      .number("duplicates", counts.duplicates)
      .number("messagesRefused", counts.refused)
      .number("messagesNotSent", counts.not_sent)
      .number("messagesOutcomeUnknown", counts.outcome_unknown)
      .number("messagesPoisoned", counts.poisoned)
      .number("messagesTimedOut", counts.timed_out)
      .number("messagesWrittenAgain", counts.written_again);
}

void write(Object& object, const RoundTripHistogram& round_trips) {
  Object inner(object.begin("roundTripMicroseconds"));
  inner.number("count", round_trips.count())
      .number("p50", round_trips.quantile(0.5))
      .number("p99", round_trips.quantile(0.99))
      .number("max", round_trips.max())
      .end();
}

void write_received(Object& object, const ReceiverCounts& counts) {
  object.number("messagesReceived", counts.received)
      .number("payloadBytesReceived", counts.received_bytes)
      .number("messagesHandedOut", counts.handed_out)
      .number("messagesDropped", counts.dropped)
      .number("messagesUnreadable", counts.unreadable);
}

void write_settled(Object& object, const ReceiverCounts& counts) {
  object.number("redeliveries", counts.redelivered)
      .number("settledByLibrary", counts.settled_by_library)
      .number("acks", counts.acks)
      .number("nacks", counts.nacks)
      .number("permits", counts.permits);
}

void write(Object& object, const EndpointStatistics& endpoint) {
  object.text("topic", endpoint.topic);
  if (!endpoint.subscription.empty()) {
    object.text("subscription", endpoint.subscription);
  }
  object.boolean("connected", endpoint.connected)
      .number("since", static_cast<std::uint64_t>(endpoint.since))
      .number("connection", endpoint.connection);
  write(object, endpoint.connections);
  if (!endpoint.last_error) {
    object.begin("lastError") += "null";
    return;
  }
  Object error(object.begin("lastError"));
  error.text("status", status_name(endpoint.last_error.status))
      .text("message", endpoint.last_error.message)
      .end();
}

void append(std::string& out, const ProducerStatistics& producer) {
  Object object(out);
  write(object, producer.endpoint);
  write(object, producer.counts);
  object.number("pendingMessages", producer.pending)
      .number("pendingFrameBytes", producer.pending_bytes)
      .number("inFlightMessages", producer.in_flight)
      .number("inFlightFrameBytes", producer.in_flight_bytes);
  write(object, producer.round_trips);
  object.end();
}

void append_reader(std::string& out, const ReceiverStatistics& reader) {
  Object object(out);
  write(object, reader.endpoint);
  write_received(object, reader.counts);
  object.number("messagesQueued", reader.queued).end();
}

void append_consumer(std::string& out, const ReceiverStatistics& consumer) {
  Object object(out);
  write(object, consumer.endpoint);
  write_received(object, consumer.counts);
  object.number("messagesQueued", consumer.queued);
  write_settled(object, consumer.counts);
  object.end();
}

template <typename T, typename Append>
void write_list(Object& object, std::string_view name,
                const std::vector<T>& list, Append append_one) {
  std::string& out = object.begin(name);
  out += '[';
  for (const T& one : list) {
    if (&one != &list.front()) out += ',';
    append_one(out, one);
  }
  out += ']';
}

void write_client(Object& object, const ClientStatistics& all) {
  std::size_t connected = 0;
  std::size_t pending = 0;
  std::size_t pending_bytes = 0;
  std::size_t in_flight = 0;
  std::size_t in_flight_bytes = 0;
  std::size_t queued = 0;
  for (const auto& producer : all.producers) {
    connected += producer.endpoint.connected;
    pending += producer.pending;
    pending_bytes += producer.pending_bytes;
    in_flight += producer.in_flight;
    in_flight_bytes += producer.in_flight_bytes;
  }
  for (const auto* list : {&all.consumers, &all.readers}) {
    for (const auto& receiver : *list) {
      connected += receiver.endpoint.connected;
      queued += receiver.queued;
    }
  }
  ReceiverCounts received = all.totals.consumers;
  received.add(all.totals.readers);

  Object client(object.begin("client"));
  client.text("transport", all.transport).number("handlesConnected", connected);
  write(client, all.totals.connections);
  write(client, all.totals.producers);
  client.number("pendingMessages", pending)
      .number("pendingFrameBytes", pending_bytes)
      .number("inFlightMessages", in_flight)
      .number("inFlightFrameBytes", in_flight_bytes);
  write(client, all.totals.round_trips);
  write_received(client, received);
  client.number("messagesQueued", queued);
  write_settled(client, all.totals.consumers);
  client.number("parkedConnections", all.parked_connections)
      .number("eventsQueued", all.events_queued)
      .end();
}

}  // namespace

std::string to_json(const ClientStatistics& statistics) {
  std::string out;
  Object object(out);
  object.number("time", static_cast<std::uint64_t>(epoch_milliseconds()));
  write_client(object, statistics);
  write_list(object, "producers", statistics.producers, append);
  write_list(object, "consumers", statistics.consumers, append_consumer);
  write_list(object, "readers", statistics.readers, append_reader);
  object.end();
  return out;
}

std::string to_json(const ProducerStatistics& producer) {
  std::string out;
  append(out, producer);
  return out;
}

std::string consumer_to_json(const ReceiverStatistics& consumer) {
  std::string out;
  append_consumer(out, consumer);
  return out;
}

std::string reader_to_json(const ReceiverStatistics& reader) {
  std::string out;
  append_reader(out, reader);
  return out;
}

}  // namespace pulsarws
