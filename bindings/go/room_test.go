package pulsarws_test

import (
	"context"
	"errors"
	"fmt"
	"runtime/pprof"
	"testing"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

// A fullQueue is a producer's, whose server answers nothing.
type fullQueue struct {
	t        *testing.T
	relay    *relay
	client   *pulsarws.Client
	producer *pulsarws.Producer
	topic    string
}

func newFullQueue(t *testing.T, options ...pulsarws.ProducerOption) *fullQueue {
	relay := relayTo(t, plain(t).url)
	client := must(pulsarws.NewClient(relay.url()))(t)
	q := &fullQueue{t: t, relay: relay, client: client, topic: newTopic(t)}
	options = append(options, pulsarws.BlockIfQueueFull(true), pulsarws.MaxPendingMessages(2))
	q.producer = producerOf(t, client, q.topic, options...)
	t.Cleanup(func() {
		q.producer.Purge(true)
		relay.breakAll(true) // or the close waits for its answer
		client.Close()
	})
	relay.hold(true)
	for i := 0; i < 2; i++ {
		check(t, q.producer.SendAsync(inTime(t), &pulsarws.Outgoing{Payload: []byte("filling")}, nil))
	}
	return q
}

// wait has a send wait for room, behind those who do so already.
func (q *fullQueue) wait(ctx context.Context, payload string) <-chan error {
	before := pulsarws.WaitingForRoom(q.producer)
	ended := make(chan error, 1)
	go func() { ended <- q.producer.SendAsync(ctx, &pulsarws.Outgoing{Payload: []byte(payload)}, nil) }()
	eventually(q.t, "it waits", func() bool { return pulsarws.WaitingForRoom(q.producer) == before+1 })
	return ended
}

// answer has the server answer again.
func (q *fullQueue) answer() {
	q.relay.hold(false)
	q.relay.breakAll(false)
}

func ended(t *testing.T, send <-chan error) error {
	t.Helper()
	select {
	case err := <-send:
		return err
	case <-time.After(deadline):
		t.Fatal("a send did not end in time")
		return nil
	}
}

func TestAWaitForRoomEndsWithItsContext(t *testing.T) {
	q := newFullQueue(t)
	consumer := consumerOf(t, plain(t).client(t), q.topic, earliest)

	err := q.producer.SendAsync(shortly(t), &pulsarws.Outgoing{Payload: []byte("late")}, func(pulsarws.Receipt, error) {
		t.Error("told of what was not queued")
	})
	if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, pulsarws.ErrTimeout) {
		t.Errorf("its deadline gives %v", err)
	}
	_, err = q.producer.Send(shortly(t), &pulsarws.Outgoing{Payload: []byte("late too")})
	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, pulsarws.ErrTimeoutPending) {
		t.Errorf("the deadline of a Send gives %v", err)
	}

	ctx, cancel := context.WithCancel(context.Background())
	first := q.wait(ctx, "cancelled")
	second := q.wait(inTime(t), "waited")
	cancel()
	if err := ended(t, first); !errors.Is(err, context.Canceled) || !errors.Is(err, pulsarws.ErrCancelled) {
		t.Errorf("its cancel gives %v", err)
	}
	if count := q.producer.PendingCount(); count != 2 {
		t.Errorf("%d are pending", count)
	}

	// It goes on, and nothing of what was cancelled was sent.
	q.answer()
	check(t, ended(t, second))
	must(q.producer.Send(inTime(t), &pulsarws.Outgoing{Payload: []byte("last")}))(t)
	var seen []string
	for len(seen) == 0 || seen[len(seen)-1] != "last" {
		message := receive(t, consumer)
		if payload := string(message.Payload); payload != "filling" { // some are there twice
			seen = append(seen, payload)
		}
	}
	if fmt.Sprint(seen) != "[waited last]" {
		t.Errorf("received %v", seen)
	}
}

func TestWhoWaitsForRoomGetsItInTurn(t *testing.T) {
	q := newFullQueue(t)
	consumer := consumerOf(t, plain(t).client(t), q.topic, earliest)
	var sends []<-chan error
	const count = 50
	for i := 0; i < count; i++ {
		sends = append(sends, q.wait(inTime(t), fmt.Sprint(i)))
	}
	// Those who come all the time take nobody's turn.
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				ctx, cancel := context.WithTimeout(context.Background(), 100*time.Microsecond)
				q.producer.SendAsync(ctx, &pulsarws.Outgoing{Payload: []byte("greedy")}, nil)
				cancel()
			}
		}
	}()
	q.answer()
	for _, send := range sends {
		check(t, ended(t, send))
	}
	close(stop)
	<-stopped
	greedy := 0
	for i := 0; i < count; {
		switch payload := string(receive(t, consumer).Payload); payload {
		case "greedy":
			greedy++
		case fmt.Sprint(i):
			i++
		case "filling":
		default:
			t.Fatalf("%s came where %d should", payload, i)
		}
	}
	if greedy > 0 {
		t.Errorf("%d came out of turn", greedy)
	}
}

