package pulsarws

/*
#include "native.h"
#include <stdlib.h>
*/
import "C"

import (
	"context"
	"encoding/json"
	"runtime"
	"time"
	"unsafe"
)

// Consumer receives the messages of one subscription. After a lost connection
// it connects again by itself; what was not acknowledged comes again.
//
// A consumer that is dropped without a close is closed by the garbage
// collector.
type Consumer struct {
	receiver
	subscription string
}

// Subscribe makes a consumer and waits until it is open.
//
// The topic is "test", "tenant/namespace/topic" or a full name. The error has
// the HTTP status where the server refused it, and is context.DeadlineExceeded
// together with the last failure where the time is up.
func (c *Client) Subscribe(ctx context.Context, topic, subscription string, options ...ConsumerOption) (*Consumer, error) {
	cTopic := C.CString(topic)
	defer C.free(unsafe.Pointer(cTopic))
	return c.subscribe(ctx, subscription, options, func(cSubscription *C.char,
		settings *C.pws_options, timeout C.int32_t, userData C.uintptr_t) C.pwsgo_begun {
		return C.pwsgo_open_consumer(c.events.native, cTopic, cSubscription, settings, timeout, userData)
	})
}

// SubscribeTopics subscribes to several topics at once, no two the same, none
// with a ',' in it. Which of them a message is from is not on the wire: let the
// publishers say it in a property or the key. Otherwise as Subscribe.
func (c *Client) SubscribeTopics(ctx context.Context, topics []string, subscription string, options ...ConsumerOption) (*Consumer, error) {
	if len(topics) == 0 {
		return nil, newError(StatusInvalidArgument, "there is no topic to subscribe to")
	}
	size := C.size_t(len(topics)) * C.size_t(unsafe.Sizeof((*C.char)(nil)))
	array := (**C.char)(C.malloc(size)) // malloc does not return nil
	defer C.free(unsafe.Pointer(array))
	for i, topic := range topics {
		cTopic := C.CString(topic)
		defer C.free(unsafe.Pointer(cTopic))
		unsafe.Slice(array, len(topics))[i] = cTopic
	}
	return c.subscribe(ctx, subscription, options, func(cSubscription *C.char,
		settings *C.pws_options, timeout C.int32_t, userData C.uintptr_t) C.pwsgo_begun {
		return C.pwsgo_open_topics(c.events.native, array, C.size_t(len(topics)), cSubscription,
			settings, timeout, userData)
	})
}

// SubscribePattern subscribes to all topics of a namespace that match a
// pattern, "persistent://tenant/namespace/" and a regular expression, those
// that are made later included (the server looks for them from time to time).
// Otherwise as SubscribeTopics.
func (c *Client) SubscribePattern(ctx context.Context, pattern, subscription string, options ...ConsumerOption) (*Consumer, error) {
	cPattern := C.CString(pattern)
	defer C.free(unsafe.Pointer(cPattern))
	return c.subscribe(ctx, subscription, options, func(cSubscription *C.char,
		settings *C.pws_options, timeout C.int32_t, userData C.uintptr_t) C.pwsgo_begun {
		return C.pwsgo_open_pattern(c.events.native, cPattern, cSubscription, settings, timeout, userData)
	})
}

func (c *Client) subscribe(ctx context.Context, subscription string, options []ConsumerOption,
	start func(*C.char, *C.pws_options, C.int32_t, C.uintptr_t) C.pwsgo_begun) (*Consumer, error) {
	settings := consumerSettings{newSettings(C.PWS_OPTIONS_CONSUMER)}
	defer settings.free()
	for _, option := range options {
		if err := option.setConsumer(&settings); err != nil {
			return nil, err
		}
	}
	cSubscription := C.CString(subscription)
	defer C.free(unsafe.Pointer(cSubscription))
	consumer := &Consumer{receiver: newReceiver()}
	err := c.open(ctx, &consumer.endpoint, C.PWSGO_CONSUMER, origin{}, func(timeout C.int32_t, userData C.uintptr_t) C.pwsgo_begun {
		return start(cSubscription, settings.native, timeout, userData)
	})
	if err != nil {
		return nil, err
	}
	consumer.subscription = C.GoString(C.pws_consumer_subscription(consumer.native()))
	return consumer, nil
}

