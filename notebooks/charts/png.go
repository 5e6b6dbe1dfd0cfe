package charts

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/adler32"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"iter"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// sharpness is how many dots of a PNG stand for one px, along either side.
const sharpness = 2

// staticPNG draws a picture in dots, as base64.
func staticPNG(pic picture) (content string, err error) {
	defer recoverTo(&err)
	width, height := pic.size()
	c := vgimg.NewWith(vgimg.UseWH(vg.Points(float64(width)), vg.Points(float64(height))), vgimg.UseDPI(72*sharpness))
	pic.draw(newPen(c, width, height))
	img := image.NewRGBA(c.Image().Bounds())
	draw.Draw(img, img.Rect, c.Image(), image.Point{}, draw.Src)
	return base64.StdEncoding.EncodeToString(encodePNG(paletted(img))), nil
}

// paletted reduces a picture to 256 colours at most: those of few dots, the
// edges of letters, are rounded ever more coarsely until all fit. The palette
// is in the order of first appearance.
func paletted(img *image.RGBA) *image.Paletted {
	often := map[[3]uint8]int{}
	for start, end := range runs(img) {
		often[colourAt(img, start)] += end - start
	}
	for coarse := fewShades; ; coarse *= 2 {
		if out := withPalette(img, often, coarse); out != nil {
			return out
		}
	}
}

// runs are the stretches of dots of one colour.
func runs(img *image.RGBA) iter.Seq2[int, int] {
	return func(yield func(start, end int) bool) {
		n := len(img.Pix) / 4
		for start := 0; start < n; {
			end := start + 1
			for end < n && colourAt(img, end) == colourAt(img, start) {
				end++
			}
			if !yield(start, end) {
				return
			}
			start = end
		}
	}
}

func colourAt(img *image.RGBA, dot int) [3]uint8 { return [3]uint8(img.Pix[4*dot : 4*dot+3]) }

// withPalette is the picture with rare colours rounded, nil if there are too
// many still.
func withPalette(img *image.RGBA, often map[[3]uint8]int, coarse int) *image.Paletted {
	out := image.NewPaletted(img.Rect, nil)
	index := map[[3]uint8]uint8{}
	for start, end := range runs(img) {
		c := colourAt(img, start)
		if often[c] < rareColour || coarse > 128 {
			for k := range c {
				c[k] = uint8(min(255, (int(c[k])+coarse/2)/coarse*coarse))
			}
		}
		k, ok := index[c]
		if !ok {
			if len(index) == 256 {
				return nil
			}
			k = uint8(len(index))
			index[c], out.Palette = k, append(out.Palette, color.RGBA{c[0], c[1], c[2], 255})
		}
		for i := start; i < end; i++ {
			out.Pix[i] = k
		}
	}
	return out
}

// fewShades is the step to which the shades of letters' edges are rounded at
// least: the eye does not miss the others, and the file is half as long.
const fewShades = 32

// rareColour is how many dots a colour needs to be kept as it is.
const rareColour = 48

// encodePNG writes a picture as PNG. The standard library's encoder compresses
// better, but its bytes change with the version of Go, and a stored picture is
// compared byte by byte. The compression is this package's own: copies of what
// stands one byte or one row before, or stood elsewhere, under deflate's fixed
// code.
func encodePNG(img *image.Paletted) []byte {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(w)), uint32(h))
	writeChunk(&b, "IHDR", append(head, 8, 3, 0, 0, 0)) // 8 bits, by palette
	var palette []byte
	for _, c := range img.Palette {
		r, g, bl, _ := c.RGBA()
		palette = append(palette, byte(r>>8), byte(g>>8), byte(bl>>8))
	}
	writeChunk(&b, "PLTE", palette)
	rows := make([]byte, 0, h*(w+1))
	for y := range h { // each row after a 0: it is stored unfiltered
		rows = append(append(rows, 0), img.Pix[y*img.Stride:y*img.Stride+w]...)
	}
	writeChunk(&b, "IDAT", zlib(rows, w+1))
	writeChunk(&b, "IEND", nil)
	return b.Bytes()
}

