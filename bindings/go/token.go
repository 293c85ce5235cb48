package pulsarws

/*
#include "native.h"
#include <stdlib.h>
*/
import "C"

import (
	"context"
	"errors"
	"runtime/debug"
	"unsafe"
)

// A TokenSupplierFunc gives a token, a JWT for instance, without "Bearer". The
// context ends when the client is closed.
type TokenSupplierFunc func(ctx context.Context) (string, error)

// TokenSupplier has a function asked for the token before each attempt to
// connect. It is called on a goroutine of its own and may take its time, up to
// ConnectTimeout, after which the attempt is given up. Its error fails the
// attempt with ErrCredentials, which is retriable, and its text becomes part of
// errors and of the log: it must hold no secret. A token that holds what no
// token has, a blank for instance, fails the attempt too.
//
// It stands beside no other source of credentials: NewClient refuses that with
// ErrInvalidArgument.
func TokenSupplier(supply TokenSupplierFunc) ClientOption {
	return handlerOption(func(h *handlers) { h.token = supply })
}

// supply answers a request and frees it.
func (e *events) supply(request *C.pws_token_request) {
	defer C.pws_token_request_free(request)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		select {
		case <-e.ended:
			cancel()
		case <-ctx.Done():
		}
	}()
	token, err := e.askForToken(ctx)
	if err == nil {
		if err = answer(request, token); err == nil {
			return
		}
	}
	reason := C.CString(err.Error())
	defer C.free(unsafe.Pointer(reason))
	C.pws_token_request_fail(request, reason, nil)
}

func answer(request *C.pws_token_request, token string) error {
	cToken := C.CString(token)
	defer C.free(unsafe.Pointer(cToken))
	var failure *C.pws_error
	status := C.pws_token_request_answer(request, cToken, &failure)
	return takeError(status, failure)
}

func (e *events) askForToken(ctx context.Context) (token string, err error) {
	if e.handlers.token == nil {
		return "", errors.New("there is no token supplier")
	}
	defer func() {
		if value := recover(); value != nil {
			e.handlers.report(&PanicError{value, debug.Stack()})
			err = errors.New("the token supplier panicked")
		}
	}()
	return e.handlers.token(ctx)
}
