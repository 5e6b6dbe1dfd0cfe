package lab

import (
	"os"
	"testing"

	"github.com/lodestone-model/lodestone/kernel"
)

// TestMain lets the test binary be the command that kernels are launched with.
func TestMain(m *testing.M) {
	if code, done := kernel.MultiCall(os.Args); done {
		os.Exit(code)
	}
	code := m.Run()
	atEnd()
	os.Exit(code)
}

// atEnd cleans up behind tests that share something.
var atEnd = func() {}
