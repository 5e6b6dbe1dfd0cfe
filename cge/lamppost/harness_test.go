package lamppost

import (
	"context"
	"math"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

func score(t *testing.T, r *Report, name string) Score {
	t.Helper()
	s, ok := r.Score(name)
	if !ok {
		t.Fatalf("no score of %q", name)
	}
	return s
}

// The standing evaluation. What it has to show: AUROC at least .80, Brier
// skill above 0 against the gap alone and climatology, calibration error at
// most .05. A gain in AUROC of two standard errors over the gap alone is not
// reached on these 200 runs; TestHarnessLarge shows that it is there.
func TestHarness(t *testing.T) {
	r, err := Harness()
	if err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + r.String())
	for _, name := range []string{"lamp post", "lamp post, vague prior"} {
		s := score(t, r, name)
		if s.AUROC.Value < .80 || s.SkillReference.Value <= 0 || s.SkillClimatology.Value <= 0 || s.Calibration.Value > .05 {
			t.Errorf("%+v", s)
		}
		t.Logf("%s: AUROC %.4f above the gap alone, %.1f standard errors", name, s.Gain.Value, s.Gain.Value/s.Gain.SE)
		if s.Gain.Value <= 0 {
			t.Errorf("%s loses to the gap alone: %+v", name, s.Gain)
		}
	}
	for _, name := range []string{"variance", "lag-1 autocorrelation", "Kendall tau of variance"} {
		if a := score(t, r, name).AUROC; math.Abs(a.Value-.5) > .15 { // three and a half standard errors of .04
			t.Errorf("%s: %+v; nothing slows down here", name, a)
		}
	}
}

func TestHarnessLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("eight hundred runs")
	}
	trial, err := Issue().Trial(1401, 2200, 1001, 1400)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Evaluate(trial, GapAlone{}, Lamp{"lamp post", Rules()})
	if err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + r.String())
	if g := score(t, r, "lamp post").Gain; g.Value < 2*g.SE {
		t.Errorf("gain %+v under two standard errors", g)
	}
}

func TestFoldIsWarnedOfByClassicalSigns(t *testing.T) {
	trial, err := Textbook().Trial(1, 200, 1001, 1200)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Evaluate(trial, Lag1{}, Variance{}, KendallTau{}, KendallLag1{})
	if err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + r.String())
	for _, s := range r.Scores {
		if s.AUROC.Value < .8 {
			t.Errorf("%s: AUROC %+v", s.Indicator, s.AUROC)
		}
	}
}

// many is n where LODESTONE_LONG is set, which is how docs/lamp-posts.md is made,
// and few otherwise.
func many(few, n int) int {
	if os.Getenv("LODESTONE_LONG") != "" {
		return n
	}
	return few
}

func TestRecipeNetworks(t *testing.T) {
	n := many(15, 60)
	trial, err := Workshop().Trial(t.Context(), 1, n, 1001, 1000+n)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Evaluate(trial, append(Baselines(), Lamp{"lamp post, vague prior", Vague()})...)
	if err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + r.String())
	if s := score(t, r, "lamp post, vague prior"); s.AUROC.Value < .9 || s.SkillReference.Value <= 0 || s.Calibration.Value > .05 {
		t.Errorf("%+v", s)
	}
}

// Whole economies of package choice, switches out of the equilibrium. The rule
// was set on seeds 1 to 20, for how often makers switch; these seeds were not
// looked at then.
func TestFleets(t *testing.T) {
	rule, n := Fleet(), many(50, 200)
	rule.Own = true
	trial, err := rule.Trial(context.Background(), 101, 100+n, 1101, 1100+many(30, 200))
	if err != nil {
		t.Fatal(err)
	}
	lamp := "lamp post, vague prior"
	r, err := Evaluate(trial, append(Baselines(), PlugIn{}, Lamp{lamp, Vague()}, Inside{})...)
	if err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + r.String() + "\n" + r.Markdown())
	s := score(t, r, lamp)
	if s.AUROC.Value < .8 || s.Gain.Value <= 0 || s.SkillReference.Value <= 0 || s.SkillClimatology.Value <= 0 || s.Calibration.Value > .05 {
		t.Errorf("%+v", s)
	}
	if s := score(t, r, Inside{}.Name()); s.AUROC.Value < .95 || s.SkillReference.Value < 4*s.SkillReference.SE || s.Calibration.Value > .05 {
		t.Errorf("%+v", s)
	}
	if n == 200 && s.Gain.Value < 2*s.Gain.SE { // 50 economies are too few for two standard errors
		t.Errorf("gain %+v under two standard errors", s.Gain)
	}
}

// The same runs for any number of workers; a run ends where another set runs.
func TestFleetsAreDeterministic(t *testing.T) {
	var all []Trial
	for _, n := range []int{1, 3} {
		old := runtime.GOMAXPROCS(n)
		trial, err := Fleet().Trial(context.Background(), 1, 3, 4, 5)
		runtime.GOMAXPROCS(old)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, trial)
	}
	if !reflect.DeepEqual(all[0], all[1]) {
		t.Error("the number of workers shows")
	}
	for _, r := range all[0].Runs {
		if n := len(r.Truth); r.Crossed > 0 && (n != r.Crossed || r.Truth[n-1] > 0) || r.Crossed == 0 && n != r.Until {
			t.Errorf("%s crossed at %d of %d steps, at %v", r.Name, r.Crossed, n, r.Truth[n-1])
		}
		for _, g := range r.Truth[:max(0, len(r.Truth)-1)] {
			if g <= 0 {
				t.Errorf("%s: gap %v before the crossing", r.Name, g)
			}
		}
	}
}

