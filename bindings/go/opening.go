package pulsarws

// #include "native.h"
import "C"

import (
	"context"
	"runtime"
	"unsafe"
)

// open makes a producer, consumer or reader and waits until it is open. `made`
// takes the handle over and says where its events come from.
func (c *Client) open(ctx context.Context,
	start func(timeout C.int32_t, userData C.uintptr_t) C.pwsgo_begun,
	made func(unsafe.Pointer) origin) error {
	if err := notBegun(ctx); err != nil {
		return err
	}
	defer runtime.KeepAlive(c.box)
	o := newOperation()
	var begun C.pwsgo_begun
	var err error
	c.events.origins.open(func() (handle unsafe.Pointer, from origin) {
		begun, err = o.begin(func(userData C.uintptr_t) C.pwsgo_begun {
			return start(timeoutOf(ctx), userData)
		})
		if err == nil {
			from = made(begun.made)
		}
		return begun.made, from
	})
	if err != nil {
		return err
	}
	return o.wait(ctx, c.events, begun.operation)
}
