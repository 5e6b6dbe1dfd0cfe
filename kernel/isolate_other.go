//go:build !linux

package kernel

import (
	"context"
	"fmt"
	"os"
)

func findBwrap(context.Context) (string, error) { return "", errNoIsolation }

func spareUser() int { return -1 }

func processLimit() uint64 { return 0 }

func cpuLimit(*RunSettings) uint64 { return 0 }

func confine([]string) int {
	fmt.Fprintln(os.Stderr, "lodestone:", errNoIsolation)
	return 1
}
