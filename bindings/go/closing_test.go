package pulsarws_test

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

var (
	_ io.Closer = (*pulsarws.Client)(nil)
	_ io.Closer = (*pulsarws.Producer)(nil)
	_ io.Closer = (*pulsarws.Consumer)(nil)
	_ io.Closer = (*pulsarws.Reader)(nil)
)

func TestClosingWhileBusy(t *testing.T) {
	onBoth(t, func(t *testing.T, s server) {
		client := s.client(t)
		topic := newTopic(t)
		consumer := consumerOf(t, client, newTopic(t))
		reader := readerOf(t, client, topic, pulsarws.Latest)
		producer := producerOf(t, client, topic, pulsarws.BlockIfQueueFull(true), pulsarws.MaxPendingMessages(50))

		var waiting sync.WaitGroup
		wait := func(call func() error) {
			waiting.Add(1)
			go func() {
				defer waiting.Done()
				if err := call(); !errors.Is(err, pulsarws.ErrClosed) {
					t.Errorf("a waiting call had %v", err)
				}
			}()
		}
		for i := 0; i < 10; i++ {
			wait(func() error { _, err := consumer.Receive(context.Background()); return err })
			wait(func() error { // sends until there is an end
				for {
					if _, err := producer.Send(inTime(t), &pulsarws.Outgoing{Payload: make([]byte, 5000)}); err != nil {
						if errors.Is(err, pulsarws.ErrNotSent) || errors.Is(err, pulsarws.ErrOutcomeUnknown) {
							continue
						}
						return err
					}
				}
			})
		}
		channel := consumer.Messages(context.Background())
		var lock sync.Mutex
		accepted, settled := 0, 0
		sends := make(chan struct{})
		wait(func() error {
			var first sync.Once
			for {
				lock.Lock()
				accepted++
				lock.Unlock()
				err := producer.SendAsync(context.Background(), &pulsarws.Outgoing{Payload: make([]byte, 5000)}, func(pulsarws.Receipt, error) {
					lock.Lock()
					defer lock.Unlock()
					settled++
				})
				if err != nil {
					lock.Lock()
					accepted--
					lock.Unlock()
					return err
				}
				first.Do(func() { close(sends) })
			}
		})
		must(reader.Next(inTime(t)))(t) // it is all under way
		select {
		case <-sends:
		case <-inTime(t).Done():
			t.Error("nothing is sent")
		}
		begun := time.Now()
		err := client.CloseContext(shortly(t))
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the close had %v", err)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("the close took %v", took)
		}
		waiting.Wait()
		for range channel {
		}
		check(t, client.Close()) // with the last callback
		if accepted != settled || accepted == 0 {
			t.Errorf("%d were accepted, %d settled", accepted, settled)
		}
	})
}

func TestClosingAgainAndInAnyOrder(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	producer := producerOf(t, client, topic)
	reader := readerOf(t, client, topic, pulsarws.Latest)
	check(t, producer.Close())
	check(t, producer.Close())
	if _, err := producer.Send(inTime(t), &pulsarws.Outgoing{}); !errors.Is(err, pulsarws.ErrClosed) {
		t.Errorf("the error of a send is %v", err)
	}
	check(t, client.Close())
	for _, closer := range []io.Closer{client, producer, consumer, reader} {
		check(t, closer.Close())
	}
	ctx := inTime(t)
	message := &pulsarws.Message{}
	for name, call := range map[string]func() error{
		"send":      func() error { _, err := producer.Send(ctx, &pulsarws.Outgoing{}); return err },
		"async":     func() error { return producer.SendAsync(ctx, &pulsarws.Outgoing{}, nil) },
		"flush":     func() error { return producer.Flush(ctx) },
		"receive":   func() error { _, err := consumer.Receive(ctx); return err },
		"batch":     func() error { _, err := consumer.ReceiveBatch(ctx, 1, 0, time.Second); return err },
		"flushAcks": func() error { return consumer.FlushAcks(ctx) },
		"end":       func() error { _, err := consumer.EndOfTopic(ctx); return err },
		"pause":     consumer.Pause,
		"next":      func() error { _, err := reader.Next(ctx); return err },
		"create":    func() error { _, err := client.CreateProducer(ctx, topic); return err },
		"subscribe": func() error { _, err := client.Subscribe(ctx, topic, "s"); return err },
	} {
		if err := call(); !errors.Is(err, pulsarws.ErrClosed) {
			t.Errorf("%s after the close: %v", name, err)
		}
	}
	if err := consumer.Ack(message); !errors.Is(err, pulsarws.ErrWrongConsumer) {
		t.Errorf("the ack of a message from nowhere: %v", err)
	}
}

func TestACloseWithoutTimeCutsOff(t *testing.T) {
	client := plain(t).client(t)
	producer := producerOf(t, client, newTopic(t))
	var lock sync.Mutex
	outcomes := map[bool]int{}
	for i := 0; i < 500; i++ {
		check(t, producer.SendAsync(context.Background(), &pulsarws.Outgoing{Payload: make([]byte, 20000)}, func(_ pulsarws.Receipt, err error) {
			lock.Lock()
			defer lock.Unlock()
			outcomes[err == nil]++
		}))
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if err := producer.CloseContext(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("the close had %v", err)
	}
	check(t, client.Close())
	if outcomes[false] == 0 || outcomes[true]+outcomes[false] != 500 {
		t.Errorf("%v", outcomes)
	}
}
