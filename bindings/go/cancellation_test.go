package pulsarws_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"testing"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

func TestACancelledReceiveLosesNoMessage(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	producer := producerOf(t, client, topic)
	const count = 400
	go func() {
		for i := 0; i < count; i++ {
			if err := producer.SendAsync(context.Background(), &pulsarws.Outgoing{Payload: []byte(fmt.Sprint(i))}, nil); err != nil {
				t.Error(err)
			}
			time.Sleep(time.Duration(rand.Intn(500)) * time.Microsecond)
		}
	}()
	cancelled := 0
	for i := 0; i < count; {
		ctx, cancel := context.WithTimeout(inTime(t), time.Duration(rand.Intn(500))*time.Microsecond)
		message, err := consumer.Receive(ctx)
		cancel()
		switch {
		case err == nil:
			expect(t, message, fmt.Sprint(i))
			check(t, consumer.Ack(message))
			i++
		case errors.Is(err, context.DeadlineExceeded):
			cancelled++
		default:
			t.Fatal(err)
		}
	}
	if cancelled == 0 {
		t.Error("no receive was cancelled")
	}
	t.Logf("%d receives were cancelled", cancelled)
}

func TestManyReceivesAtOnce(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	producer := producerOf(t, client, topic)
	const count = 300
	got := make(chan string, count)
	ctx, cancel := context.WithCancel(inTime(t))
	defer cancel()
	for i := 0; i < 10; i++ {
		go func() {
			for {
				message, err := consumer.Receive(ctx)
				if err != nil {
					return
				}
				got <- string(message.Payload)
			}
		}()
	}
	sendMany(t, producer, count)
	seen := map[string]bool{}
	for i := 0; i < count; i++ {
		select {
		case payload := <-got:
			if seen[payload] {
				t.Fatalf("%s came twice", payload)
			}
			seen[payload] = true
		case <-time.After(deadline):
			t.Fatalf("%d of %d came", i, count)
		}
	}
}

func TestAnEndedContextBeginsNothing(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	producer := producerOf(t, client, topic)
	send(t, producer, "kept")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for name, call := range map[string]func() error{
		"send":      func() error { _, err := producer.Send(ctx, &pulsarws.Outgoing{}); return err },
		"async":     func() error { return producer.SendAsync(ctx, &pulsarws.Outgoing{}, nil) },
		"flush":     func() error { return producer.Flush(ctx) },
		"receive":   func() error { _, err := consumer.Receive(ctx); return err },
		"batch":     func() error { _, err := consumer.ReceiveBatch(ctx, 1, 0, time.Second); return err },
		"flushAcks": func() error { return consumer.FlushAcks(ctx) },
		"create":    func() error { _, err := client.CreateProducer(ctx, topic); return err },
		"subscribe": func() error { _, err := client.Subscribe(ctx, topic, "s"); return err },
		"reader":    func() error { _, err := client.CreateReader(ctx, topic, pulsarws.Latest); return err },
	} {
		if err := call(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	expect(t, receive(t, consumer), "kept")
	if count := producer.PendingCount(); count != 0 {
		t.Errorf("%d are pending", count)
	}
}

// A send that is left goes on, and is told to the other function.
func TestASendThatIsLeftIsTold(t *testing.T) {
	client := plain(t).client(t)
	type outcome struct {
		receipt pulsarws.Receipt
		err     error
	}
	unawaited := make(chan outcome, 1000)
	producer := producerOf(t, client, newTopic(t), pulsarws.UnawaitedHandler(func(receipt pulsarws.Receipt, err error) {
		unawaited <- outcome{receipt, err}
	}))
	left := 0
	const count = 200
	for i := 0; i < count; i++ {
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(1+rand.Intn(2000))*time.Microsecond)
		_, err := producer.Send(ctx, &pulsarws.Outgoing{Payload: []byte(fmt.Sprint(i)), Context: []byte("left")})
		cancel()
		switch {
		case errors.Is(err, pulsarws.ErrTimeoutPending) && errors.Is(err, context.DeadlineExceeded):
			left++
		case err != nil && !errors.Is(err, context.DeadlineExceeded):
			t.Fatal(err)
		case err != nil: // not begun
			must(producer.Send(inTime(t), &pulsarws.Outgoing{Payload: []byte(fmt.Sprint(i))}))(t)
		}
	}
	check(t, producer.Flush(inTime(t)))
	check(t, client.Close()) // with the last callback
	if left == 0 || len(unawaited) != left {
		t.Fatalf("%d were left, %d told", left, len(unawaited))
	}
	for i := 0; i < left; i++ {
		if o := <-unawaited; o.err != nil || string(o.receipt.Context) != "left" || o.receipt.ID.IsZero() {
			t.Errorf("told %+v", o)
		}
	}
}
