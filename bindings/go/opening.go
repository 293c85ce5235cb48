package pulsarws

// #include "native.h"
import "C"

import (
	"context"
	"runtime"
	"unsafe"
)

// open makes a producer, consumer or reader, gives its handle to `into`, and
// waits until it is open; `tells` has who hears of its events.
func (c *Client) open(ctx context.Context, into *endpoint, kind C.pwsgo_kind, tells origin,
	start func(timeout C.int32_t, userData C.uintptr_t) C.pwsgo_begun) error {
	if err := notBegun(ctx); err != nil {
		return err
	}
	defer runtime.KeepAlive(c.box)
	into.client = c
	o := newOperation()
	var begun C.pwsgo_begun
	var err error
	c.events.origins.open(func() (handle unsafe.Pointer, from origin) {
		begun, err = o.begin(func(userData C.uintptr_t) C.pwsgo_begun {
			return start(timeoutOf(ctx), userData)
		})
		if err == nil {
			into.take(kind, begun.made)
			from = tells
			from.topic, from.name = into.topic, into.name
		}
		return begun.made, from
	})
	if err != nil {
		return err
	}
	if err := o.wait(ctx, c.events, begun.operation); err != nil {
		into.box.free()
		return err
	}
	return nil
}
