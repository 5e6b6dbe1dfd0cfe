package impute

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// world is a network whose coefficients are known: log coefficient = mineral +
// kind of its node. The kind shows in what else the node holds, and in no
// feature: only edges tell it.
type world struct{ observed, features, links quantity.Table }

func newWorld(seed uint64, nodes int) world {
	w := world{quantity.Table{Name: "observed", Axes: []string{"node", "mineral"}}, quantity.Table{Name: "features", Axes: []string{"object", "feature"}},
		quantity.Table{Name: "links", Axes: []string{"from", "to", "relation"}}}
	r := rand.New(rand.NewPCG(seed, 0))
	for n := range nodes {
		node, kind := fmt.Sprintf("n%02d", n), n%2
		family := fmt.Sprintf("family=f%d", n/2%3)
		w.features.Rows = append(w.features.Rows, row(1, "1", node, family))
		w.links.Rows = append(w.links.Rows, row(1, "1", node, fmt.Sprintf("parent%d", kind), "part"))
		for m := range 9 {
			if m < 6 || m == 6+kind { // six that all hold, one that shows the kind
				y := float64(m%3) + 2*float64(kind)*float64(1-2*(m%2)) + .05*r.NormFloat64()
				w.observed.Rows = append(w.observed.Rows, row(math.Exp(y), "kg/MW", node, fmt.Sprintf("m%d", m)))
			}
		}
	}
	return w
}

func row(value float64, unit string, key ...string) quantity.Row {
	return quantity.Row{Key: key, Value: value, Unit: quantity.MustUnit(unit), Source: "test", Confidence: quantity.Derived}
}

