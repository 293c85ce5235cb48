package pulsarwsprom_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
	"github.com/pulsarws/pulsarws/bindings/go/pulsarwsprom"
)

// gather is every metric, by its name and the labels that are not constant.
func gather(t *testing.T, client *pulsarws.Client) map[string]float64 {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(pulsarwsprom.NewCollector(client, prometheus.Labels{"client": "one"}))
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]float64{}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			name, constant := family.GetName(), false
			for _, label := range m.GetLabel() {
				if label.GetName() == "client" {
					constant = label.GetValue() == "one"
				} else {
					name += " " + label.GetName() + "=" + label.GetValue()
				}
			}
			if !constant {
				t.Errorf("%s has not the constant label", name)
			}
			if family.GetType() == dto.MetricType_COUNTER {
				if !strings.HasSuffix(family.GetName(), "_total") {
					t.Errorf("the counter %s", name)
				}
				found[name] = m.GetCounter().GetValue()
			} else {
				found[name] = m.GetGauge().GetValue()
			}
		}
	}
	return found
}

func newClient(t *testing.T) *pulsarws.Client {
	url := os.Getenv("PULSARWS_TEST_URL")
	if url == "" {
		t.Fatal("PULSARWS_TEST_URL is not set: the tests need a running Pulsar")
	}
	client, err := pulsarws.NewClient(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

func TestAClientIsShownToPrometheus(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	client := newClient(t)
	topic := fmt.Sprint("go-prometheus-", os.Getpid(), "-", time.Now().UnixNano())
	consumer, err := client.Subscribe(ctx, topic, "sub")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < 2; i++ { // two alike must not collide
		producer, err := client.CreateProducer(ctx, topic)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := producer.Send(ctx, &pulsarws.Outgoing{Payload: []byte("four")}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := consumer.Receive(ctx); err != nil {
		t.Fatal(err)
	}
	found := gather(t, client)
	producers := " kind=producer subscription= topic=persistent://public/default/" + topic
	consumers := " kind=consumer subscription=sub topic=persistent://public/default/" + topic
	for name, value := range map[string]float64{
		"pulsarws_messages_acked_total":                2,
		"pulsarws_payload_bytes_acked_total":           8,
		"pulsarws_messages_handed_out_total":           1,
		"pulsarws_connections_opened_total":            3,
		"pulsarws_pending_messages":                    0,
		"pulsarws_handles" + producers:                 2,
		"pulsarws_handles_with_connection" + producers: 2,
		"pulsarws_handles" + consumers:                 1,
	} {
		if got, there := found[name]; !there || got != value {
			t.Errorf("%s is %v, expected %v", name, got, value)
		}
	}
	half, longest := found["pulsarws_round_trip_seconds quantile=0.5"], found["pulsarws_round_trip_seconds quantile=1"]
	if half <= 0 || longest < half || longest > 30 {
		t.Errorf("the round trips took %v and %v", half, longest)
	}
	client.Close()
	if found := gather(t, client); found["pulsarws_messages_acked_total"] != 2 {
		t.Errorf("the closed client's: %v", found)
	}
}

// A number that a later library has shall not be forgotten here.
func TestEveryNumberOfAClientIsShown(t *testing.T) {
	client := newClient(t)
	text, err := client.Statistics()
	if err != nil {
		t.Fatal(err)
	}
	var told struct{ Client map[string]json.RawMessage }
	if err := json.Unmarshal(text, &told); err != nil {
		t.Fatal(err)
	}
	shown := 0
	for name := range gather(t, client) {
		if !strings.Contains(name, " ") {
			shown++
		}
	}
	// Not single numbers: the transport's name, the round trips. Shown for each
	// topic: handlesConnected.
	if expected := len(told.Client) - 3; shown != expected {
		t.Errorf("%d of %d numbers are shown", shown, expected)
	}
}
