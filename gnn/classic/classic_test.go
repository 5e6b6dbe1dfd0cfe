package classic_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/gnn/classic"
	"github.com/lodestone-model/lodestone/gnn/panel"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

// published is a file that testdata/panels.py wrote.
type published struct {
	Panel  json.RawMessage `json:"panel"`
	Scores map[string]struct {
		RMSE    float64  `json:"rmse"`
		RMSELog float64  `json:"rmse_log"`
		Bias    float64  `json:"bias"`
		Cover   *float64 `json:"cov90"`
	} `json:"scores"`
}

func load(t *testing.T, name string) (*panel.Panel, *simulate.Truth, published) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(z); err != nil {
		t.Fatal(err)
	}
	var doc published
	var truth struct {
		Truth simulate.Truth `json:"truth"`
	}
	if err := json.Unmarshal(bytes.ReplaceAll(b.Bytes(), []byte("NaN"), []byte("null")), &doc); err != nil {
		t.Fatal(err)
	}
	p, err := panel.Read(bytes.NewReader(doc.Panel))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(doc.Panel, &truth); err != nil {
		t.Fatal(err)
	}
	if truth.Truth.ShiftYear > 0 {
		p.RegimeStarts = []int{truth.Truth.ShiftYear}
	}
	return p, &truth.Truth, doc
}

func truths(f *classic.Fit, tr *simulate.Truth) (sigma, prior []float64) {
	for q := range f.Segments {
		sigma = append(sigma, tr.Sigma(q)...)
		for u, s := range tr.LogSystematic {
			if q > 0 {
				s += tr.LogShift[u]
			}
			prior = append(prior, s)
		}
	}
	return sigma, prior
}

// TestEqualsTheReference compares every estimator with est_ces.py on a panel
// of level L2 (its instruments have R^2 of a half, shocks are AR(1), prices
// and quantities carry errors). LODESTONE_PANELS names a folder with more.
func TestEqualsTheReference(t *testing.T) {
	files := []string{"testdata/L2-101.json.gz"}
	if dir := os.Getenv("LODESTONE_PANELS"); dir != "" {
		more, err := filepath.Glob(filepath.Join(dir, "*.json.gz"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, more...)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) { equals(t, name) })
	}
}

func equals(t *testing.T, name string) {
	ctx := context.Background()
	p, tr, doc := load(t, name)
	f, err := classic.Run(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	all, err := f.All(ctx)
	if err != nil {
		t.Fatal(err)
	}
	sigma, prior := truths(f, tr)
	for _, s := range []string{"2SLS", "3SLS"} {
		if _, ok := doc.Scores["ORACLE EB (true function) on "+s]; ok {
			o, err := f.Oracle(ctx, s, prior, tr.IdioSd)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, o)
		}
	}
	seen := 0
	for _, e := range all {
		want, ok := doc.Scores[strings.Replace(e.Name, "FGLS", "SUR", 1)]
		if e.Name == "2SLS, one first stage" || e.Name == "LIML nest FE" {
			continue // ours
		}
		if !ok {
			t.Errorf("the reference has no %q", e.Name)
			continue
		}
		seen++
		got := e.Against(sigma)
		// Inputs are rounded to 7 digits; a simplex may end one step apart.
		tol := 1e-4
		if e.LogSD != nil {
			tol = 2e-3
		}
		for _, c := range []struct {
			what      string
			got, want float64
		}{{"rmse", got.RMSE, want.RMSE}, {"rmse of the log", got.RMSELog, want.RMSELog}, {"bias", got.Bias, want.Bias}} {
			if !(math.Abs(c.got-c.want) <= tol) {
				t.Errorf("%s: %s %.5f, reference %.5f", e.Name, c.what, c.got, c.want)
			}
		}
		// None of 48 nests may fall on the other side of an end of its interval, one of 96 may.
		if want.Cover != nil && got.HasCover && math.Abs(got.Cover90-*want.Cover) > .011 {
			t.Errorf("%s: covers %.3f, reference %.3f", e.Name, got.Cover90, *want.Cover)
		}
	}
	if seen < 12 {
		t.Errorf("only %d estimators compared", seen)
	}
}
