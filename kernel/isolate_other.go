//go:build !linux

package kernel

import (
	"context"
	"errors"
	"fmt"
	"os"
)

var errNoIsolation = errors.New("notebooks can be isolated on Linux, with bubblewrap; elsewhere run a stranger's notebook in a virtual machine, or without -isolate if you trust it")

func findBwrap(context.Context) (string, error) { return "", errNoIsolation }

func spareUser() int { return -1 }

func processLimit() uint64 { return 0 }

func cpuLimit(*RunSettings) uint64 { return 0 }

func confine([]string) int {
	fmt.Fprintln(os.Stderr, "lodestone:", errNoIsolation)
	return 1
}
