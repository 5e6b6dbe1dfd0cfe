// Package recursive runs an equilibrium model through time, one period after
// the other.
//
//	state of 2030 ──▶ equilibrium of 2030 ──▶ rules ──▶ state of 2031 ──▶ ...
//	(capital, labour,      (starts where           (capital that is left
//	 productivity)          2029 ended)             plus investment, ...)
//
// Agents do not look ahead: saving is what the model of one period says. The
// state of a period is a set of parameters of the model; [Rule]s say from the
// equilibrium what they are in the next.
//
//	p := recursive.Path{
//		Model:   model,
//		Periods: recursive.Years(2020, 2050),
//		State:   map[string]float64{"capital stock": 300, "labour": 1},
//		Rules: []recursive.Rule{
//			recursive.Accumulate{Stock: "capital stock", Flow: "invest", Factor: 20, Depreciation: 0.05},
//			recursive.Grow{Param: "labour", Rate: 0.01},
//		},
//	}
//	c, err := p.Run(ctx)
//	fmt.Println(c.Results()) // year × result
//
// # Conventions
//
//   - The state of a period holds in that period; rules see the state and the
//     equilibrium of a period and give the state of the next. All rules see the
//     same state, so their order does not matter, and no two may decide one
//     variable. What no rule decides stays.
//   - Rates and depreciation are per period, however long it is.
//   - Each period starts from the variables of the one before. If that fails it is
//     tried from the model's own start, and [Period].Cold says so.
//   - The unit of account is the same in all periods. If the base scenario fixes
//     no price or income, it is the income of the first consumer in the first
//     period: prices then fall as the economy grows. Fix a price for constant ones.
//   - A [Checkpoint] is plain data, for JSON as well; what Resume computes from it
//     is what the uninterrupted run computes, to the bit.
//   - A period without an equilibrium is an error of type [Failed], which names it,
//     holds the periods before and a checkpoint to go on from.
package recursive
