package quantity_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

var additions = quantity.New("GW", []float64{100, 400, 120, 500},
	quantity.YearsOf(2024, 2030), quantity.NewAxis("technology", "wind", "solar"))

// A kernel hands over what it has filled, without a copy.
func ExampleOwn() {
	filled := make([]float64, 2)
	for i := range filled {
		filled[i] = float64(i + 1)
	}
	fmt.Println(quantity.Own(quantity.MustUnit("kt"), filled, quantity.Years(2030, 2031)))
	fmt.Println(quantity.Own(quantity.MustUnit("kt"), filled[:1], quantity.Years(2030, 2031)).Err())
	// Output:
	// year 2, kt
	// 2030  2031
	//    1     2
	// quantity: Own: 1 values for 2 cells of year 2
}

func ExampleNew() {
	bad := quantity.New("GW", []float64{1, 2, 3}, quantity.Years(2024, 2025))
	fmt.Println(bad)
	// Output:
	// error: quantity: New: 3 values for 2 cells of year 2
}

func ExampleArray_Plus() {
	more := quantity.New("MW", []float64{1000, 2000}, quantity.NewAxis("technology", "solar", "wind"))
	first := additions.Pick("year", "2024")
	fmt.Println(first.Plus(more))
	fmt.Println(first.Plus(more.To("GW")))
	// Output:
	// error: quantity: Plus: units GW and MW: convert one, for instance right.To("GW")
	// technology 2, GW
	// wind  solar
	//  102    401
}

func ExampleArray_Err() {
	price := quantity.New("USD2015/t", []float64{9000}, quantity.NewAxis("mineral", "copper"))
	oops := additions.Plus(price).Sum("year").To("kt") // the first step fails; the rest pass it on
	fmt.Println(oops.Err())
	_, err := oops.At("technology", "wind")
	fmt.Println(err)
	// Output:
	// quantity: Plus: axis "mineral": right has it, left has year, technology; Expand or Sum first
	// quantity: Plus: axis "mineral": right has it, left has year, technology; Expand or Sum first
}

func ExampleArray_Fill() {
	fmt.Println(additions.Reindex("technology", "wind", "hydro").Err())
	fmt.Println(additions.Fill(0, "technology", "wind", "hydro"))
	// Output:
	// quantity: Reindex: axis "technology" has no label "hydro"; it is technology[2: wind solar]
	// year 2 × technology 2, GW
	// year  wind  hydro
	// 2024   100      0
	// 2030   120      0
}

func ExampleArray_Group() {
	byKind := additions.Group("technology", func(string) string { return "variable" })
	fmt.Println(byKind)
	// Output:
	// year 2 × technology 1, GW
	// year  variable
	// 2024       500
	// 2030       620
}

func ExampleArray_Relabel() {
	short := func(l string) string { return l[:1] }
	fmt.Println(additions.Relabel("technology", short))
	// Output:
	// year 2 × technology 2, GW
	// year    w    s
	// 2024  100  400
	// 2030  120  500
}

func ExampleArray_Shares() {
	fmt.Println(additions.Shares("technology"))
	// Output:
	// year 2 × technology 2, 1
	// year    wind   solar
	// 2024     0.2     0.8
	// 2030  0.1935  0.8065
}

func ExampleConcat() {
	later := quantity.New("GW", []float64{650, 130}, quantity.YearsOf(2040), quantity.NewAxis("technology", "solar", "wind"))
	fmt.Println(quantity.Concat("year", additions, later))
	// Output:
	// year 3 × technology 2, GW
	// year  wind  solar
	// 2024   100    400
	// 2030   120    500
	// 2040   130    650
}

func ExampleGenerate() {
	square := quantity.Generate("1", func(l []string) float64 { return float64(len(l[0])) }, quantity.NewAxis("word", "a", "bb", "ccc"))
	fmt.Println(square.CumSum("word"))
	// Output:
	// word 3, 1
	// a  bb  ccc
	// 1   3    6
}

func ExampleCite() {
	err := quantity.Register(quantity.Source{ID: "example", Title: "An example", Publisher: "Nobody", Year: "2024", Licence: "CC0"})
	fmt.Println(err)
	for _, s := range quantity.Cite("example", "unheard_of") {
		fmt.Println(s.Citation())
	}
	// Output:
	// <nil>
	// Nobody (2024): An example. CC0
	// unheard_of (not in the catalogue)
}

func TestSourcesTravel(t *testing.T) {
	a := additions.WithSources("irena", "weo")
	b := quantity.Scalar("kg/MW", 3).WithSources("jrc", "weo")
	got := strings.Join(a.Times(b).Sum("year").To("kt").Sources(), " ")
	if got != "irena jrc weo" {
		t.Errorf("sources %q", got)
	}
}

func TestRegisterRefusesTwoPublicationsOfOneID(t *testing.T) {
	s := quantity.Source{ID: "twice", Title: "one"}
	if err := quantity.Register(s, s); err != nil {
		t.Error(err)
	}
	if err := quantity.Register(quantity.Source{ID: "twice", Title: "another"}); err == nil || !strings.Contains(err.Error(), `"twice"`) {
		t.Errorf("got %v", err)
	}
}

func TestLongArraysPrintShort(t *testing.T) {
	a := quantity.Full("GW", 1, quantity.Years(2000, 2100), quantity.NewAxis("region", strings.Split("abcdefghijklmnopqrstuvwxyz", "")...))
	if lines := strings.Split(a.String(), "\n"); len(lines) > 16 || len(lines[1]) > 100 {
		t.Errorf("prints %d lines, %d wide:\n%s", len(lines), len(lines[1]), a)
	}
}

func TestDivisionByZeroIsNamed(t *testing.T) {
	wantErr(t, additions.Over(quantity.Full("GW", 0, quantity.YearsOf(2024, 2030))), "Over", "year 2024", "technology wind")
}

// sizeC is 30 regions x 40 products x 100 years, then 15 elements.
func sizeC() (stock, content quantity.Array) {
	ax := func(name string, n int) quantity.Axis {
		a := quantity.Axis{Name: name}
		for i := range n {
			a.Labels = append(a.Labels, fmt.Sprint(name, i))
		}
		return a
	}
	region, product, element := ax("region", 30), ax("product", 40), ax("element", 15)
	stock = quantity.Full("t", 2, quantity.Years(2001, 2100), region, product)
	content = quantity.Full("1", 0.5, product, element)
	return stock, content
}

func BenchmarkTimes(b *testing.B) {
	stock, content := sizeC()
	b.SetBytes(int64(8 * stock.Len() * 15))
	for b.Loop() {
		stock.Times(content).Must()
	}
}

func BenchmarkSum(b *testing.B) {
	stock, content := sizeC()
	x := stock.Times(content)
	b.SetBytes(int64(8 * x.Len()))
	for b.Loop() {
		x.Sum("region", "product").Must()
	}
}

func BenchmarkPlusReordered(b *testing.B) {
	stock, _ := sizeC()
	other := stock.Transpose("product", "year", "region")
	b.SetBytes(int64(8 * stock.Len()))
	for b.Loop() {
		stock.Plus(other).Must()
	}
}
