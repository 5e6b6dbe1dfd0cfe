package infrastructure

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway/base/futures"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Stage is a step of the chain.
type Stage string

const (
	Mining    Stage = "mining"    // ore to concentrate: primary output
	Refining  Stage = "refining"  // concentrate and scrap to metal or chemical
	Recycling Stage = "recycling" // retired equipment to metal
)

// A Plan holds what futures need against what is planned.
type Plan struct {
	Futures []string
	Years   quantity.Axis
	Sources []string
	all     []futures.Future
	supply  map[Stage]map[string]country // by mineral
	temper  []map[string][]float64       // by future and metal; nil: paths as they are
}

// Settings of a plan. The zero Settings take paths as they are.
type Settings struct {
	// PublishedOthers lets uses outside the transition grow as the IEA publishes
	// in place of growing with the economy: see futures.Tempered.
	PublishedOthers bool
}

// country is supply by country and published year, in kt.
type country map[string]map[int]float64

// minerals of the publication, and the metals of the model that they stand for.
var minerals = []string{"copper", "lithium", "nickel", "cobalt", "graphite", "rare earth elements"}

var metals = map[string][]string{"rare earth elements": {"neodymium", "praseodymium", "dysprosium", "terbium"}}

// Minerals are those with a published plan.
func Minerals() []string { return slices.Clone(minerals) }

const (
	total     = "Total"
	topThree  = "Top 3 share"
	rest      = "Rest of world"
	published = 2040 // last year of the plan
)

// New takes futures of the same years; they begin in 2024, as the plan does.
func New(all []futures.Future, s Settings) (*Plan, error) {
	if len(all) == 0 {
		return nil, fmt.Errorf("infrastructure: no futures; futures.Follow gives them")
	}
	first := all[0].Result.Years
	p := &Plan{all: all, Years: quantity.Years(first[0].Year, first[len(first)-1].Year), supply: map[Stage]map[string]country{Mining: {}, Refining: {}}}
	for _, f := range all {
		if len(f.Result.Years) != len(first) || f.Result.Years[0].Year != first[0].Year {
			return nil, fmt.Errorf("infrastructure: future %q has other years than %q", f.Name, all[0].Name)
		}
		p.Futures = append(p.Futures, f.Name)
		if s.PublishedOthers {
			if err := p.tempered(f); err != nil {
				return nil, err
			}
		}
		for _, id := range strings.Split(f.Result.Spec.Source, ";") {
			if id = strings.TrimSpace(id); id != "" {
				p.Sources = append(p.Sources, id)
			}
		}
	}
	t := datasets.MineralSupply()
	if err := t.Err(); err != nil {
		return nil, err
	}
	p.Sources = append(p.Sources, t.Sources()...)
	slices.Sort(p.Sources)
	p.Sources = slices.Compact(p.Sources)
	return p, p.read(t)
}

// tempered notes by how much other uses of a future are too large.
func (p *Plan) tempered(f futures.Future) error {
	by := map[string][]float64{}
	for _, m := range minerals {
		for _, metal := range metalsOf(m) {
			var err error
			if by[metal], err = futures.Tempered(f, metal); err != nil {
				return err
			}
		}
	}
	p.temper = append(p.temper, by)
	return nil
}

// metalsOf the model that a published mineral stands for.
func metalsOf(mineral string) []string {
	if of := metals[mineral]; of != nil {
		return of
	}
	return []string{mineral}
}

func (p *Plan) read(t quantity.Table) error {
	for _, r := range t.Rows {
		mineral, stage, from := r.Key[0], Stage(r.Key[1]), r.Key[2]
		year, err := strconv.Atoi(r.Key[3])
		if err != nil {
			return fmt.Errorf("infrastructure: supply of %s: %w", mineral, err)
		}
		if from == topThree {
			continue
		}
		of := p.supply[stage]
		if of[mineral] == nil {
			of[mineral] = country{}
		}
		if of[mineral][from] == nil {
			of[mineral][from] = map[int]float64{}
		}
		of[mineral][from][year] = r.Value
	}
	for _, m := range minerals {
		for _, s := range []Stage{Mining, Refining} {
			if !(p.supply[s][m][total][2024] > 0) {
				return fmt.Errorf("infrastructure: no %s of %s in 2024 in table mineral_supply", s, m)
			}
		}
	}
	return nil
}

