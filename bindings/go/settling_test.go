package pulsarws_test

import (
	"context"
	"errors"
	"testing"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

func TestAnAckedMessageDoesNotComeAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, s server) {
		// The broker notices the first consumer's end a moment later.
		client := s.client(t, pulsarws.RetryOnFailedConnect(true))
		topic := newTopic(t)
		consumer := consumerOf(t, client, topic)
		send(t, producerOf(t, client, topic), "acked", "left")
		first := receive(t, consumer)
		expect(t, first, "acked")
		check(t, consumer.Ack(first))
		check(t, consumer.Ack(first)) // the first counts
		check(t, consumer.Nack(first))
		expect(t, receive(t, consumer), "left")
		check(t, consumer.Close())
		again := consumerOf(t, client, topic)
		message := receive(t, again)
		expect(t, message, "left")
		check(t, again.AckID(message.ID))
		if err := again.AckID(message.ID); !errors.Is(err, pulsarws.ErrWrongConsumer) {
			t.Errorf("the error of a second ack is %v", err)
		}
	})
}

func TestANackedMessageComesAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, s server) {
		client := s.client(t)
		topic := newTopic(t)
		consumer := consumerOf(t, client, topic,
			pulsarws.SubscriptionType(pulsarws.Shared),
			pulsarws.NegativeAckRedeliveryDelay(100*time.Millisecond))
		send(t, producerOf(t, client, topic), "again")
		first := receive(t, consumer)
		check(t, consumer.Nack(first))
		second := receive(t, consumer)
		expect(t, second, "again")
		if second.ID.Compare(first.ID) != 0 || second.RedeliveryCount < 1 {
			t.Errorf("%s came for the time %d", second.ID, second.RedeliveryCount)
		}
		check(t, consumer.NackID(second.ID))
		third := receive(t, consumer)
		expect(t, third, "again")
		check(t, consumer.Redeliver())
		fourth := receive(t, consumer)
		expect(t, fourth, "again")
		check(t, consumer.Ack(fourth))
	})
}

func TestACumulativeAckSettlesWhatWasBefore(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	send(t, producerOf(t, client, topic), "1", "2", "3", "4", "5")
	var messages []*pulsarws.Message
	for i := 0; i < 5; i++ {
		messages = append(messages, receive(t, consumer))
	}
	check(t, consumer.AckCumulative(messages[2]))
	if left := consumer.OutstandingCount(); left != 2 {
		t.Errorf("%d are outstanding", left)
	}
	check(t, consumer.AckCumulativeID(messages[4].ID))
	if left := consumer.OutstandingCount(); left != 0 {
		t.Errorf("%d are outstanding", left)
	}
	shared := must(client.Subscribe(inTime(t), topic, "shared", earliest,
		pulsarws.SubscriptionType(pulsarws.Shared)))(t)
	message := receive(t, shared)
	if err := shared.AckCumulative(message); !errors.Is(err, pulsarws.ErrNotSupported) {
		t.Errorf("the error on a shared subscription is %v", err)
	}
	check(t, shared.Ack(message))
	if left := shared.OutstandingCount(); left != 0 {
		t.Errorf("an ack after a refused one leaves %d outstanding", left)
	}
	if err := consumer.Ack(receive(t, shared)); !errors.Is(err, pulsarws.ErrWrongConsumer) {
		t.Errorf("the error of another consumer's message is %v", err)
	}
}

func TestSeveralTopicsAndAPattern(t *testing.T) {
	client := plain(t).client(t)
	base := newTopic(t)
	names := []string{base + "-a", base + "-b"}
	var producers []*pulsarws.Producer
	for _, name := range names {
		producers = append(producers, producerOf(t, client, name))
	}
	both := must(client.SubscribeTopics(inTime(t), names, "list"))(t)
	pattern := must(client.SubscribePattern(inTime(t), "persistent://public/default/"+base+"-.*", "pattern"))(t)
	for i, producer := range producers {
		send(t, producer, names[i])
	}
	for _, consumer := range []*pulsarws.Consumer{both, pattern} {
		got := map[string]bool{}
		for range names {
			message := receive(t, consumer)
			got[string(message.Payload)] = true
			check(t, consumer.Ack(message))
		}
		if !got[names[0]] || !got[names[1]] {
			t.Errorf("%s had %v", consumer.Topic(), got)
		}
	}
}

