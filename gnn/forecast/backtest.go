package forecast

import (
	"context"
	"fmt"
	"math"
)

// Backtested is a rolling-origin backtest of a panel: at each origin every
// model is fitted again to the rows up to it, penalties, weights, scales and
// networks included, and forecasts one row.
type Backtested struct {
	Series   string          `json:"series"`
	Unit     string          `json:"unit"`
	Log      bool            `json:"log"` // models and losses are in logarithms
	Nodes    int             `json:"nodes"`
	First    string          `json:"first"` // time of the first row
	Last     string          `json:"last"`
	Horizons []HorizonScores `json:"horizons"`
}

// HorizonScores is the table of one horizon.
type HorizonScores struct {
	Horizon     int           `json:"horizon"`
	Origins     []string      `json:"origins"` // times
	Forecasts   int           `json:"forecasts"`
	BestClassic string        `json:"best_classic"` // of smallest error here: known afterwards, the hardest rival
	Models      []PanelScore  `json:"models"`
	Losses      [][]PanelLoss `json:"losses"` // [model][origin]
}

// PanelScore is how a model did over all origins.
type PanelScore struct {
	Model string `json:"model"`
	// RMSE is the root mean square error with each node's error divided by its
	// root mean square change from one row to the next (Hyndman and Koehler
	// 2006), so that no node's size or restlessness rules.
	RMSE    float64    `json:"rmse_scaled"`
	Walk    Comparison `json:"against_walk"`
	Classic Comparison `json:"against_best_classic"`
}

// PanelLoss is the mean scaled squared error over the nodes of one origin.
type PanelLoss struct {
	Origin string  `json:"origin"`
	Nodes  int     `json:"nodes"`
	Loss   float64 `json:"loss"`
}

// Rolling are the settings of Backtest; zero values mean the defaults.
type Rolling struct {
	Options
	Origins  int   // for each horizon; 0 means 12
	Horizons []int // nil means 1, 3, 5
	Level    bool  // no logarithms
}

// minPast is the number of known values a node needs before an origin to count.
const minPast = 5

// annual are the models of a panel of few rows: rules, exponential smoothing
// and regressions of the change ahead, whose penalties pull to the random walk.
func annual(lags int) []Model {
	own := Sight{Lags: lags, Changes: true}
	wide := Sight{Lags: lags, Changes: true, Neighbours: true, All: true}
	ridge := func(label string, s Sight, p Pooling) Model {
		return Ridge{Label: label, Sight: s, Pooling: p, Changes: true}
	}
	return []Model{
		Last(), Drift(), ETS{},
		ridge("drift, shrunken to that of all", Sight{}, Shrunken),
		ridge("ridge of changes, per node", own, PerNode),
		ridge("ridge of changes, pooled", own, Pooled),
		ridge("ridge of changes, shrunken", own, Shrunken),
		ridge("ridge of changes, shrunken, neighbours", wide, Shrunken),
		ridge("ridge of levels, pooled, neighbours", Sight{Lags: lags, Neighbours: true, All: true}, Pooled),
	}
}

// Backtest runs a rolling-origin backtest. With logarithms, the default,
// values of zero and below are holes.
func Backtest(ctx context.Context, s *Series, set *Rolling) (*Backtested, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	b := &backtest{Rolling: Rolling{}}
	if set != nil {
		b.Rolling = *set
	}
	if b.Origins == 0 {
		b.Origins = 12
	}
	if b.Horizons == nil {
		b.Horizons = []int{1, 3, 5}
	}
	if b.s = s; !b.Level {
		b.s = s.logs()
	}
	b.unit = b.s.changes()
	out := &Backtested{Series: s.Name, Unit: s.Unit, Log: !b.Level, Nodes: len(s.Nodes)}
	if len(s.Times) > 0 {
		out.First, out.Last = s.Times[0], s.Times[len(s.Times)-1]
	}
	for k, h := range b.Horizons {
		if first := len(s.Times) - h - b.Origins; h < 1 || first < h+1 {
			return nil, fmt.Errorf("forecast: series %q: %d rows are too few for %d origins at horizon %d; %d are needed", s.Name, len(s.Times), b.Origins, h, b.Origins+2*h+1)
		}
		t, err := b.horizon(ctx, h, k)
		if err != nil {
			return nil, err
		}
		out.Horizons = append(out.Horizons, *t)
	}
	return out, nil
}

// logs is the series in logarithms.
func (s *Series) logs() *Series {
	c := *s
	c.Known = make([][]bool, len(s.Values))
	for t, row := range s.Values {
		c.Known[t] = make([]bool, len(row))
		for i, v := range row {
			c.Known[t][i] = s.known(t, i) && v > 0
		}
	}
	return c.mapped(math.Log)
}

