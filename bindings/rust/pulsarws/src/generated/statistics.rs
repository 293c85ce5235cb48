// Generated from docs/statistics.schema.json by bindings/generate: do not edit.

use serde::{Deserialize, Serialize};

/// Statistics of a pulsarws client.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Statistics {
    /// When, in milliseconds since 1970.
    pub time: u64,
    /// Of the client as a whole.
    pub client: ClientStatistics,
    /// Of each of the producers that there are now.
    pub producers: Vec<ProducerStatistics>,
    /// Of each of the consumers that there are now.
    pub consumers: Vec<ConsumerStatistics>,
    /// Of each of the readers that there are now.
    pub readers: Vec<ReaderStatistics>,
}

/// Sums over all handles of the client.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ClientStatistics {
    /// The transport that makes the connections.
    pub transport: String,
    /// Handles that have a connection now.
    pub handles_connected: u64,
    /// Connections that were opened.
    pub connections_opened: u64,
    /// Open connections that broke.
    pub connections_lost: u64,
    /// Attempts to connect that came to nothing.
    pub attempts_failed: u64,
    /// Messages that were accepted into the queue.
    pub messages_sent: u64,
    /// Bytes of their payloads.
    pub payload_bytes_sent: u64,
    /// Messages that the server has stored.
    pub messages_acked: u64,
    /// Bytes of their payloads.
    pub payload_bytes_acked: u64,
    /// Of the acked: those that the broker's deduplication had already.
    pub duplicates: u64,
    /// Messages that the server would not have.
    pub messages_refused: u64,
    /// Messages that were given up and never written.
    pub messages_not_sent: u64,
    /// Messages that were given up after they were written.
    pub messages_outcome_unknown: u64,
    /// Messages over which the connection broke three times in a row.
    pub messages_poisoned: u64,
    /// Of the not sent and the unknown: those whose time was over.
    pub messages_timed_out: u64,
    /// Writings of messages that had been written before.
    pub messages_written_again: u64,
    /// Messages that are queued or in flight now.
    pub pending_messages: u64,
    /// Bytes of their frames.
    pub pending_frame_bytes: u64,
    /// Of the pending: those that are written and not answered.
    pub in_flight_messages: u64,
    /// Bytes of their frames.
    pub in_flight_frame_bytes: u64,
    /// How long answers took.
    pub round_trip_microseconds: RoundTrip,
    /// Deliveries by the server.
    pub messages_received: u64,
    /// Bytes of their payloads.
    pub payload_bytes_received: u64,
    /// Messages that the application was handed.
    pub messages_handed_out: u64,
    /// Deliveries that went with their connection or the close.
    pub messages_dropped: u64,
    /// Frames with a field that could not be read.
    pub messages_unreadable: u64,
    /// Messages that wait for the application now.
    pub messages_queued: u64,
    /// Of the received: those that had been delivered before, as the broker
    /// counts.
    pub redeliveries: u64,
    /// Deliveries that were settled by an ack or nack of an earlier one.
    pub settled_by_library: u64,
    /// Deliveries that the application has acked.
    pub acks: u64,
    /// Deliveries that the application has nacked.
    pub nacks: u64,
    /// Messages that the server was permitted to deliver.
    pub permits: u64,
    /// Connections that the process cannot release yet.
    pub parked_connections: u64,
    /// Events that no callback and no poll has seen yet.
    pub events_queued: u64,
}