func writeChunk(b *bytes.Buffer, name string, data []byte) {
	binary.Write(b, binary.BigEndian, uint32(len(data)))
	body := append([]byte(name), data...)
	b.Write(body)
	binary.Write(b, binary.BigEndian, crc32.ChecksumIEEE(body))
}

// zlib compresses data, best where it repeats after a byte or a row (RFC 1950,
// 1951).
func zlib(data []byte, row int) []byte {
	w := bitWriter{out: []byte{0x78, 0x01}}
	w.write(1, 1)             // the last block
	w.write(1, 2)             // fixed code
	last := map[[4]byte]int{} // where four bytes stood before
	for i := 0; i < len(data); {
		long, back := 0, 0
		try := func(distance int) {
			if n := repeat(data, i, distance); distance <= maxBack && n > long {
				long, back = n, distance
			}
		}
		try(1)
		try(row)
		if i+4 <= len(data) && long < maxCopy {
			four := [4]byte(data[i : i+4])
			if at, ok := last[four]; ok {
				try(i - at)
			}
			last[four] = i
		}
		if long < 4 {
			w.literal(int(data[i]))
			i++
			continue
		}
		w.copy(long, back)
		i += long
	}
	w.literal(256)
	return binary.BigEndian.AppendUint32(w.flush(), adler32.Checksum(data))
}

// Limits of deflate.
const (
	maxCopy = 258
	maxBack = 32768
)

// repeat is how many bytes from i on equal those a distance before.
func repeat(data []byte, i, back int) int {
	if i < back {
		return 0
	}
	n := 0
	for n < maxCopy && i+n < len(data) && data[i+n] == data[i+n-back] {
		n++
	}
	return n
}

// A bitWriter fills bytes from the lowest bit.
type bitWriter struct {
	out  []byte
	bits uint64
	n    uint
}

func (w *bitWriter) write(v uint64, n uint) {
	w.bits |= v << w.n
	for w.n += n; w.n >= 8; w.n -= 8 {
		w.out = append(w.out, byte(w.bits))
		w.bits >>= 8
	}
}

// reversed writes a Huffman code, whose highest bit comes first.
func (w *bitWriter) reversed(code uint64, n uint) {
	for i := range n {
		w.write(code>>(n-1-i)&1, 1)
	}
}

func (w *bitWriter) flush() []byte {
	if w.n > 0 {
		w.write(0, 8-w.n)
	}
	return w.out
}

// literal writes a byte, the end (256) or the code of a length (257 to 285).
func (w *bitWriter) literal(v int) {
	switch {
	case v < 144:
		w.reversed(uint64(0x30+v), 8)
	case v < 256:
		w.reversed(uint64(0x190+v-144), 9)
	case v < 280:
		w.reversed(uint64(v-256), 7)
	default:
		w.reversed(uint64(0xc0+v-280), 8)
	}
}

// copy writes a length and a distance: a code for the range, then the bits
// within it. Ranges double after every four lengths and every two distances.
func (w *bitWriter) copy(long, back int) {
	switch n := long - 3; {
	case long == maxCopy:
		w.literal(285)
	case n < 8:
		w.literal(257 + n)
	default:
		extra := uint(0)
		for n>>extra >= 8 {
			extra++
		}
		w.literal(257 + int(4*extra) + n>>extra)
		w.write(uint64(n)&(1<<extra-1), extra)
	}
	n, extra := back-1, uint(0)
	if n < 4 {
		w.reversed(uint64(n), 5)
		return
	}
	for n>>extra >= 4 {
		extra++
	}
	w.reversed(uint64(2*extra)+uint64(n>>extra), 5)
	w.write(uint64(n)&(1<<extra-1), extra)
}
