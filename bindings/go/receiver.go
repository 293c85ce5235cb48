package pulsarws

/*
#include "native.h"
#include <stdlib.h>
*/
import "C"

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"
	"unsafe"
)

// A receiver hands out messages: what a Consumer and a Reader have in common.
type receiver struct {
	endpoint
	returned returned
}

// returned are messages that were taken from the library and not handed out:
// the next to be handed out.
type returned struct {
	lock     sync.Mutex
	messages []*Message
	some     chan struct{} // has an element while there are messages
}

func newReceiver() receiver {
	return receiver{returned: returned{some: make(chan struct{}, 1)}}
}

func (r *returned) put(messages []*Message) {
	if len(messages) == 0 {
		return
	}
	r.lock.Lock()
	defer r.lock.Unlock()
	r.messages = append(append([]*Message(nil), messages...), r.messages...)
	r.signal()
}

// take takes up to `limit` messages.
func (r *returned) take(limit int) []*Message {
	r.lock.Lock()
	defer r.lock.Unlock()
	if limit > len(r.messages) {
		limit = len(r.messages)
	}
	taken := r.messages[:limit:limit]
	r.messages = r.messages[limit:]
	r.signal()
	return taken
}

func (r *returned) count() int {
	r.lock.Lock()
	defer r.lock.Unlock()
	return len(r.messages)
}

func (r *returned) signal() {
	if len(r.messages) > 0 {
		select {
		case r.some <- struct{}{}:
		default:
		}
	}
}

func (r *receiver) isReader() bool { return r.box.kind == C.PWSGO_READER }

func (r *receiver) messageOf(native *C.pwsgo_message) *Message {
	if r.isReader() {
		return takeMessage(native, r.topic, nil)
	}
	return takeMessage(native, r.topic, r.box)
}

// now gives the next message if there is one, else nil.
func (r *receiver) now() *Message {
	if messages := r.returned.take(1); len(messages) > 0 {
		return messages[0]
	}
	got := C.pwsgo_receive(r.box.kind, r.box.handle)
	if got.status != C.PWS_OK {
		return nil
	}
	return r.messageOf(&got.message)
}

// next waits for the next message. Where the context ends the wait, a message
// that has come all the same is given to the next call.
func (r *receiver) next(ctx context.Context) (*Message, error) {
	defer runtime.KeepAlive(r.box)
	if err := notBegun(ctx); err != nil {
		return nil, err
	}
	for {
		if message := r.now(); message != nil {
			return message, nil
		}
		message, err := r.wait(ctx)
		if message != nil || err != nil {
			return message, err
		}
	}
}

// wait waits for a message from the library; nil where one was returned
// meanwhile.
func (r *receiver) wait(ctx context.Context) (*Message, error) {
	what := C.pwsgo_operation(C.PWSGO_RECEIVE)
	if r.isReader() {
		what = C.PWSGO_NEXT
	}
	events := r.client.events
	o := newOperation()
	o.receiver = r
	begun, err := o.begin(func(userData C.uintptr_t) C.pwsgo_begun {
		return C.pwsgo_begin(what, r.box.handle, forEver, userData)
	})
	if err != nil {
		return nil, err
	}
	select {
	case <-o.done:
		return o.message, o.err
	case <-events.ended:
	case <-r.returned.some:
		ctx = context.Background() // what ends is only this wait
		C.pws_operation_cancel(events.native, begun.operation, nil)
	case <-ctx.Done():
		C.pws_operation_cancel(events.native, begun.operation, nil)
	}
	select {
	case <-o.done:
	case <-events.ended:
		if err := o.afterEnd(); err != nil {
			return nil, err
		}
	}
	if ended := ctx.Err(); ended != nil && o.err != nil {
		return nil, endedBy(ended, o.err)
	}
	if o.message == nil && !errors.Is(o.err, ErrCancelled) {
		return nil, o.err
	}
	return o.message, nil
}

