// Bench measures what sending and receiving cost through this package, with the
// work of tests/bench/bench.c, against the same server:
//
//	bench produce|consume|listen ws://HOST:PORT PAYLOAD_SIZE COUNT
package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	if len(os.Args) != 5 {
		log.Fatal("usage: bench produce|consume|listen URL SIZE COUNT")
	}
	what, url := os.Args[1], os.Args[2]
	size, err := strconv.Atoi(os.Args[3])
	check(err)
	count, err := strconv.Atoi(os.Args[4])
	check(err)

	client, err := pulsarws.NewClient(url)
	check(err)
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	topic := fmt.Sprintf("bench-%d-%d", size, count)
	switch what {
	case "produce":
		producer, err := client.CreateProducer(ctx, topic, pulsarws.BlockIfQueueFull(true))
		check(err)
		measure(count, func() { produce(producer, size, count) })
	case "consume":
		consumer, err := client.Subscribe(ctx, topic, "sub")
		check(err)
		measure(count, func() { consume(consumer, count) })
	case "listen":
		consumer, err := client.Subscribe(ctx, topic, "sub")
		check(err)
		measure(count, func() { listen(consumer, count) })
	default:
		log.Fatalf("what is %q?", what)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func produce(producer *pulsarws.Producer, size, count int) {
	message := &pulsarws.Outgoing{Payload: bytes.Repeat([]byte("x"), size)}
	var done int64
	all := make(chan struct{})
	settled := func(_ pulsarws.Receipt, err error) {
		check(err)
		if atomic.AddInt64(&done, 1) == int64(count) {
			close(all)
		}
	}
	for i := 0; i < count; i++ {
		check(producer.SendAsync(context.Background(), message, settled))
	}
	<-all
}

func consume(consumer *pulsarws.Consumer, count int) {
	ctx := context.Background()
	for i := 0; i < count; i++ {
		message, err := consumer.Receive(ctx)
		check(err)
		check(consumer.Ack(message))
	}
	check(consumer.FlushAcks(ctx))
}

func listen(consumer *pulsarws.Consumer, count int) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	left := count
	for message := range consumer.Messages(ctx) {
		check(consumer.Ack(message))
		if left--; left == 0 {
			break
		}
	}
	check(consumer.FlushAcks(ctx))
}

// measure prints what a message costs.
func measure(count int, work func()) {
	cpu, wall := cpuMicroseconds(), time.Now()
	work()
	fmt.Printf("cpu_us_per_message %.2f messages_per_second %.0f\n",
		(cpuMicroseconds()-cpu)/float64(count),
		float64(count)/time.Since(wall).Seconds())
}

func cpuMicroseconds() float64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e3
}
