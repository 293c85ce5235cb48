package pulsarws

// #include "native.h"
import "C"

import (
	"runtime/cgo"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

// events is a client's link with the library. A goroutine takes the library's
// events in batches, completes what waits for them, and has the functions that
// the program gave called by another goroutine, so that these may wait for what
// comes with later events.
//
// The goroutine does not refer to the Client, so that this one can be collected.
type events struct {
	native    *C.pws_client
	handlers  handlers
	callbacks callbacks
	origins   origins

	// holders are the polling goroutine and the Client: the last one frees.
	holders int32
	// ended is closed after the last event, done after the last callback.
	ended, done chan struct{}
}

// An event goes to what was given as the user data of the call that it is about.
type eventHandler interface {
	// handle takes what it needs out of the event, which is gone afterwards.
	handle(events *events, event *C.pws_event, fact *C.pwsgo_fact)
}

func newEvents(native *C.pws_client, handlers handlers) *events {
	e := &events{
		native:   native,
		handlers: handlers,
		holders:  2,
		ended:    make(chan struct{}),
		done:     make(chan struct{}),
	}
	e.callbacks.report = handlers.report
	return e
}

// poll takes events until the client is closed and there are no more.
func (e *events) poll() {
	defer e.release()
	batch := C.pwsgo_batch_new()
	for batch == nil { // no memory
		time.Sleep(100 * time.Millisecond)
		batch = C.pwsgo_batch_new()
	}
	defer C.pwsgo_batch_free(batch)
	for {
		switch C.pwsgo_poll(e.native, batch, forEver) {
		case C.PWS_OK:
			e.take(batch)
		case C.PWS_ERR_CLOSED, C.PWS_ERR_FORKED, C.PWS_ERR_INVALID_ARGUMENT:
			close(e.ended)
			e.callbacks.push(func() { close(e.done) })
			return
		default: // no memory
			time.Sleep(100 * time.Millisecond)
		}
	}
}

func (e *events) take(batch *C.pwsgo_batch) {
	for i := 0; i < int(batch.count); i++ {
		event, fact := &batch.events[i], &batch.facts[i]
		if fact.user_data == 0 {
			e.tell(event)
			continue
		}
		handle := cgo.Handle(fact.user_data)
		handler := handle.Value().(eventHandler)
		handle.Delete()
		handler.handle(e, event, fact)
	}
	e.callbacks.start()
}

// tell is for events that no call has begun.
func (e *events) tell(event *C.pws_event) {
	switch event._type {
	case C.PWS_EVENT_LOG:
		if tell := e.handlers.log; tell != nil {
			entry := logEntryOf(event.log)
			e.callbacks.add(func() { tell(entry) })
		}
	case C.PWS_EVENT_STATE:
		if tell := e.handlers.state; tell != nil {
			change := e.stateChangeOf(event)
			e.callbacks.add(func() { tell(change) })
		}
	case C.PWS_EVENT_STATISTICS:
		if tell := e.handlers.statistics; tell != nil && event.text != nil {
			text := statisticsOf(event.text)
			e.callbacks.add(func() { tell(text) })
		}
	case C.PWS_EVENT_TOKEN_WANTED:
		request := event.token_request
		event.token_request = nil
		go e.supply(request)
	case C.PWS_EVENT_GAP:
		if tell := e.origins.of(unsafe.Pointer(event.reader)).gap; tell != nil {
			e.callbacks.add(tell)
		}
	case C.PWS_EVENT_WRITABLE:
		if tell := e.origins.of(unsafe.Pointer(event.producer)).room; tell != nil {
			tell()
		}
	}
}

// giveUp begins the end, of which the polling goroutine hears. Does not wait.
func (e *events) giveUp() {
	C.pwsgo_begin(C.PWSGO_CLOSE_CLIENT, unsafe.Pointer(e.native), 0, 0)
	e.release()
}

func (e *events) release() {
	if atomic.AddInt32(&e.holders, -1) == 0 {
		C.pws_client_free(e.native)
	}
}

// callbacks calls the program's functions one at a time, in the order in which
// they were added, on a goroutine that lives as long as there are some.
type callbacks struct {
	report func(error)

	lock    sync.Mutex
	queue   []func()
	running bool
}

func (c *callbacks) add(callback func()) {
	c.lock.Lock()
	c.queue = append(c.queue, callback)
	c.lock.Unlock()
}

func (c *callbacks) push(callback func()) {
	c.add(callback)
	c.start()
}

// start sees that what was added is called.
func (c *callbacks) start() {
	c.lock.Lock()
	start := !c.running && len(c.queue) > 0
	c.running = c.running || start
	c.lock.Unlock()
	if start {
		go c.run()
	}
}

func (c *callbacks) run() {
	for {
		c.lock.Lock()
		queue := c.queue
		c.queue = nil
		c.running = len(queue) > 0
		c.lock.Unlock()
		if len(queue) == 0 {
			return
		}
		for _, callback := range queue {
			c.call(callback)
		}
	}
}

// call survives a panic, which it reports.
func (c *callbacks) call(callback func()) {
	defer recoverTo(c.report)
	callback()
}
