//go:build go1.21

package pulsarws_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

// slogOf is the log of a client that has opened a producer on the topic and
// could open none in a namespace that is not there.
func slogOf(t *testing.T, least slog.Level, topic string) string {
	var written bytes.Buffer
	handler := slog.NewJSONHandler(&written, &slog.HandlerOptions{Level: least})
	client := must(pulsarws.NewClient(plain(t).url, pulsarws.LogLevel(pulsarws.LogDebug), pulsarws.SlogHandler(handler)))(t)
	producerOf(t, client, topic)
	if _, err := client.CreateProducer(inTime(t), "public/no-such-namespace/topic"); err == nil {
		t.Error("a producer in a namespace that is not there")
	}
	check(t, client.Close()) // all lines are written then
	return written.String()
}

func TestTheLogGoesToSlog(t *testing.T) {
	topic, begin := newTopic(t), time.Now().Add(-time.Minute)
	found := map[string]bool{}
	for _, text := range strings.Split(strings.TrimSpace(slogOf(t, slog.LevelDebug, topic)), "\n") {
		var line struct {
			Time                       time.Time
			Level, Msg, Lib, Component string
			Topic                      string
			Connection                 uint64
		}
		check(t, json.Unmarshal([]byte(text), &line))
		if line.Lib != "pulsarws" || line.Component == "" || line.Msg == "" || line.Time.Before(begin) {
			t.Errorf("a line is %s", text)
		}
		found[line.Level] = true
		if line.Component == "producer" && strings.HasSuffix(line.Topic, topic) && line.Connection == 1 {
			found["the producer's"] = true
		}
	}
	for _, one := range []string{"INFO", "the producer's"} {
		if !found[one] {
			t.Errorf("no line is %s: %v", one, found)
		}
	}
}

func TestSlogIsGivenWhatItWants(t *testing.T) {
	if text := slogOf(t, slog.LevelError+1, newTopic(t)); text != "" {
		t.Errorf("written all the same: %s", text)
	}
}
