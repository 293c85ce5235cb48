//go:build cgo && go1.23

package pulsarws

import (
	"context"
	"iter"
)

// All gives the messages to a range loop, until the context or the consumer
// ends: the last step has that error and no message.
//
//	for message, err := range consumer.All(ctx) {
//		if err != nil {
//			return err
//		}
//		consumer.Ack(message)
//	}
func (c *Consumer) All(ctx context.Context) iter.Seq2[*Message, error] { return c.all(ctx) }

// All gives the messages to a range loop, as Consumer.All does.
func (r *Reader) All(ctx context.Context) iter.Seq2[*Message, error] { return r.all(ctx) }

func (r *receiver) all(ctx context.Context) iter.Seq2[*Message, error] {
	return func(yield func(*Message, error) bool) {
		for {
			message, err := r.next(ctx)
			if !yield(message, err) || err != nil {
				return
			}
		}
	}
}
