//go:build unix

package base

import (
	"context"
	"syscall"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// processor is the processor time of this program, in seconds.
func processor() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// A path of the world economy from 2024 to 2050, compiled before: on the clock and of
// the processor, which says more where the machine is shared.
func BenchmarkWorldPath(b *testing.B) {
	for _, c := range []struct {
		path     Path
		scenario string
		carbon   bool
	}{{WEO, "STEPS", false}, {WEO, "NZE", true}, {Open, "OPEN", false}} {
		b.Run(c.scenario, func(b *testing.B) {
			m, err := pathway.New(mustWorld(b, c.path, Settings{Scenario: c.scenario, Carbon: c.carbon}), pathway.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := m.Run(context.Background()); err != nil { // sets enter in a first run
				b.Fatal(err)
			}
			b.ReportAllocs()
			start := processor()
			for b.Loop() {
				if _, err := m.Run(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric((processor()-start)/float64(b.N), "processor-s/op")
		})
	}
}
