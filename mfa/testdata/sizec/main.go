// Command sizec runs the problem of docs/benchmarks/peers/mfa once and prints
// the same line as the Python programs there: processor seconds, seconds, peak
// memory of the whole program, checksums.
//
//	go build -o /tmp/sizec ./mfa/testdata/sizec && /tmp/sizec C streamed
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// sizes are regions, products, elements, years.
var sizes = map[string][4]int{"A": {5, 5, 5, 50}, "B": {10, 10, 10, 80}, "C": {30, 40, 15, 100}}

type problem struct{ stock, content, scale, shape quantity.Array }

func named(axis string, n int) quantity.Axis {
	a := quantity.Axis{Name: axis}
	for i := range n {
		a.Labels = append(a.Labels, strconv.Itoa(i))
	}
	return a
}

func number(s string) int {
	v, err := strconv.Atoi(s)
	if err != nil {
		log.Fatal(err)
	}
	return v
}

func build(size [4]int) problem {
	r, p, e, t := named("region", size[0]), named("product", size[1]), named("element", size[2]), named("year", size[3])
	years := float64(size[3])
	return problem{
		stock: quantity.Generate("GW", func(l []string) float64 {
			y, r, p := float64(number(l[0])), number(l[1]), number(l[2])
			mid := years*0.4 + float64((r+p)%10)
			return 100 * (1 + float64(r)) * (1 + 0.1*float64(p)) / (1 + math.Exp(-(y-mid)/(years*0.08)))
		}, t, r, p),
		content: quantity.Generate("kt/GW", func(l []string) float64 {
			return 0.01 * float64(1+(number(l[1])+number(l[2]))%7) * math.Exp(-0.01*float64(number(l[0])))
		}, t, p, e),
		scale: quantity.Generate("yr", func(l []string) float64 { return float64(8 + (number(l[0])*3+number(l[1])*7)%23) }, r, p),
		shape: quantity.Generate("1", func(l []string) float64 { return 2 + float64((number(l[0])+2*number(l[1]))%5)*0.5 }, r, p),
	}
}

// lengthen makes lives depend on the cohort.
func (p *problem) lengthen() {
	years, _ := p.stock.Axis("year")
	years.Name = "cohort"
	p.scale = p.scale.Times(quantity.Generate("1", func(l []string) float64 { return 1 + float64(number(l[0]))/500 }, years))
}

func (p problem) run(cube bool) []float64 {
	lives, err := mfa.Weibulls(p.shape, p.scale)
	if err != nil {
		log.Fatal(err)
	}
	d, err := mfa.StockDriven(p.stock, mfa.Use{Lives: lives, Age: mfa.MidYear})
	if err != nil {
		log.Fatal(err)
	}
	elements := d.OutflowOf(p.content, "product")
	if cube && d.OutflowByCohort().Err() != nil {
		log.Fatal("no cube")
	}
	var sums []float64
	for _, a := range []quantity.Array{d.Inflow, d.Outflow, elements} {
		s := 0.0
		for _, v := range a.Must().Data() {
			s += v
		}
		sums = append(sums, s)
	}
	return sums
}

func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		log.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// peak is the most memory this program has held, in MiB, as Linux tells it.
func peak() float64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return math.NaN()
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if rest, ok := strings.CutPrefix(s.Text(), "VmHWM:"); ok {
			return float64(number(strings.Fields(rest)[0])) / 1024
		}
	}
	return math.NaN()
}

func main() {
	if len(os.Args) != 3 || sizes[os.Args[1]][0] == 0 {
		log.Fatal("usage: sizec A|B|C streamed|cube|cohort")
	}
	p := build(sizes[os.Args[1]])
	if os.Args[2] == "cohort" {
		p.lengthen()
	}
	began, used := time.Now(), cpu()
	sums := p.run(os.Args[2] == "cube")
	line, err := json.Marshal(map[string]any{"tool": "lodestone " + os.Args[2], "size": os.Args[1],
		"cpu_seconds": round(cpu()-used, 4), "seconds": round(time.Since(began).Seconds(), 4), "peak_mib": round(peak(), 1), "checksum": sums})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(line))
}

func round(v float64, digits int) float64 {
	f := math.Pow(10, float64(digits))
	return math.Round(v*f) / f
}