func TestToWaitForRoomTakesNoThread(t *testing.T) {
	q := newFullQueue(t)
	before := pprof.Lookup("threadcreate").Count()
	ctx, cancel := context.WithCancel(context.Background())
	const count = 200
	results := make(chan error, 2*count)
	for i := 0; i < count; i++ {
		go func() { results <- q.producer.SendAsync(ctx, &pulsarws.Outgoing{}, nil) }()
		go func() { _, err := q.producer.Send(ctx, &pulsarws.Outgoing{}); results <- err }()
	}
	eventually(t, "all wait", func() bool { return pulsarws.WaitingForRoom(q.producer) == 2*count })
	// Some may be in the library for a moment each.
	if more := pprof.Lookup("threadcreate").Count() - before; more > count/2 {
		t.Errorf("%d threads more", more)
	}
	cancel()
	for i := 0; i < 2*count; i++ {
		if err := ended(t, results); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
}

func TestAWaitForRoomEndsOtherwise(t *testing.T) {
	t.Run("send timeout", func(t *testing.T) {
		q := newFullQueue(t)
		err := q.producer.SendAsync(context.Background(), &pulsarws.Outgoing{SendTimeout: 50 * time.Millisecond}, nil)
		if !errors.Is(err, pulsarws.ErrTimeout) || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("its send timeout gives %v", err)
		}
	})
	t.Run("send timeout of the option", func(t *testing.T) {
		q := newFullQueue(t, pulsarws.SendTimeout(20*time.Second))
		waiting := q.wait(context.Background(), "waiting")
		must(q.producer.Purge(true))(t)
		check(t, ended(t, waiting))
	})
	t.Run("close", func(t *testing.T) {
		q := newFullQueue(t)
		first, second := q.wait(context.Background(), "1"), q.wait(context.Background(), "2")
		go q.producer.Close()
		for _, send := range []<-chan error{first, second} {
			if err := ended(t, send); !errors.Is(err, pulsarws.ErrClosed) {
				t.Errorf("a close gives %v", err)
			}
		}
		must(q.producer.Purge(true))(t)
	})
	t.Run("close of the client", func(t *testing.T) {
		q := newFullQueue(t)
		first, second := q.wait(context.Background(), "1"), q.wait(context.Background(), "2")
		q.client.CloseContext(shortly(t))
		for _, send := range []<-chan error{first, second} {
			if err := ended(t, send); !errors.Is(err, pulsarws.ErrClosed) {
				t.Errorf("a close gives %v", err)
			}
		}
	})
}

func TestTenThousandThroughAQueueOfAThousand(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic, pulsarws.ReceiverQueueSize(1000))
	producer := producerOf(t, client, topic, pulsarws.BlockIfQueueFull(true), pulsarws.MaxPendingMessages(1000))
	const count = 10000
	failed := make(chan error, count)
	for i := 0; i < count; i++ {
		check(t, producer.SendAsync(inTime(t), &pulsarws.Outgoing{Payload: []byte(fmt.Sprint(i))},
			func(_ pulsarws.Receipt, err error) {
				if err != nil {
					failed <- err
				}
			}))
	}
	check(t, producer.Flush(inTime(t)))
	for i := 0; i < count; i++ {
		message := receive(t, consumer)
		expect(t, message, fmt.Sprint(i))
		check(t, consumer.Ack(message))
	}
	select {
	case err := <-failed:
		t.Error(err)
	default:
	}
}

func TestManySendsThroughASmallQueue(t *testing.T) {
	client := plain(t).client(t)
	producer := producerOf(t, client, newTopic(t), pulsarws.BlockIfQueueFull(true), pulsarws.MaxPendingMessages(10))
	const count = 2000
	results := make(chan error, count)
	for i := 0; i < count; i++ {
		go func() { _, err := producer.Send(inTime(t), &pulsarws.Outgoing{}); results <- err }()
	}
	for i := 0; i < count; i++ {
		check(t, ended(t, results))
	}
}
