// Orders is an order pipeline: orders are sent, two workers share them, what
// they cannot do ends on the dead-letter topic, and an auditor reads all there
// is.
//
//	go run ./examples/orders TOPIC COUNT TOKEN_FILE
//
// Tokens come from a file that may change; PULSAR_URL and PULSAR_CA are read as
// in quickstart. It ends when every order has arrived where it belongs, or
// within 10 s of SIGINT or SIGTERM.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

const (
	everyBad    = 100
	mostPending = 500
	stopWithin  = 5 * time.Second
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 4 {
		log.Fatal("usage: orders TOPIC COUNT TOKEN_FILE")
	}
	count, _ := strconv.Atoi(os.Args[2])
	if err := run(os.Args[1], count, os.Args[3]); err != nil {
		log.Fatal(err)
	}
}

func run(topic string, count int, tokenFile string) error {
	// Whatever waits below waits with this context.
	stopped, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithCancel(stopped)
	defer cancel()
	o := &orders{total: count, end: cancel, done: tally{}, dead: tally{}, audited: tally{}}
	options := []pulsarws.ClientOption{
		pulsarws.LogLevel(pulsarws.LogError),
		pulsarws.TokenSupplier(func(context.Context) (string, error) {
			token, err := os.ReadFile(tokenFile)
			return strings.TrimSpace(string(token)), err
		}),
	}
	if ca := os.Getenv("PULSAR_CA"); ca != "" {
		options = append(options, pulsarws.TLSTrustCertsFilePath(ca))
	}
	client, err := pulsarws.NewClient(os.Getenv("PULSAR_URL"), options...)
	if err != nil {
		return err
	}
	defer client.Close()
	producer, err := o.open(ctx, client, topic)
	if err != nil {
		return err
	}
	// Where the queue is full this waits, until the context ends.
	sent := 0
	for ; sent < count; sent++ {
		order := &pulsarws.Outgoing{Payload: []byte(strconv.Itoa(sent))}
		if err := producer.SendAsync(ctx, order, o.settled); err != nil {
			if ctx.Err() == nil {
				return err
			}
			break
		}
	}
	<-ctx.Done() // all has arrived, something is wrong, or a signal came
	wasStopped := stopped.Err() != nil

	// What is not settled by then is told to settled, or comes again.
	closing, cancelClosing := context.WithTimeout(context.Background(), stopWithin)
	defer cancelClosing()
	err = client.CloseContext(closing)
	client.Close() // where the time was over, the last calls of settled are under way
	o.lock.Lock()
	defer o.lock.Unlock()
	how := "complete"
	if wasStopped {
		how, err = "stopped", nil
	} else if err == nil {
		err = o.failure
	}
	fmt.Printf("%s: %d sent, %d stored, %d failed, %d done, %d dead, %d audited\n",
		how, sent, o.stored, o.failed, len(o.done), len(o.dead), len(o.audited))
	return err
}

// orders knows what has become of them.
type orders struct {
	total int
	end   func()

	lock                sync.Mutex
	done, dead, audited tally
	stored, failed      int
	failure             error // the first
}

// A tally has the orders that have arrived somewhere: each counts once, since a
// message may come again.
type tally map[int]bool

// open starts those who receive, and makes the producer.
func (o *orders) open(ctx context.Context, client *pulsarws.Client, topic string) (*pulsarws.Producer, error) {
	opening, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	dead, err := client.Subscribe(opening, topic+"-dead", "undertaker")
	if err != nil {
		return nil, err
	}
	go o.receive(ctx, dead, o.dead)
	for i := 0; i < 2; i++ {
		worker, err := client.Subscribe(opening, topic, "workers",
			pulsarws.SubscriptionType(pulsarws.Shared),
			pulsarws.NegativeAckRedeliveryDelay(100*time.Millisecond),
			pulsarws.MaxRedeliverCount(2),
			pulsarws.DeadLetterTopic(topic+"-dead"))
		if err != nil {
			return nil, err
		}
		go o.receive(ctx, worker, o.done)
	}
	auditor, err := client.CreateReader(opening, topic, pulsarws.Earliest)
	if err != nil {
		return nil, err
	}
	go func() {
		for message := range auditor.Messages(ctx) {
			o.count(o.audited, orderOf(message))
		}
	}()
	return client.CreateProducer(opening, topic,
		pulsarws.BlockIfQueueFull(true), pulsarws.MaxPendingMessages(mostPending))
}

// receive acknowledges orders; but a worker refuses a bad one until Pulsar has
// had enough of it.
func (o *orders) receive(ctx context.Context, consumer *pulsarws.Consumer, tally tally) {
	works := consumer.Subscription() == "workers"
	for message := range consumer.Messages(ctx) {
		order := orderOf(message)
		if works && order%everyBad == 0 {
			consumer.Nack(message)
			continue
		}
		if err := consumer.Ack(message); err != nil {
			continue // it comes again
		}
		if n := o.count(tally, order); works && n > 0 && n%100 == 0 {
			fmt.Printf("done %d\n", n)
		}
	}
}

// count gives how many there are now, 0 where the order was there already.
func (o *orders) count(tally tally, order int) int {
	o.lock.Lock()
	defer o.lock.Unlock()
	if tally[order] {
		return 0
	}
	tally[order] = true
	if len(o.done)+len(o.dead) == o.total && len(o.audited) == o.total {
		o.end()
	}
	return len(tally)
}

// settled hears of every order that was sent.
func (o *orders) settled(_ pulsarws.Receipt, err error) {
	o.lock.Lock()
	defer o.lock.Unlock()
	if err == nil {
		o.stored++
	} else if o.failed++; o.failed == 1 { // one says it for all
		o.failure = err
		o.end()
	}
}

func orderOf(message *pulsarws.Message) int {
	order, _ := strconv.Atoi(string(message.Payload))
	return order
}
