package pulsarws_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

// residentKilobytes is how much memory the process has.
func residentKilobytes(t *testing.T) int {
	t.Helper()
	status := must(os.ReadFile("/proc/self/status"))(t)
	for _, line := range strings.Split(string(status), "\n") {
		if strings.HasPrefix(line, "VmRSS:") {
			return must(strconv.Atoi(strings.Fields(line)[1]))(t)
		}
	}
	t.Fatal("there is no VmRSS")
	return 0
}

func TestDroppedProducersLeaveNothing(t *testing.T) {
	count := 500
	if text := os.Getenv("PULSARWS_TEST_PRODUCERS"); text != "" {
		count = must(strconv.Atoi(text))(t)
	}
	client := plain(t).client(t, pulsarws.LogLevel(pulsarws.LogError))
	topic := newTopic(t)
	use := func(i int) {
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		defer cancel()
		producer, err := client.CreateProducer(ctx, topic)
		check(t, err)
		check(t, producer.SendAsync(context.Background(), &pulsarws.Outgoing{Payload: []byte(fmt.Sprint(i))}, nil))
		if i%2 == 0 {
			check(t, producer.Close())
		} // else it is dropped
	}
	warm := count / 5
	for i := 0; i < warm; i++ {
		use(i)
		if i%20 == 0 {
			runtime.GC()
		}
	}
	collectProducers(t, client)
	before, goroutines, begun := residentKilobytes(t), runtime.NumGoroutine(), time.Now()
	for i := warm; i < count; i++ {
		use(i)
		if i%20 == 0 {
			runtime.GC()
		}
	}
	collectProducers(t, client)
	grown := residentKilobytes(t) - before
	t.Logf("%d producers in %v: from %d kB by %d kB", count-warm, time.Since(begun).Round(time.Millisecond), before, grown)
	if most := 20000 + (count-warm)/2; grown > most {
		t.Errorf("the process has grown by %d kB, more than %d", grown, most)
	}
	if now := runtime.NumGoroutine(); now > goroutines+10 {
		t.Errorf("there were %d goroutines, and are %d", goroutines, now)
	}
	if known := pulsarws.KnownHandles(client); known != 0 {
		t.Errorf("%d handles are remembered", known)
	}
}

// collectProducers waits until all producers are gone.
func collectProducers(t *testing.T, client *pulsarws.Client) {
	eventually(t, "the producers are collected", func() bool {
		runtime.GC()
		text := string(must(client.Statistics())(t))
		return strings.Contains(text, `"producers":[]`)
	})
}

func TestDroppedClientsEnd(t *testing.T) {
	before := runtime.NumGoroutine()
	for i := 0; i < 20; i++ {
		client := must(pulsarws.NewClient(environment(t, "PULSARWS_TEST_URL")))(t)
		topic := newTopic(t)
		consumer := must(client.Subscribe(inTime(t), topic, "sub"))(t)
		producer := must(client.CreateProducer(inTime(t), topic))(t)
		send(t, producer, "dropped")
		receive(t, consumer) // never settled
	}
	eventually(t, "the clients' goroutines have ended", func() bool {
		runtime.GC()
		return runtime.NumGoroutine() <= before+1
	})
}

func TestAMessageOutlivesItsConsumer(t *testing.T) {
	message := func() *pulsarws.Message {
		client := must(pulsarws.NewClient(environment(t, "PULSARWS_TEST_URL")))(t)
		defer client.Close()
		topic := newTopic(t)
		consumer := consumerOf(t, client, topic)
		send(t, producerOf(t, client, topic), "kept")
		return receive(t, consumer)
	}()
	for i := 0; i < 5; i++ {
		runtime.GC()
	}
	expect(t, message, "kept")
	if message.ID.String() == "" || message.Topic == "" {
		t.Errorf("%+v", message)
	}
}
