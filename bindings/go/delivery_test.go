package pulsarws_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

var earliest = pulsarws.SubscriptionInitialPosition(pulsarws.SubscriptionPositionEarliest)

func TestAMessageKeepsAllItsFields(t *testing.T) {
	onBoth(t, func(t *testing.T, s server) {
		client := s.client(t)
		topic := newTopic(t)
		consumer := consumerOf(t, client, topic)
		producer := producerOf(t, client, topic)
		payload := make([]byte, 256)
		for i := range payload {
			payload[i] = byte(i)
		}
		sent := &pulsarws.Outgoing{
			Payload:    payload,
			Key:        "ключ",
			Properties: map[string]string{"language": "Go", "text": "grüße \"\\\n", "empty": ""},
			Context:    []byte{0, 1, 255},
			EventTime:  time.UnixMilli(1_234_567_890_123),
		}
		receipt := must(producer.Send(inTime(t), sent))(t)
		if !bytes.Equal(receipt.Context, sent.Context) || receipt.ID.IsZero() || receipt.Duplicate {
			t.Errorf("the receipt is %+v", receipt)
		}
		got := receive(t, consumer)
		if !bytes.Equal(got.Payload, payload) || got.Key != sent.Key || !got.HasKey ||
			!reflect.DeepEqual(got.Properties, sent.Properties) || !got.EventTime.Equal(sent.EventTime) {
			t.Errorf("received %+v", got)
		}
		if got.ID.Compare(receipt.ID) != 0 || got.Topic != consumer.Topic() || got.RedeliveryCount != 0 {
			t.Errorf("received %s on %s, sent %s", got.ID, got.Topic, receipt.ID)
		}
		if since := time.Since(got.PublishTime); since < -time.Minute || since > time.Minute {
			t.Errorf("published at %s", got.PublishTime)
		}
		check(t, consumer.Ack(got))
	})
}

func TestAnEmptyMessageIsEmpty(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	producer := producerOf(t, client, topic)
	must(producer.Send(inTime(t), &pulsarws.Outgoing{}))(t)
	got := receive(t, consumer)
	if len(got.Payload) != 0 || got.HasKey || got.Key != "" || got.Properties != nil || !got.EventTime.IsZero() {
		t.Errorf("received %+v", got)
	}
}

func TestManyProperties(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	producer := producerOf(t, client, topic)
	properties := make(map[string]string)
	for i := 0; i < 100; i++ {
		properties[fmt.Sprint("key", i)] = fmt.Sprint("value", i)
	}
	must(producer.Send(inTime(t), &pulsarws.Outgoing{Properties: properties}))(t)
	if got := receive(t, consumer); !reflect.DeepEqual(got.Properties, properties) {
		t.Errorf("received %v", got.Properties)
	}
}

func TestAThousandMessagesKeepTheirOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, s server) {
		client := s.client(t)
		topic := newTopic(t)
		consumer := consumerOf(t, client, topic)
		producer := producerOf(t, client, topic, pulsarws.BlockIfQueueFull(true))
		const count = 1000
		var settled int32
		var failures int32
		for i := 0; i < count; i++ {
			i := i
			check(t, producer.SendAsync(context.Background(), &pulsarws.Outgoing{
				Payload: []byte(fmt.Sprint("message ", i)),
				Context: []byte(fmt.Sprint(i)),
			}, func(receipt pulsarws.Receipt, err error) {
				// One at a time, and in order.
				if err != nil || string(receipt.Context) != fmt.Sprint(i) || atomic.AddInt32(&settled, 1) != int32(i+1) {
					atomic.AddInt32(&failures, 1)
				}
			}))
		}
		check(t, producer.Flush(inTime(t)))
		if settled != count || failures != 0 {
			t.Fatalf("%d settled, %d wrong", settled, failures)
		}
		if last := producer.LastSequenceID(); last != count-1 {
			t.Errorf("the last sequence id is %d", last)
		}
		for i := 0; i < count; i++ {
			message := receive(t, consumer)
			expect(t, message, fmt.Sprint("message ", i))
			check(t, consumer.Ack(message))
		}
		check(t, consumer.FlushAcks(inTime(t)))
		if left := consumer.OutstandingCount(); left != 0 {
			t.Errorf("%d are outstanding", left)
		}
	})
}

