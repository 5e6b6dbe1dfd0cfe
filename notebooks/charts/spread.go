package charts

import "math"

// A place is a point; spreadOut and inColumns return shares of width and
// height.
type place struct{ x, y float64 }

// spreadOut places nodes so that their distances are near the number of links
// between them: stress majorization (Gansner, Koren and North 2005), one node
// at a time, from a circle. It uses nothing but sums, products, quotients and
// square roots, each rounded, so that every processor gets the same places.
func spreadOut(nodes int, arcs []arc) []place {
	far := distances(nodes, arcs)
	at := onCircle(nodes, far)
	sweeps := 300
	if nodes > 60 {
		sweeps = 120
	}
	for range sweeps {
		for i := range at {
			at[i] = relaxed(at, far[i], i)
		}
	}
	return fitted(turned(at))
}

// relaxed is where node i has the least stress while the others stay.
func relaxed(at []place, far []float64, i int) place {
	var sum place
	weight := 0.0
	for j, q := range at {
		if j == i {
			continue
		}
		dx, dy := at[i].x-q.x, at[i].y-q.y
		long := math.Sqrt(float64(dx*dx) + float64(dy*dy))
		if long < 1e-6 { // two nodes on one spot: part them along x
			dx, long = float64(1e-6*float64(1+i-j)), 1e-6
		}
		w := 1 / float64(far[j]*far[j])
		ratio := far[j] / long
		sum.x += float64(w * (q.x + float64(dx*ratio)))
		sum.y += float64(w * (q.y + float64(dy*ratio)))
		weight += w
	}
	if weight == 0 {
		return at[i]
	}
	return place{sum.x / weight, sum.y / weight}
}

// distances counts the links from node to node, whatever their direction.
// Nodes that are not connected stand a little farther apart than any others.
func distances(nodes int, arcs []arc) [][]float64 {
	near := make([][]int, nodes)
	for _, a := range arcs {
		near[a.from], near[a.to] = append(near[a.from], a.to), append(near[a.to], a.from)
	}
	out, most := make([][]float64, nodes), 1.0
	for i := range out {
		out[i] = make([]float64, nodes)
		queue := []int{i}
		for len(queue) > 0 {
			n := queue[0]
			queue = queue[1:]
			for _, m := range near[n] {
				if m != i && out[i][m] == 0 {
					out[i][m] = out[i][n] + 1
					most = math.Max(most, out[i][m])
					queue = append(queue, m)
				}
			}
		}
	}
	for i := range out {
		for j := range out[i] {
			if i != j && out[i][j] == 0 {
				out[i][j] = math.Min(most+1, 4)
			}
		}
	}
	return out
}

// onCircle is where the search begins: nodes on a circle, each beside those
// that are near it.
func onCircle(nodes int, far [][]float64) []place {
	order, used := []int{0}, make([]bool, nodes)
	used[0] = true
	for len(order) < nodes {
		last, next := order[len(order)-1], -1
		for n := range nodes {
			if !used[n] && (next < 0 || far[last][n] < far[last][next]) {
				next = n
			}
		}
		order, used[next] = append(order, next), true
	}
	out := make([]place, nodes)
	for i, n := range order {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(nodes))
		out[n] = place{math.Round(1e6*cos) / 1e6, math.Round(1e6*sin) / 1e6}
	}
	return out
}

// turned rotates the places so that they spread most along x.
func turned(at []place) []place {
	var mean place
	for _, p := range at {
		mean.x += p.x / float64(len(at))
		mean.y += p.y / float64(len(at))
	}
	var xx, xy, yy float64
	for _, p := range at {
		dx, dy := p.x-mean.x, p.y-mean.y
		xx, xy, yy = xx+float64(dx*dx), xy+float64(dx*dy), yy+float64(dy*dy)
	}
	// half the angle whose tangent is 2xy / (xx - yy)
	long := math.Sqrt(float64((xx-yy)*(xx-yy)) + float64(4*xy*xy))
	if long < 1e-9 {
		return at
	}
	cos := math.Sqrt(math.Max(0, (1+(xx-yy)/long)/2))
	sin := math.Sqrt(math.Max(0, (1-(xx-yy)/long)/2))
	if xy < 0 {
		sin = -sin
	}
	out := make([]place, len(at))
	for i, p := range at {
		out[i] = place{float64(p.x*cos) + float64(p.y*sin), float64(p.y*cos) - float64(p.x*sin)}
	}
	return out
}

// fitted stretches the places to shares of width and height; what does not
// spread stands in the middle.
func fitted(at []place) []place {
	lo, hi := at[0], at[0]
	for _, p := range at {
		lo = place{math.Min(lo.x, p.x), math.Min(lo.y, p.y)}
		hi = place{math.Max(hi.x, p.x), math.Max(hi.y, p.y)}
	}
	share := func(x, lo, hi float64) float64 {
		if hi-lo < 1e-6 {
			return 0.5
		}
		return (x - lo) / (hi - lo)
	}
	out := make([]place, len(at))
	for i, p := range at {
		out[i] = place{share(p.x, lo.x, hi.x), share(p.y, lo.y, hi.y)}
	}
	return out
}

// inColumns places nodes side by side, the nodes of a column at even distances.
func inColumns(columns [][]int, nodes int) []place {
	out := make([]place, nodes)
	for k, c := range columns {
		for i, n := range c {
			out[n] = place{float64(k) / float64(max(len(columns)-1, 1)), (float64(i) + 0.5) / float64(len(c))}
		}
	}
	return out
}