func TestABatchTakesWhatThereIs(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	if _, err := consumer.ReceiveBatch(inTime(t), 10, 0, 50*time.Millisecond); !errors.Is(err, pulsarws.ErrTimeout) {
		t.Errorf("the error of none is %v", err)
	}
	if _, err := consumer.ReceiveBatch(inTime(t), 0, 0, time.Second); !errors.Is(err, pulsarws.ErrInvalidArgument) {
		t.Errorf("the error of a limit of 0 is %v", err)
	}
	send(t, producerOf(t, client, topic), "first", "second", "third", "fourth")
	batch := must(consumer.ReceiveBatch(inTime(t), 2, 0, deadline))(t)
	if len(batch) != 2 {
		t.Fatalf("%d came", len(batch))
	}
	expect(t, batch[0], "first")
	expect(t, batch[1], "second")
	batch = must(consumer.ReceiveBatch(inTime(t), 10, len("third"), deadline))(t)
	if len(batch) != 1 {
		t.Fatalf("%d came within the bytes of one", len(batch))
	}
	eventually(t, "the fourth has come", func() bool { return consumer.QueuedCount() == 1 })
	batch = must(consumer.ReceiveBatch(inTime(t), 10, 0, 100*time.Millisecond))(t)
	if len(batch) != 1 {
		t.Fatalf("%d came until the time was up", len(batch))
	}
	expect(t, batch[0], "fourth")
}

func TestAPausedConsumerWaits(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	check(t, consumer.Pause())
	send(t, producerOf(t, client, topic), "held")
	eventually(t, "it was fetched", func() bool { return consumer.QueuedCount() == 1 })
	if message, err := consumer.Receive(shortly(t)); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("received %v, %v in a pause", message, err)
	}
	check(t, consumer.Resume())
	expect(t, receive(t, consumer), "held")
}

func TestManualPermits(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	automatic := consumerOf(t, client, topic)
	if err := automatic.Permit(1); !errors.Is(err, pulsarws.ErrNotSupported) {
		t.Errorf("the error without manual permits is %v", err)
	}
	consumer := must(client.Subscribe(inTime(t), topic, "manual", pulsarws.Permits(pulsarws.ManualPermits)))(t)
	send(t, producerOf(t, client, topic), "one", "two")
	check(t, consumer.Permit(1))
	expect(t, receive(t, consumer), "one")
	if message, err := consumer.Receive(shortly(t)); err == nil {
		t.Fatalf("received %q without a permit", message.Payload)
	}
	check(t, consumer.Permit(1))
	expect(t, receive(t, consumer), "two")
}

func TestUnsubscribing(t *testing.T) {
	client := plain(t).client(t, pulsarws.RetryOnFailedConnect(true))
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	if consumer.Subscription() != "sub" || !consumer.IsConnected() || consumer.LastError() != nil {
		t.Errorf("%s, %v, %v", consumer.Subscription(), consumer.IsConnected(), consumer.LastError())
	}
	check(t, consumer.Unsubscribe(inTime(t)))
	if _, err := consumer.Receive(inTime(t)); !errors.Is(err, pulsarws.ErrClosed) {
		t.Errorf("the error afterwards is %v", err)
	}
	// What is sent while there is no subscription is not for the next one.
	send(t, producerOf(t, client, topic), "lost")
	again := consumerOf(t, client, topic)
	if message, err := again.Receive(shortly(t)); err == nil {
		t.Errorf("received %q", message.Payload)
	}
}
