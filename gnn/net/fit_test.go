package net_test

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/lodestone-model/lodestone/gnn/net"
)

// toy asks a layer to find y = 2 x0 - x1 from random rows.
type toy struct{ members int }

func (d toy) batch(seed uint64, rows int) []net.Array {
	x, y := random(seed, 1, rows, 2), net.NewArray(1, rows, 1)
	for i := range rows {
		y.Data[i] = 2*x.Data[2*i] - x.Data[2*i+1]
	}
	return []net.Array{x, y}
}

func (d toy) Batch(step int) []net.Array { return d.batch(uint64(step)+10, 16) }

func (d toy) Validation() [][]net.Array { return [][]net.Array{d.batch(1, 32), d.batch(2, 32)} }

func (d toy) params(seed uint64) (*net.Params, net.Model) {
	p := net.NewParams(d.members, seed)
	one, two := net.NewDense(p, "one", 2, 8), net.NewDense(p, "two", 8, 1)
	return p, func(n *net.Nodes, v []*net.Node) []*net.Node {
		rows := net.Dims(v[0])[1]
		x, y := net.Spread(v[0], d.members, rows, 2), net.Spread(v[1], d.members, rows, 1)
		e := net.Sub(two.Apply(n, net.Tanh(one.Apply(n, x))), y)
		return []*net.Node{net.Scale(net.Sum(net.Square(e), 1, 2), 1/float64(rows))}
	}
}

var toySettings = net.Settings{Steps: 60, Rate: .02, Clip: 1, WarmUp: 5, Every: 20}

func train(t *testing.T, d toy, seed uint64, set net.Settings) *net.State {
	t.Helper()
	p, m := d.params(seed)
	s := net.Start(p, set)
	if err := net.Fit(context.Background(), m, d, set, s); err != nil {
		t.Fatal(err)
	}
	return s
}

func encoded(t testing.TB, s *net.State) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTrainingLearnsAndReports(t *testing.T) {
	set := toySettings
	set.Steps = 600
	var seen []net.Progress
	set.Progress = func(p net.Progress) { seen = append(seen, p) }
	s := train(t, toy{2}, 5, set)
	if len(seen) != 30 || seen[29].Step != 600 {
		t.Fatalf("%d reports", len(seen))
	}
	for m, v := range s.BestLoss {
		if !(v < .1*seen[0].Valid[m]) {
			t.Errorf("member %d went from %v to %v", m, seen[0].Valid[m], v)
		}
	}
}

func TestSameBitsForAnyNumberOfProcessors(t *testing.T) {
	was := runtime.GOMAXPROCS(1)
	one := encoded(t, train(t, toy{2}, 5, toySettings))
	for _, n := range []int{2, 4} {
		runtime.GOMAXPROCS(n)
		if !bytes.Equal(one, encoded(t, train(t, toy{2}, 5, toySettings))) {
			t.Errorf("GOMAXPROCS %d gives other bits", n)
		}
	}
	runtime.GOMAXPROCS(was)
}

// TestKilledAndResumed cancels at a checkpoint and goes on from its bytes.
func TestKilledAndResumed(t *testing.T) {
	d, set := toy{2}, toySettings
	whole := encoded(t, train(t, d, 5, set))
	ctx, kill := context.WithCancel(context.Background())
	var file []byte
	set.Save = func(s *net.State) error {
		if s.Step == 40 {
			file = encoded(t, s)
			kill()
		}
		return nil
	}
	p, m := d.params(5)
	if err := net.Fit(ctx, m, d, set, net.Start(p, set)); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	s, err := net.Resume(bytes.NewReader(file), set)
	if err != nil {
		t.Fatal(err)
	}
	set.Save = nil
	if err := net.Fit(context.Background(), m, d, set, s); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(whole, encoded(t, s)) {
		t.Error("resumed training differs from the uninterrupted one")
	}
}

