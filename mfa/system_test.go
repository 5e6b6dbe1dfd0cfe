package mfa_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

var twoYears = quantity.Years(2030, 2031)

func metals(v ...float64) quantity.Array {
	return quantity.New("kt", v, twoYears, quantity.NewAxis("element", "Ni", "Co"))
}

func battery(in, out, stock quantity.Array) *mfa.System {
	s := &mfa.System{Name: "battery", Processes: []string{"use"}}
	s.Flow("new", mfa.Environment, "use", in)
	s.Flow("old", "use", mfa.Environment, out)
	if stock.Err() == nil {
		s.Stock("in use", "use", stock)
	}
	return s
}

// A swap of nickel for cobalt keeps the total and is found all the same.
func TestCheckFindsAnElementSwap(t *testing.T) {
	err := battery(metals(10, 5, 10, 5), metals(5, 10, 10, 5), quantity.Array{}).Check()
	var im *mfa.Imbalance
	if !errors.As(err, &im) {
		t.Fatal(err)
	}
	if im.Year != "2030" || im.Where != "element Ni" || im.Amount != -5 || im.Unit != "kt" {
		t.Errorf("%+v", im)
	}
}

func TestCheckReadsStockLevels(t *testing.T) {
	in, out := metals(10, 4, 10, 4), metals(0, 0, 3, 1)
	if err := battery(in, out, metals(10, 4, 17, 7)).Check(); err != nil {
		t.Error(err)
	}
	err := battery(in, out, metals(10, 4, 17, 8)).Check()
	if err == nil || !strings.Contains(err.Error(), `process "use": 1 kt appears at year 2031, element Co`) {
		t.Error(err)
	}
	held := battery(in, out, metals(30, 4, 37, 7))
	held.Stocks[0].Before = quantity.New("kt", []float64{20, 0}, quantity.NewAxis("element", "Ni", "Co"))
	if err := held.Check(); err != nil {
		t.Error("a stock from before the first step:", err)
	}
}

// GWh of product and kt of element on one process, each on its own balance.
func TestCheckKeepsLayersApart(t *testing.T) {
	energy := func(a, b float64) quantity.Array { return quantity.New("GWh", []float64{a, b}, twoYears) }
	s := battery(metals(10, 5, 10, 5), metals(10, 5, 10, 5), quantity.Array{})
	s.Flow("new packs", mfa.Environment, "use", energy(7, 8))
	s.Flow("old packs", "use", mfa.Environment, energy(3, 3))
	s.Stock("packs", "use", energy(4, 9))
	if err := s.Check(); err != nil {
		t.Error(err)
	}
	s.Stocks[0].Values = energy(4, 8)
	if err := s.Check(); err == nil || !strings.Contains(err.Error(), "1 GWh vanishes at year 2031") {
		t.Error(err)
	}
}

// Units of one dimension are one layer: a flow in t meets one in kt.
func TestCheckConvertsUnits(t *testing.T) {
	if err := battery(metals(1, 2, 3, 4), metals(1, 2, 3, 4).To("t"), quantity.Array{}).Check(); err != nil {
		t.Error(err)
	}
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	fine := func() *mfa.System { return battery(metals(1, 2, 3, 4), metals(1, 2, 3, 4), quantity.Array{}) }
	for want, spoil := range map[string]func(*mfa.System){
		`goes to "shredder", which is no process`:      func(s *mfa.System) { s.Flow("x", "use", "shredder", metals(1, 1, 1, 1)) },
		`comes from "mine", which is no process`:       func(s *mfa.System) { s.Flow("x", "mine", "use", metals(1, 1, 1, 1)) },
		`from "use" to itself`:                         func(s *mfa.System) { s.Flow("x", "use", "use", metals(1, 1, 1, 1)) },
		`flow or stock "new" stands twice`:             func(s *mfa.System) { s.Flow("new", "use", mfa.Environment, metals(1, 1, 1, 1)) },
		`process "use" stands twice`:                   func(s *mfa.System) { s.Processes = append(s.Processes, "use") },
		`is held by "attic"`:                           func(s *mfa.System) { s.Stock("x", "attic", metals(1, 1, 1, 1)) },
		`outside every system`:                         func(s *mfa.System) { s.Processes = append(s.Processes, mfa.Environment) },
		`has no axis "year"`:                           func(s *mfa.System) { s.Flow("x", mfa.Environment, "use", quantity.Scalar("kt", 1)) },
		`flow "old" is -1 kt at year 2030, element Ni`: func(s *mfa.System) { s.Flows[1].Values = metals(-1, 0, 0, 0) },
		`the zero Array holds nothing`:                 func(s *mfa.System) { s.Flow("x", mfa.Environment, "use", quantity.Array{}) },
		`parameter "yield": 1.04 is above 1 at element Co`: func(s *mfa.System) {
			s.Share("yield", quantity.New("1", []float64{1, 1.04}, quantity.NewAxis("element", "Ni", "Co")))
		},
		`parameter "yield": -0.1 is below 0`: func(s *mfa.System) { s.Share("yield", quantity.Scalar("1", -0.1)) },
		`sums to 0.9 over route`: func(s *mfa.System) {
			s.Parameters = append(s.Parameters, mfa.Parameter{Name: "routes", Max: 1, SumsTo1: "route", Values: quantity.New("1", []float64{0.5, 0.4}, quantity.NewAxis("route", "a", "b"))})
		},
		`is told by element and "total" is not`: func(s *mfa.System) { s.Flow("total", mfa.Environment, "use", quantity.Full("kt", 1, twoYears)) },
		`axis "element" has no label "Ni"`: func(s *mfa.System) {
			s.Flows[1].Values = quantity.New("kt", []float64{1, 1, 1, 1}, twoYears, quantity.NewAxis("element", "Li", "Co"))
		},
	} {
		s := fine()
		spoil(s)
		if err := s.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	if err := fine().Check(); err != nil {
		t.Error(err)
	}
}

func TestCirculateRefuses(t *testing.T) {
	in := map[string]quantity.Array{"a": quantity.Full("kt", 1, twoYears)}
	one := func(v float64) quantity.Array { return quantity.Scalar("1", v) }
	for want, transfers := range map[string][]mfa.Transfer{
		`a → b never lets anything out`:          {{From: "a", To: "b", Share: one(1)}, {From: "b", To: "a", Share: one(1)}},
		`shares of "a" sum to 1.2`:               {{From: "a", To: "b", Share: one(0.6)}, {From: "a", To: "c", Share: one(0.6)}},
		`is 1.5 at year 2030`:                    {{From: "a", To: "b", Share: one(1.5)}},
		`is -0.5 at year 2030`:                   {{From: "a", To: "b", Share: one(-0.5)}},
		`leave the environment out`:              {{From: "a", To: mfa.Environment, Share: one(1)}},
		`has axis "region", which is not one of`: {{From: "a", To: "b", Share: quantity.Full("1", 0.5, quantity.NewAxis("region", "x"))}},
		`does not convert`:                       {{From: "a", To: "b", Share: quantity.Scalar("kt", 1)}},
	} {
		if _, err := mfa.Circulate(in, transfers); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	if _, err := mfa.Circulate(nil, nil); err == nil {
		t.Error("nothing enters, and no error")
	}
}
