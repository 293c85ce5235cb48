package pulsarws_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

func TestATokenSupplierIsAsked(t *testing.T) {
	token := environment(t, "PULSARWS_TEST_TOKEN")
	var asked int32
	client := secureWithout(t).client(t, pulsarws.TokenSupplier(func(ctx context.Context) (string, error) {
		atomic.AddInt32(&asked, 1)
		time.Sleep(20 * time.Millisecond) // it may take its time
		return token, ctx.Err()
	}))
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	send(t, producerOf(t, client, topic), "authenticated")
	expect(t, receive(t, consumer), "authenticated")
	if asked != 2 {
		t.Errorf("asked %d times", asked)
	}
}

func TestATokenSupplierThatFails(t *testing.T) {
	cases := map[string]struct {
		supply func(context.Context) (string, error)
		err    error
		words  string
	}{
		"error": {func(context.Context) (string, error) {
			return "", errors.New("the vault is closed")
		}, pulsarws.ErrCredentials, "the vault is closed"},
		"wrong token": {func(context.Context) (string, error) {
			return "not.a.token", nil
		}, pulsarws.ErrAuthentication, ""},
		"no token at all": {func(context.Context) (string, error) {
			return "a b", nil
		}, pulsarws.ErrCredentials, ""},
		"panic": {func(context.Context) (string, error) {
			panic("of a supplier")
		}, pulsarws.ErrCredentials, "panicked"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			reported := make(chan error, 1)
			client := secureWithout(t).client(t, pulsarws.TokenSupplier(c.supply),
				pulsarws.ReportHandler(func(err error) { reported <- err }))
			_, err := client.CreateProducer(inTime(t), newTopic(t))
			if !errors.Is(err, c.err) || !strings.Contains(err.Error(), c.words) {
				t.Errorf("the error is %v", err)
			}
			if name == "panic" {
				expectPanic(t, reported, "of a supplier")
			}
		})
	}
}

func TestATokenSupplierHearsOfTheEnd(t *testing.T) {
	waiting, ended := make(chan struct{}), make(chan struct{})
	client := secureWithout(t).client(t, pulsarws.TokenSupplier(func(ctx context.Context) (string, error) {
		close(waiting)
		<-ctx.Done()
		close(ended)
		return "", ctx.Err()
	}))
	failed := make(chan error)
	go func() {
		_, err := client.CreateProducer(context.Background(), "test")
		failed <- err
	}()
	<-waiting
	check(t, client.Close())
	select {
	case <-ended:
	case <-time.After(deadline):
		t.Fatal("the supplier still waits")
	}
	if err := <-failed; !errors.Is(err, pulsarws.ErrClosed) {
		t.Errorf("the error is %v", err)
	}
}

func TestATokenSupplierStandsAlone(t *testing.T) {
	_, err := pulsarws.NewClient("ws://127.0.0.1:1", pulsarws.AuthToken("x"),
		pulsarws.TokenSupplier(func(context.Context) (string, error) { return "", nil }))
	if !errors.Is(err, pulsarws.ErrInvalidArgument) {
		t.Errorf("the error is %v", err)
	}
}
