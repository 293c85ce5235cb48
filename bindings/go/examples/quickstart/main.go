// Quickstart sends one message to Pulsar, receives it back and acknowledges it.
//
//	PULSAR_URL=wss://localhost:9443 PULSAR_TOKEN=... go run ./examples/quickstart
//
// PULSAR_CA names a PEM file with the certificates to trust, where the
// system's do not do.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()

	// A client: where the server is, and who we are.
	url := os.Getenv("PULSAR_URL")
	if url == "" {
		url = "wss://localhost:9443"
	}
	var options []pulsarws.ClientOption
	if token := os.Getenv("PULSAR_TOKEN"); token != "" {
		options = append(options, pulsarws.AuthToken(token))
	}
	if ca := os.Getenv("PULSAR_CA"); ca != "" {
		options = append(options, pulsarws.TLSTrustCertsFilePath(ca))
	}
	client, err := pulsarws.NewClient(url, options...)
	if err != nil {
		return err
	}
	defer client.Close()

	// A consumer on topic test, subscription sub; then a producer.
	consumer, err := client.Subscribe(ctx, "test", "sub")
	if err != nil {
		return err
	}
	fmt.Printf("consuming %s as %s\n", consumer.Topic(), consumer.Subscription())
	producer, err := client.CreateProducer(ctx, "test")
	if err != nil {
		return err
	}

	// Payload, properties and context; Send returns when it is stored.
	receipt, err := producer.Send(ctx, &pulsarws.Outgoing{
		Payload:    []byte("Hello, Pulsar"),
		Properties: map[string]string{"language": "Go"},
		Context:    []byte("1"),
	})
	if err != nil {
		return err
	}
	fmt.Printf("sent: ok, message id %s, context %s\n", receipt.ID, receipt.Context)

	// The same message comes back; what is acknowledged does not come again.
	message, err := consumer.Receive(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("received: %q from %s, message id %s\n",
		message.Payload, message.Properties["language"], message.ID)
	if err := consumer.Ack(message); err != nil {
		return err
	}

	// Sees the ack through, and says goodbye.
	if err := client.Close(); err != nil {
		return err
	}
	fmt.Println("acknowledged")
	return nil
}
