package pulsarws_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

// refused checks that an error is what it should be.
func refused(t *testing.T, err, target error, httpStatus int) {
	t.Helper()
	var e *pulsarws.Error
	if !errors.Is(err, target) || !errors.As(err, &e) || e.HTTPStatus != httpStatus {
		t.Errorf("the error is %v (HTTP %d), not %v", err, e.HTTPStatus, target)
		return
	}
	if e.Message == "" || !strings.Contains(err.Error(), e.Message) || errors.Is(err, pulsarws.ErrInternal) {
		t.Errorf("the error is %#v", e)
	}
}

func TestRefusalsHaveTheirHTTPStatus(t *testing.T) {
	cases := []struct {
		name, token, topic string
		err                error
		status             int
	}{
		{"wrong token", "not.a.token", "", pulsarws.ErrAuthentication, 401},
		{"no rights", environment(t, "PULSARWS_TEST_TOKEN_NO_RIGHTS"), "", pulsarws.ErrAuthorization, 403},
		{"no namespace", environment(t, "PULSARWS_TEST_TOKEN"), "public/nowhere/", pulsarws.ErrNotFound, 404},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			client := secureWithout(t).client(t, pulsarws.AuthToken(c.token))
			topic := c.topic + newTopic(t)
			_, err := client.CreateProducer(inTime(t), topic)
			refused(t, err, c.err, c.status)
			_, err = client.Subscribe(inTime(t), topic, "sub")
			refused(t, err, c.err, c.status)
			if c.status != 404 { // for which the server has 500 there
				_, err = client.CreateReader(inTime(t), topic, pulsarws.Earliest)
				refused(t, err, c.err, c.status)
			}
		})
	}
	t.Run("no token", func(t *testing.T) {
		_, err := secureWithout(t).client(t).CreateProducer(inTime(t), newTopic(t))
		refused(t, err, pulsarws.ErrAuthentication, 401)
	})
	t.Run("subscription in use", func(t *testing.T) {
		client := plain(t).client(t)
		topic := newTopic(t)
		consumerOf(t, client, topic)
		_, err := client.Subscribe(inTime(t), topic, "sub")
		refused(t, err, pulsarws.ErrConflict, 409)
	})
}

func TestWhatIsWrongAtOnce(t *testing.T) {
	if _, err := pulsarws.NewClient("http://localhost"); !errors.Is(err, pulsarws.ErrInvalidURL) {
		t.Errorf("the error of another scheme is %v", err)
	}
	if _, err := pulsarws.NewClient(""); !errors.Is(err, pulsarws.ErrInvalidArgument) {
		t.Errorf("the error of no URL is %v", err)
	}
	client := plain(t).client(t)
	if _, err := client.CreateProducer(inTime(t), "a/b"); !errors.Is(err, pulsarws.ErrInvalidTopic) {
		t.Errorf("the error of half a topic is %v", err)
	}
	if _, err := client.SubscribeTopics(inTime(t), nil, "sub"); !errors.Is(err, pulsarws.ErrInvalidArgument) {
		t.Errorf("the error of no topics is %v", err)
	}
	producer := producerOf(t, client, newTopic(t))
	for _, bad := range []*pulsarws.Outgoing{
		{Key: "\xff"},
		{Properties: map[string]string{"a": "\xff"}},
		{EventTime: time.Unix(-1, 0)},
		{DeliverAfter: -time.Second},
	} {
		if _, err := producer.Send(inTime(t), bad); !errors.Is(err, pulsarws.ErrInvalidMessage) {
			t.Errorf("the error of %+v is %v", bad, err)
		}
	}
	big := &pulsarws.Outgoing{Payload: make([]byte, 1<<20)}
	if _, err := producer.Send(inTime(t), big); !errors.Is(err, pulsarws.ErrMessageTooBig) {
		t.Errorf("the error of a large message is %v", err)
	}
	if err := producer.SendAsync(context.Background(), big, func(pulsarws.Receipt, error) { t.Error("called") }); !errors.Is(err, pulsarws.ErrMessageTooBig) {
		t.Errorf("the error of a large message is %v", err)
	}
}

func TestTLSFailuresAreTold(t *testing.T) {
	s := secure(t)
	client := must(pulsarws.NewClient(s.url, s.options[1]))(t)
	defer client.Close()
	_, err := client.CreateProducer(inTime(t), newTopic(t))
	refused(t, err, pulsarws.ErrTLSCertificate, 0)
}

func TestTheContextsErrorHasTheLastFailure(t *testing.T) {
	// A port that nothing listens on.
	listener := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	url := "ws://" + listener.Addr().String()
	check(t, listener.Close())
	client := must(pulsarws.NewClient(url, pulsarws.LogLevel(pulsarws.LogOff)))(t)
	defer client.Close()
	_, err := client.CreateProducer(inTime(t), newTopic(t))
	var e *pulsarws.Error
	if !errors.Is(err, pulsarws.ErrConnect) || !errors.As(err, &e) || !e.Retriable || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the error is %v", err)
	}
	patient := must(pulsarws.NewClient(url, pulsarws.LogLevel(pulsarws.LogOff), pulsarws.RetryOnFailedConnect(true)))(t)
	defer patient.Close()
	_, err = patient.CreateProducer(shortly(t), newTopic(t))
	if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, pulsarws.ErrConnect) {
		t.Errorf("the error is %v", err)
	}
	if e, ok := err.(interface{ Timeout() bool }); !ok || !e.Timeout() {
		t.Errorf("%v is no timeout", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err = patient.Subscribe(ctx, newTopic(t), "sub")
	if !errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the error is %v", err)
	}
}

func TestAStatusHasAName(t *testing.T) {
	if text := pulsarws.StatusTimeout.String(); text != "PWS_ERR_TIMEOUT" {
		t.Error(text)
	}
	if text := fmt.Sprint(pulsarws.Status(12345)); text != "Status(12345)" {
		t.Error(text)
	}
	if pulsarws.Version() == "" || pulsarws.ErrTimeout.Error() == "" {
		t.Error("there is no version or no text")
	}
	if len(pulsarws.Transports()) == 0 {
		t.Error("there is no transport")
	}
}
