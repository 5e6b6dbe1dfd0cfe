package panel_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/gnn/panel"
)

// good is a panel of one region, three years, two goods and one user.
const good = `{"R":1,"T":3,"n_nodes":3,"n_minerals":2,"node_features":[[0],[1],[2]],
"edges":[{"src":0,"dst":2,"nest":0},{"src":1,"dst":2,"nest":0}],"edge_features":[[0],[1]],"edge_share":[0.5,0.5],"nests":[{"user":2,"k":0}],
"log_x":[[[0,0.1],[0.2,0.3],[null,0.5]]],"log_p":[[[0,0.1],[0.2,0.3],[0.4,0.5]]],
"z_supply":[[[0,0.1],[0.2,0.3],[0.4,0.5]]],"z_wedge":[[[0,0.1],[0.2,0.3],[0.4,0.5]]]}`

func TestReadWriteRoundTrip(t *testing.T) {
	p, err := panel.Read(strings.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	if p.Observed[p.At(0, 2, 0)] || !p.Observed[p.At(0, 2, 1)] {
		t.Errorf("the null of log_x is not the one gap: %v", p.Observed)
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	q, err := panel.Read(&b)
	if err != nil || !reflect.DeepEqual(p, q) {
		t.Errorf("read, written, read: %v\n%+v\n%+v", err, p, q)
	}
}

// TestBadPanelsAreNamed changes one thing of the good panel at a time.
func TestBadPanelsAreNamed(t *testing.T) {
	for _, c := range []struct {
		old, new string
		kind     panel.Kind
		says     string
	}{
		{`"log_x":[[[0,`, `"log_x":[[[NaN,`, panel.NotFinite, "byte"},
		{`"log_p":[[[0,`, `"log_p":[[[1e300,`, panel.NotFinite, "log_p"},
		{`"log_p":[[[0,`, `"p":[[[-1,`, panel.NegativePrice, "p[0][0][0] is -1"},
		{`"log_p":[[[0,`, `"log_price":[[[0,`, panel.UnknownField, "log_price"},
		{`"T":3`, `"T":1`, panel.OneYear, "T = 1"},
		{`"T":3`, `"T":4`, panel.Shape, "3 years"},
		{`"nests":[{"user":2,"k":0}]`, `"nests":[{"user":2,"k":0},{"user":1,"k":0}]`, panel.Disconnected, "nests[1]"},
		{`"src":1,"dst":2`, `"src":1,"dst":7`, panel.Disconnected, "edges[1]"},
		{`"src":1,"dst":2`, `"src":1,"dst":0`, panel.Disconnected, "belongs to 2"},
		{`"edge_share":[0.5,0.5]`, `"edge_share":[0.5,-0.5]`, panel.NotFinite, "edge_share[1]"},
		{`"edge_share":[0.5,0.5]`, `"edge_share":[0.5]`, panel.Shape, "edge_share"},
		{`"R":1`, `"regime_starts":[3],"R":1`, panel.BadDate, "regime_starts[0]"},
		{`"log_x":[[[0,0.1],[0.2,0.3],[null,0.5]]],`, ``, panel.MissingField, "log_x"},
		{`[[0,0.1],[0.2,0.3],[null,0.5]]`, `[[null,null],[null,null],[null,null]]`, panel.NoObservation, "gaps"},
		{`"R":1`, `"schema":"other/2","R":1`, panel.Syntax, "other/2"},
		{`"R":1`, `"R":"one"`, panel.Syntax, "R"},
		{`}`, ``, panel.Syntax, "byte"},
	} {
		text := strings.Replace(good, c.old, c.new, 1)
		if text == good {
			t.Fatalf("%q is not in the good panel", c.old)
		}
		_, err := panel.Read(strings.NewReader(text))
		var named *panel.Error
		if !errors.As(err, &named) || named.Kind != c.kind || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s -> %s: got %v, wanted %q with %q", c.old, c.new, err, c.kind, c.says)
		}
	}
}

func TestWarnings(t *testing.T) {
	kinds := func(text string) string {
		p, err := panel.Read(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		out := []string{}
		for _, w := range p.Warnings() {
			out = append(out, string(w.Kind))
		}
		return strings.Join(out, ", ")
	}
	const (
		supply = `"z_supply":[[[0,0.1],[0.2,0.3],[0.4,0.5]]],`
		wedge  = `"z_wedge":[[[0,0.1],[0.2,0.3],[0.4,0.5]]]`
		one    = `{"src":0,"dst":2,"nest":0},{"src":1,"dst":2,"nest":0}],`
		two    = `{"src":0,"dst":2,"nest":0},{"src":1,"dst":2,"nest":1}],`
	)
	for _, c := range []struct{ replace, want string }{
		{"", "short regime"},
		{supply + "|", "one instrument, short regime"},
		{supply + "|" + "|" + wedge + `|"level":"none"`, "no instrument, short regime"},
		{one + "|" + two + `|{"user":2,"k":0}]|{"user":2,"k":0},{"user":2,"k":1}]`, "single member, single member, short regime"},
	} {
		text := good
		if parts := strings.Split(c.replace, "|"); len(parts) > 1 {
			text = strings.NewReplacer(parts...).Replace(text)
		}
		if got := kinds(text); got != c.want {
			t.Errorf("%s: got %q, wanted %q", c.replace, got, c.want)
		}
	}
}

func TestMaskedPanelsWarn(t *testing.T) {
	p, err := panel.Read(strings.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	q := p.Mask(func(_, year, _ int) bool { return year == 9 })
	if w := q.Warnings(); len(w) != 2 || w[0].Kind != panel.NothingToReduce {
		t.Errorf("a panel of gaps warns %v", w)
	}
	if miss := p.MissingShare()[0]; miss != 1.0/6 {
		t.Errorf("one of six cells is a gap: %v", miss)
	}
}

func TestSegments(t *testing.T) {
	p := &panel.Panel{Years: 30, RegimeStarts: []int{17}}
	if got := fmt.Sprint(p.Segments()); got != "[{0 17} {17 30}]" {
		t.Error(got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(`{"R":1000000000,"T":1000000000,"edges":[{}],"nests":[{}],"n_nodes":1}`))
	f.Add([]byte(`{"R":NaN}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := panel.Read(bytes.NewReader(data))
		if err != nil {
			var named *panel.Error
			if !errors.As(err, &named) {
				t.Fatalf("an error without a kind: %v", err)
			}
			return
		}
		if err := p.Check(); err != nil {
			t.Fatalf("read, but does not pass its own check: %v", err)
		}
		p.Warnings()
		var b bytes.Buffer
		if err := p.Write(&b); err != nil {
			t.Fatal(err)
		}
		if q, err := panel.Read(&b); err != nil || !reflect.DeepEqual(p, q) {
			t.Fatalf("written and read again it is another panel: %v", err)
		}
	})
}
