package charts

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawnWeb is a web of random links between up to nine nodes, loops included.
func drawnWeb(t *rapid.T) web {
	var w web
	n := rapid.IntRange(1, 9).Draw(t, "nodes")
	for i := range n {
		w.nodes = append(w.nodes, Node{Name: string(rune('a' + i))})
	}
	end := rapid.IntRange(0, n-1)
	for range rapid.IntRange(1, 25).Draw(t, "links") {
		w.arcs = append(w.arcs, arc{end.Draw(t, "from"), end.Draw(t, "to"), rapid.Float64Range(0.1, 100).Draw(t, "value")})
	}
	return w
}

// Whatever the links, no loop is left, each link keeps its start and value,
// and each leads to the right.
func TestLoopsAreCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawnWeb(t)
		before := slices.Clone(w.arcs)
		if _, err := w.cutLoops(); err != nil {
			t.Fatal(err)
		}
		columns := w.columns()
		for k, a := range w.arcs {
			if a.from != before[k].from || a.value != before[k].value {
				t.Fatalf("link %d was %v, is %v", k, before[k], a)
			}
			name := w.nodes[before[k].to].Name
			if got := w.nodes[a.to].Name; got != name && got != name+again {
				t.Fatalf("link %d led to %s, now to %s", k, name, got)
			}
			if columns[a.from] >= columns[a.to] {
				t.Fatalf("link %d leads from column %d to %d", k, columns[a.from], columns[a.to])
			}
		}
	})
}

// A recycling flow is the one that is cut, wherever it stands in the list.
func TestTheFlowThatGoesBackIsCut(t *testing.T) {
	arcs := []arc{{0, 1, 9}, {1, 2, 10}, {2, 3, 8}, {3, 1, 1}} // mine → refine → use → scrap → refine
	for shift := range arcs {
		w := web{nodes: []Node{{Name: "mine"}, {Name: "refine"}, {Name: "use"}, {Name: "scrap"}}}
		w.arcs = append(slices.Clone(arcs[shift:]), arcs[:shift]...)
		if _, err := w.cutLoops(); err != nil {
			t.Fatal(err)
		}
		for _, a := range w.arcs {
			if cut := a.from == 3; cut != isGhost(w.nodes[a.to].Name) {
				t.Errorf("shifted by %d: the link from %s leads to %s", shift, w.nodes[a.from].Name, w.nodes[a.to].Name)
			}
		}
	}
}

// Boxes of a column do not overlap, and flows fill the side of a box.
func TestFlowsFillTheirNodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &sankey{web: drawnWeb(t)}
		if _, err := s.cutLoops(); err != nil {
			t.Fatal(err)
		}
		s.fill(nil)
		if err := s.arrange(""); err != nil {
			return // too many columns for the width
		}
		for _, c := range s.columns {
			low := -1e-6 // px: rounding of sums of heights, here and below
			for _, n := range c {
				if s.nodes[n].y < low {
					t.Fatalf("%s begins at %v, above %v", s.nodes[n].name, s.nodes[n].y, low)
				}
				low = s.nodes[n].y + s.nodes[n].h + float64(s.gap) - 1e-6
			}
			if low > s.high+float64(s.gap) {
				t.Fatalf("a column ends at %v of %v", low, s.high)
			}
		}
		for _, f := range s.flows {
			from, to := s.nodes[f.from], s.nodes[f.to]
			if f.y0+f.h > from.y+from.h+1e-6 || f.y1+f.h > to.y+to.h+1e-6 || f.y0 < from.y-1e-6 || f.y1 < to.y-1e-6 {
				t.Fatalf("flow %+v leaves %+v or %+v", f, from, to)
			}
		}
	})
}

// Nodes of a graph stand within the unit square, none on another.
func TestSpreadOutKeepsNodesApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawnWeb(t)
		at := spreadOut(len(w.nodes), w.arcs)
		for i, p := range at {
			if !(p.x >= 0 && p.x <= 1 && p.y >= 0 && p.y <= 1) {
				t.Fatalf("node %d at %v", i, p)
			}
			for j, q := range at[:i] {
				if math.Abs(p.x-q.x)+math.Abs(p.y-q.y) < 1e-3 { // a thousandth of the square: less than a pixel
					t.Fatalf("nodes %d and %d both at %v", j, i, p)
				}
			}
		}
	})
}

// A path is drawn as a path: its ends are the farthest apart.
func TestSpreadOutUnfoldsAPath(t *testing.T) {
	var arcs []arc
	for i := range 9 {
		arcs = append(arcs, arc{i, i + 1, 1})
	}
	at := spreadOut(10, arcs)
	for i := 1; i < 9; i++ {
		if (at[i].x-at[0].x)*(at[9].x-at[i].x) <= 0 {
			t.Errorf("node %d at %v is not between %v and %v", i, at[i], at[0], at[9])
		}
	}
}
