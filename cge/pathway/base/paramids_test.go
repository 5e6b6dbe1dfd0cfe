package base

import (
	"math"
	"strings"
	"testing"
)

// What Parameters lists is what World asks for: a file with every entry at its
// value is used whole, and changes nothing.
func TestParametersAreThoseOfTheWorld(t *testing.T) {
	plain, figures, err := World(mustAccount(t, 2024, Open, Open), Settings{Last: 2024})
	if err != nil {
		t.Fatal(err)
	}
	list, split := Parameters(plain, figures)
	if len(list) < 150 || len(split) == 0 {
		t.Fatalf("%d parameters, %d split", len(list), len(split))
	}
	p := &Params{}
	for _, q := range list {
		x := Param{ID: q.ID, Mean: math.Log(q.Value), Source: q.From}
		switch q.Part {
		case "nests":
			p.Nests = append(p.Nests, x)
		case "supply":
			p.Supply = append(p.Supply, x)
		case "learning":
			p.Learning = append(p.Learning, x)
		}
	}
	again, figures2, err := World(mustAccount(t, 2024, Open, Open), Settings{Last: 2024, Params: p})
	if err != nil {
		t.Fatal(err)
	}
	if _, unused := p.Placed(figures2); len(unused) > 0 {
		t.Errorf("no place: %v", unused)
	}
	list2, _ := Parameters(again, figures)
	for i, q := range list2 {
		if q.ID != list[i].ID || math.Abs(q.Value/list[i].Value-1) > 1e-9 {
			t.Errorf("%v became %v", list[i], q)
		}
	}
	for _, id := range split {
		if !strings.HasPrefix(id, "learning efficiency|") {
			t.Errorf("%s stands for two uses", id)
		}
	}
}

func TestFittedParamsRead(t *testing.T) {
	p, err := FittedParams()
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Draws) != 200 || len(p.Supply) < 20 {
		t.Errorf("%d draws, %d elasticities of supply", len(p.Draws), len(p.Supply))
	}
}
