//go:build unix

package mfa_test

import (
	"syscall"
	"testing"

	"github.com/lodestone-model/lodestone/mfa"
)

// cpu is the processor time of this program so far, in milliseconds.
func cpu() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
}

// BenchmarkSizeCProcessorTime counts processor time, the collector's included,
// as bench_numpy.py does.
func BenchmarkSizeCProcessorTime(b *testing.B) {
	stock, content, scale, shape := sizeC()
	lives, _ := mfa.Weibulls(shape, scale)
	began := cpu()
	for b.Loop() {
		stream(b, stock, content, lives)
	}
	b.ReportMetric((cpu()-began)/float64(b.N), "cpu-ms/op")
}
