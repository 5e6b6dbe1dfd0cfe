package sensitivity_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/cge/sensitivity"
	"github.com/lodestone-model/lodestone/datasets/quantity/quantitytest"
	"pgregory.net/rapid"
)

// coordinate undoes Symmetric.At.
func coordinate(d sensitivity.Symmetric, v float64) float64 {
	if l, ok := d.(sensitivity.LogNormal); ok {
		c := math.Log(l.At(0))
		return (math.Log(v) - c) / (math.Log(l.At(1)) - c)
	}
	return (v - d.At(0)) / (d.At(1) - d.At(0))
}

// moment is E z^k of a standardized coordinate, from the textbook formulas:
// 3^(k/2)/(k+1) of the uniform, 6^(k/2)·2/((k+1)(k+2)) of the triangular,
// (k-1)!! of the normal distribution.
func moment(d sensitivity.Symmetric, k int) float64 {
	switch half := float64(k / 2); {
	case k%2 == 1:
		return 0
	default:
		switch d.(type) {
		case sensitivity.Uniform:
			return math.Pow(3, half) / float64(k+1)
		case sensitivity.Triangular:
			return math.Pow(6, half) * 2 / float64((k+1)*(k+2))
		}
	}
	m := 1.0
	for i := k - 1; i > 1; i -= 2 {
		m *= float64(i)
	}
	return m
}

// A term is a factor and the power of each coordinate.
type term struct {
	c     float64
	power []int
}

type polynomial []term

func (p polynomial) at(z []float64) float64 {
	sum := 0.0
	for _, t := range p {
		v := t.c
		for i, k := range t.power {
			v *= math.Pow(z[i], float64(k))
		}
		sum += v
	}
	return sum
}

func (p polynomial) mean(d []sensitivity.Symmetric) float64 {
	sum := 0.0
	for _, t := range p {
		v := t.c
		for i, k := range t.power {
			v *= moment(d[i], k)
		}
		sum += v
	}
	return sum
}

func (p polynomial) variance(d []sensitivity.Symmetric) float64 {
	var square polynomial
	for _, a := range p {
		for _, b := range p {
			t := term{a.c * b.c, make([]int, len(a.power))}
			for i := range t.power {
				t.power[i] = a.power[i] + b.power[i]
			}
			square = append(square, t)
		}
	}
	m := p.mean(d)
	return square.mean(d) - m*m
}

func drawDistribution(t *rapid.T) sensitivity.Symmetric {
	middle, half := rapid.Float64Range(1, 10).Draw(t, "middle"), rapid.Float64Range(0.1, 0.9).Draw(t, "half")
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		return sensitivity.Uniform{Min: middle - half, Max: middle + half}
	case 1:
		return sensitivity.Triangular{Min: middle - half, Mode: middle, Max: middle + half}
	case 2:
		return sensitivity.Normal{Mean: middle, SD: half}
	}
	return sensitivity.LogNormal{Mean: middle, SD: half}
}

func drawPolynomial(t *rapid.T, n, degree int) polynomial {
	var p polynomial
	for range rapid.IntRange(1, 8).Draw(t, "terms") {
		x := term{rapid.Float64Range(-3, 3).Draw(t, "factor"), make([]int, n)}
		for range degree {
			if i := rapid.IntRange(0, n).Draw(t, "variable"); i < n {
				x.power[i]++
			}
		}
		p = append(p, x)
	}
	return p
}

// quadrature runs a polynomial as the model.
func quadrature(t interface{ Fatal(...any) }, m sensitivity.Method, d []sensitivity.Symmetric, p polynomial) (mean, sd float64) {
	a := sensitivity.Analysis{Method: m, Results: []sensitivity.Result{{Name: "f"}}}
	for i := range d {
		a.Params = append(a.Params, sensitivity.Uncertain{Name: fmt.Sprint(i), Dist: d[i]})
	}
	a.Of = func(_ context.Context, v map[string]float64) ([]float64, error) {
		z := make([]float64, len(d))
		for i := range d {
			z[i] = coordinate(d[i], v[fmt.Sprint(i)])
		}
		return []float64{p.at(z)}, nil
	}
	s, err := a.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return s.Mean().Data()[0], s.SD().Data()[0]
}

