//go:build go1.23

package pulsarws_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

func TestRangeOverMessages(t *testing.T) {
	client := plain(t).client(t)
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	sendMany(t, producerOf(t, client, topic), 10)
	i := 0
	for message, err := range consumer.All(inTime(t)) {
		check(t, err)
		expect(t, message, fmt.Sprint(i))
		if i++; i == 10 {
			break
		}
	}
	for message, err := range consumer.All(shortly(t)) {
		if message != nil || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v, %v", message, err)
		}
		i++
	}
	for message, err := range readerOf(t, client, topic, pulsarws.Earliest).All(inTime(t)) {
		check(t, err)
		expect(t, message, "0")
		i++
		break
	}
	if i != 12 {
		t.Errorf("%d steps", i)
	}
}
