// Interop shows that what one language's package sends, another's receives:
//
//	interop produce URL TOPIC LANGUAGE COUNT
//	interop consume URL TOPIC LANGUAGE COUNT LANGUAGE,LANGUAGE...
//
// consume prints "ready" as soon as its subscription is there, and expects COUNT
// messages of each language, in order.
package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("interop: ")
	if err := run(os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(arguments []string) error {
	if len(arguments) < 5 {
		return fmt.Errorf("usage: interop produce|consume URL TOPIC LANGUAGE COUNT [LANGUAGES]")
	}
	what, url, topic, language := arguments[0], arguments[1], arguments[2], arguments[3]
	count, err := strconv.Atoi(arguments[4])
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	client, err := pulsarws.NewClient(url)
	if err != nil {
		return err
	}
	defer client.Close()
	switch {
	case what == "produce" && len(arguments) == 5:
		err = produce(ctx, client, topic, language, count)
	case what == "consume" && len(arguments) == 6:
		err = consume(ctx, client, topic, language, count, strings.Split(arguments[5], ","))
	default:
		err = fmt.Errorf("%s with %d arguments: what is that?", what, len(arguments))
	}
	if err != nil {
		return err
	}
	return client.Close()
}

// text has what must be escaped on its way.
const text = "grüße \"\\\n"

func payload(language string, number int) []byte {
	bytes := append([]byte(fmt.Sprintf("%s %d", language, number)), 0)
	for value := 0; value < 256; value++ {
		bytes = append(bytes, byte(value))
	}
	return bytes
}

func produce(ctx context.Context, client *pulsarws.Client, topic, language string, count int) error {
	producer, err := client.CreateProducer(ctx, topic, pulsarws.BlockIfQueueFull(true))
	if err != nil {
		return err
	}
	failures := make(chan error, count)
	for i := 0; i < count; i++ {
		err := producer.SendAsync(ctx, &pulsarws.Outgoing{
			Payload: payload(language, i),
			Key:     language,
			Properties: map[string]string{
				"language": language,
				"number":   strconv.Itoa(i),
				"text":     text,
			},
		}, func(_ pulsarws.Receipt, err error) { failures <- err })
		if err != nil {
			return err
		}
	}
	for i := 0; i < count; i++ {
		select {
		case err := <-failures:
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	fmt.Printf("produced %d\n", count)
	return nil
}

func consume(ctx context.Context, client *pulsarws.Client, topic, language string, count int, expected []string) error {
	consumer, err := client.Subscribe(ctx, topic, "interop-"+language,
		pulsarws.SubscriptionInitialPosition(pulsarws.SubscriptionPositionEarliest))
	if err != nil {
		return err
	}
	fmt.Println("ready")
	next := make(map[string]int)
	for _, from := range expected {
		next[from] = 0
	}
	total := count * len(expected)
	for i := 0; i < total; i++ {
		message, err := consumer.Receive(ctx)
		if err != nil {
			return fmt.Errorf("after %v: %w", next, err)
		}
		from := message.Key
		number, ok := next[from]
		if !ok || number >= count {
			return fmt.Errorf("message %q with key %q is not expected", message.Payload, from)
		}
		if !bytes.Equal(message.Payload, payload(from, number)) {
			return fmt.Errorf("payload %q is not that of %s %d", message.Payload, from, number)
		}
		if p := message.Properties; len(p) != 3 || p["language"] != from ||
			p["number"] != strconv.Itoa(number) || p["text"] != text {
			return fmt.Errorf("properties %q of %s %d", p, from, number)
		}
		next[from]++
		if err := consumer.Ack(message); err != nil {
			return err
		}
	}
	if err := consumer.FlushAcks(ctx); err != nil {
		return err
	}
	fmt.Printf("consumed %d\n", total)
	return nil
}
