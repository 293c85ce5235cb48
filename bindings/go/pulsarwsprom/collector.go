// Package pulsarwsprom shows the statistics of a pulsarws client to Prometheus:
//
//	prometheus.MustRegister(pulsarwsprom.NewCollector(client, nil))
//
// It is a module of its own, so that only programs that want it depend on
// Prometheus' client.
package pulsarwsprom

import (
	"encoding/json"

	"github.com/prometheus/client_golang/prometheus"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

// NewCollector makes a collector of one client, which asks it for its
// statistics at each scrape; that waits for nothing.
//
// The counters, pulsarws_messages_sent_total for instance, are of the client:
// what a producer, consumer or reader has counted stays in them when it is gone,
// so that they never go down. The gauges with the labels kind ("producer",
// "consumer" or "reader"), topic and subscription are of the handles that there
// are now; those alike in all three are added up.
//
// The labels are put on every metric; nil for none. With several clients in one
// registry each needs other labels.
func NewCollector(client *pulsarws.Client, labels prometheus.Labels) prometheus.Collector {
	c := &collector{client: client}
	for _, m := range ofClient {
		m.desc = prometheus.NewDesc(m.name, m.help, nil, labels)
		c.ofClient = append(c.ofClient, m)
	}
	c.roundTrip = prometheus.NewDesc("pulsarws_round_trip_seconds",
		"From the writing of a message to its answer; quantile 1 is the longest.", []string{"quantile"}, labels)
	of := []string{"kind", "topic", "subscription"}
	c.handles = prometheus.NewDesc("pulsarws_handles", "Producers, consumers and readers.", of, labels)
	c.connected = prometheus.NewDesc("pulsarws_handles_with_connection", "Those that have a connection.", of, labels)
	c.waiting = prometheus.NewDesc("pulsarws_handle_messages",
		"Messages of a producer that are queued or in flight; of others, that wait for the application.", of, labels)
	return c
}

type collector struct {
	client                                 *pulsarws.Client
	ofClient                               []metric
	roundTrip, handles, connected, waiting *prometheus.Desc
}

// A handle is what its labels say, and what is counted for those.
type handle struct {
	Topic           string
	Subscription    string
	Connected       bool
	PendingMessages float64
	MessagesQueued  float64
}

type statistics struct {
	Client                        map[string]json.RawMessage
	Producers, Consumers, Readers []handle
}

// Describe is part of prometheus.Collector.
func (c *collector) Describe(to chan<- *prometheus.Desc) {
	for _, m := range c.ofClient {
		to <- m.desc
	}
	for _, desc := range []*prometheus.Desc{c.roundTrip, c.handles, c.connected, c.waiting} {
		to <- desc
	}
}

// Collect is part of prometheus.Collector.
func (c *collector) Collect(to chan<- prometheus.Metric) {
	text, err := c.client.Statistics()
	var now statistics
	if err == nil {
		err = json.Unmarshal(text, &now)
	}
	if err == nil {
		err = c.collectClient(now.Client, to)
	}
	if err != nil {
		to <- prometheus.NewInvalidMetric(c.handles, err)
		return
	}
	c.collectHandles("producer", now.Producers, to)
	c.collectHandles("consumer", now.Consumers, to)
	c.collectHandles("reader", now.Readers, to)
}

func (c *collector) collectClient(now map[string]json.RawMessage, to chan<- prometheus.Metric) error {
	for _, m := range c.ofClient {
		var value float64
		if err := json.Unmarshal(now[m.field], &value); err != nil {
			return err
		}
		to <- prometheus.MustNewConstMetric(m.desc, m.kind, value)
	}
	var microseconds struct{ Count, P50, P99, Max float64 }
	if err := json.Unmarshal(now["roundTripMicroseconds"], &microseconds); err != nil {
		return err
	}
	if microseconds.Count == 0 {
		return nil
	}
	for quantile, value := range map[string]float64{
		"0.5": microseconds.P50, "0.99": microseconds.P99, "1": microseconds.Max,
	} {
		to <- prometheus.MustNewConstMetric(c.roundTrip, prometheus.GaugeValue, value/1e6, quantile)
	}
	return nil
}

func (c *collector) collectHandles(kind string, all []handle, to chan<- prometheus.Metric) {
	type sums struct{ handles, connected, waiting float64 }
	alike := map[[2]string]*sums{}
	for _, one := range all {
		labels := [2]string{one.Topic, one.Subscription}
		if alike[labels] == nil {
			alike[labels] = &sums{}
		}
		sum := alike[labels]
		sum.handles++
		if one.Connected {
			sum.connected++
		}
		sum.waiting += one.PendingMessages + one.MessagesQueued // no handle has both
	}
	for labels, sum := range alike {
		tell := func(desc *prometheus.Desc, value float64) {
			to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, kind, labels[0], labels[1])
		}
		tell(c.handles, sum.handles)
		tell(c.connected, sum.connected)
		tell(c.waiting, sum.waiting)
	}
}
