//go:build !unix

package sweep

import (
	"errors"
	"os"
)

var errNoLocks = errors.New("sweep: sweeps need a Unix system, or WSL")

func lockFile(*os.File) (bool, error) { return false, errNoLocks }

func interrupt(int) error { return errNoLocks }

func processorTime() float64 { return 0 }
