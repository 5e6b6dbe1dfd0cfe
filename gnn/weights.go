package gnn

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/lodestone-model/lodestone/gnn/net"
)

// Weights are a trained network with what it needs to be used.
type Weights struct {
	Design  Design      `json:"design"`
	Scaling Scaling     `json:"scaling"`
	Learned []float64   `json:"learned"` // what intervals are widened by, in sd, for each group of F
	Base    []float64   `json:"base"`    // half width of intervals of the classical posterior, in sd
	Params  *net.Params `json:"-"`

	once    sync.Once
	program *net.Program
	err     error
	mu      sync.Mutex
}

// Encode writes a line of JSON and the parameters with seven digits.
func (w *Weights) Encode(to io.Writer) error {
	line, err := json.Marshal(w)
	if err != nil {
		return err
	}
	if _, err := to.Write(append(line, '\n')); err != nil {
		return err
	}
	return w.Params.Encode(to, true)
}

// ReadWeights reads what Encode wrote.
func ReadWeights(r io.Reader) (*Weights, error) {
	b := bufio.NewReader(r)
	line, err := b.ReadBytes('\n')
	if err != nil {
		return nil, fmt.Errorf("gnn: weights: no first line: %w", err)
	}
	w := &Weights{}
	if err := json.Unmarshal(line, w); err != nil {
		return nil, fmt.Errorf("gnn: weights: %w", err)
	}
	if err := w.Design.check(); err != nil {
		return nil, err
	}
	n := len(MomentNames())
	if len(w.Scaling.Mean) != n || len(w.Scaling.Scale) != n || len(w.Learned) != len(strengths) || len(w.Base) != len(strengths) {
		return nil, errors.New("gnn: weights: they are for other moments; rebuild them with go run ./gnn/train")
	}
	if w.Params, err = net.Decode(b); err != nil {
		return nil, err
	}
	want := net.NewParams(w.Design.Members, 0)
	newNetwork(want, w.Design)
	for _, name := range want.Names() {
		if fmt.Sprint(want.Get(name).Dims) != fmt.Sprint(w.Params.Get(name).Dims) {
			return nil, fmt.Errorf("gnn: weights: %q has shape %v, the design has %v", name, w.Params.Get(name).Dims, want.Get(name).Dims)
		}
	}
	return w, nil
}

// raw runs the network on one example, before calibration.
func (w *Weights) raw(ctx context.Context, e *Example) ([]answer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.once.Do(func() {
		p := net.NewParams(w.Design.Members, 0)
		n := newNetwork(p, w.Design)
		w.program, w.err = net.Forward(w.Params, func(p *net.Nodes, in []*net.Node) []*net.Node {
			y := n.apply(p, in)
			return []*net.Node{y.mean, y.logSD, y.low, y.high}
		})
	})
	if w.err != nil {
		return nil, w.err
	}
	in := pack(w.Design, w.Scaling, []*Example{e}, size(len(e.X)))
	out, err := w.program.Run(ctx, w.Params, in...)
	if err != nil {
		return nil, err
	}
	return pool(w.Design.Members, out[0].Data, out[1].Data, out[2].Data, out[3].Data)[:len(e.X)], nil
}
