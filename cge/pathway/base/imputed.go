package base

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/cge/pathway/base/coefficients"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// impute adds to a sub-technology that nobody builds yet the minerals that no
// publication and no law of physics gives it, as package coefficients imputes
// them: copper and aluminium that conduct in it. What is built has its minerals
// from what is published for its use.
func (s *splitter) impute(out *Sub) error {
	if out.Share > 0 {
		return nil
	}
	rows, err := imputedOf(out.Node)
	if err != nil {
		return err
	}
	for _, mineral := range sortedKeys(rows) {
		r, ok := rows[mineral]["central"]
		market := slices.ContainsFunc(s.a.Metals, func(m Metal) bool { return m.ID == mineral })
		if !ok || !market || slices.ContainsFunc(out.Content, func(c Content) bool { return c.Mineral == mineral }) {
			continue
		}
		r.Note = fmt.Sprintf("%s; %.3g to %.3g", r.Note, rows[mineral]["low"].Value, rows[mineral]["high"].Value)
		s.keep(mineral+" in "+out.Node, "coefficients", out.Node+" / "+mineral, r)
		out.Content = append(out.Content, Content{Mineral: mineral, Raw: r.Value})
	}
	return nil
}

// imputedOf is what is imputed of a node, by mineral and bound.
func imputedOf(node string) (map[string]map[string]quantity.Row, error) {
	t, err := coefficients.Imputed()
	if err != nil {
		return nil, err
	}
	out := map[string]map[string]quantity.Row{}
	at, mineral, bound := slices.Index(t.Axes, "sub_technology"), slices.Index(t.Axes, "mineral"), slices.Index(t.Axes, "bound")
	for _, r := range t.Rows {
		if r.Key[at] != node {
			continue
		}
		if out[r.Key[mineral]] == nil {
			out[r.Key[mineral]] = map[string]quantity.Row{}
		}
		out[r.Key[mineral]][r.Key[bound]] = r
	}
	return out, nil
}

// A LatentFigure is what a latent sub-technology of the network is taken to hold of
// a mineral, kg per unit as the network has it, and where the figure is from.
type LatentFigure struct {
	Node, Mineral      string
	Standing           string // published, assumed or imputed
	Low, Central, High float64
	Unit               string
	InWorld            bool   // whether it is in an option of the world
	Why                string // source, reason, or why the node is no option
}

// withoutOwn says why an option holds no minerals of its own.
var withoutOwn = map[string]string{"coal_ccs": "those of a coal plant and of capture_solvent", "gas_ccs": "those of a gas plant and of capture_solvent"}

// LatentFigures lists them by node in the network's order: of options that the world
// holds ready, and of nodes that it leaves out.
func LatentFigures() ([]LatentFigure, error) {
	nodes, err := datasets.Nodes()
	if err != nil {
		return nil, err
	}
	n, err := loadNetwork()
	if err != nil {
		return nil, err
	}
	var out []LatentFigure
	for _, d := range nodes {
		if share, assumed := assumedShares[d.ID]; d.Status != "latent" && !(assumed && share == 0) {
			continue
		}
		why, left := LeftOut[d.ID]
		add := func(f LatentFigure) {
			f.Node, f.InWorld = d.ID, !left
			if left {
				f.Why = "left out: " + why
			}
			out = append(out, f)
		}
		seen := map[string]bool{}
		for _, e := range n.metals[d.ID] {
			c, ok := e.bound["central"]
			if !ok {
				continue
			}
			seen[e.from] = true
			add(LatentFigure{Mineral: e.from, Standing: "published", Low: e.value("low"), Central: e.value("central"), High: e.value("high"), Unit: c.Unit.String(), Why: c.Source})
		}
		if x, ok := assumedContents[d.ID]; ok {
			seen[x.mineral] = true
			add(LatentFigure{Mineral: x.mineral, Standing: "assumed", Low: x.low, Central: x.kg, High: x.high, Unit: x.unit, Why: x.why})
		}
		rows, err := imputedOf(d.ID)
		if err != nil {
			return nil, err
		}
		for _, mineral := range sortedKeys(rows) {
			if r := rows[mineral]; !seen[mineral] {
				add(LatentFigure{Mineral: mineral, Standing: "imputed", Low: r["low"].Value, Central: r["central"].Value, High: r["high"].Value, Unit: r["central"].Unit.String(), Why: r["central"].Note})
			}
		}
		if len(seen) == 0 && len(rows) == 0 {
			add(LatentFigure{Standing: "none", Why: withoutOwn[d.ID]})
		}
	}
	return out, nil
}