func (c *Consumer) native() *C.pws_consumer { return (*C.pws_consumer)(c.box.handle) }

// Receive waits for the next message. Where the context ends first, the error
// is the context's, and no message is lost: one that comes in the same moment
// is given to the next call. ErrClosed, or why the consumer has ended for good:
// there will be no more.
func (c *Consumer) Receive(ctx context.Context) (*Message, error) { return c.next(ctx) }

// ReceiveBatch waits until there are limit messages, or their payloads have
// maxBytes together (0: no such bound), or `within` is over or the context ends,
// and gives what there is. Where that is none the error is ErrTimeout, the
// context's, or as for Receive.
func (c *Consumer) ReceiveBatch(ctx context.Context, limit, maxBytes int, within time.Duration) ([]*Message, error) {
	return c.batch(ctx, limit, maxBytes, within)
}

// Messages gives the messages through a channel, until the context ends or the
// consumer does; the channel is closed then, and LastError says why the
// consumer has ended. What the program has not taken from the channel when the
// context ends is given to the next Receive. Several channels and receives may
// share the messages.
func (c *Consumer) Messages(ctx context.Context) <-chan *Message { return c.stream(ctx) }

// Ack acknowledges a message: the subscription does not deliver it again. It
// does not wait. The first Ack or Nack of a message counts, later ones do
// nothing. A message from before a reconnect is remembered and settled when the
// server delivers it again, without being handed out twice. Errors:
// ErrWrongConsumer, ErrClosed.
func (c *Consumer) Ack(message *Message) error {
	return c.settle(message, C.PWSGO_ACK)
}

// Nack asks for the message to be delivered again, after
// NegativeAckRedeliveryDelay. Otherwise as Ack.
func (c *Consumer) Nack(message *Message) error {
	return c.settle(message, C.PWSGO_NACK)
}

// AckCumulative acknowledges this message and all that this consumer handed out
// before it in the same partition and that are not settled. It is
// ErrNotSupported on a Shared or KeyShared subscription and on several topics.
// Otherwise as Ack.
func (c *Consumer) AckCumulative(message *Message) error {
	return c.settle(message, C.PWSGO_ACK_CUMULATIVE)
}

func (c *Consumer) settle(message *Message, verdict C.pwsgo_verdict) error {
	defer runtime.KeepAlive(c.box)
	return message.delivery.settle(c.box, verdict)
}

// AckID acknowledges by id alone, for a program that keeps ids instead of
// messages. It is ErrWrongConsumer where no message of this id was handed out
// here, or it is settled already.
func (c *Consumer) AckID(id MessageID) error { return c.settleID(id, C.PWSGO_ACK) }

// NackID asks for redelivery by id alone; otherwise as AckID.
func (c *Consumer) NackID(id MessageID) error { return c.settleID(id, C.PWSGO_NACK) }

// AckCumulativeID is AckCumulative up to an id, which need not be that of a
// message handed out.
func (c *Consumer) AckCumulativeID(id MessageID) error {
	return c.settleID(id, C.PWSGO_ACK_CUMULATIVE)
}

func (c *Consumer) settleID(id MessageID, verdict C.pwsgo_verdict) error {
	defer runtime.KeepAlive(c.box)
	data, size := id.bytes()
	outcome := C.pwsgo_settle_id(c.native(), data, size, verdict)
	return takeError(outcome.status, outcome.error)
}

// Redeliver asks for all messages to be delivered again that were handed out
// and are not settled.
func (c *Consumer) Redeliver() error {
	defer runtime.KeepAlive(c.box)
	var failure *C.pws_error
	status := C.pws_consumer_redeliver(c.native(), &failure)
	return takeError(status, failure)
}

