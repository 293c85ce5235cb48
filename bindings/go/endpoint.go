package pulsarws

// #include "native.h"
import "C"

import (
	"context"
	"encoding/json"
	"runtime"
	"unsafe"
)

// An endpoint is a producer, a consumer or a reader of the library: what all of
// them have in common.
type endpoint struct {
	client *Client
	box    *nativeEndpoint

	topic, name string
}

// A nativeEndpoint keeps the library's handle from its end.
type nativeEndpoint struct {
	kind   C.pwsgo_kind
	handle unsafe.Pointer
	events *events
}

func (b *nativeEndpoint) free() {
	runtime.SetFinalizer(b, nil)
	b.events.origins.forget(b.handle)
	C.pwsgo_free(b.kind, b.handle)
}

// take takes a handle over that was made.
func (e *endpoint) take(kind C.pwsgo_kind, handle unsafe.Pointer) {
	e.box = &nativeEndpoint{kind, handle, e.client.events}
	runtime.SetFinalizer(e.box, (*nativeEndpoint).free)
	e.topic = C.GoString(C.pwsgo_topic(kind, handle))
	e.name = C.GoString(C.pwsgo_name(kind, handle))
}

func (e *endpoint) isConnected() bool {
	defer runtime.KeepAlive(e.box)
	return C.pwsgo_is_connected(e.box.kind, e.box.handle) != 0
}

func (e *endpoint) lastError() error {
	defer runtime.KeepAlive(e.box)
	last := C.pwsgo_last_error(e.box.kind, e.box.handle)
	return takeError(last.status, last.error)
}

func (e *endpoint) statistics() (json.RawMessage, error) {
	defer runtime.KeepAlive(e.box)
	var text *C.pws_text
	outcome := C.pwsgo_statistics(e.box.kind, e.box.handle, &text)
	if outcome.status != C.PWS_OK {
		return nil, takeError(outcome.status, outcome.error)
	}
	return json.RawMessage(takeText(text)), nil
}

// do runs one of its operations from begin to end.
func (e *endpoint) do(ctx context.Context, what C.pwsgo_operation, o *operation) error {
	defer runtime.KeepAlive(e.box)
	return e.client.do(ctx, what, e.box.handle, o)
}

func (e *endpoint) close(ctx context.Context, what C.pwsgo_operation, o *operation) error {
	defer runtime.KeepAlive(e.box)
	return e.client.close(ctx, what, e.box.handle, o,
		func() bool { return C.pwsgo_cut_off(e.box.kind, e.box.handle) == C.PWS_OK })
}

// withinCloseTime is what a Close without a context does.
func withinCloseTime(closeContext func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	return closeContext(ctx)
}
