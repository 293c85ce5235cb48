package pulsarws_test

import (
	"context"
	"fmt"
	"testing"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

// sendMany sends payloads "0" to "count-1" and waits for the last.
func sendMany(t testing.TB, producer *pulsarws.Producer, count int) {
	t.Helper()
	for i := 0; i < count; i++ {
		check(t, producer.SendAsync(context.Background(), &pulsarws.Outgoing{Payload: []byte(fmt.Sprint(i))}, nil))
	}
	check(t, producer.Flush(inTime(t)))
}

func TestAThousandMessagesThroughAChannel(t *testing.T) {
	onBoth(t, func(t *testing.T, s server) {
		client := s.client(t)
		topic := newTopic(t)
		consumer := consumerOf(t, client, topic)
		producer := producerOf(t, client, topic, pulsarws.BlockIfQueueFull(true))
		sent := make(chan struct{})
		go func() {
			defer close(sent)
			sendMany(t, producer, 1000)
		}()
		i := 0
		for message := range consumer.Messages(inTime(t)) {
			expect(t, message, fmt.Sprint(i))
			check(t, consumer.Ack(message))
			if i++; i == 1000 {
				break
			}
		}
		if i != 1000 {
			t.Fatalf("the channel ended after %d: %v", i, consumer.LastError())
		}
		<-sent
	})
}

func TestAChannelLosesNothingWithItsContext(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	const count = 500
	sendMany(t, producerOf(t, client, topic), count)
	next := 0
	for next < count {
		// Each channel is given up after some messages, with others in it.
		ctx, cancel := context.WithCancel(inTime(t))
		messages := consumer.Messages(ctx)
		for taken := 0; taken < 7 && next < count; taken++ {
			message, ok := <-messages
			if !ok {
				t.Fatalf("the channel ended after %d: %v", next, consumer.LastError())
			}
			expect(t, message, fmt.Sprint(next))
			next++
		}
		cancel()
		for message := range messages {
			// What the channel had still is handed out, and nothing twice.
			expect(t, message, fmt.Sprint(next))
			next++
		}
	}
	if outstanding := consumer.OutstandingCount(); outstanding != count || consumer.QueuedCount() != 0 {
		t.Errorf("%d are outstanding, %d wait", outstanding, consumer.QueuedCount())
	}
}

func TestAWaitingReceiveIsGivenWhatAChannelReturns(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	sendMany(t, producerOf(t, client, topic), 1)
	ctx, cancel := context.WithCancel(inTime(t))
	consumer.Messages(ctx)
	eventually(t, "the channel has the message", func() bool { return consumer.OutstandingCount() == 1 })
	got := make(chan *pulsarws.Message)
	go func() {
		message, err := consumer.Receive(inTime(t))
		if err != nil {
			t.Error(err)
		}
		got <- message
	}()
	// The receive is in the library by then.
	if _, err := consumer.Receive(shortly(t)); err == nil {
		t.Fatal("there is a second message")
	}
	cancel()
	expect(t, <-got, "0")
}

func TestAChannelEndsWithItsConsumer(t *testing.T) {
	client := plain(t).client(t)
	consumer := consumerOf(t, client, newTopic(t))
	messages := consumer.Messages(context.Background())
	check(t, consumer.Close())
	if message, ok := <-messages; ok {
		t.Errorf("received %q", message.Payload)
	}
	if consumer.LastError() == nil {
		t.Error("nothing says why")
	}
}
