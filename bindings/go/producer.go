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
	"runtime/cgo"
	"sync/atomic"
	"unsafe"
)

// Producer sends messages to one topic. After a lost connection it connects
// again by itself, and sends what was not answered once more.
//
// A producer that is dropped without a close is closed by the garbage collector
// once all its messages are settled.
type Producer struct {
	endpoint
	room      *roomLine // with the option blockIfQueueFull
	unawaited func(Receipt, error)
}

// Receipt is the server's answer to a message.
type Receipt struct {
	// ID is the message's place in its topic; zero where it failed.
	ID MessageID
	// Context is what the message was sent with, after a failure too.
	Context []byte
	// Duplicate is true where the broker's deduplication found that it had the
	// message already.
	Duplicate bool
}

// UnawaitedHandler has a function told of messages that nobody waits for: sent
// by Producer.SendAsync without a function, or by a Producer.Send whose context
// has ended. Without it a failure goes to the ReportHandler. It is called as
// SendAsync's functions are.
func UnawaitedHandler(tell func(Receipt, error)) ProducerOption {
	return unawaitedHandler(tell)
}

type unawaitedHandler func(Receipt, error)

func (o unawaitedHandler) setProducer(s *producerSettings) error {
	s.unawaited = o
	return nil
}

// CreateProducer makes a producer and waits until it is open.
//
// The topic is "test", "tenant/namespace/topic" or a full name. The error has
// the HTTP status where the server refused it, and is context.DeadlineExceeded
// together with the last failure where the time is up.
func (c *Client) CreateProducer(ctx context.Context, topic string, options ...ProducerOption) (*Producer, error) {
	settings := producerSettings{settings: newSettings(C.PWS_OPTIONS_PRODUCER)}
	defer settings.free()
	for _, option := range options {
		if err := option.setProducer(&settings); err != nil {
			return nil, err
		}
	}
	p := &Producer{unawaited: settings.unawaited}
	var tells origin
	if settings.get("blockIfQueueFull") == "true" {
		p.room = newRoomLine(p, settings.get("sendTimeout"))
		tells.room = p.room.offered.give
	}
	cTopic := C.CString(topic)
	defer C.free(unsafe.Pointer(cTopic))
	err := c.open(ctx, &p.endpoint, C.PWSGO_PRODUCER, tells, func(timeout C.int32_t, userData C.uintptr_t) C.pwsgo_begun {
		return C.pwsgo_open_producer(c.events.native, cTopic, settings.native, timeout, userData)
	})
	if err == nil && p.room != nil {
		err = p.hearOfRoom()
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

// hearOfRoom has the library tell of room in the queue, before the first send.
func (p *Producer) hearOfRoom() error {
	defer runtime.KeepAlive(p.box)
	var failure *C.pws_error
	status := C.pws_producer_set_writable_callback(p.native(), nil, nil, nil, &failure)
	return takeError(status, failure)
}

func (p *Producer) native() *C.pws_producer { return (*C.pws_producer)(p.box.handle) }

// A sending is a message whose outcome is still to come.
type sending struct {
	producer *Producer
	context  []byte
	settled  func(Receipt, error) // nil: nobody waits

	// Of a Send: who waits, as long as somebody does.
	outcome chan outcome
	left    int32 // 1: nobody any more
}

type outcome struct {
	receipt Receipt
	err     error
}

func (s *sending) handle(events *events, event *C.pws_event, fact *C.pwsgo_fact) {
	receipt := Receipt{
		ID:        idOf(&fact.sent),
		Context:   bytesOf(fact.context),
		Duplicate: fact.is_duplicate != 0,
	}
	s.settle(events, receipt, readError(event.error))
}

func (s *sending) settle(events *events, receipt Receipt, err error) {
	switch {
	case s.outcome != nil:
		s.outcome <- outcome{receipt, err} // it has room
		if atomic.LoadInt32(&s.left) == 1 {
			s.tellUnawaited(events)
		}
	case s.settled != nil:
		events.callbacks.add(func() { s.settled(receipt, err) })
	default:
		s.producer.tellUnawaited(receipt, err)
	}
}

// leave is said by the Send that waits no more.
func (s *sending) leave(events *events) {
	atomic.StoreInt32(&s.left, 1)
	s.tellUnawaited(events)
}

// tellUnawaited tells the outcome that nobody waits for, if it is there and was
// not told yet.
func (s *sending) tellUnawaited(events *events) {
	select {
	case o := <-s.outcome:
		s.producer.tellUnawaited(o.receipt, o.err)
		events.callbacks.start()
	default:
	}
}

func (p *Producer) tellUnawaited(receipt Receipt, err error) {
	callbacks := &p.client.events.callbacks
	switch tell := p.unawaited; {
	case tell != nil:
		callbacks.add(func() { tell(receipt, err) })
	case err != nil:
		callbacks.add(func() { p.client.events.handlers.report(err) })
	}
}

// Send sends a message and waits until the server has stored it.
//
// Where the context ends first, the error is the context's together with
// ErrTimeoutPending: the message is still on its way, and the UnawaitedHandler
// hears what becomes of it; do not send it again. Where it ends first while
// this waits for room, or before, nothing was queued, and it is the context's
// together with ErrTimeout or ErrCancelled. ErrQueueFull, ErrMessageTooBig,
// ErrInvalidMessage: nothing was queued. ErrSendRefused: the server would not
// have it. ErrNotSent, ErrOutcomeUnknown: its send timeout was over, it was
// purged, or the producer ended.
//
// It waits for room as SendAsync does.
func (p *Producer) Send(ctx context.Context, message *Outgoing) (Receipt, error) {
	if err := notBegun(ctx); err != nil {
		return Receipt{Context: message.Context}, err
	}
	s := &sending{producer: p, context: message.Context, outcome: make(chan outcome, 1)}
	if err := p.begin(ctx, message, s); err != nil {
		return Receipt{Context: message.Context}, err
	}
	select {
	case o := <-s.outcome:
		return o.receipt, o.err
	case <-p.client.events.ended:
		select {
		case o := <-s.outcome:
			return o.receipt, o.err
		default:
			return Receipt{Context: message.Context}, errClosed
		}
	case <-ctx.Done():
		s.leave(p.client.events)
		return Receipt{Context: message.Context}, &Error{
			Status:  StatusTimeoutPending,
			Message: "the message is still on its way to " + p.topic,
			context: ctx.Err(),
		}
	}
}

// SendAsync queues a message and returns. If the error is nil, settled is called
// exactly once with what became of it, after those of the messages before it;
// else never, and nothing was queued. With nil for settled the UnawaitedHandler
// hears of it.
//
// settled is called on a goroutine of the package, one call at a time for each
// client. It may call everything, but for what waits for callbacks: Flush and
// Close of a producer, and Close of the client.
//
// Where the queue is full, this is ErrQueueFull. With BlockIfQueueFull it waits
// for room instead, as long as the context lasts, and up to the message's send
// timeout, which is ErrTimeout; those who wait get room in the order in which
// they came. The context ends nothing else: a message that is queued is sent.
// Other errors are as for Send.
func (p *Producer) SendAsync(ctx context.Context, message *Outgoing, settled func(Receipt, error)) error {
	if err := notBegun(ctx); err != nil {
		return err
	}
	return p.begin(ctx, message, &sending{producer: p, settled: settled})
}

func (p *Producer) begin(ctx context.Context, message *Outgoing, s *sending) error {
	handle := cgo.NewHandle(s)
	var err error
	if p.room != nil {
		err = p.room.send(ctx, message, C.uintptr_t(handle))
	} else {
		err = p.send(message, C.uintptr_t(handle))
	}
	if err != nil {
		handle.Delete()
	}
	return err
}

// Flush waits until every message that was queued before is settled, and the
// functions that hear of it have returned, for which reason it must not be
// called in one. What became of each message is told by these alone.
func (p *Producer) Flush(ctx context.Context) error {
	o := newOperation()
	o.afterCallbacks = true
	return p.do(ctx, C.PWSGO_FLUSH, o)
}

// Purge gives up messages that are not settled: each completes with ErrNotSent,
// or ErrOutcomeUnknown where it was written. With inFlight false only what was
// never written to a connection; with true also what was written and is not
// answered, which the server may store all the same. It gives how many these
// were, and does not wait.
func (p *Producer) Purge(inFlight bool) (int, error) {
	defer runtime.KeepAlive(p.box)
	var purged C.size_t
	var failure *C.pws_error
	var flag C.int32_t
	if inFlight {
		flag = 1
	}
	status := C.pws_producer_purge(p.native(), flag, &purged, &failure)
	return int(purged), takeError(status, failure)
}

// Close closes the producer as CloseContext does, within 10 seconds.
func (p *Producer) Close() error { return withinCloseTime(p.CloseContext) }

// CloseContext waits until all messages are settled, as Flush does, and closes
// the producer. What is not settled when the context ends completes with
// ErrNotSent or ErrOutcomeUnknown, and the error is the context's. The producer
// is closed in any case. Closing again is fine.
func (p *Producer) CloseContext(ctx context.Context) error {
	o := newOperation()
	o.afterCallbacks = true
	return p.close(ctx, C.PWSGO_CLOSE_PRODUCER, o)
}

// Topic is the topic's full name.
func (p *Producer) Topic() string { return p.topic }

// Name is the option ProducerName; "" where none was given and the broker picks
// one.
func (p *Producer) Name() string { return p.name }

// IsConnected says whether it has a connection now.
func (p *Producer) IsConnected() bool { return p.isConnected() }

// PendingCount is how many messages are queued or in flight.
func (p *Producer) PendingCount() int {
	defer runtime.KeepAlive(p.box)
	return int(C.pws_producer_pending_count(p.native()))
}

// PendingBytes is how many bytes their frames have, base64 and JSON included.
func (p *Producer) PendingBytes() int64 {
	defer runtime.KeepAlive(p.box)
	return int64(C.pws_producer_pending_bytes(p.native()))
}

// LastSequenceID is the number of the last message that the server has stored
// and before which none is unsettled. Messages are counted in the order of
// their sends from the option InitialSequenceID on, without which the first is
// number 0. Where none is stored yet it is InitialSequenceID, or -1.
func (p *Producer) LastSequenceID() int64 {
	defer runtime.KeepAlive(p.box)
	return int64(C.pws_producer_last_sequence_id(p.native()))
}

// LastError is the failure of the last attempt to connect or the last loss of
// the connection, or why the producer has ended (ErrClosed after its close);
// nil where the last attempt succeeded, or none has failed yet.
func (p *Producer) LastError() error { return p.lastError() }

// Statistics gives what the producer has done, as one JSON object: what stands
// in the list "producers" of Client.Statistics.
func (p *Producer) Statistics() (json.RawMessage, error) { return p.statistics() }
