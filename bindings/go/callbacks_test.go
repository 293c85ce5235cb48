package pulsarws_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

func expectPanic(t *testing.T, reported <-chan error, value any) {
	t.Helper()
	select {
	case err := <-reported:
		var p *pulsarws.PanicError
		if !errors.As(err, &p) || p.Value != value || !strings.Contains(string(p.Stack), "_test.go") {
			t.Errorf("reported %v", err)
		}
	case <-time.After(deadline):
		t.Error("nothing was reported")
	}
}

func TestAPanicIsReportedAndNotFatal(t *testing.T) {
	reported := make(chan error, 10)
	client := plain(t).client(t, pulsarws.ReportHandler(func(err error) {
		reported <- err
		panic("in the reporter too")
	}))
	var written bytes.Buffer
	log.SetOutput(&written)
	defer log.SetOutput(os.Stderr)
	producer := producerOf(t, client, newTopic(t))
	check(t, producer.SendAsync(context.Background(), &pulsarws.Outgoing{}, func(pulsarws.Receipt, error) { panic("of a test") }))
	settled := make(chan error, 1)
	check(t, producer.SendAsync(context.Background(), &pulsarws.Outgoing{}, func(_ pulsarws.Receipt, err error) { settled <- err }))
	expectPanic(t, reported, "of a test")
	check(t, <-settled)
	check(t, client.Close())
	if !strings.Contains(written.String(), "in the reporter too") {
		t.Errorf("the log has %q", written.String())
	}
}

func TestAnUnawaitedFailureIsReported(t *testing.T) {
	reported := make(chan error, 1000)
	client := plain(t).client(t, pulsarws.ReportHandler(func(err error) { reported <- err }))
	producer := producerOf(t, client, newTopic(t))
	for i := 0; i < 500; i++ {
		check(t, producer.SendAsync(context.Background(), &pulsarws.Outgoing{Payload: make([]byte, 10000)}, nil))
	}
	purged := must(producer.Purge(true))(t)
	check(t, producer.Flush(inTime(t)))
	if len(reported) != purged || purged == 0 {
		t.Errorf("%d purged, %d reported", purged, len(reported))
	}
}

// A callback may call what waits, since its events are taken all the same.
func TestACallbackMayWait(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	producer := producerOf(t, client, topic)
	done := make(chan error, 1)
	check(t, producer.SendAsync(context.Background(), &pulsarws.Outgoing{Payload: []byte("first")}, func(_ pulsarws.Receipt, err error) {
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		defer cancel()
		if err == nil {
			_, err = producer.Send(ctx, &pulsarws.Outgoing{Payload: []byte("second")})
		}
		if err == nil {
			_, err = consumer.Receive(ctx)
		}
		if err == nil {
			err = consumer.Close()
		}
		done <- err
	}))
	check(t, <-done)
}

func TestStatesLogAndStatisticsAreTold(t *testing.T) {
	var lock sync.Mutex
	var states []pulsarws.StateChange
	var lines []pulsarws.LogEntry
	statistics := make(chan json.RawMessage, 1000)
	client := plain(t).client(t,
		pulsarws.StateHandler(func(change pulsarws.StateChange) {
			lock.Lock()
			defer lock.Unlock()
			states = append(states, change)
		}),
		pulsarws.LogHandler(func(line pulsarws.LogEntry) {
			lock.Lock()
			defer lock.Unlock()
			lines = append(lines, line)
		}),
		pulsarws.LogLevel(pulsarws.LogDebug),
		pulsarws.StatisticsHandler(func(text json.RawMessage) { statistics <- text }),
		pulsarws.StatisticsInterval(20*time.Millisecond))
	topic := newTopic(t)
	producer := producerOf(t, client, topic, pulsarws.ProducerName("the producer of "+topic))
	send(t, producer, "one")
	var told struct{ Producers []map[string]any }
	check(t, json.Unmarshal(<-statistics, &told))
	for _, text := range []json.RawMessage{
		must(client.Statistics())(t), must(producer.Statistics())(t),
		must(consumerOf(t, client, topic).Statistics())(t),
		must(readerOf(t, client, topic, pulsarws.Earliest).Statistics())(t),
	} {
		if !json.Valid(text) || !bytes.Contains(text, []byte(topic)) {
			t.Errorf("the statistics are %s", text)
		}
	}
	check(t, client.Close())
	if err := producer.LastError(); !errors.Is(err, pulsarws.ErrClosed) {
		t.Errorf("the last error of a closed producer is %v", err)
	}
	must(client.Statistics())(t)

	var seen []pulsarws.ConnectionState
	for _, change := range states { // all callbacks have returned
		if change.Kind == pulsarws.KindProducer {
			seen = append(seen, change.State)
			if change.Topic != producer.Topic() || change.Name != producer.Name() || change.Connection != 1 {
				t.Errorf("%+v", change)
			}
		}
	}
	want := []pulsarws.ConnectionState{pulsarws.StateConnecting, pulsarws.StateOpen, pulsarws.StateClosed}
	if len(seen) != 3 || seen[0] != want[0] || seen[1] != want[1] || seen[2] != want[2] {
		t.Errorf("the producer's states were %v", seen)
	}
	about := 0
	for _, line := range lines {
		if line.Topic == producer.Topic() && line.Message != "" && line.Component != "" && !line.Time.IsZero() && line.Level > 0 {
			about++
		}
	}
	if about == 0 {
		t.Errorf("no line of %d is about the topic", len(lines))
	}
}
