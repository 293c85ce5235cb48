// Produce sends many messages without waiting for each, and counts what became
// of them.
//
//	PULSAR_URL=wss://localhost:9443 PULSAR_TOKEN=... go run ./examples/produce TOPIC COUNT
//
// PULSAR_CA names a PEM file with the certificates to trust, where the
// system's do not do.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strconv"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: produce TOPIC COUNT")
	}
	count, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	if err := produce(os.Args[1], count); err != nil {
		log.Fatal(err)
	}
}

func produce(topic string, count int) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
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

	// Where the queue is full, SendAsync waits for room.
	producer, err := client.CreateProducer(ctx, topic, pulsarws.BlockIfQueueFull(true))
	if err != nil {
		return err
	}
	stored, failed := 0, 0
	settled := func(receipt pulsarws.Receipt, err error) { // one call at a time
		if err != nil {
			failed++
			log.Print(err)
		} else {
			stored++
		}
	}
	for i := 0; i < count; i++ {
		message := &pulsarws.Outgoing{Payload: []byte(fmt.Sprintf("message %d", i))}
		if err := producer.SendAsync(ctx, message, settled); err != nil {
			return err
		}
	}

	// After the flush all calls of settled have returned.
	if err := producer.Flush(ctx); err != nil {
		return err
	}
	fmt.Printf("%d stored, %d failed, last sequence id %d\n", stored, failed, producer.LastSequenceID())
	return client.Close()
}