// changes is the root mean square change of each node between rows that are
// both known; 1 where there is none.
func (s *Series) changes() []float64 {
	out := make([]float64, len(s.Nodes))
	for i := range out {
		n := 0.0
		for t := 1; t < len(s.Values); t++ {
			if s.known(t, i) && s.known(t-1, i) {
				d := s.Values[t][i] - s.Values[t-1][i]
				out[i] += d * d
				n++
			}
		}
		if out[i] = math.Sqrt(out[i] / math.Max(n, 1)); out[i] == 0 {
			out[i] = 1
		}
	}
	return out
}

type backtest struct {
	Rolling
	s    *Series
	unit []float64
}

// models are the classics, their mean (nil), the blend and the networks.
func (b *backtest) models() []Model {
	list := annual(b.s.Lags)
	blend := Blend{Label: "blend", Models: list}
	list = append(append([]Model{}, list...), nil, blend)
	if b.NoNetwork {
		return list
	}
	members := b.Seeds
	if members == 0 {
		members = 2
	}
	return append(list, Network{Label: "blend + graph network", Base: blend, Cells: []Cell{GRU}, Members: members, Seed: b.Seed, Window: 4, Hidden: 6, Steps: 60})
}

// horizon runs all origins of one horizon.
func (b *backtest) horizon(ctx context.Context, h, at int) (*HorizonScores, error) {
	out := &HorizonScores{Horizon: h}
	models := b.models()
	losses := make([][]float64, len(models))
	out.Losses = make([][]PanelLoss, len(models))
	for k := range b.Origins {
		o := len(b.s.Times) - h - b.Origins + k
		b.progress(at*b.Origins+k, len(b.Horizons)*b.Origins, fmt.Sprintf("horizon %d from %s", h, b.s.Times[o]))
		masked := b.judged(o, h)
		n := 0
		for _, ok := range masked {
			if ok {
				n++
			}
		}
		if n == 0 {
			continue
		}
		out.Origins = append(out.Origins, b.s.Times[o])
		out.Forecasts += n
		y, err := b.forecasts(ctx, models, o, h)
		if err != nil {
			return nil, err
		}
		for m := range models {
			loss := 0.0
			for i, ok := range masked {
				if ok {
					e := (y[m][i] - b.s.Values[o+h][i]) / b.unit[i]
					loss += e * e / float64(n)
				}
			}
			losses[m] = append(losses[m], loss)
			out.Losses[m] = append(out.Losses[m], PanelLoss{b.s.Times[o], n, loss})
		}
	}
	out.compare(models, losses)
	return out, nil
}

// judged says which nodes count: known at the target, with enough of a past.
func (b *backtest) judged(o, h int) []bool {
	past := b.s.Until(o + 1)
	out := make([]bool, len(b.s.Nodes))
	for i := range out {
		out[i] = b.s.known(o+h, i) && len(past.column(i)) >= minPast
	}
	return out
}

// forecasts fits every model to the rows up to o, [model][node].
func (b *backtest) forecasts(ctx context.Context, models []Model, o, h int) ([][]float64, error) {
	past := b.s.Until(o + 1)
	out := make([][]float64, len(models))
	for k, m := range models {
		if m == nil { // the mean of what stands before it but the random walk
			out[k] = make([]float64, len(b.s.Nodes))
			for _, y := range out[1:k] {
				for i, v := range y {
					out[k][i] += v / float64(k-1)
				}
			}
			continue
		}
		fit, err := m.Fit(ctx, past, h)
		if err != nil {
			return nil, err
		}
		y, err := fit.Forecast(ctx, past, []int{o})
		if err != nil {
			return nil, err
		}
		if err := finite(m.Name(), y); err != nil {
			return nil, err
		}
		out[k] = y[0]
	}
	return out, nil
}

// compare fills the table from the losses.
func (t *HorizonScores) compare(models []Model, losses [][]float64) {
	scores := make([]Score, len(models))
	best, classic := 0, true
	for k, m := range models {
		name := "mean of classics"
		if m != nil {
			name = m.Name()
		}
		scores[k] = Score{Model: name, rows: losses[k]}
		for _, v := range losses[k] {
			scores[k].Standard += v / math.Max(float64(len(losses[k])), 1)
		}
		if classic && scores[k].Standard < scores[best].Standard {
			best = k
		}
		classic = classic && m != nil
	}
	t.BestClassic = scores[best].Model
	for _, s := range scores {
		t.Models = append(t.Models, PanelScore{s.Model, math.Sqrt(s.Standard), s.compare(scores[0], t.Horizon), s.compare(scores[best], t.Horizon)})
	}
}