// FlushAcks waits until the server has handled every Ack and Nack made before.
// ErrConnectionLost where the connection broke meanwhile, after which they are
// settled on redelivery.
func (c *Consumer) FlushAcks(ctx context.Context) error {
	return c.do(ctx, C.PWSGO_ACK_FLUSH, newOperation())
}

// EndOfTopic asks whether the topic has ended for this subscription: whether it
// was terminated and all of it is acknowledged.
func (c *Consumer) EndOfTopic(ctx context.Context) (bool, error) {
	return c.endOfTopic(ctx)
}

// Unsubscribe removes the subscription, and with it what is not acknowledged;
// it waits for the server's confirmation. The consumer is closed then.
// ErrUnsubscribeRefused where the subscription has other consumers, or the
// connection broke. ErrConnectionLost where there is no connection to ask over;
// nothing has changed then.
func (c *Consumer) Unsubscribe(ctx context.Context) error {
	return c.do(ctx, C.PWSGO_UNSUBSCRIBE, newOperation())
}

// Permit lets the server deliver so many more messages, with ManualPermits: 1
// to 1,000,000 together with those not used yet. ErrNotSupported without it.
func (c *Consumer) Permit(messages uint32) error {
	defer runtime.KeepAlive(c.box)
	var failure *C.pws_error
	status := C.pws_consumer_permit(c.native(), C.uint32_t(messages), &failure)
	return takeError(status, failure)
}

// Pause has nothing handed out until Resume: receives wait. At most
// ReceiverQueueSize messages are fetched meanwhile. What a channel of Messages
// has taken already can still be taken from it.
func (c *Consumer) Pause() error {
	defer runtime.KeepAlive(c.box)
	var failure *C.pws_error
	status := C.pws_consumer_pause(c.native(), &failure)
	return takeError(status, failure)
}

// Resume ends a pause. What has come meanwhile is handed out.
func (c *Consumer) Resume() error {
	defer runtime.KeepAlive(c.box)
	var failure *C.pws_error
	status := C.pws_consumer_resume(c.native(), &failure)
	return takeError(status, failure)
}

// Close closes the consumer as CloseContext does, within 10 seconds.
func (c *Consumer) Close() error { return withinCloseTime(c.CloseContext) }

// CloseContext sees that acks have reached the server, and closes the consumer;
// messages that were not acknowledged will be delivered again. The error is the
// context's where that ended first, and ErrConnectionLost where the connection
// broke before the server had confirmed the acks. The consumer is closed in any
// case. Closing again is fine.
func (c *Consumer) CloseContext(ctx context.Context) error {
	return c.close(ctx, C.PWSGO_CLOSE_CONSUMER, newOperation())
}

// Topic is the topic's full name; several with commas between, or the pattern.
func (c *Consumer) Topic() string { return c.topic }

// Subscription is the subscription's name.
func (c *Consumer) Subscription() string { return c.subscription }

// Name is the option ConsumerName; "" where the broker picks one, which it does
// not tell.
func (c *Consumer) Name() string { return c.name }

// IsConnected says whether it has a connection now.
func (c *Consumer) IsConnected() bool { return c.isConnected() }

// QueuedCount is how many messages were fetched and wait to be handed out.
func (c *Consumer) QueuedCount() int {
	defer runtime.KeepAlive(c.box)
	return int(C.pws_consumer_queued_count(c.native())) + c.returned.count()
}

// OutstandingCount is how many messages were handed out and are not settled,
// those in a channel of Messages included.
func (c *Consumer) OutstandingCount() int {
	defer runtime.KeepAlive(c.box)
	return int(C.pws_consumer_outstanding_count(c.native()))
}

// LastError is the failure of the last attempt to connect or the last loss of
// the connection, or why the consumer has ended (ErrClosed after its close);
// nil where the last attempt succeeded, or none has failed yet.
func (c *Consumer) LastError() error { return c.lastError() }

// Statistics gives what the consumer has done, as one JSON object: what stands
// in the list "consumers" of Client.Statistics.
func (c *Consumer) Statistics() (json.RawMessage, error) { return c.statistics() }
