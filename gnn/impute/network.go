package impute

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/lodestone-model/lodestone/gnn/net"
)

// task is one training set of a network, and what it is asked for.
type task struct {
	pairs  []Pair
	y      []float64
	groups []int     // of each pair: what is hidden together
	base   []float64 // of each pair, when its block is not seen: what the network corrects
	blocks []int     // the blocks that base was made with
	asked  []Pair
	start  []float64 // of each asked pair: base where all pairs are seen
}

// architecture of the network.
const (
	slots    = 12 // neighbours of a pair along mineral, and along node
	hidden   = 8
	inSlot   = 7
	inPair   = 5
	inNode   = 4
	partings = 6 // ways to hide a fifth of the nodes, for training
	parts    = 5
)

// network answers all tasks at once: each is a member of an ensemble with
// parameters, inputs and hidden nodes of its own.
//
//	same mineral, other nodes ─Attend─▶ ┐
//	same node, other minerals ─Attend─▶ ├─Dense─▶ base + correction
//	nodes ─GraphConv over edges───────▶ ┘
type network struct {
	g         *Graph
	mineral   net.Attend
	node      net.Attend
	conv      net.GraphConv
	tell      net.Dense
	mix, out  net.Dense
	relations []net.Array
}

// answer trains on tasks and returns the predictions of each.
func answer(ctx context.Context, g *Graph, tasks []task, seed uint64, steps int) ([][]float64, error) {
	if len(tasks) == 0 {
		return nil, errors.New("impute: no task for the network")
	}
	p := net.NewParams(len(tasks), seed)
	w := &network{g: g,
		mineral: net.NewAttend(p, "mineral", inSlot, hidden), node: net.NewAttend(p, "node", inSlot, hidden),
		conv: net.NewGraphConv(p, "conv", 2, hidden, hidden), tell: net.NewDense(p, "tell", inNode, hidden),
		mix: net.NewDense(p, "mix", 2*inSlot+hidden+inPair, 2*hidden), out: net.NewDenseZero(p, "out", 2*hidden, 1)}
	for _, edges := range [][][]float64{g.Shared, g.Kin} {
		w.relations = append(w.relations, normalised(edges))
	}
	d, err := newEpisodes(w, tasks, seed)
	if err != nil {
		return nil, err
	}
	set := net.Settings{Steps: steps, Rate: 8e-3, Decay: 2e-2, Clip: 1, WarmUp: 15, Every: max(steps/2, 1)}
	state := net.Start(p, set)
	if err := net.Fit(ctx, w.loss, d, set, state); err != nil {
		return nil, fmt.Errorf("impute: %w", err)
	}
	return w.predict(ctx, state.Now, d)
}

// normalised makes rows of weights without the diagonal sum to one, or zero:
// [1][to][from].
func normalised(a [][]float64) net.Array {
	n := len(a)
	out := net.NewArray(1, n, n)
	for i := range a {
		sum := 0.0
		for j, v := range a[i] {
			if j != i {
				sum += v * v
			}
		}
		for j, v := range a[i] {
			if j != i && sum > 0 {
				out.Data[i*n+j] = v * v / sum
			}
		}
	}
	return out
}

// apply is the prediction of each row, [member][row].
func (w *network) apply(p *net.Nodes, in []*net.Node) *net.Node {
	byMineral, mask1, byNode, mask2, nodes, at, pair, base := in[0], in[1], in[2], in[3], in[4], in[5], in[6], in[7]
	relations := in[8:10]
	h := net.Tanh(w.tell.Apply(p, nodes)) // [member][1][node][hidden]
	h = net.Add(h, net.Tanh(w.conv.Apply(p, h, relations)))
	d := net.Dims(h)
	own := net.Einsum("mrn,mnf->mrf", at, net.Reshape(h, d[0], d[2], d[3]))
	attended := w.mineral.Apply(p, byMineral, mask1)
	x := net.Tanh(w.mix.Apply(p, net.Concat(2, attended, w.node.Apply(p, byNode, mask2), own, pair)))
	// The attended value itself has a path of its own, a gate before it.
	gate := net.Sigmoid(net.Shift(net.Slice(x, 2, 0, 1), -1))
	y := net.Add(w.out.Apply(p, x), net.Mul(gate, net.Slice(attended, 2, 0, 1)))
	dims := net.Dims(base)
	return net.Add(base, net.Reshape(y, dims...))
}