/// A producer.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ProducerStatistics {
    /// The topic's full name.
    pub topic: String,
    /// Whether it has a connection now.
    pub connected: bool,
    /// Since when, in milliseconds since 1970.
    pub since: u64,
    /// The number of the last attempt to connect, from 1; 0: none yet.
    pub connection: u64,
    /// Connections that were opened.
    pub connections_opened: u64,
    /// Open connections that broke.
    pub connections_lost: u64,
    /// Attempts to connect that came to nothing.
    pub attempts_failed: u64,
    /// What was wrong with the connection last; null where the last attempt
    /// succeeded.
    pub last_error: Option<LastError>,
    /// Messages that were accepted into the queue.
    pub messages_sent: u64,
    /// Bytes of their payloads.
    pub payload_bytes_sent: u64,
    /// Messages that the server has stored.
    pub messages_acked: u64,
    /// Bytes of their payloads.
    pub payload_bytes_acked: u64,
    /// Of the acked: those that the broker's deduplication had already.
    pub duplicates: u64,
    /// Messages that the server would not have.
    pub messages_refused: u64,
    /// Messages that were given up and never written.
    pub messages_not_sent: u64,
    /// Messages that were given up after they were written.
    pub messages_outcome_unknown: u64,
    /// Messages over which the connection broke three times in a row.
    pub messages_poisoned: u64,
    /// Of the not sent and the unknown: those whose time was over.
    pub messages_timed_out: u64,
    /// Writings of messages that had been written before.
    pub messages_written_again: u64,
    /// Messages that are queued or in flight now.
    pub pending_messages: u64,
    /// Bytes of their frames.
    pub pending_frame_bytes: u64,
    /// Of the pending: those that are written and not answered.
    pub in_flight_messages: u64,
    /// Bytes of their frames.
    pub in_flight_frame_bytes: u64,
    /// How long answers took.
    pub round_trip_microseconds: RoundTrip,
}

/// A consumer.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ConsumerStatistics {
    /// The topic's full name.
    pub topic: String,
    /// The subscription's name.
    pub subscription: String,
    /// Whether it has a connection now.
    pub connected: bool,
    /// Since when, in milliseconds since 1970.
    pub since: u64,
    /// The number of the last attempt to connect, from 1; 0: none yet.
    pub connection: u64,
    /// Connections that were opened.
    pub connections_opened: u64,
    /// Open connections that broke.
    pub connections_lost: u64,
    /// Attempts to connect that came to nothing.
    pub attempts_failed: u64,
    /// What was wrong with the connection last; null where the last attempt
    /// succeeded.
    pub last_error: Option<LastError>,
    /// Deliveries by the server.
    pub messages_received: u64,
    /// Bytes of their payloads.
    pub payload_bytes_received: u64,
    /// Messages that the application was handed.
    pub messages_handed_out: u64,
    /// Deliveries that went with their connection or the close.
    pub messages_dropped: u64,
    /// Frames with a field that could not be read.
    pub messages_unreadable: u64,
    /// Messages that wait for the application now.
    pub messages_queued: u64,
    /// Of the received: those that had been delivered before, as the broker
    /// counts.
    pub redeliveries: u64,
    /// Deliveries that were settled by an ack or nack of an earlier one.
    pub settled_by_library: u64,
    /// Deliveries that the application has acked.
    pub acks: u64,
    /// Deliveries that the application has nacked.
    pub nacks: u64,
    /// Messages that the server was permitted to deliver.
    pub permits: u64,
}

/// A reader.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ReaderStatistics {
    /// The topic's full name.
    pub topic: String,
    /// Whether it has a connection now.
    pub connected: bool,
    /// Since when, in milliseconds since 1970.
    pub since: u64,
    /// The number of the last attempt to connect, from 1; 0: none yet.
    pub connection: u64,
    /// Connections that were opened.
    pub connections_opened: u64,
    /// Open connections that broke.
    pub connections_lost: u64,
    /// Attempts to connect that came to nothing.
    pub attempts_failed: u64,
    /// What was wrong with the connection last; null where the last attempt
    /// succeeded.
    pub last_error: Option<LastError>,
    /// Deliveries by the server.
    pub messages_received: u64,
    /// Bytes of their payloads.
    pub payload_bytes_received: u64,
    /// Messages that the application was handed.
    pub messages_handed_out: u64,
    /// Deliveries that went with their connection or the close.
    pub messages_dropped: u64,
    /// Frames with a field that could not be read.
    pub messages_unreadable: u64,
    /// Messages that wait for the application now.
    pub messages_queued: u64,
}

/// Times from the writing of a message to its answer.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct RoundTrip {
    /// How many.
    pub count: u64,
    /// Half of them took no longer, in microseconds.
    pub p50: u64,
    /// 99 of 100 took no longer, in microseconds.
    pub p99: u64,
    /// The longest, in microseconds.
    pub max: u64,
}

/// A failure.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct LastError {
    /// The status, as pws_status_name gives it.
    pub status: String,
    /// One line for a person.
    pub message: String,
}
