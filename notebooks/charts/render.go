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

// renderers draws each kind of payload.
var renderers = map[string]func(p display.Payload, id string) (display.Bundle, error){
	KindLine:  renderChart,
	KindArea:  renderChart,
	KindBar:   renderChart,
	KindTable: renderTable,
}

func render(p display.Payload) (display.Bundle, error) {
	if p.Kind == display.KindValue || p.Kind == display.KindClaim || p.Kind == display.KindVolatile {
		return display.Plain().Render(p)
	}
	draw, ok := renderers[p.Kind]
	if !ok {
		return nil, fmt.Errorf("charts: %q: no picture for kind %q", p.ID, p.Kind)
	}
	text, err := p.Encode() // checks the shape, and names the content
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(text))
	b, err := draw(p, "ls-"+hex.EncodeToString(sum[:6]))
	if err != nil {
		return nil, fmt.Errorf("charts: %s %q: %w", p.Kind, p.ID, err)
	}
	return b, nil
}

func renderChart(p display.Payload, id string) (display.Bundle, error) {
	d, err := read(p)
	if err != nil {
		return nil, err
	}
	l, err := d.arrange()
	if err != nil {
		return nil, err
	}
	svg, err := static(&d, l)
	if err != nil {
		return nil, err
	}
	js, err := script(id, &d, l)
	if err != nil {
		return nil, err
	}
	return display.Bundle{
		display.MIMEHTML: chartHTML(p, &d, id, svg, js),
		display.MIMESVG:  svg,
		display.MIMEText: chartText(p, &d),
	}, nil
}
