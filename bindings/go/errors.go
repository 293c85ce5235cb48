package pulsarws

// #include "native.h"
import "C"

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Error is a failure with its circumstances. Compare it by its status with
// errors.Is and one of the Err variables, errors.Is(err, ErrAuthentication) for
// instance, or take it out with errors.As to see the rest.
//
// An error of a call that a context ended is an Error too: errors.Is finds
// context.Canceled or context.DeadlineExceeded in it, and Message says how far
// the call had come.
type Error struct {
	// Status is what happened, as one of the Status constants.
	Status Status
	// Message says what happened and what to do about it: one line for a
	// person, not to be parsed.
	Message string
	// HTTPStatus is the HTTP status of a refused connection, 401 for instance,
	// or of what an OAuth2 server answered instead of a token; else 0.
	HTTPStatus int
	// CloseCode is the code of the WebSocket close frame that the server sent;
	// else 0.
	CloseCode int
	// Retriable is true where the same call may well succeed later with nothing
	// changed.
	Retriable bool
	// Fatal is true where the handle will not work again: close it and make a
	// new one.
	Fatal bool

	context error // the context's, where that ended the call
}

// Error gives the message, with the context's error before it where that ended
// the call.
func (e *Error) Error() string {
	if e.context != nil {
		return "pulsarws: " + e.context.Error() + ": " + e.Message
	}
	return "pulsarws: " + e.Message
}

// Is says whether target is the Err variable of this status.
func (e *Error) Is(target error) bool {
	status, ok := target.(*statusError)
	return ok && status.status == e.Status
}

// Unwrap gives context.Canceled or context.DeadlineExceeded where the context
// ended the call, else nil.
func (e *Error) Unwrap() error { return e.context }

// Timeout says whether the time was up, as net.Error has it.
func (e *Error) Timeout() bool {
	return e.Status == StatusTimeout || e.Status == StatusTimeoutPending ||
		e.Status == StatusConnectTimeout ||
		errors.Is(e.context, context.DeadlineExceeded)
}

// PanicError is a panic of a function that was given to this package. It goes
// to the ReportHandler.
type PanicError struct {
	// Value is what was given to panic.
	Value any
	// Stack is the goroutine's stack at the panic, as runtime/debug.Stack
	// writes it.
	Stack []byte
}

// Error gives the value and the stack.
func (e *PanicError) Error() string {
	return fmt.Sprintf("pulsarws: a callback panicked: %v\n%s", e.Value, e.Stack)
}

// A statusError is one of the Err variables: what errors.Is compares with.
type statusError struct {
	status Status
	text   string
}

func (e *statusError) Error() string { return e.text }

// newError is a failure that the library was not asked about.
func newError(status Status, message string) error {
	return &Error{Status: status, Message: message}
}

// takeError makes an error of the library's one, which it frees.
func takeError(status C.pws_status, native *C.pws_error) error {
	if status == C.PWS_OK {
		return nil
	}
	if native == nil { // there was no memory for one
		return newError(Status(status), Status(status).String())
	}
	defer C.pws_error_free(native)
	return readError(native)
}

// readError makes an error of the library's one; nil of none.
func readError(native *C.pws_error) error {
	if native == nil {
		return nil
	}
	failure := C.pwsgo_failure_of(native)
	return &Error{
		Status:     Status(failure.status),
		Message:    C.GoString(failure.message),
		HTTPStatus: int(failure.http_status),
		CloseCode:  int(failure.close_code),
		Retriable:  failure.is_retriable != 0,
		Fatal:      failure.is_fatal != 0,
	}
}

// endOf is the context's error; the deadline counts as soon as it has passed,
// which the context itself may notice a moment later.
func endOf(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	deadline, ok := ctx.Deadline()
	if ok && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return nil
}

// endedBy is the failure of a call that the context has ended: the library's
// with the context's in it.
func endedBy(ended error, failure error) error {
	var e *Error
	if !errors.As(failure, &e) {
		return &Error{Status: StatusCancelled, Message: "the call was ended", context: ended}
	}
	both := *e
	both.context = ended
	return &both
}

// notBegun is the failure of a call whose context had ended before; nil where
// it has not.
func notBegun(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return &Error{Status: StatusCancelled, Message: "the call was not begun", context: err}
	}
	return nil
}

const forEver = C.int32_t(-1)

// timeoutOf is the time until the context's deadline in milliseconds, as the
// library takes it.
func timeoutOf(ctx context.Context) C.int32_t {
	deadline, ok := ctx.Deadline()
	if !ok {
		return forEver
	}
	left := time.Until(deadline)
	const longest = 1<<31 - 1
	switch millis := wholeMilliseconds(left); {
	case millis <= 0:
		return 0
	case millis > longest:
		return longest
	default:
		return C.int32_t(millis)
	}
}
