package knowledge

import (
	"fmt"
	"slices"
	"strings"
)

// A Centre condenses the appropriabilities of a family, at least one.
type Centre func(chi []float64) float64

// Median is the middle, or the mean of the two in the middle.
func Median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(v))
	return s[(len(s)-1)/2]/2 + s[len(s)/2]/2
}

// Mean is the arithmetic mean.
func Mean(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	sum := 0.0
	for _, x := range v {
		sum += x / float64(len(v))
	}
	return sum
}

// An Appropriability is the chi of one project and where it comes from.
type Appropriability struct {
	Key    Key
	Chi    float64
	Family string
	Latent bool // nothing to calibrate on: the centre of its family
	Held   bool // lowered from the centre, so that public research alone is what the base year shows
	Above1 bool // who does the research would earn more than all of its worth: look at the data
}

// String says it in a line.
func (a Appropriability) String() string {
	note := ""
	if a.Latent {
		note = ", from its family " + a.Family
	}
	if a.Held {
		note += ", held down to the base year"
	}
	if a.Above1 {
		note += ", above 1"
	}
	return fmt.Sprintf("%v: chi %.4g%s", a.Key, a.Chi, note)
}

// Calibrate finds the chi at which each project's condition holds at r = 1, its
// base year. The projects are those of the base year; their Chi is not read.
// Where there is no private research (Public is Base) or no Value, chi
// is the centre (nil: Median) of its family, by the project's driver if family
// is nil. Where that would start private research that the base year does not
// show, chi is held at the point where it just does not pay.
func Calibrate(price float64, projects []Project, family func(Key) string, centre Centre) ([]Appropriability, error) {
	if family == nil {
		family = func(k Key) string { return k.Driver.String() }
	}
	if centre == nil {
		centre = Median
	}
	if !(price > 0) || !usable(price) {
		return nil, fmt.Errorf("knowledge: Calibrate: the price of research is %v; it must be above 0", price)
	}
	out := make([]Appropriability, len(projects))
	found := map[string][]float64{}
	for i, p := range projects {
		p.Chi = 1
		if err := p.Check(); err != nil {
			return nil, err
		}
		if p.Public > p.Base {
			return nil, fmt.Errorf("knowledge: Calibrate: research on %v has a base of %v, of which %v is public; the base holds private and public research", p.Key, p.Base, p.Public)
		}
		out[i] = Appropriability{Key: p.Key, Family: family(p.Key), Latent: p.Value == 0 || p.Public == p.Base}
		if out[i].Latent {
			continue
		}
		chi, err := p.break1(price)
		if err != nil {
			return nil, err
		}
		out[i].Chi = chi
		found[out[i].Family] = append(found[out[i].Family], chi)
	}
	for i := range out {
		if err := out[i].fill(projects[i], price, found, centre); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// break1 is the chi at which r = 1 pays exactly.
func (p Project) break1(price float64) (float64, error) {
	chi := (1 - p.Subsidy) * price * p.Base / (p.Value * p.slope())
	if !usable(chi) {
		return 0, fmt.Errorf("knowledge: Calibrate: the value %v of research on %v is too small beside its cost %v", p.Value, p.Key, price*p.Base)
	}
	return chi, nil
}

func (a *Appropriability) fill(p Project, price float64, found map[string][]float64, centre Centre) error {
	if a.Latent {
		family := found[a.Family]
		if len(family) == 0 {
			return fmt.Errorf("knowledge: Calibrate: %v has nothing to calibrate on, nor has any of its family %q; put it in a family with a member that sells and does private research", a.Key, a.Family)
		}
		if a.Chi = centre(slices.Clone(family)); !usable(a.Chi) {
			return fmt.Errorf("knowledge: Calibrate: the centre of family %q is %v; it must be 0 or above", a.Family, a.Chi)
		}
		if p.Value > 0 && p.Public == p.Base {
			if most, err := p.break1(price); err == nil && most < a.Chi {
				a.Chi, a.Held = most, true
			}
		}
	}
	a.Above1 = a.Chi > 1
	return nil
}

// AboveOne lists those that deserve a look at the data, one a line; empty where
// there are none.
func AboveOne(all []Appropriability) string {
	var lines []string
	for _, a := range all {
		if a.Above1 {
			lines = append(lines, a.String())
		}
	}
	return strings.Join(lines, "\n")
}
