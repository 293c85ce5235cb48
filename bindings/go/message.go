package pulsarws

// #include "native.h"
import "C"

import (
	"runtime"
	"sync"
	"time"
	"unsafe"
)

// Message is a message that was received. Everything in it is a copy that
// belongs to the program, for as long as it likes.
//
// A Consumer's message also stands for its delivery, which Ack or Nack settles.
// One that is dropped unsettled stays outstanding: the server delivers it again
// after the consumer is gone, or after AckTimeout where that is set.
type Message struct {
	// Topic is what the consumer's or reader's Topic says: the message's topic,
	// but for a consumer of several.
	Topic string
	// ID is the message's place in its topic.
	ID MessageID
	// Payload is the bytes as they were sent.
	Payload []byte
	// Key is the message's key, "" also where it has none: HasKey.
	Key string
	// HasKey tells an empty key from none.
	HasKey bool
	// Properties is nil where there are none.
	Properties map[string]string
	// PublishTime is when the producer sent it.
	PublishTime time.Time
	// EventTime is the time that the producer gave it; zero where it gave none.
	EventTime time.Time
	// RedeliveryCount is how often it was delivered before, as far as the
	// broker counts.
	RedeliveryCount int

	delivery *delivery // nil where nothing is to be settled
}

// A delivery holds a consumer's message in the library until it is settled or
// forgotten. Its lock is held while settling, which does not wait.
type delivery struct {
	consumer *nativeEndpoint
	lock     sync.Mutex
	message  *C.pws_message // nil: settled
}

func newDelivery(consumer *nativeEndpoint, message *C.pws_message) *delivery {
	d := &delivery{consumer: consumer, message: message}
	runtime.SetFinalizer(d, func(d *delivery) { C.pws_message_free(d.message) })
	return d
}

func (d *delivery) settle(consumer *nativeEndpoint, verdict C.pwsgo_verdict) error {
	if d == nil || d.consumer != consumer {
		return newError(StatusWrongConsumer, "the message came from another consumer")
	}
	d.lock.Lock()
	defer d.lock.Unlock()
	if d.message == nil {
		return nil // the first one counts
	}
	outcome := C.pwsgo_settle((*C.pws_consumer)(consumer.handle), d.message, verdict)
	if outcome.status != C.PWS_OK {
		return takeError(outcome.status, outcome.error)
	}
	d.message = nil
	runtime.SetFinalizer(d, nil)
	return nil
}

// takeMessage makes a Message of the library's one. A consumer's is kept for
// settling it, a reader's is freed.
func takeMessage(native *C.pwsgo_message, topic string, consumer *nativeEndpoint) *Message {
	view := &native.view
	message := &Message{
		Topic:           topic,
		ID:              idOf(&native.id),
		Payload:         bytesOf(view.payload),
		HasKey:          view.key.data != nil,
		Key:             stringOf(view.key),
		Properties:      propertiesOf(view),
		PublishTime:     timeOf(view.publish_time_ms),
		EventTime:       timeOf(view.event_time_ms),
		RedeliveryCount: int(view.redelivery_count),
	}
	if consumer == nil {
		C.pws_message_free(native.handle)
	} else {
		message.delivery = newDelivery(consumer, native.handle)
	}
	return message
}

func propertiesOf(view *C.pws_message_view) map[string]string {
	if view.property_count == 0 {
		return nil
	}
	properties := make(map[string]string, int(view.property_count))
	for _, property := range unsafe.Slice(view.properties, int(view.property_count)) {
		properties[stringOf(property.key)] = stringOf(property.value)
	}
	return properties
}

func bytesOf(slice C.pws_slice) []byte {
	if slice.size == 0 {
		return nil
	}
	return append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(slice.data)), int(slice.size))...)
}

func stringOf(slice C.pws_slice) string {
	if slice.size == 0 {
		return ""
	}
	return string(unsafe.Slice((*byte)(unsafe.Pointer(slice.data)), int(slice.size)))
}

// timeOf is a point in time; 0 is none.
func timeOf(millis C.int64_t) time.Time {
	if millis == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(millis))
}

// millisOf is the other way.
func millisOf(t time.Time) C.int64_t {
	if t.IsZero() {
		return 0
	}
	return C.int64_t(t.UnixMilli())
}
