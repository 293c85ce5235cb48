package pulsarws_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Without cgo a build ends with one sentence, of this package and of a program
// that uses it.
func TestABuildWithoutCgoSaysSo(t *testing.T) {
	for _, what := range []string{".", "./examples/produce"} {
		build := exec.Command("go", "build", "-o", os.DevNull, what)
		// The experiment and the race detector are for tests, and want cgo.
		build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOEXPERIMENT=")
		output, err := build.CombinedOutput()
		text := string(output)
		if err == nil || strings.Contains(text, "undefined") ||
			strings.Count(text, "pulsarws calls a C library: build with CGO_ENABLED=1 and a C compiler") != 1 {
			t.Errorf("go build %s: %v\n%s", what, err, text)
		}
	}
}
