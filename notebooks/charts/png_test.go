package charts

import (
	"bytes"
	zlibpkg "compress/zlib"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/kernel/display"
	"pgregory.net/rapid"
)

// What is compressed here is what the standard library reads back.
func TestZlibIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.IntRange(1, 40000).Draw(t, "row")
		var data []byte
		for range rapid.IntRange(0, 12).Draw(t, "runs") {
			run := bytes.Repeat(rapid.SliceOfN(rapid.Byte(), 1, 3).Draw(t, "bytes"), rapid.IntRange(1, 700).Draw(t, "times"))
			data = append(data, run...)
			if len(data) >= row && rapid.Bool().Draw(t, "again") {
				data = append(data, data[len(data)-row:]...)
			}
		}
		r, err := zlibpkg.NewReader(bytes.NewReader(zlib(data, row)))
		if err != nil {
			t.Fatal(err)
		}
		back, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(back, data) {
			t.Fatalf("%v: %d bytes came back of %d", err, len(back), len(data))
		}
	})
}

func TestPNGIsReadBack(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 300, 200))
	for y := range 200 {
		for x := range 300 {
			img.SetRGBA(x, y, color.RGBA{uint8(x / 20 * 17), uint8(y / 50 * 60), 90, 255})
		}
	}
	back, err := png.Decode(bytes.NewReader(encodePNG(paletted(img))))
	if err != nil {
		t.Fatal(err)
	}
	for y := range 200 {
		for x := range 300 {
			if color.RGBAModel.Convert(back.At(x, y)) != img.At(x, y) {
				t.Fatalf("%d, %d is %v, was %v", x, y, back.At(x, y), img.At(x, y))
			}
		}
	}
}

// The dots of every cell have the colour of its value, those of a gap are
// white.
func TestHeatCellsHaveTheirColours(t *testing.T) {
	p := display.Payload{Kind: KindHeat, ID: "h", Unit: "kt",
		Axes:   []display.Axis{{Name: "mineral", Labels: []string{"lithium", "cobalt"}}, {Name: "year", Labels: []string{"2024", "2030", "2040"}}},
		Values: display.Values{-3, 1, 40, 22, math.NaN(), 7}}
	pic, err := readHeat(p)
	if err != nil {
		t.Fatal(err)
	}
	text, err := staticPNG(pic)
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := base64.StdEncoding.DecodeString(text)
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	h := pic.(*heat)
	wide, high := h.cell()
	for k, s := range h.series {
		for i, v := range s.y {
			x, y := sharpness*(h.l.left+wide*float64(i)+3), sharpness*(h.l.top+high*float64(k)+3)
			want := color.NRGBA{255, 255, 255, 255}
			if !math.IsNaN(v) {
				want = h.colour(v)
			}
			if got := color.NRGBAModel.Convert(img.At(int(x), int(y))); got != want {
				t.Errorf("%s %s is %v, want %v", s.label, h.x[i], got, want)
			}
		}
	}
}
