package pathway_test

import (
	"context"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// What is wrong with a scenario is an error that names the place, and nothing is
// written.
func TestBadScenariosWriteNothing(t *testing.T) {
	for want, spoil := range map[string]func(s *pathway.Spec, o *pathway.Options){
		`use pack has the option "perpetuum", which is no unit`:         func(s *pathway.Spec, _ *pathway.Options) { s.Uses[2].Options[0].Unit = "perpetuum" },
		`service electricity has a plant of "fusion", which is no unit`: func(s *pathway.Spec, _ *pathway.Options) { s.Services[0].Plants[1].Unit = "fusion" },
		"path of service electricity is -1 in the 3. year":              func(s *pathway.Spec, _ *pathway.Options) { s.Services[0].Path[2] = -1 },
		"path of use vehicles is NaN in the 2. year":                    func(s *pathway.Spec, _ *pathway.Options) { s.Uses[5].Path[1] = math.NaN() },
		"path of use stationary has 3 entries for 4 years":              func(s *pathway.Spec, _ *pathway.Options) { s.Uses[3].Path = s.Uses[3].Path[:3] },
		"year 2060 follows 2026; years follow one by one":               func(s *pathway.Spec, _ *pathway.Options) { s.Years[3] = 2060 },
		"limit of carbon has 5 entries for 4 years":                     func(s *pathway.Spec, _ *pathway.Options) { s.Carbon.Limit = append(s.Carbon.Limit, 1) },
		"parts go round in a circle: pack → pack A → vehicles → battery → pack": func(s *pathway.Spec, _ *pathway.Options) {
			for i := range s.Units {
				if s.Units[i].Name == "pack A" {
					s.Units[i].Parts = []pathway.Part{{Use: "vehicles", Amount: 1e-9}}
				}
			}
		},
		`Options.Shifters of "electricity" has 2 entries for 4 years`: func(_ *pathway.Spec, o *pathway.Options) {
			o.Closure, o.Shifters = pathway.Response, map[string][]float64{"electricity": {1, 1}}
		},
		`Options.Shifters names "tea"`: func(_ *pathway.Spec, o *pathway.Options) { o.Shifters = map[string][]float64{"tea": {1, 1, 1, 1}} },
		`Options.Other of "Li" has 1 entries for 4 years`: func(_ *pathway.Spec, o *pathway.Options) {
			o.Mode, o.Other = pathway.MFA, map[string][]float64{"Li": {1}}
		},
		"year 2026: imposed shares of module add up to 1.75": func(s *pathway.Spec, o *pathway.Options) {
			o.Mode = pathway.MFA
			s.Uses[0].Options[0].Imposed = []float64{0.25, 0.25, 1, 0.25}
		},
		"a subsidy of 0.2 in the 2. year; it is below 1, and Research.Payer": func(s *pathway.Spec, _ *pathway.Options) {
			s.Research.Drivers[0].Subsidy = []float64{0, 0.2, 0, 0}
		},
		"the spread of what pv costs to run is 1.5":     func(s *pathway.Spec, _ *pathway.Options) { s.Services[0].Plants[0].Spread = 1.5 },
		`the payer of research names the agent "angel"`: func(s *pathway.Spec, _ *pathway.Options) { s.Research.Payer = "angel" },
		"research: belief looks -1 years ahead":         func(s *pathway.Spec, _ *pathway.Options) { s.Research.Entry = &pathway.Entry{Horizon: -1} },
		"subsidy of research on efficiency|module A is NaN in the 1. year": func(s *pathway.Spec, _ *pathway.Options) {
			s.Research.Payer, s.Research.Drivers[0].Subsidy = "government", []float64{math.NaN(), 0, 0, 0}
		},
		"horizon -3": func(s *pathway.Spec, _ *pathway.Options) { s.Research.Horizon = -3 },
	} {
		s, opt := researched(4), pathway.Options{}
		spoil(s, &opt)
		_, err := pathway.Run(context.Background(), s, opt, func(name string) (io.WriteCloser, error) {
			t.Errorf("%s: %s is written", want, name)
			return &memory{}, nil
		})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want it to say %q", err, want)
		}
	}
}
