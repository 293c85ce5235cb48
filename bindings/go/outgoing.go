package pulsarws

// #include "native.h"
import "C"

import (
	"runtime"
	"sync"
	"time"
	"unsafe"
)

// Outgoing is a message to send. It may be changed and used again as soon as
// the call that took it has returned.
type Outgoing struct {
	// Payload is any bytes, none included.
	Payload []byte
	// Key is UTF-8; "" is no key, unless HasKey is true.
	Key string
	// HasKey makes "" a key.
	HasKey bool
	// Properties are UTF-8.
	Properties map[string]string
	// Context is any bytes; they come back with the receipt and are not sent.
	Context []byte
	// EventTime is a time of the program's own, after 1970; zero: none.
	EventTime time.Time
	// DeliverAt has the message delivered not before this time; zero: at once.
	DeliverAt time.Time
	// DeliverAfter has the message delivered not before so long; 0: at once.
	DeliverAfter time.Duration
	// ReplicationClusters are the names of the clusters that the message goes
	// to; none: everywhere.
	ReplicationClusters []string
	// SendTimeout is when the message is given up, up to 24 hours; 0: by the
	// option SendTimeout; less than 0: never.
	SendTimeout time.Duration
}

// pieces are the texts of a message of which there can be many, as pwsgo_send
// takes them: one behind the other, and how long each is.
type pieces struct {
	text  []byte
	sizes []C.size_t
}

var piecesPool = sync.Pool{New: func() any { return new(pieces) }}

func (p *pieces) add(text string) {
	p.text = append(p.text, text...)
	p.sizes = append(p.sizes, C.size_t(len(text)))
}

func (p *pieces) fill(message *Outgoing) {
	p.text, p.sizes = p.text[:0], p.sizes[:0]
	for key, value := range message.Properties {
		p.add(key)
		p.add(value)
	}
	for _, cluster := range message.ReplicationClusters {
		p.add(cluster)
	}
}

// What an empty slice points to, whose element 0 C is given the address of.
var (
	noBytes = []byte{0}
	noSizes = []C.size_t{0}
)

// send hands the message to the library, whose event will have this user data.
// Never waits for room: ErrQueueFull where there is none.
func (p *Producer) send(message *Outgoing, userData C.uintptr_t) error {
	facts := C.pwsgo_outgoing{
		payload_size:     C.size_t(len(message.Payload)),
		key_size:         C.size_t(len(message.Key)),
		context_size:     C.size_t(len(message.Context)),
		property_count:   C.size_t(len(message.Properties)),
		cluster_count:    C.size_t(len(message.ReplicationClusters)),
		event_time_ms:    millisOf(message.EventTime),
		deliver_at_ms:    millisOf(message.DeliverAt),
		deliver_after_ms: C.int64_t(wholeMilliseconds(message.DeliverAfter)),
		send_timeout_ms:  C.int64_t(wholeMilliseconds(message.SendTimeout)),
	}
	if message.SendTimeout < 0 {
		facts.send_timeout_ms = -1
	}
	payload, key, context, text, sizes := noBytes, noBytes, noBytes, noBytes, noSizes
	if len(message.Payload) > 0 {
		payload = message.Payload
	}
	if message.HasKey || message.Key != "" {
		facts.has_key = 1
		if message.Key != "" {
			key = []byte(message.Key)
		}
	}
	if len(message.Context) > 0 {
		context = message.Context
	}
	if len(message.Properties)+len(message.ReplicationClusters) > 0 {
		many := piecesPool.Get().(*pieces)
		defer piecesPool.Put(many)
		many.fill(message)
		sizes = many.sizes
		if len(many.text) > 0 {
			text = many.text
		}
	}
	outcome := C.pwsgo_send(p.native(), facts, unsafe.Pointer(&payload[0]),
		unsafe.Pointer(&key[0]), unsafe.Pointer(&context[0]), unsafe.Pointer(&text[0]),
		&sizes[0], userData)
	runtime.KeepAlive(p.box)
	return takeError(outcome.status, outcome.error)
}
