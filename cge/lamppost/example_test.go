package lamppost_test

import (
	"fmt"
	"os"

	"github.com/lodestone-model/lodestone/cge/lamppost"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

func ExamplePassage_Within() {
	gap := lamppost.Passage{Gap: .10, Drift: -.008, Volatility: .02}
	for _, years := range []float64{5, 10, 20} {
		p, err := gap.Within(years)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("within %2g years: %.2f\n", years, p)
	}
	// Output:
	// within  5 years: 0.14
	// within 10 years: 0.50
	// within 20 years: 0.85
}

func ExamplePassage_Mean() {
	show := func(p lamppost.Passage) {
		mean, _ := p.Mean()
		median, _ := p.Median()
		say := func(t *float64) string {
			if t == nil {
				return "never"
			}
			return fmt.Sprintf("%.1f", *t)
		}
		fmt.Println(say(mean), say(median))
	}
	show(lamppost.Passage{Gap: .10, Drift: -.008, Volatility: .02})
	show(lamppost.Passage{Gap: .10, Drift: 0, Volatility: .02}) // certain in the end, and yet no expected time
	show(lamppost.Passage{Gap: .10, Drift: .008, Volatility: .02})
	// Output:
	// 12.5 10.1
	// never 55.0
	// never never
}

func ExampleAverage() {
	draws := []lamppost.Passage{
		{Gap: .10, Drift: -.012, Volatility: .02},
		{Gap: .10, Drift: -.008, Volatility: .02},
		{Gap: .10, Drift: -.004, Volatility: .02},
	}
	c, err := lamppost.Average(draws, 10, 0.9)
	fmt.Printf("%.2f (%.2f to %.2f) %v\n", c.P, c.Lo, c.Hi, err)
	// Output: 0.50 (0.27 to 0.73) <nil>
}

func ExampleFirst() {
	sodium := lamppost.Passage{Gap: .15, Drift: -.01, Volatility: .03}
	solid := lamppost.Passage{Gap: .30, Drift: -.03, Volatility: .03}
	p, err := lamppost.First([]lamppost.Passage{sodium, solid}, 10)
	fmt.Printf("%.2f %.2f %v\n", p[0], p[1], err)
	// Output: 0.34 0.40 <nil>
}

// workshop is an economy of one producer. A real one computes all this.
type workshop struct{}

func (workshop) Producers(int) ([]lamppost.Producer, error) {
	return []lamppost.Producer{{Name: "battery packs", Chosen: "NMC", Alternatives: []lamppost.Alternative{
		{To: "NMC+Na-ion", Gap: .06, Volatility: .02, Years: 10,
			Drift: []lamppost.Push{{Driver: "knowledge", PerYear: -.006}, {Driver: "prices", PerYear: .001}}},
		{To: "LFP", Measure: lamppost.Leader, Gap: .40, Volatility: .10,
			Drift: []lamppost.Push{{Driver: "prices", PerYear: .01}}},
	}}}, nil
}

func ExampleWatch() {
	table, err := lamppost.Watch(workshop{}, 2024, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(table)
	// Output:
	// as of  producer       from  to          measure  gap    drift    volatility  probability              first  expected              driver
	// 2024   battery packs  NMC   NMC+Na-ion  gap      0.060  -0.0050  0.0217      0.63 (0.56-0.71) in 10y  0.64   2036                  knowledge
	// 2024   battery packs  NMC   LFP         share    0.400  +0.0100  0.1000      0.13 (0.13-0.13) in 10y  0.13   never in expectation  prices (share)
}

func ExampleTable_WriteCSV() {
	table, _ := lamppost.Watch(workshop{}, 2024, &lamppost.Settings{Horizon: 5})
	for i := range table { // fewer digits, for the page
		table[i].Volatility, table[i].Probability, table[i].ProbLo, table[i].ProbHi = .02, .3, .2, .4
	}
	if err := table.WriteCSV(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// asof,producer,from,to,gap,drift,volatility,probability,prob_lo,prob_hi,horizon,expected_year,driver
	// 2024,battery packs,NMC,NMC+Na-ion,0.06,-0.005,0.02,0.3,0.2,0.4,5,2036,knowledge
	// 2024,battery packs,NMC,LFP,0.4,0.01,0.02,0.3,0.2,0.4,5,,prices (share)
}

func ExampleLearn() {
	run, _ := lamppost.Issue().Runs(1024, 1024)
	post, err := lamppost.Learn(lamppost.Vague(), run[0].Seen[:40])
	if err != nil {
		fmt.Println(err)
		return
	}
	chance, _ := post.Within(10, 0.9)
	gap, drift := post.Gap(), post.Drift()
	fmt.Printf("gap %.2f ±%.2f, drift %+.3f ±%.3f\n", gap.Mean, gap.SD, drift.Mean, drift.SD)
	fmt.Printf("crossed within 10 years: %.2f (%.2f to %.2f)\n", chance.P, chance.Lo, chance.Hi)
	// Output:
	// gap 0.14 ±0.01, drift +0.001 ±0.005
	// crossed within 10 years: 0.07 (0.00 to 0.26)
}

func ExampleEvaluate() {
	trial, err := lamppost.Issue().Trial(1, 40, 1001, 1100)
	if err != nil {
		fmt.Println(err)
		return
	}
	trial.Resamples = 200
	report, err := lamppost.Evaluate(trial, lamppost.GapAlone{}, lamppost.Lag1{}, lamppost.Lamp{Label: "lamp post", Prior: lamppost.Rules()})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range report.Scores {
		fmt.Printf("%-21s AUROC %.2f  Brier %.3f\n", s.Indicator, s.AUROC.Value, s.Brier.Value)
	}
	// Output:
	// gap alone             AUROC 0.97  Brier 0.032
	// lag-1 autocorrelation AUROC 0.36  Brier 0.064
	// lamp post             AUROC 0.98  Brier 0.028
}

// Any economy can be put to the trial: a function from a seed to runs.
func ExampleSource() {
	tides := lamppost.Source(func(seed int) ([]lamppost.Run, error) {
		run := lamppost.Run{Name: fmt.Sprint("seed ", seed), Until: 70}
		for t := 1; t <= 70; t++ { // a gap that closes at a speed of its own
			gap := .1*float64(1+seed%7) - .001*float64(seed%10)*float64(t)
			if t <= 60 {
				run.Seen = append(run.Seen, gap)
			}
			if gap <= 0 && run.Crossed == 0 {
				run.Crossed = t
			}
		}
		return []lamppost.Run{run}, nil
	})
	trial, err := tides.Trial(lamppost.Issue().Ask, 1, 40, 41, 80)
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := lamppost.Evaluate(trial, lamppost.GapAlone{}, lamppost.PlugIn{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range report.Scores {
		fmt.Printf("%-13s AUROC %.2f\n", s.Indicator, s.AUROC.Value)
	}
	// Output:
	// gap alone     AUROC 0.99
	// plug-in drift AUROC 1.00
}

func ExampleFold() {
	for _, r := range []float64{1, .25, .04} {
		f := lamppost.Fold{R: r, S: .01}
		ac1, _ := f.AC1(1)
		variance, _ := f.Variance()
		fmt.Printf("r %.2f: autocorrelation %.2f, variance %.1e\n", r, ac1, variance)
	}
	// Output:
	// r 1.00: autocorrelation 0.14, variance 2.5e-05
	// r 0.25: autocorrelation 0.37, variance 5.0e-05
	// r 0.04: autocorrelation 0.67, variance 1.3e-04
}

func ExampleHistory() {
	old, young := make([]float64, 16), make([]float64, 16)
	for i := range old { // the young technology grows by 20 % a year
		old[i], young[i] = 100, 10
		for range i {
			young[i] *= 1.2
		}
	}
	years := quantity.Years(2000, 2015)
	pair := lamppost.NewPair("old/young", quantity.New("GW", old, years), quantity.New("GW", young, years))
	record, err := lamppost.History([]lamppost.Pair{pair}, lamppost.Markets(), 5, 0.5)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(record)
	// Output:
	// 1 pairs, within 5 years, alarm at 0.50: 1 hits, 0 misses, 0 quiet, 0 false alarms, 0 open, 0 no answer
	// Brier 0.0106, climatology 0.1389
	// pair       years      shift  warned since  p before  asked  false  verdict
	// old/young  2000-2015  2013   2008          0.98      6      0      hit
}
