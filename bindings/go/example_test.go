package pulsarws_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	client, err := pulsarws.NewClient(os.Getenv("PULSARWS_TEST_URL"))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	topic := fmt.Sprint("go-example-", time.Now().UnixNano())
	consumer, err := client.Subscribe(ctx, topic, "sub")
	if err != nil {
		log.Fatal(err)
	}
	producer, err := client.CreateProducer(ctx, topic)
	if err != nil {
		log.Fatal(err)
	}
	_, err = producer.Send(ctx, &pulsarws.Outgoing{
		Payload:    []byte("hello"),
		Properties: map[string]string{"language": "Go"},
	})
	if err != nil {
		log.Fatal(err)
	}
	message, err := consumer.Receive(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s from %s\n", message.Payload, message.Properties["language"])
	if err := consumer.Ack(message); err != nil {
		log.Fatal(err)
	}
	// Output: hello from Go
}

func ExampleProducer_SendAsync() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	client, err := pulsarws.NewClient(os.Getenv("PULSARWS_TEST_URL"))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	topic := fmt.Sprint("go-example-", time.Now().UnixNano())
	producer, err := client.CreateProducer(ctx, topic, pulsarws.BlockIfQueueFull(true))
	if err != nil {
		log.Fatal(err)
	}
	for i := 0; i < 3; i++ {
		message := &pulsarws.Outgoing{Payload: []byte("hello"), Context: []byte{byte('0' + i)}}
		err := producer.SendAsync(ctx, message, func(receipt pulsarws.Receipt, err error) {
			fmt.Printf("message %s: %v\n", receipt.Context, err)
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	if err := producer.Flush(ctx); err != nil {
		log.Fatal(err)
	}
	// Output:
	// message 0: <nil>
	// message 1: <nil>
	// message 2: <nil>
}

func ExampleError() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	client, err := pulsarws.NewClient(os.Getenv("PULSARWS_TEST_URL"))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	_, err = client.CreateProducer(ctx, "public/no-such-namespace/topic")
	var e *pulsarws.Error
	if errors.Is(err, pulsarws.ErrNotFound) && errors.As(err, &e) {
		fmt.Println("HTTP", e.HTTPStatus)
	}
	// Output: HTTP 404
}