func (w world) graph(t *testing.T) *Graph {
	t.Helper()
	g, err := New(w.observed, w.features, w.links)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// ask replies to the five outer folds of whole nodes.
func ask(t *testing.T, g *Graph, steps int) ([]split, []reply) {
	t.Helper()
	groups, err := g.Groups(WholeNode)
	if err != nil {
		t.Fatal(err)
	}
	fold := folds(groups, outer, 3)
	var splits []split
	for q := range outer {
		splits = append(splits, g.part(g.everything(), fold, q))
	}
	replies, err := g.reply(context.Background(), splits, groups, 3, steps)
	if err != nil {
		t.Fatal(err)
	}
	return splits, replies
}

func rmse(g *Graph, splits []split, replies []reply, name string) float64 {
	sum, n := 0.0, 0.0
	for i, s := range splits {
		for k, p := range s.hidden {
			sum, n = sum+math.Pow(replies[i].mean[name][k]-g.Log[p], 2), n+1
		}
	}
	return math.Sqrt(sum / n)
}

func TestEdgesTellWhatFeaturesDoNot(t *testing.T) {
	g := newWorld(1, 24).graph(t)
	splits, replies := ask(t, g, 160)
	for _, name := range []string{ClassMeans, TwoWay, Factorisation, Effects, Perceptron} {
		if e := rmse(g, splits, replies, name); e < .9 {
			t.Errorf("%s: error %.2f: the kind of a node moves coefficients by 1 either way and shows in no feature", name, e)
		}
	}
	for _, name := range []string{GraphEffects, NetworkGraph} {
		// A mean of some neighbours has a noise below 0.05; what is left is shrinkage to classes.
		if e := rmse(g, splits, replies, name); e > .3 {
			t.Errorf("%s: error %.2f of a noise of 0.05", name, e)
		}
	}
	h, err := g.Without("graph", 1)
	if err != nil {
		t.Fatal(err)
	}
	splits, replies = ask(t, h, 20)
	if e := rmse(h, splits, replies, GraphEffects); e < .9 {
		t.Errorf("without edges the error is %.2f: something else tells the kind", e)
	}
}

func TestHiddenValuesChangeNothing(t *testing.T) {
	g := newWorld(2, 20).graph(t)
	groups, err := g.Groups(WholeNode)
	if err != nil {
		t.Fatal(err)
	}
	s := g.part(g.everything(), folds(groups, outer, 1), 0)
	predict := func(g *Graph) []prediction {
		splits := g.nested(s, groups, 1)
		replies, err := g.reply(context.Background(), splits, groups, 1, 10)
		if err != nil {
			t.Fatal(err)
		}
		all := g.combine(splits[1:], replies[1:]).apply(replies[0])
		var out []prediction
		for _, name := range append(append([]string{BestPlain, Combination}, plain...), graphic...) {
			out = append(out, all[name])
		}
		return out
	}
	before := predict(g)
	h := *g
	h.Log = slices.Clone(g.Log)
	for _, p := range s.hidden {
		h.Log[p] += 7
	}
	for k, p := range predict(&h) {
		if !slices.Equal(p.mean, before[k].mean) || !slices.Equal(p.half, before[k].half) {
			t.Errorf("method %d looks at what is hidden", k)
		}
	}
}

func TestOrderAndNames(t *testing.T) {
	w := newWorld(3, 20)
	g := w.graph(t)
	splits, replies := ask(t, g, 10)
	turned := w
	for _, rows := range []*[]quantity.Row{&turned.observed.Rows, &turned.features.Rows, &turned.links.Rows} {
		*rows = slices.Clone(*rows)
		slices.Reverse(*rows)
	}
	_, again := ask(t, turned.graph(t), 10)
	for i := range replies {
		for name, m := range replies[i].mean {
			if !slices.Equal(m, again[i].mean[name]) {
				t.Errorf("%s: another order of rows, another prediction", name)
			}
		}
	}
	// Nodes in another order, the same questions.
	last := len(g.Nodes) - 1
	h := renamed(t, w, func(node string) string {
		var n int
		fmt.Sscanf(node, "n%d", &n)
		return fmt.Sprintf("n%02d", last-n)
	})
	for i, s := range splits {
		var other split
		place := map[Pair]int{}
		for k, p := range h.Pairs {
			place[p] = k
		}
		moved := func(at []int) (out []int) {
			for _, k := range at {
				p := g.Pairs[k]
				out = append(out, place[Pair{last - p.Node, p.Mineral}])
			}
			return out
		}
		other.seen, other.hidden = moved(s.seen), moved(s.hidden)
		other.asked = pick(h.Pairs, other.hidden)
		for _, name := range []string{ClassMeans, TwoWay, NearestContents, MeanOfNeighbours} {
			m, err := simple[name](h, pick(h.Pairs, other.seen), pick(h.Log, other.seen), other.asked)
			if err != nil {
				t.Fatal(err)
			}
			closeTo(t, name, m, replies[i].mean[name], 1e-12) // sums in another order
		}
		e, err := fitEffects(h, append(classKernels(), graphKernels()...), pick(h.Pairs, other.seen), pick(h.Log, other.seen))
		if err != nil {
			t.Fatal(err)
		}
		m, _ := e.Predict(other.asked)
		closeTo(t, GraphEffects, m, replies[i].mean[GraphEffects], 1e-9) // a search for variances, cut after some evaluations, that starts at rounding
	}
}

// renamed gives every node another name.
func renamed(t *testing.T, w world, name func(string) string) *Graph {
	t.Helper()
	out := world{w.observed, w.features, w.links}
	for _, rows := range []*[]quantity.Row{&out.observed.Rows, &out.features.Rows, &out.links.Rows} {
		*rows = slices.Clone(*rows)
		for i, r := range *rows {
			r.Key = append([]string{name(r.Key[0])}, r.Key[1:]...)
			(*rows)[i] = r
		}
	}
	return out.graph(t)
}

func closeTo(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= tol) {
			t.Fatalf("%s: %v, wanted %v", what, got[i], want[i])
		}
	}
}

func TestSameSeedSameBits(t *testing.T) {
	g := newWorld(4, 20).graph(t)
	_, one := ask(t, g, 8)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	_, two := ask(t, g, 8)
	for i := range one {
		for name, m := range one[i].mean {
			if !slices.Equal(m, two[i].mean[name]) {
				t.Errorf("%s differs between runs", name)
			}
		}
	}
}

func TestLeaveIsARefit(t *testing.T) {
	g := newWorld(5, 20).graph(t)
	groups, err := g.Groups(WholeNode)
	if err != nil {
		t.Fatal(err)
	}
	fold := folds(groups, 4, 1)
	e, err := fitEffects(g, classKernels(), g.Pairs, g.Log)
	if err != nil {
		t.Fatal(err)
	}
	mean, sd, err := e.Leave(fold)
	if err != nil {
		t.Fatal(err)
	}
	for q := range 4 {
		s := g.part(g.everything(), fold, q)
		f := &effects{g: g, kernels: e.kernels, scale: e.scale, pairs: pick(g.Pairs, s.seen), level: e.level, centred: pick(e.centred, s.seen)}
		if err := f.solve(f.blocks()); err != nil {
			t.Fatal(err)
		}
		m, d := f.Predict(s.asked)
		closeTo(t, "mean", m, pick(mean, s.hidden), 1e-10) // one Cholesky factor against another
		closeTo(t, "sd", d, pick(sd, s.hidden), 1e-7)      // the root of a difference keeps half the digits
	}
}

