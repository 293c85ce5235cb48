package pulsarws_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

func readerOf(t testing.TB, client *pulsarws.Client, topic string, start pulsarws.MessageID) *pulsarws.Reader {
	t.Helper()
	return must(client.CreateReader(inTime(t), topic, start, pulsarws.ReaderName("reader of a test"),
		pulsarws.GapHandler(func() { t.Error("a gap") })))(t)
}

func TestAReaderStartsWhereItIsTold(t *testing.T) {
	onBoth(t, func(t *testing.T, s server) {
		client := s.client(t)
		topic := newTopic(t)
		producer := producerOf(t, client, topic)
		ids := send(t, producer, "0", "1", "2", "3")

		all := readerOf(t, client, topic, pulsarws.Earliest)
		for i := range ids {
			message := must(all.Next(inTime(t)))(t)
			expect(t, message, fmt.Sprint(i))
			if message.ID.Compare(ids[i]) != 0 || message.Topic != all.Topic() {
				t.Errorf("message %d has the id %s and the topic %s", i, message.ID, message.Topic)
			}
		}
		behind := readerOf(t, client, topic, ids[1])
		batch := must(behind.ReadBatch(inTime(t), 2, 0, deadline))(t)
		expect(t, batch[0], "2")
		expect(t, batch[1], "3")

		latest := readerOf(t, client, topic, pulsarws.Latest)
		if message, err := latest.Next(shortly(t)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("behind the last there is %v, %v", message, err)
		}
		send(t, producer, "4")
		for _, reader := range []*pulsarws.Reader{all, behind, latest} {
			expect(t, must(reader.Next(inTime(t)))(t), "4")
			if reader.Name() != "reader of a test" || !reader.IsConnected() || reader.LastError() != nil {
				t.Errorf("%s, %v, %v", reader.Name(), reader.IsConnected(), reader.LastError())
			}
			check(t, reader.Close())
			if _, err := reader.Next(inTime(t)); !errors.Is(err, pulsarws.ErrClosed) {
				t.Errorf("the error after the close is %v", err)
			}
		}
	})
}

func TestAReaderThroughAChannel(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	producer := producerOf(t, client, topic)
	for i := 0; i < 200; i++ {
		check(t, producer.SendAsync(context.Background(), &pulsarws.Outgoing{Payload: []byte(fmt.Sprint(i))}, nil))
	}
	check(t, producer.Flush(inTime(t)))
	reader := readerOf(t, client, topic, pulsarws.Earliest)
	i := 0
	for message := range reader.Messages(inTime(t)) {
		expect(t, message, fmt.Sprint(i))
		if i++; i == 200 {
			break
		}
	}
	if i != 200 {
		t.Fatalf("the channel ended after %d: %v", i, reader.LastError())
	}
}

func TestTheEndOfATopic(t *testing.T) {
	s := plain(t)
	client := s.client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	producer := producerOf(t, client, topic)
	send(t, producer, "last")
	reader := readerOf(t, client, topic, pulsarws.Earliest)
	eventually(t, "the message was fetched", func() bool {
		next, known := reader.HasNext()
		return next && known
	})
	ended := must(consumer.EndOfTopic(inTime(t)))(t)
	if ended {
		t.Error("the topic has ended before its end")
	}
	s.terminate(t, producer.Topic())
	expect(t, must(reader.Next(inTime(t)))(t), "last")
	last := receive(t, consumer)
	expect(t, last, "last")
	check(t, consumer.Ack(last))
	eventually(t, "the topic has ended", func() bool {
		return must(consumer.EndOfTopic(inTime(t)))(t) && must(reader.EndOfTopic(inTime(t)))(t)
	})
	eventually(t, "there is no next", func() bool {
		next, known := reader.HasNext()
		return !next && known
	})
}

func TestIdsAreValues(t *testing.T) {
	client := plain(t).client(t)
	ids := send(t, producerOf(t, client, newTopic(t)), "0", "1")
	data := must(ids[0].MarshalBinary())(t)
	same := must(pulsarws.ParseMessageID(data))(t)
	var unmarshalled pulsarws.MessageID
	check(t, unmarshalled.UnmarshalBinary(data))
	if same != ids[0] || unmarshalled != ids[0] || same.Compare(ids[0]) != 0 {
		t.Errorf("%s became %s and %s", ids[0], same, unmarshalled)
	}
	if ids[0].Compare(ids[1]) >= 0 || ids[1].Compare(ids[0]) <= 0 ||
		pulsarws.Earliest.Compare(ids[0]) >= 0 || pulsarws.Latest.Compare(ids[1]) <= 0 {
		t.Errorf("%s and %s are in no order", ids[0], ids[1])
	}
	id := ids[1]
	text := fmt.Sprintf("%d:%d:%d:%d", id.Ledger(), id.Entry(), id.Partition(), id.BatchIndex())
	if id.String() != text || id.Partition() != -1 || id.BatchIndex() != -1 || id.Entry() != ids[0].Entry()+1 {
		t.Errorf("%s is not %s", id, text)
	}
	for _, bad := range [][]byte{nil, []byte("nonsense")} {
		if id, err := pulsarws.ParseMessageID(bad); !errors.Is(err, pulsarws.ErrInvalidArgument) {
			t.Errorf("%q became %s, %v", bad, id, err)
		}
	}
	var none pulsarws.MessageID
	if !none.IsZero() || none.String() != "" || none.Ledger() != -1 || ids[0].IsZero() {
		t.Errorf("the zero value is %q", none)
	}
	if _, err := client.CreateReader(inTime(t), newTopic(t), none); !errors.Is(err, pulsarws.ErrInvalidArgument) {
		t.Errorf("the error of a reader from nowhere is %v", err)
	}
}