// A pile takes several messages from the library at once.
type pile struct {
	native   *C.pwsgo_message
	capacity int
}

func newPile(capacity int) pile {
	size := C.size_t(capacity) * C.size_t(unsafe.Sizeof(C.pwsgo_message{}))
	return pile{(*C.pwsgo_message)(C.malloc(size)), capacity} // malloc does not return nil
}

func (p pile) free() { C.free(unsafe.Pointer(p.native)) }

// take appends up to the pile's capacity of messages that are there, or until
// their payloads have maxBytes, if that is over 0.
func (p pile) take(r *receiver, messages []*Message, limit, maxBytes int) []*Message {
	if returned := r.returned.take(limit); len(returned) > 0 {
		return append(messages, returned...)
	}
	if limit > p.capacity {
		limit = p.capacity
	}
	var count C.size_t
	C.pwsgo_receive_many(r.box.kind, r.box.handle, p.native, C.size_t(limit), C.size_t(maxBytes), &count)
	natives := unsafe.Slice(p.native, p.capacity)[:int(count)]
	for i := range natives {
		messages = append(messages, r.messageOf(&natives[i]))
	}
	return messages
}

// batch collects messages until there are `limit`, or their payloads have
// maxBytes (0: no such bound), or the time is up.
func (r *receiver) batch(ctx context.Context, limit, maxBytes int, within time.Duration) ([]*Message, error) {
	defer runtime.KeepAlive(r.box)
	if limit < 1 || maxBytes < 0 {
		return nil, newError(StatusInvalidArgument, "a batch has 1 message or more, and 0 bytes or more")
	}
	if err := notBegun(ctx); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	capacity := limit
	if capacity > 256 {
		capacity = 256
	}
	pile := newPile(capacity)
	defer pile.free()
	var messages []*Message
	bytes := 0
	for {
		left := 0
		if maxBytes > 0 {
			left = maxBytes - bytes
		}
		more := pile.take(r, nil, limit-len(messages), left)
		if len(more) == 0 {
			message, err := r.next(limited)
			switch {
			case err == nil:
				more = []*Message{message}
			case len(messages) > 0:
				return messages, nil
			case ctx.Err() == nil && limited.Err() != nil:
				return nil, newError(StatusTimeout, "no message came in time")
			default:
				return nil, err
			}
		}
		for _, message := range more {
			bytes += len(message.Payload)
		}
		messages = append(messages, more...)
		if len(messages) >= limit || maxBytes > 0 && bytes >= maxBytes {
			return messages, nil
		}
	}
}

func (r *receiver) endOfTopic(ctx context.Context) (bool, error) {
	what := C.pwsgo_operation(C.PWSGO_CONSUMER_END_OF_TOPIC)
	if r.isReader() {
		what = C.PWSGO_READER_END_OF_TOPIC
	}
	o := newOperation()
	err := r.do(ctx, what, o)
	return err == nil && o.endOfTopic, err
}

// streamSize is how many messages a stream takes at a time.
const streamSize = 64

// stream gives the messages through a channel, which is closed when the context
// or the receiver has ended. What the program has not taken by the end of the
// context is returned. The channel has no room of its own: what is in one cannot
// be taken back in order.
func (r *receiver) stream(ctx context.Context) <-chan *Message {
	messages := make(chan *Message)
	go func() {
		defer close(messages)
		defer runtime.KeepAlive(r.box)
		pile := newPile(streamSize)
		defer pile.free()
		var batch []*Message
		for {
			batch = pile.take(r, batch[:0], streamSize, 0)
			if len(batch) == 0 {
				message, err := r.next(ctx)
				if err != nil {
					return
				}
				batch = append(batch, message)
			}
			for i, message := range batch {
				select {
				case messages <- message:
				case <-ctx.Done():
					r.returned.put(batch[i:])
					return
				}
			}
		}
	}()
	return messages
}