// at is supply of a year, a straight line between published ones; false after
// the last.
func at(by map[int]float64, year int) (float64, bool) {
	before, after := 0, 0
	for y := range by {
		if y <= year && y > before {
			before = y
		}
		if y >= year && (after == 0 || y < after) {
			after = y
		}
	}
	switch {
	case before == 0 || after == 0:
		return 0, false
	case before == after:
		return by[before], true
	}
	w := float64(year-before) / float64(after-before)
	return by[before]*(1-w) + by[after]*w, true
}

// volume of a stage in a future and year, in kt.
func (p *Plan) volume(f int, stage Stage, mineral string, t int) (kt float64) {
	y := &p.all[f].Result.Years[t]
	for _, m := range metalsOf(mineral) {
		s, by := y.Minerals[m], 1.
		if p.temper != nil {
			by = p.temper[f][m][t]
		}
		all := by * (s.Mined + s.Recycled) // what is recycled stays, mines take the difference
		switch {
		case stage == Mining:
			kt += all - s.Recycled
		case stage == Recycling:
			kt += s.Recycled
		case mineral == "graphite":
			kt += s.Units
		default:
			kt += all
		}
	}
	return kt
}

// need of a stage in a future, by index of the year.
func (p *Plan) need(f int, stage Stage, mineral string, t int) float64 {
	v := p.volume(f, stage, mineral, t)
	if stage == Recycling {
		return v
	}
	return p.supply[stage][mineral][total][2024] * v / p.volume(f, stage, mineral, 0)
}

// Need is capacity needed over mineral, future and year, in kt a year.
func (p *Plan) Need(stage Stage) quantity.Array {
	if err := known(stage); err != nil {
		return quantity.Failed(err)
	}
	var v []float64
	for _, m := range minerals {
		for f := range p.all {
			for t := range p.Years.Len() {
				v = append(v, p.need(f, stage, m, t))
			}
		}
	}
	return quantity.New("kt/yr", v, quantity.NewAxis("mineral", minerals...), quantity.NewAxis("future", p.Futures...), p.Years).WithSources(p.Sources...)
}

// Planned is what the publication's base case supplies over mineral and year, to
// the last year that it has.
func (p *Plan) Planned(stage Stage) quantity.Array {
	if err := p.plans(stage); err != nil {
		return quantity.Failed(err)
	}
	years := p.plannedYears()
	var v []float64
	for _, m := range minerals {
		for _, y := range years {
			x, _ := at(p.supply[stage][m][total], y)
			v = append(v, x)
		}
	}
	return quantity.New("kt/yr", v, quantity.NewAxis("mineral", minerals...), quantity.YearsOf(years...)).WithSources(p.Sources...)
}

// Gap is need less plan over mineral, future and year: above zero it is missing,
// below zero it stands idle.
func (p *Plan) Gap(stage Stage) quantity.Array {
	planned := p.Planned(stage)
	ax, ok := planned.Axis("year")
	if !ok {
		return planned
	}
	need := p.Need(stage).Select("year", ax.Labels...)
	return need.Minus(planned.Expand(quantity.NewAxis("future", p.Futures...)).Transpose("mineral", "future", "year"))
}

func (p *Plan) plannedYears() []int {
	all, _ := p.Years.Years()
	return slices.DeleteFunc(all, func(y int) bool { return y > published })
}

// Scope is output of 2024 in the publication and in the model over mineral, stage
// and count, in kt: how far the two count the same.
func (p *Plan) Scope() quantity.Array {
	var v []float64
	for _, m := range minerals {
		for _, s := range []Stage{Mining, Refining} {
			v = append(v, p.supply[s][m][total][2024], p.volume(0, s, m, 0))
		}
	}
	return quantity.New("kt/yr", v, quantity.NewAxis("mineral", minerals...), quantity.NewAxis("stage", string(Mining), string(Refining)), quantity.NewAxis("count", "published", "model")).WithSources(p.Sources...)
}

func known(s Stage) error {
	if !slices.Contains([]Stage{Mining, Refining, Recycling}, s) {
		return fmt.Errorf("infrastructure: no stage %q; there are %s, %s and %s", s, Mining, Refining, Recycling)
	}
	return nil
}

// plans refuses stages that the publication has no plan of.
func (p *Plan) plans(s Stage) error {
	if s == Recycling {
		return fmt.Errorf("infrastructure: no table has planned capacity of recyclers; Need gives what is needed")
	}
	return known(s)
}
