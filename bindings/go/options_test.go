package pulsarws_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	pulsarws "github.com/pulsarws/pulsarws/bindings/go"
)

func writeFile(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "options")
	check(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestOptionsAreSetAndDumped(t *testing.T) {
	dumped := must(pulsarws.DumpConsumerOptions(
		pulsarws.OptionsFile(writeFile(t, "# a comment\nconsumerName = from a file\nreceiverQueueSize=7\n")),
		pulsarws.ReceiverQueueSize(8),
		pulsarws.SubscriptionType(pulsarws.KeyShared),
		pulsarws.NegativeAckRedeliveryDelay(1500*time.Microsecond),
		pulsarws.Option("pullMode", "false"),
	))(t)
	for _, line := range []string{"consumerName=from a file", "receiverQueueSize=8",
		"subscriptionType=Key_Shared", "negativeAckRedeliveryDelay=2", "pullMode=false"} {
		if !strings.Contains(dumped, line+"\n") {
			t.Errorf("%q is not in\n%s", line, dumped)
		}
	}
	client := must(pulsarws.DumpClientOptions(pulsarws.AuthToken("secret"), pulsarws.TLSMinimumVersion(pulsarws.TLS13)))(t)
	if strings.Contains(client, "secret") || !strings.Contains(client, "tlsMinimumVersion=TLSv1.3\n") {
		t.Error(client)
	}
	producer := must(pulsarws.DumpProducerOptions(pulsarws.MaxPendingBytes(1<<40), pulsarws.BlockIfQueueFull(true)))(t)
	if !strings.Contains(producer, "maxPendingBytes=1099511627776\n") || !strings.Contains(producer, "blockIfQueueFull=true\n") {
		t.Error(producer)
	}
	reader := must(pulsarws.DumpReaderOptions(pulsarws.ReaderName("r"), pulsarws.ReceiverQueueSize(9)))(t)
	if !strings.Contains(reader, "readerName=r\n") || !strings.Contains(reader, "receiverQueueSize=9\n") {
		t.Error(reader)
	}
}

// Where the type has the unit the name has none, and a name means one option.
func TestTimesAreDurations(t *testing.T) {
	dumped := must(pulsarws.DumpConsumerOptions(pulsarws.AckTimeout(2*time.Second)))(t) +
		must(pulsarws.DumpProducerOptions(pulsarws.SendTimeout(3*time.Second), pulsarws.ProxySendTimeout(4*time.Second)))(t) +
		must(pulsarws.DumpClientOptions(pulsarws.AmbientScheduler(false)))(t) +
		must(pulsarws.DumpClientOptions(pulsarws.AmbientScheduler(true)))(t)
	for _, line := range []string{"ackTimeoutMillis=2000", "sendTimeout=3000", "sendTimeoutMillis=4000",
		"ambientScheduler=off", "ambientScheduler=on"} {
		if !strings.Contains("\n"+dumped, "\n"+line+"\n") {
			t.Errorf("%q is not in\n%s", line, dumped)
		}
	}
}

func TestWrongOptionsAreRefused(t *testing.T) {
	url := environment(t, "PULSARWS_TEST_URL")
	cases := map[string]struct {
		option pulsarws.ClientOption
		err    error
	}{
		"name":           {pulsarws.Option("authTokn", "x"), pulsarws.ErrUnknownOption},
		"value":          {pulsarws.Option("connectTimeout", "soon"), pulsarws.ErrInvalidOptionValue},
		"range":          {pulsarws.ConnectTimeout(-time.Second), pulsarws.ErrInvalidOptionValue},
		"event delivery": {pulsarws.Option("eventDelivery", "callbacks"), pulsarws.ErrInvalidOptionValue},
		"no file":        {pulsarws.OptionsFile("/does/not/exist"), pulsarws.ErrFile},
		"wrong file":     {pulsarws.OptionsFile(writeFile(t, "nonsense\n")), pulsarws.ErrFile},
		"no client.conf": {pulsarws.ClientConf("/does/not/exist"), pulsarws.ErrFile},
		"key stores":     {pulsarws.ClientConf(writeFile(t, "useKeyStoreTls=true\n")), pulsarws.ErrNotSupported},
	}
	for name, c := range cases {
		if client, err := pulsarws.NewClient(url, c.option); !errors.Is(err, c.err) || client != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	client := plain(t).client(t)
	if _, err := client.CreateProducer(inTime(t), newTopic(t), pulsarws.MaxPendingMessages(0)); !errors.Is(err, pulsarws.ErrInvalidOptionValue) {
		t.Errorf("the error of a producer's option is %v", err)
	}
	if _, err := client.Subscribe(inTime(t), newTopic(t), "sub", pulsarws.ReceiverQueueSize(0)); !errors.Is(err, pulsarws.ErrInvalidOptionValue) {
		t.Errorf("the error of a consumer's option is %v", err)
	}
	if _, err := client.CreateReader(inTime(t), newTopic(t), pulsarws.Earliest, pulsarws.ReceiverQueueSize(0)); !errors.Is(err, pulsarws.ErrInvalidOptionValue) {
		t.Errorf("the error of a reader's option is %v", err)
	}
}

// A file cannot take the events away either.
func TestAClientOfAClientConf(t *testing.T) {
	conf := writeFile(t, "webServiceUrl="+strings.Replace(environment(t, "PULSARWS_TEST_SECURE_URL"), "wss://", "https://", 1)+
		"\nauthPlugin=org.apache.pulsar.client.impl.auth.AuthenticationToken\nauthParams=token:"+
		environment(t, "PULSARWS_TEST_TOKEN")+"\ntlsTrustCertsFilePath="+environment(t, "PULSARWS_TEST_CA")+"\n")
	client := must(pulsarws.NewClient("", pulsarws.ClientConf(conf),
		pulsarws.OptionsFile(writeFile(t, "eventDelivery=callbacks\n"))))(t)
	defer client.Close()
	topic := newTopic(t)
	consumer := consumerOf(t, client, topic)
	send(t, producerOf(t, client, topic), "configured")
	expect(t, receive(t, consumer), "configured")
}
