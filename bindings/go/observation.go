package pulsarws

// #include "native.h"
import "C"

import (
	"encoding/json"
	"log"
	"runtime/debug"
	"sync"
	"time"
	"unsafe"
)

// LogEntry is a line of a client's log.
type LogEntry struct {
	// Level is how grave it is.
	Level Level
	// Component is the part of the library that speaks, "producer" for
	// instance.
	Component string
	// Message is one line without its end; it never holds a secret.
	Message string
	// Time is when it was written.
	Time time.Time
	// Topic is the full name of the topic that the line is about; "" where
	// none.
	Topic string
	// Handle is the name of the producer, consumer or reader that the line is
	// about, or "#" and its number within its client; "" where none.
	Handle string
	// Connection is the number of the connection that the line is about, within
	// its handle, from 1; 0: none.
	Connection uint64
}

// HandleKind is what a StateChange is about.
type HandleKind string

// The values of HandleKind.
const (
	KindProducer HandleKind = "producer"
	KindConsumer HandleKind = "consumer"
	KindReader   HandleKind = "reader"
)

// StateChange says that a connection has changed.
type StateChange struct {
	// Kind is what the connection belongs to.
	Kind HandleKind
	// Topic is the topic's full name.
	Topic string
	// Name is the producer's, consumer's or reader's name where an option gave
	// it one: ProducerName, ConsumerName, ReaderName.
	Name string
	// Connection is the connection's number within its handle, from 1.
	Connection uint64
	// State is what the connection is at now.
	State ConnectionState
	// Delay is the time until the next attempt, with StateBackoff.
	Delay time.Duration
	// Err says why, with StateLost and StateBackoff, and with StateClosed where
	// it did not end in order; else nil.
	Err error
}

// LogHandler has the client's log, as far as LogLevel goes, given to a function
// instead of standard error. At most 1,000 lines wait; more are dropped and
// counted in the next one.
//
// Like all handlers it is called on a goroutine of the package, one call at a
// time for each client. While it takes its time, the other handlers and the
// functions given to SendAsync wait, and nothing else does. It may call
// everything but what waits for callbacks: Flush and Close of a producer, and
// Close of the client.
func LogHandler(tell func(LogEntry)) ClientOption {
	return handlerOption(func(h *handlers) { h.log = tell })
}

// StateHandler has every change of a connection told, for all producers,
// consumers and readers of the client, for each in the order in which things
// happened. StateClosed comes once and last.
func StateHandler(tell func(StateChange)) ClientOption {
	return handlerOption(func(h *handlers) { h.state = tell })
}

// StatisticsHandler has what Client.Statistics gives told each
// StatisticsInterval, which is to be set too.
func StatisticsHandler(tell func(json.RawMessage)) ClientOption {
	return handlerOption(func(h *handlers) { h.statistics = tell })
}

// ReportHandler has a function told what there is nobody else to tell: a
// *PanicError where a function that was given to this package has panicked, and
// the failure of a message that nobody waits for. Without it the standard
// logger writes it. It may be called on several goroutines at once.
func ReportHandler(tell func(error)) ClientOption {
	return handlerOption(func(h *handlers) { h.reporter = tell })
}

type handlerOption func(*handlers)

func (o handlerOption) setClient(s *clientSettings) error {
	o(&s.handlers)
	return nil
}

// handlers are the functions that a program has given to a client; nil where it
// has not.
type handlers struct {
	log        func(LogEntry)
	state      func(StateChange)
	statistics func(json.RawMessage)
	reporter   func(error)
	token      TokenSupplierFunc
}

// ask asks the library for the events that there is a function for.
func (h *handlers) ask(client *C.pws_client) error {
	var failure *C.pws_error
	if h.log != nil {
		if status := C.pws_client_set_log_callback(client, nil, nil, nil, &failure); status != C.PWS_OK {
			return takeError(status, failure)
		}
	}
	if h.state != nil {
		if status := C.pws_client_set_state_callback(client, nil, nil, nil, &failure); status != C.PWS_OK {
			return takeError(status, failure)
		}
	}
	if h.statistics != nil {
		if status := C.pws_client_set_statistics_callback(client, nil, nil, nil, &failure); status != C.PWS_OK {
			return takeError(status, failure)
		}
	}
	if h.token != nil {
		if status := C.pws_client_set_token_supplier(client, nil, nil, nil, &failure); status != C.PWS_OK {
			return takeError(status, failure)
		}
	}
	return nil
}

// report survives a panic of the reporter.
func (h *handlers) report(err error) {
	if h.reporter == nil {
		log.Print(err)
		return
	}
	defer func() {
		if value := recover(); value != nil {
			log.Print(err)
			log.Print(&PanicError{value, debug.Stack()})
		}
	}()
	h.reporter(err)
}

// recoverTo reports the panic of the function that it is deferred in.
func recoverTo(report func(error)) {
	if value := recover(); value != nil {
		report(&PanicError{value, debug.Stack()})
	}
}

func logEntryOf(entry *C.pws_log_entry) LogEntry {
	return LogEntry{
		Level:      Level(C.pws_log_entry_level(entry)),
		Component:  C.GoString(C.pws_log_entry_component(entry)),
		Message:    C.GoString(C.pws_log_entry_message(entry)),
		Time:       timeOf(C.pws_log_entry_time(entry)),
		Topic:      C.GoString(C.pws_log_entry_topic(entry)),
		Handle:     C.GoString(C.pws_log_entry_handle(entry)),
		Connection: uint64(C.pws_log_entry_connection(entry)),
	}
}

func statisticsOf(text *C.pws_text) json.RawMessage {
	return json.RawMessage(C.GoBytes(unsafe.Pointer(C.pws_text_get(text)), C.int(C.pws_text_size(text))))
}

func (e *events) stateChangeOf(event *C.pws_event) StateChange {
	change := StateChange{
		Connection: uint64(event.connection),
		State:      ConnectionState(event.connection_state),
		Delay:      time.Duration(event.delay_ms) * time.Millisecond,
		Err:        readError(event.error),
	}
	var handle unsafe.Pointer
	switch {
	case event.producer != nil:
		change.Kind, handle = KindProducer, unsafe.Pointer(event.producer)
	case event.consumer != nil:
		change.Kind, handle = KindConsumer, unsafe.Pointer(event.consumer)
	case event.reader != nil:
		change.Kind, handle = KindReader, unsafe.Pointer(event.reader)
	}
	origin := e.origins.of(handle)
	change.Topic, change.Name = origin.topic, origin.name
	return change
}

// An origin is what is known of a handle of the library that events are about.
type origin struct {
	topic, name string
	gap, room   func() // who hears of a reader's gaps, of room in a producer's queue
}

// origins has them by the handles' addresses, which are compared only.
type origins struct {
	lock  sync.Mutex
	known map[unsafe.Pointer]origin
}

// open makes a handle and notes where its events come from, before the first of
// them is looked at. The lock is held while a call is in the library that does
// not wait.
func (o *origins) open(start func() (unsafe.Pointer, origin)) {
	o.lock.Lock()
	defer o.lock.Unlock()
	handle, from := start()
	if handle == nil {
		return
	}
	if o.known == nil {
		o.known = make(map[unsafe.Pointer]origin)
	}
	o.known[handle] = from
}

func (o *origins) of(handle unsafe.Pointer) origin {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.known[handle]
}

// forget is to be called before the handle is freed.
func (o *origins) forget(handle unsafe.Pointer) {
	o.lock.Lock()
	defer o.lock.Unlock()
	delete(o.known, handle)
}
