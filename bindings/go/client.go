package pulsarws

/*
#include "native.h"
#include <stdlib.h>
*/
import "C"

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
	"unsafe"
)

// closeTimeout bounds Close, for which there is no context.
const closeTimeout = 10 * time.Second

// Client is a Pulsar service, reached over one or more URLs. Producers,
// consumers and readers are made with it, each with a connection of its own.
//
// All its methods may be called on any goroutine at any time, and so may those
// of what is made with it.
//
// Close it in the end. One that is dropped without it is given up by the
// garbage collector, together with what was made with it, unless a function
// that was given to it (a handler, a token supplier) refers to it.
type Client struct {
	box    *nativeClient
	events *events

	closing int32 // 1: begun
}

// A nativeClient keeps the library's client from its end: nothing has hold of
// one that the garbage collector finds.
type nativeClient struct{ events *events }

// NewClient makes a client. Nothing is connected yet.
//
// The URL is "ws://host:8080" or "wss://host:9443"; several, separated by
// commas, are tried in turn. Where it is "", the option ServiceURL or
// ClientConf says it. Errors: ErrInvalidURL, ErrInvalidArgument, and what the
// options may be refused with.
func NewClient(url string, options ...ClientOption) (*Client, error) {
	if err := checkVersion(); err != nil {
		return nil, err
	}
	settings := clientSettings{settings: newSettings(C.PWS_OPTIONS_CLIENT)}
	defer settings.free()
	for _, option := range options {
		if err := option.setClient(&settings); err != nil {
			return nil, err
		}
	}
	if err := settings.put("eventDelivery", "poll"); err != nil {
		return nil, err
	}
	var cURL *C.char
	if url != "" {
		cURL = C.CString(url)
		defer C.free(unsafe.Pointer(cURL))
	}
	var native *C.pws_client
	var failure *C.pws_error
	if status := C.pws_client_new(cURL, settings.native, &native, &failure); status != C.PWS_OK {
		return nil, takeError(status, failure)
	}
	if err := settings.handlers.ask(native); err != nil {
		C.pws_client_free(native)
		return nil, err
	}
	events := newEvents(native, settings.handlers)
	client := &Client{box: &nativeClient{events}, events: events}
	runtime.SetFinalizer(client.box, func(box *nativeClient) { box.events.giveUp() })
	go events.poll()
	return client, nil
}

// checkVersion refuses a library that is older than the header that this
// package was compiled with.
func checkVersion() error {
	if C.pws_version_number() < C.PWS_VERSION_NUMBER {
		return newError(StatusNotSupported, fmt.Sprintf(
			"the library is version %s, older than %d.%d.%d, for which this program was compiled",
			Version(), C.PWS_VERSION_MAJOR, C.PWS_VERSION_MINOR, C.PWS_VERSION_PATCH))
	}
	return nil
}

// Version is the version of the pulsarws library that runs, "1.0.0" for
// instance.
func Version() string { return C.GoString(C.pws_version()) }

// Transports names the transports that the library was built with, the default
// first.
func Transports() []string { return strings.Fields(C.GoString(C.pws_transports())) }

// Close closes the client as CloseContext does, within 10 seconds.
func (c *Client) Close() error { return withinCloseTime(c.CloseContext) }

// CloseContext closes all producers, consumers and readers of the client, each
// as its own CloseContext does, and the client. What was pending has completed
// when it returns, and, as far as the context allows, every function that was
// given to this package has returned, for which reason it must not be called in
// one: there, say "go client.Close()". Closing again waits for the same end.
//
// Where the context ends before messages in flight are settled they complete
// with ErrNotSent or ErrOutcomeUnknown, and the context's error is returned.
// The client is closed in any case.
func (c *Client) CloseContext(ctx context.Context) error {
	if atomic.CompareAndSwapInt32(&c.closing, 0, 1) {
		native := c.events.native
		err := c.close(ctx, C.PWSGO_CLOSE_CLIENT, unsafe.Pointer(native), newOperation(),
			func() bool { return C.pws_client_close(native, 0, nil) == C.PWS_OK })
		if err != nil {
			return err
		}
	}
	select {
	case <-c.events.done:
		return nil
	case <-ctx.Done():
		return endedBy(ctx.Err(), newError(StatusTimeout, "a callback has not returned yet"))
	}
}

// Statistics gives what the client has done and how its handles are, as one
// JSON object, whose fields stand in docs/statistics.md. It does not wait, and
// works on a closed client too.
func (c *Client) Statistics() (json.RawMessage, error) {
	defer runtime.KeepAlive(c.box)
	var text *C.pws_text
	var failure *C.pws_error
	if status := C.pws_client_statistics(c.events.native, &text, &failure); status != C.PWS_OK {
		return nil, takeError(status, failure)
	}
	return json.RawMessage(takeText(text)), nil
}
