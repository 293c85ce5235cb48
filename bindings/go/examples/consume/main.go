// Consume prints the messages of a topic as they come, until Ctrl-C.
//
//	PULSAR_URL=wss://localhost:9443 PULSAR_TOKEN=... go run ./examples/consume TOPIC SUBSCRIPTION
//
// PULSAR_CA names a PEM file with the certificates to trust, where the
// system's do not do.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: consume TOPIC SUBSCRIPTION")
	}
	if err := consume(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func consume(topic, subscription string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var options []pulsarws.ClientOption
	if token := os.Getenv("PULSAR_TOKEN"); token != "" {
		options = append(options, pulsarws.AuthToken(token))
	}
	if ca := os.Getenv("PULSAR_CA"); ca != "" {
		options = append(options, pulsarws.TLSTrustCertsFilePath(ca))
	}
	client, err := pulsarws.NewClient(os.Getenv("PULSAR_URL"), options...)
	if err != nil {
		return err
	}
	defer client.Close()
	consumer, err := client.Subscribe(ctx, topic, subscription,
		pulsarws.SubscriptionInitialPosition(pulsarws.SubscriptionPositionEarliest))
	if err != nil {
		return err
	}

	// The channel ends with the context, or with the consumer.
	for message := range consumer.Messages(ctx) {
		fmt.Printf("%s: %q %v\n", message.ID, message.Payload, message.Properties)
		if err := consumer.Ack(message); err != nil {
			return err
		}
	}
	if ctx.Err() == nil {
		return consumer.LastError()
	}

	// Sees the acks through, and says goodbye.
	return client.Close()
}
