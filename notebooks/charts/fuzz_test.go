package charts_test

import (
	"testing"

	"github.com/lodestone-model/lodestone/kernel/display"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

// FuzzRender: verify draws again what a stranger's notebook holds. Whatever the
// payload, it is refused or drawn with every text inside the picture.
func FuzzRender(f *testing.F) {
	for _, n := range figures() {
		p, err := n.figure.Payload()
		if err != nil {
			f.Fatal(err)
		}
		text, err := p.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := display.Decode(raw)
		if err != nil {
			return
		}
		b, err := display.Render(charts.Renderer, p)
		if err != nil || b[display.MIMESVG] == "" {
			return
		}
		if outside := textsOutside(b[display.MIMESVG]); outside != "" {
			t.Fatalf("%s\n%s", outside, b[display.MIMESVG])
		}
	})
}