func TestASendWithoutAFunctionIsTold(t *testing.T) {
	client := plain(t).client(t)
	told := make(chan pulsarws.Receipt, 1)
	producer := producerOf(t, client, newTopic(t), pulsarws.UnawaitedHandler(
		func(receipt pulsarws.Receipt, err error) {
			if err == nil {
				told <- receipt
			}
		}))
	check(t, producer.SendAsync(context.Background(), &pulsarws.Outgoing{Context: []byte("mine")}, nil))
	select {
	case receipt := <-told:
		if string(receipt.Context) != "mine" || receipt.ID.IsZero() {
			t.Errorf("told %+v", receipt)
		}
	case <-time.After(deadline):
		t.Fatal("nobody was told")
	}
}

func TestAFullQueueIsTold(t *testing.T) {
	client := plain(t).client(t)
	producer := producerOf(t, client, newTopic(t), pulsarws.MaxPendingMessages(1))
	var err error
	for i := 0; i < 10000 && err == nil; i++ {
		err = producer.SendAsync(context.Background(), &pulsarws.Outgoing{Payload: make([]byte, 100)}, nil)
	}
	var e *pulsarws.Error
	if !errors.Is(err, pulsarws.ErrQueueFull) || !errors.As(err, &e) || !e.Retriable || e.Fatal {
		t.Errorf("the error is %#v", err)
	}
	check(t, producer.Flush(inTime(t)))
	if producer.PendingCount() != 0 || producer.PendingBytes() != 0 {
		t.Errorf("%d are pending after a flush", producer.PendingCount())
	}
}

func TestPurgedMessagesAreTold(t *testing.T) {
	client := plain(t).client(t)
	producer := producerOf(t, client, newTopic(t))
	outcomes := make(chan error, 500)
	for i := 0; i < 500; i++ {
		check(t, producer.SendAsync(context.Background(), &pulsarws.Outgoing{Payload: make([]byte, 10000)},
			func(_ pulsarws.Receipt, err error) { outcomes <- err }))
	}
	purged := must(producer.Purge(true))(t)
	check(t, producer.Flush(inTime(t)))
	failed := 0
	for i := 0; i < 500; i++ {
		err := <-outcomes
		if errors.Is(err, pulsarws.ErrNotSent) || errors.Is(err, pulsarws.ErrOutcomeUnknown) {
			failed++
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if failed != purged || purged == 0 {
		t.Errorf("%d purged, %d told", purged, failed)
	}
}

func TestABlockingProducerHeedsTheContext(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	producer := producerOf(t, client, topic, pulsarws.BlockIfQueueFull(true), pulsarws.MaxPendingMessages(1))
	for i := 0; i < 100; i++ {
		message := &pulsarws.Outgoing{Payload: []byte(fmt.Sprint(i)), Properties: map[string]string{"a": "b"}}
		must(producer.Send(inTime(t), message))(t)
	}
	for i := 0; i < 100; i++ {
		expect(t, receive(t, consumer), fmt.Sprint(i))
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := producer.Send(ended, &pulsarws.Outgoing{}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

func TestADelayedMessageComesLater(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic, pulsarws.SubscriptionType(pulsarws.Shared))
	producer := producerOf(t, client, topic)
	begun := time.Now()
	must(producer.Send(inTime(t), &pulsarws.Outgoing{
		Payload: []byte("later"), DeliverAfter: 3 * time.Second,
		ReplicationClusters: []string{"standalone"},
	}))(t)
	must(producer.Send(inTime(t), &pulsarws.Outgoing{
		Payload: []byte("later"), DeliverAt: begun.Add(3 * time.Second),
	}))(t)
	must(producer.Send(inTime(t), &pulsarws.Outgoing{Payload: []byte("now")}))(t)
	expect(t, receive(t, consumer), "now")
	for i := 0; i < 2; i++ {
		expect(t, receive(t, consumer), "later")
		// The broker's clock for this ticks once a second.
		if took := time.Since(begun); took < 2*time.Second {
			t.Errorf("it came after %v", took)
		}
	}
}

func TestAnEmptyKeyIsAKey(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	producer := producerOf(t, client, topic)
	must(producer.Send(inTime(t), &pulsarws.Outgoing{HasKey: true, SendTimeout: time.Second}))(t)
	if got := receive(t, consumer); got.Key != "" || !got.HasKey {
		t.Errorf("received %+v", got)
	}
	if _, err := producer.Send(inTime(t), &pulsarws.Outgoing{SendTimeout: 25 * time.Hour}); err == nil {
		t.Error("a send timeout of 25 hours is fine")
	}
	must(producer.Send(inTime(t), &pulsarws.Outgoing{SendTimeout: -1}))(t)
}
