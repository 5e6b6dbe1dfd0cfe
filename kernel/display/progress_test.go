package display

import (
	"strings"
	"testing"
	"time"
)

func TestProgressIsQuietThenSpeaks(t *testing.T) {
	var out strings.Builder
	clock := time.Unix(0, 0)
	p := newProgress("solving", 10, &out, func() time.Time { return clock })
	for i := 1; i <= 10; i++ {
		clock = clock.Add(500 * time.Millisecond)
		p.Step(i)
	}
	want := `solving: 4 of 10, 2s, about 3s left
solving: 6 of 10, 3s, about 2s left
solving: 8 of 10, 4s, about 1s left
solving: 10 of 10, 5s
`
	if out.String() != want {
		t.Errorf("got\n%s", out.String())
	}
	out.Reset()
	q := newProgress("quick", 2, &out, func() time.Time { return clock })
	q.Step(1)
	q.Step(2)
	if out.Len() > 0 {
		t.Errorf("a quick job printed %q", out.String())
	}
}
