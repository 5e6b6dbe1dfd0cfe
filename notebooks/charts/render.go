package charts

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/lodestone-model/lodestone/kernel/display"
)

// Renderer turns the payloads of this package into what people see. It is a
// pure function: the same payload gives the same bytes, however often and
// wherever. Values and volatile texts are rendered as package display does, so
// that one renderer serves a whole notebook.
var Renderer display.Renderer = display.RendererFunc(render)

// A picture is a figure that was read from its payload and laid out: what it
// takes to say it in every form.
type picture interface {
	size() (width, height int)                          // in px
	draw(p pen)                                         // the static picture
	live() (option object, err error)                   // for echarts; go-echarts' Assets name the library
	table() (heading string, rows [][]string, left int) // for text/plain; the first left columns are words
	remarks() []string                                  // lines that explain the drawing itself
}

// pictures reads each kind of payload but tables.
var pictures = map[string]func(display.Payload) (picture, error){
	KindLine:      readChart,
	KindArea:      readChart,
	KindBar:       readChart,
	KindFan:       readChart,
	KindMultiples: readPanels,
	KindSankey:    readSankey,
	KindGraph:     readGraph,
	KindScatter:   readScatter,
	KindHeat:      readHeat,
}

func render(p display.Payload) (display.Bundle, error) {
	if p.Kind == display.KindValue || p.Kind == display.KindClaim || p.Kind == display.KindVolatile {
		return display.Plain().Render(p)
	}
	read, ok := pictures[p.Kind]
	if !ok && p.Kind != KindTable {
		return nil, fmt.Errorf("charts: %q: no picture for kind %q", p.ID, p.Kind)
	}
	text, err := p.Encode() // checks the shape, and names the content
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(text))
	id := "ls-" + hex.EncodeToString(sum[:6])
	var b display.Bundle
	if p.Kind == KindTable {
		b, err = renderTable(p, id)
	} else {
		b, err = renderPicture(p, id, read)
	}
	if err != nil {
		return nil, fmt.Errorf("charts: %s %q: %w", p.Kind, p.ID, err)
	}
	return b, nil
}

func renderPicture(p display.Payload, id string, read func(display.Payload) (picture, error)) (display.Bundle, error) {
	pic, err := read(p)
	if err != nil {
		return nil, err
	}
	mime, content, err := still(p.Kind, pic)
	if err != nil {
		return nil, err
	}
	js, err := script(id, p.Kind, pic, unitOf(p))
	if err != nil {
		return nil, err
	}
	return display.Bundle{
		display.MIMEHTML: pictureHTML(p, pic, id, dataURL(mime, content), js),
		mime:             content,
		display.MIMEText: pictureText(p, pic),
	}, nil
}

// unitOf is the unit of the values that are drawn.
func unitOf(p display.Payload) string {
	for _, c := range p.Columns {
		if p.Unit == "" && c.Name == "value" {
			return c.Unit
		}
	}
	return p.Unit
}

// still draws the static picture in its form.
func still(kind string, pic picture) (mime, content string, err error) {
	if kind == KindHeat { // as many cells as a map may have would be long in SVG
		content, err = staticPNG(pic)
		return display.MIMEPNG, content, err
	}
	content, err = static(pic)
	return display.MIMESVG, content, err
}

// A chartPicture is a chart with one pair of axes.
type chartPicture struct {
	d *drawing
	l layout
}

func readChart(p display.Payload) (picture, error) {
	d, err := read(p)
	if err != nil {
		return nil, err
	}
	l, err := d.arrange()
	return chartPicture{&d, l}, err
}

func (c chartPicture) size() (width, height int) { return c.d.width, c.d.height }
func (c chartPicture) remarks() []string         { return c.d.remarks() }
