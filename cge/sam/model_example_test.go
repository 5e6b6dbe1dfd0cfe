package sam_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/sam"
	"github.com/lodestone-model/lodestone/datasets"
)

// textbook is the standard economy of Hosoe, Gasawa and Hashimoto.
const textbook = `1,BRD,MLK,CAP,LAB,IDT,TRF,HOH,GOV,INV,EXT
BRD,21,8,,,,,20,19,16,8
MLK,17,9,,,,,30,14,15,4
CAP,20,30,,,,,,,,
LAB,15,25,,,,,,,,
IDT,5,4,,,,,,,,
TRF,1,2,,,,,,,,
HOH,,,50,40,,,,,,
GOV,,,,,9,3,23,,,
INV,,,,,,,17,2,,12
EXT,13,11,,,,,,,,
`

// Tariffs are abolished: what happens to milk, and to the household?
func ExampleSAM_Model() {
	m, err := sam.Read(strings.NewReader(textbook))
	if err != nil {
		fmt.Println(err)
		return
	}
	rule, err := sam.RuleFor(m)
	if err != nil {
		fmt.Println(err)
		return
	}
	model, err := m.Model("bread and milk", rule)
	if err != nil {
		fmt.Println(err)
		return
	}
	compiled, err := cge.Compile(model.Economy)
	if err != nil {
		fmt.Println(err)
		return
	}
	before, err := compiled.Solve(context.Background(), model.Scenario("benchmark"), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := compiled.Solve(context.Background(), model.Scenario("no tariffs").With("tm:BRD", 0).With("tm:MLK", 0), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	milk, _ := after.Value("PQ:MLK")
	imports, _ := after.Value("M:MLK")
	welfare, err := after.Welfare(before)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("milk costs %.3f, %.3f times as much is imported\n", milk, imports)
	fmt.Println(welfare[0])
	fmt.Printf("real GDP %.2f after %.2f\n", model.GDP(after).Real, model.GDP(before).Real)
	// Output:
	// milk costs 0.998, 1.188 times as much is imported
	// HOH: EV +1.145 (+2.29 % of income), CV +1.145
	// real GDP 102.24 after 102.00
}

func ExampleRuleFor() {
	m, _ := sam.Read(strings.NewReader(textbook))
	r, err := sam.RuleFor(m)
	fmt.Println(r.Activities, r.Commodities, r.Factors, r.Households, r.Taxes, r.Tariffs, err)
	m, _ = sam.New("1", []string{"bakers", "HH"}, []float64{0, 1, 1, 0})
	_, err = sam.RuleFor(m)
	fmt.Println(err)
	// Output:
	// [BRD MLK] [BRD MLK] [CAP LAB] [HOH] [IDT] [TRF] <nil>
	// sam: RuleFor: no role is known for bakers; put them into the fields of a Rule
}

// What the matrix says about rates.
func ExampleModel_RateTable() {
	m, _ := sam.Read(strings.NewReader(textbook))
	r, _ := sam.RuleFor(m)
	model, err := m.Model("bread and milk", r)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(model.RateTable(0))
	// Output:
	// rate    on                    base  paid    value
	// ty:HOH  income of HOH           90    23  25.56 %
	// s:HOH   income of HOH, saved    90    17  18.89 %
	// ta:BRD  output of BRD           78     5   6.41 %
	// ta:MLK  output of MLK           76     4   5.26 %
	// tm:MLK  imports of MLK          11     2  18.18 %
	// s:GOV   income of GOV, saved    35     2   5.71 %
	// tm:BRD  imports of BRD          13     1   7.69 %
}

// The United States of 2017, with ore as a resource of two mines.
func ExampleModel_GDP() {
	m, err := sam.FromTable(datasets.SAMUSA2017().Where("version", "balanced"), "row", "col")
	if err != nil {
		fmt.Println(err)
		return
	}
	rule, err := sam.RuleFor(m)
	if err != nil {
		fmt.Println(err)
		return
	}
	rule.Resources = map[string]sam.Resource{"A_CUNIMIN": {Factor: "CAP", Share: 0.4, SupplyElasticity: 0.5}}
	rule.Closure = sam.Closure{Savings: sam.InvestmentDriven, Government: sam.TransferAdjusts}
	model, err := m.Model("USA 2017", rule)
	if err != nil {
		fmt.Println(err)
		return
	}
	eq, err := cge.Solve(context.Background(), model.Economy, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	g := model.GDP(eq)
	fmt.Printf("%.0f by income, %.0f by expenditure\n", g.Income(), g.Expenditure())
	fmt.Println(strings.Join(model.Notes[len(model.Notes)-3:], "\n"))
	// Output:
	// 19612515 by income, 19612515 by expenditure
	// imports of C_TRADE are -38513: counted as exports
	// exports of C_NONCOMP, 204439, exceed domestic supply of 94244: taken from the composite of domestic and imported
	// A_CUNIMIN: 40 % of its CAP, 15 % of cost, is a resource of its own; substitution 0.088
}
