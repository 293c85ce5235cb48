package pulsarws

// #include "native.h"
import "C"

import (
	"container/list"
	"context"
	"errors"
	"strconv"
	"sync"
	"time"
)

// A roomLine is the line of those who wait for room in a producer's queue. Each
// gets its turn in the order in which they came; who comes while others wait
// waits behind them. Nobody waits in the library, where a context could not end
// it.
type roomLine struct {
	producer *Producer
	timeout  time.Duration // the option SendTimeout; 0: none

	offered signal // that there may be room again

	lock sync.Mutex
	line list.List // of signals, closed when it is their turn
}

func newRoomLine(producer *Producer, sendTimeout string) *roomLine {
	millis, _ := strconv.ParseInt(sendTimeout, 10, 64) // the library has checked it
	return &roomLine{
		producer: producer,
		timeout:  time.Duration(millis) * time.Millisecond,
		offered:  make(signal, 1),
	}
}

// A signal remembers that it was given. It is all that the client's events know
// of a line, so that the producer can be collected.
type signal chan struct{}

func (s signal) give() {
	select {
	case s <- struct{}{}:
	default:
	}
}

// send hands a message over as soon as there is room and it is its turn, unless
// the context, or the message's send timeout, ends first.
func (r *roomLine) send(ctx context.Context, message *Outgoing, userData C.uintptr_t) error {
	if !r.isWaitedIn() {
		if err := r.producer.send(message, userData); !errors.Is(err, ErrQueueFull) {
			return err
		}
	}
	timeout := r.timeout
	if message.SendTimeout != 0 {
		timeout = message.SendTimeout
	}
	var late <-chan time.Time
	if timeout > 0 {
		timer := time.NewTimer(timeout)
		defer timer.Stop()
		late = timer.C
	}
	place := r.join()
	defer r.leave(place)
	for next := place.Value.(signal); ; next = r.offered {
		select {
		case <-next:
		case <-r.producer.client.events.ended:
			return errClosed
		case <-late:
			return newError(StatusTimeout, r.words("in time"))
		case <-ctx.Done():
		}
		if ended := ctx.Err(); ended != nil {
			status := StatusCancelled
			if ended == context.DeadlineExceeded {
				status = StatusTimeout
			}
			return endedBy(ended, newError(status, r.words("before")))
		}
		if err := r.producer.send(message, userData); !errors.Is(err, ErrQueueFull) {
			return err
		}
	}
}

func (r *roomLine) words(when string) string {
	return "there was no room in the queue to " + r.producer.topic + " " + when +
		"; the message was not queued"
}

func (r *roomLine) isWaitedIn() bool {
	r.lock.Lock()
	defer r.lock.Unlock()
	return r.line.Len() > 0
}

func (r *roomLine) join() *list.Element {
	r.lock.Lock()
	defer r.lock.Unlock()
	place := r.line.PushBack(make(signal))
	if r.line.Front() == place {
		close(place.Value.(signal))
	}
	return place
}

func (r *roomLine) leave(place *list.Element) {
	r.lock.Lock()
	defer r.lock.Unlock()
	wasFirst := r.line.Front() == place
	r.line.Remove(place)
	if first := r.line.Front(); wasFirst && first != nil {
		close(first.Value.(signal))
	}
}
