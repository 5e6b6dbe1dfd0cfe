package sam_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/lodestone-model/lodestone/cge/sam"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// small is the economy of Hosoe's textbook: two goods, two factors, a household.
const small = `MUSD2017,BRD,MLK,CAP,LAB,HOH
BRD,,,,,15
MLK,,,,,35
CAP,5,20,,,
LAB,10,15,,,
HOH,,,25,25,
`

func Example() {
	m, err := sam.Read(strings.NewReader(small))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m)
	fmt.Println(m.Check(1e-9))
	// Output:
	// 5 accounts, MUSD2017
	//      BRD  MLK  CAP  LAB  HOH  total
	// BRD    .    .    .    .   15     15
	// MLK    .    .    .    .   35     35
	// CAP    5   20    .    .    .     25
	// LAB   10   15    .    .    .     25
	// HOH    .    .   25   25    .     50
	// 5 accounts balance (relative tolerance 1e-09)
}

func ExampleNew() {
	m, err := sam.New("MUSD2017", []string{"firms", "households"}, []float64{0, 90, 90, 0})
	fmt.Println(m.Check(0), err)
	_, err = sam.New("MUSD2017", []string{"firms", "households"}, []float64{0, 90, 90})
	fmt.Println(err)
	// Output:
	// 2 accounts balance (relative tolerance 0) <nil>
	// sam: New: 3 values for 2 accounts; a square matrix has 4
}

// One line from a table of datasets to a matrix.
func ExampleFromTable() {
	m, err := sam.FromTable(datasets.SAMUSA2017().Where("version", "raw"), "row", "col")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m)
	r := m.Check(1e-4)
	fmt.Println(m.Sources(), len(r.Gaps), r.Gaps[0].Account, r.Gaps[0].Gap)
	// Output:
	// 113 accounts, MUSD2017
	// account    row total  column total
	// HH          18307994      18307994
	// LAB         10434981      10434981
	// CAP          7873013       7873013
	// A_INFOFIN    4571038       4570983
	// INV          4149077       4149095
	// C_INFOFIN    4348265       4348308
	// A_TRADE      3900813       3900785
	// C_TRADE      3765179       3765277
	// C_BUSSRV     3799720       3799762
	// C_REALEST    3753764       3753762
	// ... 103 more accounts
	// [bea_io2017] 23 A_ELECTRON 52
}

func ExampleFromArray() {
	flows := quantity.New("MUSD2017", []float64{0, 80, 90, 0},
		quantity.NewAxis("gets", "firms", "households"), quantity.NewAxis("pays", "firms", "households"))
	m, err := sam.FromArray(flows)
	fmt.Println(m, err)
	// Output:
	// 2 accounts, MUSD2017
	//             firms  households  total
	// firms           .          80     80
	// households     90           .     90 <nil>
}

// Which account is off, and which cell? Labour of the dairy was typed as 12.
func ExampleSAM_Check() {
	m, _ := sam.Read(strings.NewReader(small))
	m, _ = m.With("LAB", "MLK", 12)
	r := m.Check(1e-9)
	fmt.Println(r)
	fmt.Println(r.Err())
	// Output:
	// 2 of 5 accounts do not balance (relative tolerance 1e-09), MUSD2017
	// account  row total  column total  gap  relative
	// MLK             35            32    3     0.086
	// LAB             22            25   -3      0.12
	// cell (LAB, MLK): 12, would balance at 15
	// or cell (MLK, LAB): 0, would balance at -3
	// sam: 2 of 5 accounts do not balance: "MLK" receives 35 and pays 32, a gap of 3; cell (LAB, MLK): 12, would balance at 15
}

// Balancing moves what it must: what the dairy receives and the total of capital
// are known and stay.
func ExampleSAM_Balance() {
	m, _ := sam.Read(strings.NewReader(small))
	m, _ = m.With("LAB", "MLK", 12)
	b, err := m.Balance(sam.CrossEntropy, &sam.Settings{
		FixedRows: []string{"MLK"},
		Totals:    map[string]float64{"CAP": 25},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(b)
	// Output:
	// balanced by cross entropy in 4 iterations, MUSD2017
	// 6 cells moved by 4.45 in all; relative gaps within 1e-15; distance 0.2811
	// row  column  old        new      change  relative
	// LAB  MLK      12  14.414927   2.4149274   +20.1 %
	// CAP  BRD       5   4.414927  -0.5850726   -11.7 %
	// CAP  MLK      20  20.585073   0.5850726   +2.93 %
	// LAB  BRD      10  10.305341   0.3053409   +3.05 %
	// BRD  HOH      15  14.720268  -0.2797317   -1.86 %
	// HOH  LAB      25  24.720268  -0.2797317   -1.12 %
}

// RAS needs totals, and takes the mean of row and column where none is given.
func ExampleSAM_Balance_rAS() {
	m, _ := sam.New("1", []string{"a", "b", "c"}, []float64{0, 1.5, 0.5, 2, 0, 2, 16, 4, 0})
	b, err := m.Balance(sam.RAS, &sam.Settings{Totals: map[string]float64{"a": 10, "b": 10, "c": 12}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(b.SAM)
	// Output:
	// 3 accounts, 1
	//    a  b  c  total
	// a  .  6  4     10
	// b  2  .  8     10
	// c  8  4  .     12
}

// What cannot be done is said before it is tried.
func ExampleInfeasible() {
	m, _ := sam.Read(strings.NewReader(small))
	_, err := m.Balance(sam.CrossEntropy, &sam.Settings{
		Totals:     map[string]float64{"BRD": 12},
		FixedCells: []sam.Pair{{Row: "BRD", Col: "HOH"}},
	})
	fmt.Println(err)
	// Output:
	// sam: Balance: the row of "BRD" adds up to 15 and none of its cells may move; its total is 12, a gap of 3; free a cell on the other side, or give or drop a total
}

func ExampleSAM_Aggregate() {
	m, _ := sam.Read(strings.NewReader(small))
	a, err := m.Aggregate(map[string]string{"BRD": "food", "MLK": "food", "CAP": "factors", "LAB": "factors", "HOH": "HOH"})
	fmt.Println(a, err)
	_, err = m.Aggregate(map[string]string{"BRD": "food", "MLK": "food"})
	fmt.Println(err)
	// Output:
	// 3 accounts, MUSD2017
	//          food  factors  HOH  total
	// food        .        .   50     50
	// factors    50        .    .     50
	// HOH         .       50    .     50 <nil>
	// sam: Aggregate: no group for CAP, LAB, HOH; map an account to itself to keep it
}

func ExampleSAM_DropEmpty() {
	m, _ := sam.New("1", []string{"firms", "state", "households"}, []float64{0, 0, 9, 0, 0, 0, 9, 0, 0})
	kept, dropped, err := m.DropEmpty()
	fmt.Println(kept.Accounts(), dropped, err)
	// Output: [firms households] [state] <nil>
}

func ExampleSAM_Write() {
	m, _ := sam.New("MUSD2017", []string{"firms", "households"}, []float64{0, 90.5, 90.5, 0})
	if err := m.Write(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// MUSD2017,firms,households
	// firms,0,90.5
	// households,90.5,0
}

func ExampleRead() {
	_, err := sam.Read(strings.NewReader("MUSD2017,firms,households\nfirms,,90\nhouseholds,9o,\n"))
	fmt.Println(err)
	// Output: sam: Read: line 3: cell (households, firms): "9o" is not a finite number
}