func TestWeights(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	x := make([][]float64, 3)
	var y []float64
	for range 400 {
		truth := r.NormFloat64()
		y = append(y, truth)
		for k, noise := range []float64{.3, 3, 3} {
			x[k] = append(x[k], truth+noise*r.NormFloat64())
		}
	}
	w := weights(x, y)
	if math.Abs(w[0]+w[1]+w[2]-1) > 1e-15 || w[0] < .9 {
		t.Errorf("weights %v: the first predictor has a tenth of the noise of the others", w)
	}
}

func TestPractice(t *testing.T) {
	// Ratios e^0, e^1, e^2 with two degrees of freedom: mean 1, deviation 1 times
	// the root of 4/3; below theory are P(t2 < x) = 1/2 + x / 2 sqrt(2 + x^2) at x =
	// -sqrt(3/4). Tolerances bound rounding in gonum's quantile and back.
	g, err := Practice([]float64{1, math.E, math.E * math.E}, []float64{1, 1, 1}, 10)
	if err != nil {
		t.Fatal(err)
	}
	d := distuv.StudentsT{Mu: 1, Sigma: math.Sqrt(4. / 3), Nu: 2}
	closeTo(t, "below theory", []float64{d.CDF(0)}, []float64{.5 - math.Sqrt(.75/2.75)/2}, 1e-12)
	for i, v := range []float64{g.Low, g.Central, g.High} {
		q := d.CDF(math.Log(v / 10))
		closeTo(t, "quantile", []float64{(q - d.CDF(0)) / (1 - d.CDF(0))}, []float64{[]float64{.05, .5, .95}[i]}, 1e-12)
	}
	if rmse, cover, err := PracticeScore([]float64{2, 2.2, 2.1, 1.9}, []float64{1, 1, 1, 1}); err != nil || rmse > .12 || cover < .75 {
		t.Errorf("four cells near 2: rmse %v, cover %v, %v", rmse, cover, err)
	}
	for _, bad := range [][2][]float64{{{1, 2}, {1, 1}}, {{1, 2, 3}, {1, 1}}, {{1, 2, 0}, {1, 1, 1}}} {
		if _, err := Practice(bad[0], bad[1], 1); err == nil {
			t.Errorf("%v is no error", bad)
		}
	}
}

func TestHeldSeesNoHiddenValue(t *testing.T) {
	g := newWorld(11, 20).graph(t)
	held, err := g.Held(WholeNode)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for i, v := range held {
		sum += (v - g.Log[i]) * (v - g.Log[i]) / float64(len(held))
	}
	if sum > .09 { // an error of 0.3, as in TestEdgesTellWhatFeaturesDoNot
		t.Errorf("mean square error %v: edges tell the kind", sum)
	}
}

func TestImpute(t *testing.T) {
	w := newWorld(6, 24)
	var want []float64
	var rows []quantity.Row
	for _, r := range w.observed.Rows { // n05 has no figure but for the one that shows its kind
		if r.Key[0] == "n05" && r.Key[1] < "m6" {
			want = append(want, math.Log(r.Value))
			continue
		}
		rows = append(rows, r)
	}
	w.observed.Rows = rows
	var asked [][2]string
	for m := range 6 {
		asked = append(asked, [2]string{"n05", fmt.Sprintf("m%d", m)})
	}
	g, err := New(w.observed, w.features, w.links, asked...)
	if err != nil {
		t.Fatal(err)
	}
	var pairs []Pair
	for _, a := range asked {
		p, _ := g.Find(a[0], a[1])
		pairs = append(pairs, p)
	}
	o := &Options{Seeds: []uint64{1}}
	guesses, err := Impute(context.Background(), g, pairs, o)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range guesses {
		// The kind of the node, 1 either way, shows in no feature.
		if width := math.Log(v.High / v.Low); math.Abs(math.Log(v.Central)-want[i]) > 1.4 || !(v.Low < v.Central && v.Central < v.High) || width < 1.5 || width > 3 {
			t.Errorf("%v: %v %v %v, truth %.3f", asked[i], v.Low, v.Central, v.High, math.Exp(want[i]))
		}
	}
	if _, err := Impute(context.Background(), g, g.Pairs[:1], o); err == nil || !strings.Contains(err.Error(), "published") {
		t.Errorf("a published pair is imputed: %v", err)
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Impute(stopped, g, pairs, o); err == nil {
		t.Error("a cancelled context is not an error")
	}
}
