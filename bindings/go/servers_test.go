package pulsarws_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

// deadline is what nothing in a test may take longer than.
const deadline = 30 * time.Second

func TestMain(m *testing.M) {
	if os.Getenv("PULSARWS_TEST_CHILD") != "" {
		leaveWithLiveHandles()
		return
	}
	status := m.Run()
	removeExamples()
	os.Exit(status)
}

// environment is a variable that the tests need: without it they fail.
func environment(t testing.TB, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s is not set: the tests need a running Pulsar", name)
	}
	return value
}

// A server is one of the two Pulsars, and how to get in.
type server struct {
	url, admin string
	options    []pulsarws.ClientOption
}

func plain(t testing.TB) server {
	return server{
		url:   environment(t, "PULSARWS_TEST_URL"),
		admin: environment(t, "PULSARWS_TEST_ADMIN_URL"),
	}
}

func secure(t testing.TB) server {
	return server{
		url:   environment(t, "PULSARWS_TEST_SECURE_URL"),
		admin: environment(t, "PULSARWS_TEST_SECURE_ADMIN_URL"),
		options: []pulsarws.ClientOption{
			pulsarws.TLSTrustCertsFilePath(environment(t, "PULSARWS_TEST_CA")),
			pulsarws.AuthToken(environment(t, "PULSARWS_TEST_TOKEN")),
		},
	}
}

// secureWithout is the secure server without credentials.
func secureWithout(t testing.TB) server {
	s := secure(t)
	s.options = s.options[:1]
	return s
}

// onBoth runs a test on the plain and on the secure server.
func onBoth(t *testing.T, test func(*testing.T, server)) {
	t.Run("plain", func(t *testing.T) { test(t, plain(t)) })
	t.Run("secure", func(t *testing.T) { test(t, secure(t)) })
}

func (s server) client(t testing.TB, options ...pulsarws.ClientOption) *pulsarws.Client {
	t.Helper()
	client, err := pulsarws.NewClient(s.url, append(append([]pulsarws.ClientOption(nil), s.options...), options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// terminate ends a topic.
func (s server) terminate(t testing.TB, topic string) {
	t.Helper()
	request, err := http.NewRequest("POST", s.admin+"/admin/v2/"+strings.Replace(topic, "://", "/", 1)+"/terminate", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("PULSARWS_TEST_TOKEN"))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		t.Fatalf("terminating %s: %s", topic, response.Status)
	}
}

var topics int32

// newTopic is a topic that no other test and no other run has.
func newTopic(t testing.TB) string {
	return fmt.Sprintf("go-%d-%d-%d", time.Now().UnixNano(), os.Getpid(), atomic.AddInt32(&topics, 1))
}

// inTime is a context for all of a test.
func inTime(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	t.Cleanup(cancel)
	return ctx
}

// shortly is a context for what will not happen.
func shortly(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

// eventually waits for a condition.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(deadline); !holds(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("in vain waited until %s", what)
		}
	}
}

func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func producerOf(t testing.TB, client *pulsarws.Client, topic string, options ...pulsarws.ProducerOption) *pulsarws.Producer {
	t.Helper()
	return must(client.CreateProducer(inTime(t), topic, options...))(t)
}

func consumerOf(t testing.TB, client *pulsarws.Client, topic string, options ...pulsarws.ConsumerOption) *pulsarws.Consumer {
	t.Helper()
	return must(client.Subscribe(inTime(t), topic, "sub", options...))(t)
}

func send(t testing.TB, producer *pulsarws.Producer, payloads ...string) []pulsarws.MessageID {
	t.Helper()
	var ids []pulsarws.MessageID
	for _, payload := range payloads {
		receipt := must(producer.Send(inTime(t), &pulsarws.Outgoing{Payload: []byte(payload)}))(t)
		ids = append(ids, receipt.ID)
	}
	return ids
}

func receive(t testing.TB, consumer *pulsarws.Consumer) *pulsarws.Message {
	t.Helper()
	return must(consumer.Receive(inTime(t)))(t)
}

func expect(t testing.TB, message *pulsarws.Message, payload string) {
	t.Helper()
	if string(message.Payload) != payload {
		t.Fatalf("received %q, expected %q", message.Payload, payload)
	}
}
