package pulsarws_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

// leaveWithLiveHandles is the child process: it ends in the midst of things.
func leaveWithLiveHandles() {
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	options := []pulsarws.ClientOption{}
	if token := os.Getenv("PULSARWS_TEST_CHILD_TOKEN"); token != "" {
		options = append(options, pulsarws.AuthToken(token), pulsarws.TLSTrustCertsFilePath(os.Getenv("PULSARWS_TEST_CA")))
	}
	client, err := pulsarws.NewClient(os.Getenv("PULSARWS_TEST_CHILD"), options...)
	if err != nil {
		panic(err)
	}
	topic := os.Getenv("PULSARWS_TEST_CHILD_TOPIC")
	consumer, err := client.Subscribe(ctx, topic, "sub")
	if err != nil {
		panic(err)
	}
	producer, err := client.CreateProducer(ctx, topic)
	if err != nil {
		panic(err)
	}
	go func() { consumer.Receive(context.Background()) }()
	consumer.Messages(context.Background())
	for i := 0; i < 100; i++ {
		if err := producer.SendAsync(ctx, &pulsarws.Outgoing{Payload: make([]byte, 1000)}, func(pulsarws.Receipt, error) {}); err != nil {
			panic(err)
		}
	}
}

func TestAProcessMayEndWithLiveHandles(t *testing.T) {
	onBoth(t, func(t *testing.T, s server) {
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		defer cancel()
		child := exec.CommandContext(ctx, os.Args[0])
		child.Env = append(os.Environ(), "PULSARWS_TEST_CHILD="+s.url, "PULSARWS_TEST_CHILD_TOPIC="+newTopic(t))
		if len(s.options) > 0 {
			child.Env = append(child.Env, "PULSARWS_TEST_CHILD_TOKEN="+environment(t, "PULSARWS_TEST_TOKEN"))
		}
		var output, problems bytes.Buffer
		child.Stdout, child.Stderr = &output, &problems
		begun := time.Now()
		if err := child.Run(); err != nil || problems.Len() > 0 {
			t.Errorf("%v, standard error: %s", err, problems.String())
		}
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}
