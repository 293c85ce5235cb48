// Package pulsarws produces to and consumes from Apache Pulsar over its
// WebSocket API. It is a thin layer over the pulsarws library, which it finds
// through pkg-config; it needs cgo.
//
//	import pulsarws "github.com/pulsarws/pulsarws/bindings/go"
//	...
//	client, err := pulsarws.NewClient("wss://localhost:9443", pulsarws.AuthToken(token))
//	...
//	defer client.Close()
//	consumer, err := client.Subscribe(ctx, "test", "sub")
//	...
//	producer, err := client.CreateProducer(ctx, "test")
//	...
//	receipt, err := producer.Send(ctx, &pulsarws.Outgoing{Payload: []byte("hello")})
//	...
//	message, err := consumer.Receive(ctx)
//	...
//	err = consumer.Ack(message)
//
// # Contexts
//
// Every call that waits takes a context and returns when that ends. The error
// then is one for which errors.Is finds context.Canceled or
// context.DeadlineExceeded, together with what the library has to say, the last
// failure to connect for instance. Close is for defer and waits 10 seconds at
// most; CloseContext takes a context.
//
// # Errors
//
// All errors are of type *Error. errors.Is compares them with the Err
// variables, errors.As gives their HTTP status, whether they are retriable, and
// whether the producer, consumer or reader has ended for good.
//
// # Goroutines
//
// Everything may be called on every goroutine at any time. Functions that are
// given to the package (of SendAsync, and the handlers) are called on a
// goroutine of the package, one at a time for each client; a panic in one goes
// to the ReportHandler. A client has one goroutine that waits in the library,
// and so one thread; producers, consumers and readers have none.
//
// # Ownership
//
// Messages, ids and receipts are Go values, copies without ties to the library.
// Clients, producers, consumers and readers are to be closed; what is dropped
// without it is closed by the garbage collector.
package pulsarws

/*
#cgo pkg-config: pulsarws
#cgo CFLAGS: -std=c99
*/
import "C"