func TestMembersAreTrainingsOfTheirOwn(t *testing.T) {
	both := train(t, toy{2}, 5, toySettings)
	for m := range 2 {
		alone := train(t, toy{1}, 5+uint64(m), toySettings)
		for _, name := range alone.Best.Names() {
			w := alone.Best.Get(name).Data
			// 60 steps of sums in another order
			near(t, name, net.Array{Data: both.Best.Get(name).Data[m*len(w) : (m+1)*len(w)]}, w, 1e-12)
		}
	}
}

func TestPatienceEndsTraining(t *testing.T) {
	set := toySettings
	set.Rate, set.Patience, set.Steps, set.Every = 1e-30, 2, 1000, 1
	s := train(t, toy{1}, 5, set)
	if s.Step > 10 {
		t.Errorf("a training that learns nothing went on for %d steps", s.Step)
	}
}

func TestFaultsAreErrors(t *testing.T) {
	p, m := toy{1}.params(1)
	g, err := net.Forward(p, m)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if _, err := g.Run(ctx, p, net.NewArray(1, 4, 3), net.NewArray(1, 4, 1)); err == nil || !strings.Contains(err.Error(), "net: ") {
		t.Errorf("wrong shape: %v", err)
	}
	h, err := net.Forward(p, func(n *net.Nodes, v []*net.Node) []*net.Node { return []*net.Node{n.Get("none")} })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Run(ctx, p, net.NewArray(1)); err == nil || !strings.Contains(err.Error(), `no parameter "none"`) {
		t.Errorf("unknown parameter: %v", err)
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := g.Run(done, p, toy{1}.Batch(0)...); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	slow, err := net.Forward(p, func(n *net.Nodes, v []*net.Node) []*net.Node {
		time.Sleep(time.Second) // a graph that never gets built in time
		return m(n, v)
	})
	if err != nil {
		t.Fatal(err)
	}
	slow.Watchdog = 5 * time.Millisecond
	if _, err := slow.Run(ctx, p, toy{1}.Batch(0)...); !errors.Is(err, net.ErrHang) {
		t.Errorf("hang: %v", err)
	}
}

func TestParamsRoundTrip(t *testing.T) {
	p, _ := toy{3}.params(9)
	for _, single := range []bool{false, true} {
		var b, c bytes.Buffer
		if err := p.Encode(&b, single); err != nil {
			t.Fatal(err)
		}
		q, err := net.Decode(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Encode(&c, single); err != nil || !bytes.Equal(b.Bytes(), c.Bytes()) {
			t.Error("encoded, decoded, encoded: other bytes", err)
		}
		if !single && p.Hash() != q.Hash() {
			t.Error("hashes differ")
		}
	}
}

func FuzzDecode(f *testing.F) {
	p, _ := toy{1}.params(9)
	var b bytes.Buffer
	if err := p.Encode(&b, true); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`{"format":"lodestone-params/1","members":1,"names":["a"],"dims":[[1,1099511627776]]}` + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := net.Decode(bytes.NewReader(data))
		if err != nil {
			return
		}
		if err := p.Encode(&bytes.Buffer{}, false); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzResume: a checkpoint that is read can be trained on and written again.
func FuzzResume(f *testing.F) {
	d := toy{1}
	p, m := d.params(9)
	set := toySettings
	set.Steps = 2
	s := net.Start(p, set)
	f.Add(encoded(f, s))
	if err := net.Fit(context.Background(), m, d, set, s); err != nil {
		f.Fatal(err)
	}
	f.Add(encoded(f, s))
	other := net.Start(net.NewParams(1, 1), set)
	f.Add(encoded(f, other))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := net.Resume(bytes.NewReader(data), set)
		if err != nil {
			return
		}
		again, err := net.Resume(bytes.NewReader(encoded(t, s)), set)
		if err != nil {
			t.Fatalf("written again it is refused: %v", err)
		}
		if again.Step != s.Step || again.Now.Hash() != s.Now.Hash() {
			t.Fatal("written again it is another")
		}
		if s.Now.Members() == 1 && s.Step < set.Steps { // it trains, or says why not
			_ = net.Fit(context.Background(), m, d, set, s)
		}
	})
}