// loss is for each member the mean over hidden pairs of Charbonnier's form of
// Huber's loss, in logs.
func (w *network) loss(p *net.Nodes, in []*net.Node) []*net.Node {
	miss := net.Sub(w.apply(p, in), in[10])
	l := net.Exp(net.Scale(net.Log(net.Shift(net.Square(miss), 4)), .5))
	return []*net.Node{net.Sum(net.Mul(l, in[11]), 1)}
}

func (w *network) predict(ctx context.Context, p *net.Params, d *episodes) ([][]float64, error) {
	forward, err := net.Forward(p, func(n *net.Nodes, in []*net.Node) []*net.Node { return []*net.Node{w.apply(n, in)} })
	if err != nil {
		return nil, err
	}
	b := d.empty(d.longest)
	for m, t := range d.tasks {
		d.fill(b, m, t, nil, t.asked, t.start, nil)
	}
	out, err := forward.Run(ctx, p, append(b[:8:8], b[8], b[9])...)
	if err != nil {
		return nil, fmt.Errorf("impute: %w", err)
	}
	answers := make([][]float64, len(d.tasks))
	for m, t := range d.tasks {
		answers[m] = slices.Clone(out[0].Data[m*d.longest : m*d.longest+len(t.asked)])
	}
	return answers, nil
}

// episodes hide a fold of the nodes of each task, and ask for what they hold.
type episodes struct {
	w       *network
	tasks   []task
	seed    uint64
	fold    [][][]int // [parting][task][pair]
	rows    int       // most hidden pairs in an episode
	longest int       // most asked pairs in a task
}

func newEpisodes(w *network, tasks []task, seed uint64) (*episodes, error) {
	d := &episodes{w: w, tasks: tasks, seed: seed}
	for _, t := range tasks {
		d.longest = max(d.longest, len(t.asked))
		if len(t.pairs) != len(t.y) || len(t.pairs) != len(t.base) || len(t.pairs) != len(t.groups) || len(t.asked) != len(t.start) {
			return nil, fmt.Errorf("impute: a task of %d pairs has %d values, %d groups, %d bases", len(t.pairs), len(t.y), len(t.groups), len(t.base))
		}
	}
	for k := range partings {
		var all [][]int
		for _, t := range tasks {
			f := t.blocks // the first parting is that of the bases
			if k > 0 {
				f = folds(t.groups, parts, seed+uint64(1000*k))
			}
			count := map[int]int{}
			for _, x := range f {
				count[x]++
				d.rows = max(d.rows, count[x])
			}
			all = append(all, f)
		}
		d.fold = append(d.fold, all)
	}
	return d, nil
}

// Batch hides one fold of each task.
func (d *episodes) Batch(step int) []net.Array {
	r := rand.New(rand.NewPCG(d.seed, uint64(step)+1))
	parting, part := r.IntN(partings), r.IntN(parts)
	b := d.empty(d.rows)
	for m, t := range d.tasks {
		fold := d.fold[parting][m]
		var asked []Pair
		var base, y []float64
		for i, f := range fold {
			if f == part {
				asked, base, y = append(asked, t.pairs[i]), append(base, t.base[i]), append(y, t.y[i])
			}
		}
		d.fill(b, m, t, func(i int) bool { return fold[i] == part }, asked, base, y)
	}
	return b
}

// Validation is one batch: the training runs its length, the losses are for
// the reader.
func (d *episodes) Validation() [][]net.Array { return [][]net.Array{d.Batch(-1)} }

func (d *episodes) empty(rows int) []net.Array {
	m, nodes := len(d.tasks), len(d.w.g.Nodes)
	b := []net.Array{net.NewArray(m, rows, slots, inSlot), net.NewArray(m, rows, slots), net.NewArray(m, rows, slots, inSlot), net.NewArray(m, rows, slots),
		net.NewArray(m, 1, nodes, inNode), net.NewArray(m, rows, nodes), net.NewArray(m, rows, inPair), net.NewArray(m, rows)}
	return append(b, d.w.relations[0], d.w.relations[1], net.NewArray(m, rows), net.NewArray(m, rows))
}

