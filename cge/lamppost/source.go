package lamppost

import (
	"fmt"
	"runtime"
	"sync"
)

// A Source makes the runs of a seed: a gap process, a bifurcation, all makers of
// a simulated economy. It returns the same runs for the same seed, and is called
// from several goroutines at once. Any economy can be put to the trial as one.
type Source func(seed int) ([]Run, error)

// Trial makes the runs of seeds from..to, and those of other seeds for training.
// Seeds that fall, or stand in both, are an error. Seeds are shared out among
// workers, whose number does not show.
func (s Source) Trial(ask Asking, from, to, trainFrom, trainTo int) (Trial, error) {
	if to < from || trainTo < trainFrom || trainFrom <= to && from <= trainTo {
		return Trial{}, fmt.Errorf("lamppost: seeds %d..%d and training seeds %d..%d must rise and not overlap", from, to, trainFrom, trainTo)
	}
	t := Trial{Ask: ask}
	var err error
	if t.Runs, err = s.between(from, to); err != nil {
		return Trial{}, err
	}
	if t.Training, err = s.between(trainFrom, trainTo); err != nil {
		return Trial{}, err
	}
	return t, nil
}

// between makes the runs of seeds from..to, in order.
func (s Source) between(from, to int) ([]Run, error) {
	n := to - from + 1
	made, errs := make([][]Run, n), make([]error, n)
	var wait sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wait.Go(func() {
			for i := w; i < n; i += workers {
				made[i], errs[i] = s(from + i)
			}
		})
	}
	wait.Wait()
	var out []Run
	for i, runs := range made {
		if errs[i] != nil {
			return nil, fmt.Errorf("lamppost: seed %d: %w", from+i, errs[i])
		}
		out = append(out, runs...)
	}
	return out, nil
}