func TestSourcesRefuse(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Fleet().Trial(ctx, 1, 2, 3, 4); err == nil || !strings.Contains(err.Error(), "seed 1") {
		t.Errorf("a cancelled context: %v", err)
	}
	if _, err := Fleet().Trial(context.Background(), 1, 9, 9, 20); err == nil || !strings.Contains(err.Error(), "not overlap") {
		t.Errorf("overlapping seeds: %v", err)
	}
	bad := Fleet()
	bad.Options = 1
	if _, err := bad.Trial(context.Background(), 1, 2, 3, 4); err == nil || !strings.Contains(err.Error(), "3 makers of 1 options") {
		t.Errorf("one option: %v", err)
	}
}

func TestRecipesAreInEquilibrium(t *testing.T) {
	rule := Workshop()
	for seed := range 20 {
		e := rule.draw(stream(seed, 7))
		before := append([]float64(nil), e.price...)
		if err := e.solve(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i, p := range before {
			near(t, "price", e.price[i], p, 1e-12, "productivities were set for these prices")
		}
		for i := range e.net.Industries {
			l := e.nearest(i)
			g, err := e.at.LinkGap(e.net.Industries[i].Name, l.in.From)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "gap", e.edge(l.in, l.from), g, 1e-12, "the edge is the gap between the sets with and without it")
			if g = math.Abs(g); g < rule.Gap[0]-1e-12 || g > rule.Gap[1]+1e-12 {
				t.Errorf("gap %v outside %v", g, rule.Gap)
			}
		}
	}
}

func TestSameScoresForAnyNumberOfWorkers(t *testing.T) {
	trial, err := Issue().Trial(1, 30, 1001, 1030)
	if err != nil {
		t.Fatal(err)
	}
	trial.Resamples = 50
	texts := map[string]bool{}
	for _, n := range []int{1, 3} {
		old := runtime.GOMAXPROCS(n)
		r, err := Evaluate(trial, append(Baselines(), Lamps()...)...)
		runtime.GOMAXPROCS(old)
		if err != nil {
			t.Fatal(err)
		}
		texts[r.String()+r.Markdown()] = true
	}
	if len(texts) != 1 {
		t.Errorf("the number of workers shows: %v", texts)
	}
}

// says reads a fixed number for every question.
type says float64

func (says) Name() string                  { return "says" }
func (says) Probabilities()                {}
func (s says) Warn([]float64, int) float64 { return float64(s) }

func TestScoresOfForecastersKnownInAdvance(t *testing.T) {
	trial, err := Issue().Trial(1, 100, 1001, 1100)
	if err != nil {
		t.Fatal(err)
	}
	trial.Resamples = 20
	r, err := Evaluate(trial, says(.25))
	if err != nil {
		t.Fatal(err)
	}
	s := r.Scores[0]
	near(t, "AUROC of a constant", s.AUROC.Value, .5, 0, "all tied")
	near(t, "calibration", s.Calibration.Value, .25-r.Share, 1e-12, "one class")
	near(t, "Brier", s.Brier.Value, r.Share*.75*.75+(1-r.Share)*.25*.25, 1e-12, "by hand")
	if _, err := Evaluate(trial, says(2)); err == nil || !strings.Contains(err.Error(), `"says" reads 2`) {
		t.Errorf("a probability of 2 passed: %v", err)
	}
}

func TestAskingStopsAtTheCrossing(t *testing.T) {
	a := Asking{From: 20, Every: 5, Horizon: 10}
	runs := []Run{
		{Seen: make([]float64, 60), Until: 70, Crossed: 33},
		{Seen: make([]float64, 60), Until: 60},
		{Seen: make([]float64, 60), Until: 70, Crossed: 12},
	}
	want := []question{{0, 20, false}, {0, 25, true}, {0, 30, true},
		{1, 20, false}, {1, 25, false}, {1, 30, false}, {1, 35, false}, {1, 40, false}, {1, 45, false}, {1, 50, false}}
	got := a.questions(runs)
	if len(got) != len(want) {
		t.Fatalf("asked %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("question %d: %v, want %v", i, got[i], want[i])
		}
	}
}

func TestAlarms(t *testing.T) {
	runs := []Run{{Crossed: 33}, {}}
	at := func(run, step int, event bool, p float64) answer {
		return answer{question{run, step, event}, p, p}
	}
	got := alarm([]answer{at(0, 20, false, .9), at(0, 25, true, .1), at(0, 30, true, .9), at(1, 20, false, .9), at(1, 25, false, .1)}, runs, 5, .5)
	if got.lead != 3 || got.caught != 1 || got.crossings != 1 || got.perDecade != 10*2.0/25 {
		t.Errorf("%+v; want a lead of 33-30, and two false alarms in 25 steps", got)
	}
}

func TestTrialsRefuse(t *testing.T) {
	if _, err := Issue().Trial(1, 200, 200, 300); err == nil {
		t.Error("overlapping seeds passed")
	}
	if _, err := Evaluate(Trial{Ask: Issue().Ask}, GapAlone{}); err == nil || !strings.Contains(err.Error(), "0 of 0 questions") {
		t.Errorf("a trial without runs: %v", err)
	}
	trial, err := Issue().Trial(1, 20, 1001, 1020)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Evaluate(trial, Inside{}); err == nil || !strings.Contains(err.Error(), "reads NaN") {
		t.Errorf("a model that was not asked: %v", err)
	}
	bad := Trial{Ask: Issue().Ask, Runs: []Run{{Name: "r", Seen: []float64{math.NaN()}}}}
	if _, err := Evaluate(bad, GapAlone{}); err == nil || !strings.Contains(err.Error(), "(r)") {
		t.Errorf("NaN passed: %v", err)
	}
}
