package pathway_test

import (
	"context"
	"reflect"
	"sync"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// side runs paths, so many at a time, each with a model of its own.
func side(t *testing.T, workers int, jobs []func() *pathway.Spec) []*pathway.Result {
	t.Helper()
	out, errs := make([]*pathway.Result, len(jobs)), make([]error, len(jobs))
	next := make(chan int)
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for i := range next {
				m, err := pathway.New(jobs[i](), pathway.Options{})
				if err == nil {
					out[i], err = m.Run(context.Background())
				}
				errs[i] = err
			}
		})
	}
	for i := range jobs {
		next <- i
	}
	close(next)
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// Paths that run side by side have the same bits as one after the other.
func TestSameBitsWithTwoWorkers(t *testing.T) {
	in := miniOf(t, "mini_base")
	foresight := func() *pathway.Spec {
		s := in.spec("foresight")
		s.Research.Expect = pathway.Foresight
		s.Research.Passes.Tolerance = 0.01
		return s
	}
	jobs := []func() *pathway.Spec{
		func() *pathway.Spec { return in.spec("base") },
		func() *pathway.Spec { return researched(5) },
		func() *pathway.Spec { return capped(4, 1.01, "Li") },
		foresight,
		func() *pathway.Spec { return subsidised(4, 0.3) },
	}
	one, two := side(t, 1, jobs), side(t, 2, jobs)
	for i := range one {
		if !reflect.DeepEqual(one[i].Years, two[i].Years) || !reflect.DeepEqual(one[i].Passes, two[i].Passes) {
			t.Errorf("path %d has other bits with two workers", i)
		}
	}
}
