package base

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func ExampleSwings() {
	swings, err := Swings()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range swings[:9] {
		fmt.Printf("%-13s %2d changes, %.2f; %.2f\n", s.Mineral, s.Changes, s.Observed, s.SD)
	}
	// Output:
	// lithium       34 changes, 0.41; 0.39
	// cobalt         3 changes, 0.39; 0.31
	// nickel        34 changes, 0.26; 0.26
	// graphite       3 changes, 0.11; 0.22
	// neodymium      4 changes, 0.44; 0.35
	// praseodymium   3 changes, 0.37; 0.30
	// dysprosium     4 changes, 0.23; 0.25
	// terbium        4 changes, 0.47; 0.37
	// copper        34 changes, 0.19; 0.20
}

// Sums over years are made in one order: volatilities have the same bits each time.
func TestShocksHaveTheSameBits(t *testing.T) {
	first, err := Shocks()
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		again, err := Shocks()
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(first, again) {
			t.Fatal("shocks differ from call to call")
		}
	}
}

// A matrix of covariances has no direction of negative variance worth the name.
func TestShocksAreCovariances(t *testing.T) {
	s, err := Shocks()
	if err != nil {
		t.Fatal(err)
	}
	n := len(ores)
	m := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range n {
			m.SetSym(i, j, s.Prices[ores[i].id][ores[j].id])
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(m, false) {
		t.Fatal("no eigenvalues")
	}
	v := eigen.Values(nil)
	t.Logf("eigenvalues from %.3g to %.3g", v[0], v[n-1])
	if v[0] < -.02*v[n-1] {
		t.Errorf("the smallest eigenvalue is %v, the largest %v", v[0], v[n-1])
	}
	for a, row := range s.Prices {
		for b, v := range row {
			if v != s.Prices[b][a] || math.Abs(v) > math.Sqrt(s.Prices[a][a]*s.Prices[b][b])*(1+1e-12) || math.IsNaN(v) {
				t.Errorf("%s with %s: %v, %v the other way; deviations %v and %v", a, b, v, s.Prices[b][a], math.Sqrt(s.Prices[a][a]), math.Sqrt(s.Prices[b][b]))
			}
		}
	}
}

func ExampleCostSwings() {
	swings, err := CostSwings()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range swings {
		fmt.Printf("%.25s: %d changes, %.3f a year, deviation %.3f\n", s.Item, s.Changes, s.Mean, s.SD)
	}
	// Output:
	// EV battery pack cost (DOE: 14 changes, -0.156 a year, deviation 0.089
	// solar PV module price: 49 changes, -0.127 a year, deviation 0.127
	// onshore wind total instal: 36 changes, -0.035 a year, deviation 0.060
}