// fill writes the inputs of one task: what is asked for, seen from the pairs
// that are not hidden.
func (d *episodes) fill(b []net.Array, m int, t task, isHidden func(i int) bool, asked []Pair, base, y []float64) {
	g, rows := d.w.g, b[7].Dims[1]
	var pairs []Pair
	var values []float64
	for i, p := range t.pairs {
		if isHidden == nil || !isHidden(i) {
			pairs, values = append(pairs, p), append(values, t.y[i])
		}
	}
	mean := newMeans(g, pairs, values)
	over := make([]float64, len(pairs)) // over the mean of the mineral in the unit
	nodes := b[4].Data[m*len(g.Nodes)*inNode:]
	for i, p := range pairs {
		over[i] = values[i] - mean.at(g, p, 1)
		nodes[p.Node*inNode] += over[i] / 4
		nodes[p.Node*inNode+1] += .1
	}
	for n := range g.Nodes {
		nodes[n*inNode+2] = float64(g.Unit[n])
		nodes[n*inNode+3] = 1
	}
	byMineral, byNode := make([][]int, len(g.Minerals)), make([][]int, len(g.Nodes))
	for j, p := range pairs {
		byMineral[p.Mineral], byNode[p.Node] = append(byMineral[p.Mineral], j), append(byNode[p.Node], j)
	}
	for r, p := range asked {
		at := m*rows + r
		d.alongMineral(b, at, p, pick(pairs, byMineral[p.Mineral]), pick(values, byMineral[p.Mineral]), base[r])
		d.alongNode(b, at, p, pick(pairs, byNode[p.Node]), pick(over, byNode[p.Node]))
		b[5].Data[at*len(g.Nodes)+p.Node] = 1
		copy(b[6].Data[at*inPair:], []float64{(mean.at(g, p, 0) - base[r]) / 2, (mean.at(g, p, 1) - base[r]) / 2, (mean.at(g, p, 3) - base[r]) / 2,
			math.Log1p(mean.n[classes(g, p)[0]]) / 2, math.Log1p(mean.n[classes(g, p)[1]]) / 2})
		b[7].Data[at] = base[r]
		if y != nil {
			b[10].Data[at], b[11].Data[at] = y[r], 1/float64(len(asked))
		}
	}
}

// slot is a neighbour of a pair: how near it is, and what the network sees.
type slot struct {
	near float64
	x    [inSlot]float64
}

// alongMineral fills the slots of a row with the same mineral in other nodes.
func (d *episodes) alongMineral(b []net.Array, at int, p Pair, pairs []Pair, values []float64, base float64) {
	g := d.w.g
	var list []slot
	for j, q := range pairs {
		if q.Node == p.Node {
			continue
		}
		family, unit := same(g.Family[p.Node], g.Family[q.Node]), same(g.Unit[p.Node], g.Unit[q.Node])
		shared, kin := g.Shared[p.Node][q.Node], g.Kin[p.Node][q.Node]
		list = append(list, slot{shared + kin + family + unit, [inSlot]float64{(values[j] - base) / 2, shared, kin, family, unit, g.Alike[p.Node][q.Node], 1}})
	}
	put(b[0], b[1], at, list)
}

// alongNode fills the slots of a row with other minerals in the same node.
func (d *episodes) alongNode(b []net.Array, at int, p Pair, pairs []Pair, over []float64) {
	g := d.w.g
	var list []slot
	for j, q := range pairs {
		if q.Mineral == p.Mineral {
			continue
		}
		e, t := g.Elements[p.Mineral][q.Mineral], g.Together[p.Mineral][q.Mineral]
		list = append(list, slot{e + t, [inSlot]float64{over[j] / 2, e, t, e * t, 0, 0, 1}})
	}
	put(b[2], b[3], at, list)
}

// put writes the nearest slots of a row, and their mask.
func put(x, mask net.Array, at int, list []slot) {
	slices.SortStableFunc(list, func(a, b slot) int { return -cmp.Compare(a.near, b.near) })
	for s, l := range list[:min(slots, len(list))] {
		copy(x.Data[(at*slots+s)*inSlot:], l.x[:])
		mask.Data[at*slots+s] = 1
	}
}
