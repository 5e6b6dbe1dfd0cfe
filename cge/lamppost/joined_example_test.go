package lamppost_test

import (
	"fmt"
	"strings"
)

// Packs choose among four chemistries, research answers to prices and markets
// and changes the cells of later years, and each year's lamp posts look five
// years ahead. The whole economy is in joined_test.go. Na-ion comes in 2033.
func ExampleBook() {
	w := rough // ores have shocks that nobody knows before
	w.seed = 1
	b, err := newBattery(w)
	if err == nil {
		err = b.run(11)
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("year  packs of            lithium  h of Na-ion  lamp post of Na-ion")
	for _, y := range b.years {
		lithium, _ := y.sol.Value("lithium")
		post := "in use"
		if y.year < b.entered("Na-ion") {
			post = fmt.Sprintf("%.2f within 5 years", y.warned("Na-ion"))
		}
		fmt.Printf("%d  %-18s  %7.2f  %11.3f  %s\n", y.year, strings.Join(y.chosen(), "+"), lithium, y.h[3], post)
	}
	fmt.Println()
	fmt.Print(b.years[6].table[:3])
	// Output:
	// year  packs of            lithium  h of Na-ion  lamp post of Na-ion
	// 2024  NMC+NCA+LFP            1.00        1.000  0.43 within 5 years
	// 2025  NMC+NCA+LFP            1.01        1.000  0.44 within 5 years
	// 2026  NMC+NCA+LFP            1.04        1.000  0.47 within 5 years
	// 2027  NMC+NCA+LFP            1.22        1.000  0.14 within 5 years
	// 2028  NMC+NCA+LFP            1.30        1.032  0.69 within 5 years
	// 2029  NMC+NCA+LFP            1.22        1.063  0.64 within 5 years
	// 2030  NMC+NCA+LFP            1.29        1.093  0.81 within 5 years
	// 2031  NMC+NCA+LFP            1.60        1.122  1.00 within 5 years
	// 2032  NMC+NCA+LFP            1.85        1.151  1.00 within 5 years
	// 2033  NMC+NCA+LFP+Na-ion     2.43        1.178  in use
	// 2034  NMC+NCA+LFP+Na-ion     2.86        1.205  in use
	//
	// as of  producer  from         to                  measure  gap    drift    volatility  probability             first  expected  driver
	// 2030   packs     NMC+NCA+LFP  NMC+NCA+LFP+Na-ion  gap      0.002  -0.0004  0.0002      0.81 (0.71-0.91) in 5y  0.80   2034      paths
	// 2030   packs     NMC+NCA+LFP  NCA+LFP             gap      0.090  -0.0028  0.0036      0.00 (0.00-0.00) in 5y  0.00   2062      paths
	// 2030   packs     NMC+NCA+LFP  NMC+LFP             gap      0.035  -0.0012  0.0017      0.00 (0.00-0.00) in 5y  0.00   2061      paths
}
