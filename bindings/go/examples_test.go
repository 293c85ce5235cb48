package pulsarws_test

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

var examples struct {
	once   sync.Once
	folder string
	err    error
	output []byte
}

func removeExamples() { os.RemoveAll(examples.folder) }

// example is one of the programs under examples, built.
func example(t *testing.T, s server, name string, arguments ...string) *exec.Cmd {
	t.Helper()
	examples.once.Do(func() {
		if examples.folder, examples.err = os.MkdirTemp("", "pulsarws-examples"); examples.err != nil {
			return
		}
		build := exec.Command("go", "build", "-o", examples.folder+string(filepath.Separator), "./examples/...")
		examples.output, examples.err = build.CombinedOutput()
	})
	if examples.err != nil {
		t.Fatalf("%v\n%s", examples.err, examples.output)
	}
	command := exec.CommandContext(inTime(t), filepath.Join(examples.folder, name), arguments...)
	command.Env = append(os.Environ(), "PULSAR_URL="+s.url)
	if len(s.options) > 0 {
		command.Env = append(command.Env, "PULSAR_TOKEN="+environment(t, "PULSARWS_TEST_TOKEN"),
			"PULSAR_CA="+environment(t, "PULSARWS_TEST_CA"))
	}
	return command
}

func TestTheQuickstart(t *testing.T) {
	onBoth(t, func(t *testing.T, s server) {
		command := example(t, s, "quickstart")
		output, err := command.CombinedOutput()
		text := string(output)
		if err != nil || !strings.Contains(text, "sent: ok") || !strings.Contains(text, "context 1\n") ||
			!strings.Contains(text, `received: "Hello, Pulsar" from Go`) || !strings.HasSuffix(text, "acknowledged\n") {
			t.Errorf("%v\n%s", err, text)
		}
	})
	t.Run("wrong token", func(t *testing.T) {
		command := example(t, secure(t), "quickstart")
		command.Env = append(command.Env, "PULSAR_TOKEN=wrong")
		output, err := command.CombinedOutput()
		if err == nil || !strings.Contains(string(output), "401") {
			t.Errorf("%v\n%s", err, output)
		}
	})
}

func TestProduceAndConsume(t *testing.T) {
	s := plain(t)
	topic := newTopic(t)
	output, err := example(t, s, "produce", topic, "100").CombinedOutput()
	if err != nil || string(output) != "100 stored, 0 failed, last sequence id 99\n" {
		t.Fatalf("%v\n%s", err, output)
	}
	consume := example(t, s, "consume", topic, "sub")
	var problems bytes.Buffer
	consume.Stderr = &problems
	pipe := must(consume.StdoutPipe())(t)
	check(t, consume.Start())
	lines := bufio.NewScanner(pipe)
	for i := 0; i < 100 && lines.Scan(); i++ {
		if i == 99 {
			if !strings.Contains(lines.Text(), `"message 99"`) {
				t.Errorf("the last line is %s", lines.Text())
			}
			check(t, consume.Process.Signal(syscall.SIGINT))
		}
	}
	for lines.Scan() {
	}
	if err := consume.Wait(); err != nil || problems.Len() > 0 {
		t.Errorf("%v\n%s", err, problems.String())
	}
}
