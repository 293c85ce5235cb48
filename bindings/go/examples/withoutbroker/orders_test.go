// Package withoutbroker is a test without a broker: it starts pulsarws-mock,
// breaks connections on purpose, and sees that no message is lost.
//
//	go test ./examples/withoutbroker
//
// PULSARWS_MOCK says where pulsarws-mock is, when it is not in the PATH.
package withoutbroker

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

// startMock returns the URL of a pulsarws-mock that ends with the test.
func startMock(t *testing.T) string {
	program := os.Getenv("PULSARWS_MOCK")
	if program == "" {
		program = "pulsarws-mock"
	}
	program, err := exec.LookPath(program)
	if err != nil {
		t.Skip("no pulsarws-mock here: ", err)
	}
	mock := exec.Command(program, "--port", "0")
	// It ends with its standard input, so it never outlives this process.
	input, err := mock.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := mock.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := mock.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		input.Close()
		if err := mock.Wait(); err != nil {
			t.Error(err)
		}
	})
	// Its first line says where it listens: "ready ws://127.0.0.1:PORT".
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(strings.TrimSpace(line), "ready ")
}

// askFor asks the mock for a fault, by its HTTP API.
func askFor(t *testing.T, url, fault string) {
	t.Helper()
	answer, err := http.Post("http"+strings.TrimPrefix(url, "ws")+"/mock/faults", "application/json",
		strings.NewReader(fault))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		t.Fatal(answer.Status)
	}
}

// connectionsLost says how many broke, by the client's own account.
func connectionsLost(t *testing.T, client *pulsarws.Client) int {
	text, err := client.Statistics()
	if err != nil {
		t.Fatal(err)
	}
	var statistics struct {
		Client struct{ ConnectionsLost int }
	}
	if err := json.Unmarshal(text, &statistics); err != nil {
		t.Fatal(err)
	}
	return statistics.Client.ConnectionsLost
}

func TestNoOrderIsLostWithItsConnection(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	url := startMock(t)
	askFor(t, url, `{"topic": "orders", "connections": 2, "cut_after_messages": 50}`)

	client, err := pulsarws.NewClient(url)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	consumer, err := client.Subscribe(ctx, "orders", "billing")
	if err != nil {
		t.Fatal(err)
	}
	producer, err := client.CreateProducer(ctx, "orders")
	if err != nil {
		t.Fatal(err)
	}

	const count = 200
	missing := make(map[string]bool)
	for i := 0; i < count; i++ {
		order := fmt.Sprint("order ", i)
		missing[order] = true
		stored := func(_ pulsarws.Receipt, err error) {
			if err != nil {
				t.Error(order, err)
			}
		}
		if err := producer.SendAsync(ctx, &pulsarws.Outgoing{Payload: []byte(order)}, stored); err != nil {
			t.Fatal(err)
		}
	}
	if err := producer.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	// Delivery is at least once: an order may come again, and none may be missing.
	for len(missing) > 0 {
		message, err := consumer.Receive(ctx)
		if err != nil {
			t.Fatalf("%v, with %d orders missing", err, len(missing))
		}
		delete(missing, string(message.Payload))
		if err := consumer.Ack(message); err != nil {
			t.Fatal(err)
		}
	}
	if lost := connectionsLost(t, client); lost == 0 {
		t.Error("no connection was lost: nothing is tested")
	}
}
