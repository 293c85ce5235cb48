package pulsarwsprom

import "github.com/prometheus/client_golang/prometheus"

// A metric is a number in the statistics of a client, under its field's name.
type metric struct {
	field string
	name  string
	help  string
	kind  prometheus.ValueType
	desc  *prometheus.Desc
}

// ofClient is all of them.
var ofClient = []metric{
	{field: "connectionsOpened", name: "pulsarws_connections_opened_total", kind: prometheus.CounterValue,
		help: "Connections that were opened."},
	{field: "connectionsLost", name: "pulsarws_connections_lost_total", kind: prometheus.CounterValue,
		help: "Open connections that broke."},
	{field: "attemptsFailed", name: "pulsarws_attempts_failed_total", kind: prometheus.CounterValue,
		help: "Attempts to connect that came to nothing."},
	{field: "messagesSent", name: "pulsarws_messages_sent_total", kind: prometheus.CounterValue,
		help: "Messages that were accepted into the queue."},
	{field: "payloadBytesSent", name: "pulsarws_payload_bytes_sent_total", kind: prometheus.CounterValue,
		help: "Bytes of their payloads."},
	{field: "messagesAcked", name: "pulsarws_messages_acked_total", kind: prometheus.CounterValue,
		help: "Messages that the server has stored."},
	{field: "payloadBytesAcked", name: "pulsarws_payload_bytes_acked_total", kind: prometheus.CounterValue,
		help: "Bytes of their payloads."},
	{field: "duplicates", name: "pulsarws_duplicates_total", kind: prometheus.CounterValue,
		help: "Of the acked: those that the broker's deduplication had already."},
	{field: "messagesRefused", name: "pulsarws_messages_refused_total", kind: prometheus.CounterValue,
		help: "Messages that the server would not have."},
	{field: "messagesNotSent", name: "pulsarws_messages_not_sent_total", kind: prometheus.CounterValue,
		help: "Messages that were given up and never written."},
	{field: "messagesOutcomeUnknown", name: "pulsarws_messages_outcome_unknown_total", kind: prometheus.CounterValue,
		help: "Messages that were given up after they were written."},
	{field: "messagesPoisoned", name: "pulsarws_messages_poisoned_total", kind: prometheus.CounterValue,
		help: "Messages over which the connection broke three times in a row."},
	{field: "messagesTimedOut", name: "pulsarws_messages_timed_out_total", kind: prometheus.CounterValue,
		help: "Of the not sent and the unknown: those whose time was over."},
	{field: "messagesWrittenAgain", name: "pulsarws_messages_written_again_total", kind: prometheus.CounterValue,
		help: "Writings of messages that had been written before."},
	{field: "pendingMessages", name: "pulsarws_pending_messages", kind: prometheus.GaugeValue,
		help: "Messages that are queued or in flight."},
	{field: "pendingFrameBytes", name: "pulsarws_pending_frame_bytes", kind: prometheus.GaugeValue,
		help: "Bytes of their frames."},
	{field: "inFlightMessages", name: "pulsarws_in_flight_messages", kind: prometheus.GaugeValue,
		help: "Of the pending: those that are written and not answered."},
	{field: "inFlightFrameBytes", name: "pulsarws_in_flight_frame_bytes", kind: prometheus.GaugeValue,
		help: "Bytes of their frames."},
	{field: "messagesReceived", name: "pulsarws_messages_received_total", kind: prometheus.CounterValue,
		help: "Deliveries by the server."},
	{field: "payloadBytesReceived", name: "pulsarws_payload_bytes_received_total", kind: prometheus.CounterValue,
		help: "Bytes of their payloads."},
	{field: "messagesHandedOut", name: "pulsarws_messages_handed_out_total", kind: prometheus.CounterValue,
		help: "Messages that the application was handed."},
	{field: "messagesDropped", name: "pulsarws_messages_dropped_total", kind: prometheus.CounterValue,
		help: "Deliveries that went with their connection or the close."},
	{field: "messagesUnreadable", name: "pulsarws_messages_unreadable_total", kind: prometheus.CounterValue,
		help: "Messages with a field that could not be read."},
	{field: "messagesQueued", name: "pulsarws_messages_queued", kind: prometheus.GaugeValue,
		help: "Messages that wait for the application."},
	{field: "redeliveries", name: "pulsarws_redeliveries_total", kind: prometheus.CounterValue,
		help: "Of the received: those that had been delivered before, as the broker counts."},
	{field: "settledByLibrary", name: "pulsarws_settled_by_library_total", kind: prometheus.CounterValue,
		help: "Deliveries that were settled by an ack or nack of an earlier one."},
	{field: "acks", name: "pulsarws_acks_total", kind: prometheus.CounterValue,
		help: "Deliveries that the application has acked."},
	{field: "nacks", name: "pulsarws_nacks_total", kind: prometheus.CounterValue,
		help: "Deliveries that the application has nacked."},
	{field: "permits", name: "pulsarws_permits_total", kind: prometheus.CounterValue,
		help: "Messages that the server was permitted to deliver."},
	{field: "parkedConnections", name: "pulsarws_parked_connections", kind: prometheus.GaugeValue,
		help: "Connections that the process cannot release yet."},
	{field: "eventsQueued", name: "pulsarws_events_queued", kind: prometheus.GaugeValue,
		help: "Events that no function has seen yet."},
}
