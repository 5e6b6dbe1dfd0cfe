package quantitytest_test

import (
	"fmt"
	"math"
	"runtime"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/datasets/quantity/quantitytest"
)

// recorder is a test whose failures are what is tested.
type recorder struct {
	testing.TB
	said string
}

func (r *recorder) Helper()           {}
func (r *recorder) Fatal(args ...any) { r.said = fmt.Sprint(args...); runtime.Goexit() }
func (r *recorder) Fatalf(format string, args ...any) {
	r.said = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// says is what a check says of a test that it ends.
func says(check func(testing.TB)) string {
	r, done := &recorder{}, make(chan bool)
	go func() {
		defer close(done)
		check(r)
	}()
	<-done
	return r.said
}

func Test(t *testing.T) {
	a := quantity.New("kt", []float64{1, 0}, quantity.YearsOf(2030, 2031))
	if v := quantitytest.At(t, a, "year", "2030"); v != 1 {
		t.Errorf("1 kt reads %v", v)
	}
	quantitytest.SameBits(t, "itself", a, a)
	minusZero := quantity.New("kt", []float64{1, math.Copysign(0, -1)}, quantity.YearsOf(2030, 2031))
	for name, check := range map[string]func(testing.TB){
		"another label": func(t testing.TB) { quantitytest.At(t, a, "year", "2050") },
		"another bit":   func(t testing.TB) { quantitytest.SameBits(t, "zeros", a, minusZero) },
		"fewer numbers": func(t testing.TB) { quantitytest.SameBits(t, "one year", a, a.Select("year", "2030")) },
		"a failure":     func(t testing.TB) { quantitytest.SameBits(t, "failed", a, a.Sum("mineral")) },
	} {
		if says(check) == "" {
			t.Errorf("%s passes", name)
		}
	}
}
