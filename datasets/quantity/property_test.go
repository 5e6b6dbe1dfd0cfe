package quantity_test

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"pgregory.net/rapid"
)

// drawArray draws an array over a random subset of four axes, labels in a
// random order, values of either sign over 24 orders of magnitude.
func drawArray(t *rapid.T, name, unit string, axes []quantity.Axis) quantity.Array {
	var mine []quantity.Axis
	for _, ax := range axes {
		if rapid.Bool().Draw(t, name+" has "+ax.Name) {
			mine = append(mine, shuffled(t, ax))
		}
	}
	return drawOver(t, name, unit, mine)
}

func drawOver(t *rapid.T, name, unit string, axes []quantity.Axis) quantity.Array {
	n := 1
	for _, ax := range axes {
		n *= ax.Len()
	}
	v := rapid.SliceOfN(rapid.Float64Range(-1e12, 1e12), n, n).Draw(t, name)
	return quantity.New(unit, v, axes...)
}

func shuffled(t *rapid.T, ax quantity.Axis) quantity.Axis {
	return quantity.NewAxis(ax.Name, rapid.Permutation(ax.Labels).Draw(t, ax.Name)...)
}

func drawAxes(t *rapid.T) []quantity.Axis {
	var axes []quantity.Axis
	for _, n := range []string{"year", "mineral", "technology", "region"} {
		k := rapid.IntRange(1, 4).Draw(t, "size of "+n)
		ax := quantity.Axis{Name: n}
		for i := range k {
			ax.Labels = append(ax.Labels, n[:1]+strconv.Itoa(i))
		}
		axes = append(axes, ax)
	}
	return axes
}

// permuted reorders the axes of a and the labels along each.
func permuted(t *rapid.T, a quantity.Array) quantity.Array {
	var names []string
	for _, ax := range a.Axes() {
		names = append(names, ax.Name)
		a = a.Select(ax.Name, shuffled(t, ax).Labels...)
	}
	if len(names) < 2 {
		return a
	}
	return a.Transpose(rapid.Permutation(names).Draw(t, "axis order")...)
}

// same demands equal labels and values to the last bit.
func same(t *rapid.T, what string, a, b quantity.Array) {
	t.Helper()
	if err := a.Near(b, 0); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func TestPermutingLabelsNeverChangesAnAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		axes := drawAxes(t)
		a, b := drawArray(t, "a", "GW", axes), drawArray(t, "b", "kg/MW", axes)
		pa, pb := permuted(t, a), permuted(t, b)
		same(t, "Times", a.Times(b), pa.Times(pb))
		same(t, "Plus", a.Plus(pa), pa.Plus(a))
		same(t, "Minus", a.Minus(pa), pa.Minus(a))
		same(t, "Scale", a.Scale(3), pa.Scale(3))
		for _, ax := range a.Axes() {
			same(t, "Max", a.Max(ax.Name), pa.Max(ax.Name))
			same(t, "Pick", a.Pick(ax.Name, ax.Labels[0]), pa.Pick(ax.Name, ax.Labels[0]))
			half := func(l string) string { return "g" + l[len(l)-1:] }
			same(t, "Group to itself", a.Group(ax.Name, half).Sum(ax.Name).Map(round), a.Sum(ax.Name).Map(round))
		}
	})
}

// round keeps six digits: sums in another order differ in the last ones.
func round(x float64) float64 {
	r, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 5, 64), 64)
	return r
}

func TestAlgebra(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		axes := drawAxes(t)
		a, b := drawOver(t, "a", "GW", axes), drawOver(t, "b", "GW", axes)
		same(t, "a+b-b differs from a by rounding only", a.Plus(b).Minus(b).Plus(b).Map(round), a.Plus(b).Map(round))
		same(t, "addition commutes", a.Plus(b), b.Plus(a))
		same(t, "multiplication commutes", a.Times(b), b.Times(a))
		k := quantity.Scalar("kg/MW", 2)
		same(t, "scalars distribute", a.Plus(b).Times(k), a.Times(k).Plus(b.Times(k)))
		same(t, "units there and back", a.To("kW").To("GW").Map(round), a.Map(round))
		cum := a.CumSum("year")
		y, _ := a.Axis("year")
		same(t, "a running total ends at the sum", cum.Pick("year", y.Labels[y.Len()-1]), a.Sum("year"))
	})
}

func TestNothingIsChangedInPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		axes := drawAxes(t)
		a := drawOver(t, "a", "GW", axes)
		before := slices.Clone(a.Data())
		labels := slices.Clone(a.Axes()[0].Labels)
		_ = a.Times(a).Sum("mineral").CumSum("year").Scale(2)
		_ = permuted(t, a).To("MW")
		_ = a.Rename("year", "period").Expand(quantity.NewAxis("bound", "low", "high"))
		if !slices.Equal(before, a.Data()) || !slices.Equal(labels, a.Axes()[0].Labels) {
			t.Fatal("an operand changed")
		}
	})
}

// Every way to spoil an array is an error that names the culprit, and no
// later step turns it into numbers again.
func TestFaultsAreNamed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		axes := drawAxes(t)
		a := drawOver(t, "a", "GW", axes)
		k := rapid.IntRange(0, len(axes)-1).Draw(t, "axis")
		ax := axes[k]
		other := quantity.NewAxis(ax.Name, append(slices.Clone(ax.Labels[:ax.Len()-1]), "stranger")...)
		swapped := slices.Clone(axes)
		swapped[k] = other
		i := rapid.IntRange(0, a.Len()-1).Draw(t, "cell")
		bad := slices.Clone(a.Data())
		bad[i] = rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1)}).Draw(t, "poison")
		for _, c := range []struct {
			got   quantity.Array
			names []string
		}{
			{a.Plus(drawOver(t, "b", "GW", swapped)), []string{ax.Name, "stranger"}},
			{a.Times(drawOver(t, "b", "GW", swapped)), []string{ax.Name, "stranger"}},
			{a.Plus(a.Times(quantity.Scalar("h", 1))), []string{"GW", "GWh"}},
			{a.Select(ax.Name, "stranger"), []string{ax.Name, "stranger"}},
			{quantity.New("GW", bad, axes...), []string{ax.Name}},
		} {
			wantErr(t, c.got, c.names...)
			wantErr(t, c.got.Times(a).Sum("year").Scale(0).To("MW"), c.names...)
			if c.got.Data() != nil {
				t.Fatal("a failed array holds numbers")
			}
		}
	})
}

func FuzzParseUnit(f *testing.F) {
	for _, s := range []string{"kt", "kg/MW", "kg/(ktCO2/yr)", "USD2015/kW", "MW·h", "m^2", "1/yr", "%", "((((kg))))", "kg^-3", "/", "^"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := quantity.ParseUnit(s)
		if err != nil {
			return
		}
		v, err := quantity.ParseUnit(u.String())
		if err != nil || !v.Equal(u) {
			t.Fatalf("%q reads as %v, which reads back as %v, %v", s, u, v, err)
		}
	})
}
