package pulsarws

/*
#include "native.h"
#include <stdlib.h>
*/
import "C"

import (
	"context"
	"encoding/json"
	"runtime"
	"time"
	"unsafe"
)

// Reader reads a topic from a place of its choice, without a subscription and
// without acks. After a lost connection it goes on behind the last message that
// it handed out: none is missed, none comes twice. Two cases it cannot save:
// where it started at Latest and had read nothing, what was published meanwhile
// is missed (GapHandler says so); and on a partitioned topic the server takes
// no id, so that the reader ends with ErrNotSupported: read each partition by a
// reader of its own, on "TOPIC-partition-N".
//
// A reader that is dropped without a close is closed by the garbage collector.
type Reader struct {
	receiver
}

// GapHandler has a function told that the reader, which had started at Latest
// and read nothing, has reconnected: messages in between may be missing. A
// reader whose function refers to it must be closed, or it is never collected.
func GapHandler(tell func()) ReaderOption { return gapHandler(tell) }

type gapHandler func()

func (o gapHandler) setReader(s *readerSettings) error {
	s.gap = o
	return nil
}

// CreateReader makes a reader and waits until it is open. What stands behind
// start is read: Earliest, Latest, or a message's id.
//
// The topic is "test", "tenant/namespace/topic" or a full name. Errors are as
// for Subscribe; beside 401 and 403 the server has only HTTP 500 for a reader,
// and the status is taken from its words where they tell.
func (c *Client) CreateReader(ctx context.Context, topic string, start MessageID, options ...ReaderOption) (*Reader, error) {
	settings := readerSettings{settings: newSettings(C.PWS_OPTIONS_READER)}
	defer settings.free()
	for _, option := range options {
		if err := option.setReader(&settings); err != nil {
			return nil, err
		}
	}
	cTopic := C.CString(topic)
	defer C.free(unsafe.Pointer(cTopic))
	reader := &Reader{newReceiver()}
	err := c.open(ctx, &reader.endpoint, C.PWSGO_READER, origin{gap: settings.gap}, func(timeout C.int32_t, userData C.uintptr_t) C.pwsgo_begun {
		data, size := start.bytes()
		return C.pwsgo_open_reader(c.events.native, cTopic, data, size, settings.native, timeout, userData)
	})
	if err != nil {
		return nil, err
	}
	return reader, nil
}

// Next waits for the next message. Where the context ends first, the error is
// the context's, and no message is lost. ErrClosed, or why the reader has ended
// for good: there will be no more.
func (r *Reader) Next(ctx context.Context) (*Message, error) { return r.next(ctx) }

// Messages gives the messages through a channel, until the context ends or the
// reader does; the channel is closed then, and LastError says why the reader
// has ended. What the program has not taken from the channel when the context
// ends is given to the next Next.
func (r *Reader) Messages(ctx context.Context) <-chan *Message { return r.stream(ctx) }

// ReadBatch waits as Consumer.ReceiveBatch does.
func (r *Reader) ReadBatch(ctx context.Context, limit, maxBytes int, within time.Duration) ([]*Message, error) {
	return r.batch(ctx, limit, maxBytes, within)
}

// HasNext says whether there is another message, where it is known: true where
// one has been fetched, false where EndOfTopic has said that the topic ended and
// all was handed out.
func (r *Reader) HasNext() (next, known bool) {
	defer runtime.KeepAlive(r.box)
	if r.returned.count() > 0 {
		return true, true
	}
	has := C.pws_reader_has_next((*C.pws_reader)(r.box.handle))
	return has == 1, has >= 0
}

// EndOfTopic asks whether the topic has ended: whether it was terminated and
// the server has fetched the last of it.
func (r *Reader) EndOfTopic(ctx context.Context) (bool, error) {
	return r.endOfTopic(ctx)
}

// Close closes the reader as CloseContext does, within 10 seconds.
func (r *Reader) Close() error { return withinCloseTime(r.CloseContext) }

// CloseContext closes the reader. The error is the context's where the server's
// goodbye did not come before its end; the reader is closed in any case.
// Closing again is fine.
func (r *Reader) CloseContext(ctx context.Context) error {
	return r.close(ctx, C.PWSGO_CLOSE_READER, newOperation())
}

// Topic is the topic's full name.
func (r *Reader) Topic() string { return r.topic }

// Name is the option ReaderName; "" where the broker picks one.
func (r *Reader) Name() string { return r.name }

// IsConnected says whether it has a connection now.
func (r *Reader) IsConnected() bool { return r.isConnected() }

// LastError is the failure of the last attempt to connect or the last loss of
// the connection, or why the reader has ended (ErrClosed after its close); nil
// where the last attempt succeeded, or none has failed yet.
func (r *Reader) LastError() error { return r.lastError() }

// Statistics gives what the reader has done, as one JSON object: what stands in
// the list "readers" of Client.Statistics.
func (r *Reader) Statistics() (json.RawMessage, error) { return r.statistics() }