// Order 3 and 5 give means of polynomials of degree 3 and 5, and variances of
// degree 1 and 2, whatever the mixture of distributions. The tolerance is
// rounding: terms are below about 3·(√3)^5·8 ≈ 400 at the nodes of the normal
// distribution, weights below about 100, and a coordinate is recovered to 1e-14.
func TestQuadraturesAreExactForPolynomials(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 7).Draw(t, "n")
		d := make([]sensitivity.Symmetric, n)
		for i := range d {
			d[i] = drawDistribution(t)
		}
		for _, c := range []struct {
			method       sensitivity.Method
			mean, spread int
		}{{sensitivity.Order3, 3, 1}, {sensitivity.Order5, 5, 2}} {
			p := drawPolynomial(t, n, c.mean)
			if mean, _ := quadrature(t, c.method, d, p); math.Abs(mean-p.mean(d)) > 1e-9 {
				t.Fatalf("%v: mean %v, want %v", c.method, mean, p.mean(d))
			}
			p = drawPolynomial(t, n, c.spread)
			_, sd := quadrature(t, c.method, d, p)
			if want := p.variance(d); math.Abs(sd*sd-want) > 1e-9*(1+want) {
				t.Fatalf("%v: variance %v, want %v", c.method, sd*sd, want)
			}
		}
	})
}

// Degree is where exactness ends: order 3 misses the fourth moment of one
// normal parameter (1 in place of 3), order 5 the sixth (9 in place of 15).
func TestQuadraturesEndAtTheirDegree(t *testing.T) {
	d := []sensitivity.Symmetric{sensitivity.Normal{SD: 1}}
	got, _ := quadrature(t, sensitivity.Order3, d, polynomial{{1, []int{4}}})
	near(t, "fourth moment", got, 1, 1e-12)
	got, _ = quadrature(t, sensitivity.Order5, d, polynomial{{1, []int{6}}})
	near(t, "sixth moment", got, 9, 1e-12)
}

// The shares of z1 + 2 z2² + 3 z1 z3, z1 uniform, z2 normal, z3 triangular, by
// hand: variances 1, 4(κ-1) = 8 and 9, the last of an interaction.
func TestSharesByHand(t *testing.T) {
	a := sensitivity.Analysis{
		Method: sensitivity.Order5,
		Params: []sensitivity.Uncertain{
			{Name: "1", Dist: sensitivity.Uniform{Min: -math.Sqrt(3), Max: math.Sqrt(3)}},
			{Name: "2", Dist: sensitivity.Normal{SD: 1}},
			{Name: "3", Dist: sensitivity.Triangular{Min: -math.Sqrt(6), Max: math.Sqrt(6)}},
		},
		Results: []sensitivity.Result{{Name: "f"}},
		Of: func(_ context.Context, v map[string]float64) ([]float64, error) {
			return []float64{v["1"] + 2*v["2"]*v["2"] + 3*v["1"]*v["3"]}, nil
		},
	}
	s := run(t, a)
	near(t, "sd", quantitytest.At(t, s.SD(), "result", "f"), math.Sqrt(18), 1e-12)
	for p, want := range map[string]float64{"1": 1. / 18, "2": 8. / 18, "3": 0} {
		near(t, "share of "+p, quantitytest.At(t, s.Shares(), "result", "f", "parameter", p), want, 1e-12)
	}
	a.Method = sensitivity.Order3
	a.Of = func(_ context.Context, v map[string]float64) ([]float64, error) {
		return []float64{v["1"] - 3*v["2"] + 2*v["3"]}, nil
	}
	s = run(t, a)
	for p, want := range map[string]float64{"1": 1. / 14, "2": 9. / 14, "3": 4. / 14} {
		near(t, "share of "+p, quantitytest.At(t, s.Shares(), "result", "f", "parameter", p), want, 1e-12)
	}
}

// Stroud's points of order 3 for two parameters are (0, √2), (-√2, 0), (0, -√2),
// (√2, 0); three uniform parameters of order 5 have 19 points.
func TestPoints(t *testing.T) {
	a := sensitivity.Analysis{
		Params:  []sensitivity.Uncertain{{Name: "x", Dist: sensitivity.Normal{SD: 1}}, {Name: "y", Dist: sensitivity.Normal{SD: 1}}},
		Results: []sensitivity.Result{{Name: "f"}},
		Of:      func(context.Context, map[string]float64) ([]float64, error) { return []float64{1}, nil },
	}
	s := run(t, a)
	want := []float64{0, math.Sqrt2, -math.Sqrt2, 0, 0, -math.Sqrt2, math.Sqrt2, 0}
	for i, v := range s.Points().Data() {
		near(t, fmt.Sprint("coordinate ", i), v, want[i], 1e-15)
	}
	if got := quantitytest.At(t, s.Shares(), "result", "f", "parameter", "x"); got != 0 {
		t.Errorf("a constant has share %v", got)
	}
	a.Params = append(a.Params, sensitivity.Uncertain{Name: "z", Dist: sensitivity.Uniform{Max: 1}})
	a.Method = sensitivity.Order5
	if n := run(t, a).Len(); n != 19 {
		t.Errorf("%d points", n)
	}
}
