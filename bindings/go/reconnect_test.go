package pulsarws_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

// A relay stands between a client and a server, and can break what goes
// through it.
type relay struct {
	listener net.Listener
	target   string

	lock        sync.Mutex
	refusing    bool
	holding     bool // what the server says does not arrive
	connections []net.Conn
}

func relayTo(t *testing.T, url string) *relay {
	r := &relay{
		listener: must(net.Listen("tcp", "127.0.0.1:0"))(t),
		target:   strings.TrimPrefix(url, "ws://"),
	}
	t.Cleanup(func() { r.listener.Close(); r.breakAll(true) })
	go func() {
		for {
			from, err := r.listener.Accept()
			if err != nil {
				return
			}
			r.connect(from)
		}
	}()
	return r
}

// held is a connection that gets nothing while the relay holds.
type held struct {
	relay *relay
	to    io.Writer
}

func (h held) Write(bytes []byte) (int, error) {
	h.relay.lock.Lock()
	holding := h.relay.holding
	h.relay.lock.Unlock()
	if holding {
		return len(bytes), nil
	}
	return h.to.Write(bytes)
}

// hold has the server seem silent, or speak again after the next connect.
func (r *relay) hold(holding bool) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.holding = holding
}

func (r *relay) url() string { return "ws://" + r.listener.Addr().String() }

func (r *relay) connect(from net.Conn) {
	to, err := net.Dial("tcp", r.target)
	r.lock.Lock()
	defer r.lock.Unlock()
	if err != nil || r.refusing {
		from.Close()
		return
	}
	r.connections = append(r.connections, from, to)
	go func() {
		io.Copy(to, from)
		to.Close()
	}()
	go func() {
		io.Copy(held{r, from}, to)
		from.Close()
	}()
}

// breakAll breaks all connections, and from then on refuses new ones or not.
func (r *relay) breakAll(refuse bool) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.refusing = refuse
	for _, connection := range r.connections {
		connection.Close()
	}
	r.connections = nil
}

func TestABrokenConnectionIsToldAndMended(t *testing.T) {
	r := relayTo(t, plain(t).url)
	states := make(chan pulsarws.StateChange, 100)
	client := must(pulsarws.NewClient(r.url(), pulsarws.LogLevel(pulsarws.LogOff),
		pulsarws.StateHandler(func(change pulsarws.StateChange) {
			if change.Kind == pulsarws.KindProducer {
				states <- change
			}
		})))(t)
	defer client.Close()
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	producer := producerOf(t, client, topic)
	gaps := make(chan struct{}, 10)
	reader := must(client.CreateReader(inTime(t), topic, pulsarws.Latest,
		pulsarws.GapHandler(func() { gaps <- struct{}{} })))(t)
	send(t, producer, "before")
	before := receive(t, consumer)
	expect(t, must(reader.Next(inTime(t)))(t), "before")
	unread := must(client.CreateReader(inTime(t), topic, pulsarws.Latest,
		pulsarws.GapHandler(func() { gaps <- struct{}{} })))(t)

	r.breakAll(true)
	eventually(t, "the loss is known", func() bool {
		return !producer.IsConnected() && producer.LastError() != nil && consumer.LastError() != nil
	})
	outcome := make(chan error, 1)
	check(t, producer.SendAsync(context.Background(), &pulsarws.Outgoing{Payload: []byte("after")},
		func(_ pulsarws.Receipt, err error) { outcome <- err }))
	r.breakAll(false)
	check(t, <-outcome)

	expect(t, must(reader.Next(inTime(t)))(t), "after")
	select {
	case <-gaps: // of the one that had read nothing
	case <-time.After(deadline):
		t.Fatal("no gap was told")
	}
	if !unread.IsConnected() || len(gaps) != 0 {
		t.Error("the gap is of the wrong reader")
	}
	// What was not settled comes again, and its first delivery can still be
	// settled.
	check(t, consumer.Ack(before))
	expect(t, receive(t, consumer), "after")

	var seen []pulsarws.ConnectionState
	for change := range states {
		seen = append(seen, change.State)
		switch change.State {
		case pulsarws.StateLost:
			if !errors.Is(change.Err, pulsarws.ErrConnectionLost) {
				t.Errorf("lost for %v", change.Err)
			}
		case pulsarws.StateBackoff:
			if change.Delay <= 0 || change.Err == nil {
				t.Errorf("%+v", change)
			}
		}
		if len(seen) > 2 && change.State == pulsarws.StateOpen {
			break
		}
	}
	if seen[0] != pulsarws.StateConnecting || seen[1] != pulsarws.StateOpen || seen[2] != pulsarws.StateLost {
		t.Errorf("the states were %v", seen)
	}
}
