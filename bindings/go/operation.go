package pulsarws

// #include "native.h"
import "C"

import (
	"context"
	"runtime"
	"runtime/cgo"
	"time"
	"unsafe"
)

// An operation is a call that ends with an event.
type operation struct {
	done chan struct{}

	// Whether it ends only when the callbacks of the events before it have
	// returned.
	afterCallbacks bool
	// Whose message it may bring.
	receiver *receiver

	self cgo.Handle

	// What came of it, once done is closed.
	err        error
	message    *Message
	endOfTopic bool
}

func newOperation() *operation { return &operation{done: make(chan struct{})} }

func (o *operation) handle(events *events, event *C.pws_event, fact *C.pwsgo_fact) {
	o.err = readError(event.error)
	if event.status != C.PWS_OK && o.err == nil {
		o.err = newError(Status(event.status), Status(event.status).String())
	}
	o.endOfTopic = event.end_of_topic != 0
	if event._type == C.PWS_EVENT_RECEIVED && fact.message.handle != nil {
		o.message = o.receiver.messageOf(&fact.message)
	}
	if o.afterCallbacks {
		events.callbacks.add(func() { close(o.done) })
	} else {
		close(o.done)
	}
}

// begin begins an operation, which `start` asks the library for.
func (o *operation) begin(start func(userData C.uintptr_t) C.pwsgo_begun) (C.pwsgo_begun, error) {
	o.self = cgo.NewHandle(o)
	begun := start(C.uintptr_t(o.self))
	if begun.status != C.PWS_OK {
		o.self.Delete()
		return begun, takeError(begun.status, begun.error)
	}
	return begun, nil
}

// wait waits for the end. Where the context ends first, the operation is
// cancelled, which it may be too late for.
func (o *operation) wait(ctx context.Context, events *events, number C.uint64_t) error {
	end := o.endOf(events)
	select {
	case <-o.done:
	case <-end:
		return o.afterEnd()
	case <-ctx.Done():
		if ctx.Err() == context.DeadlineExceeded {
			o.waitForTimeout()
		}
		C.pws_operation_cancel(events.native, number, nil)
		if o.afterCallbacks { // which may take long
			return endedBy(ctx.Err(), nil)
		}
		select {
		case <-o.done:
		case <-end:
			return o.afterEnd()
		}
	}
	if o.err == nil {
		return nil
	}
	if ended := endOf(ctx); ended != nil {
		return endedBy(ended, o.err)
	}
	return o.err
}

// waitForTimeout leaves the library, which knows the deadline too, a moment to
// say itself that the time is up: it has the last failure to tell.
func (o *operation) waitForTimeout() {
	moment := time.NewTimer(100 * time.Millisecond)
	defer moment.Stop()
	select {
	case <-o.done:
	case <-moment.C:
	}
}

// endOf is closed when the operation's event cannot come any more.
func (o *operation) endOf(events *events) <-chan struct{} {
	if o.afterCallbacks {
		return events.done
	}
	return events.ended
}

// afterEnd is for an operation whose event nobody reads any more, unless it was
// read before.
func (o *operation) afterEnd() error {
	select {
	case <-o.done:
		return o.err
	default:
		o.self.Delete()
		return errClosed
	}
}

var errClosed = newError(StatusClosed, "the client is closed")

// do runs an operation of a handle of the library from begin to end.
func (c *Client) do(ctx context.Context, what C.pwsgo_operation, handle unsafe.Pointer,
	o *operation) error {
	if err := notBegun(ctx); err != nil {
		return err
	}
	defer runtime.KeepAlive(c.box)
	begun, err := o.begin(func(userData C.uintptr_t) C.pwsgo_begun {
		return C.pwsgo_begin(what, handle, timeoutOf(ctx), userData)
	})
	if err != nil {
		return err
	}
	return o.wait(ctx, c.events, begun.operation)
}

// close closes a handle of the library. Where the context ends first, `cut`
// closes it at once, which does not wait, and says whether nothing was cut off.
func (c *Client) close(ctx context.Context, what C.pwsgo_operation, handle unsafe.Pointer,
	o *operation, cut func() bool) error {
	defer runtime.KeepAlive(c.box)
	_, err := o.begin(func(userData C.uintptr_t) C.pwsgo_begun {
		return C.pwsgo_begin(what, handle, timeoutOf(ctx), userData)
	})
	if err != nil {
		return err
	}
	end := o.endOf(c.events)
	select {
	case <-o.done:
	case <-end:
		if err := o.afterEnd(); err != errClosed {
			return err
		}
		return nil // closed with its client
	case <-ctx.Done():
		if !cut() {
			return endedBy(ctx.Err(), newError(StatusTimeout, "closed before all was settled"))
		}
		if o.afterCallbacks {
			return nil
		}
		select {
		case <-o.done:
		case <-end:
		}
		return nil
	}
	if o.err != nil {
		if ended := endOf(ctx); ended != nil {
			return endedBy(ended, o.err)
		}
	}
	return o.err
}
