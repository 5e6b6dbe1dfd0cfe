package charts

import (
	"math"
	"strconv"
	"strings"
)

// Digits after the point that are not a number of them.
const (
	automatic = -1 // chosen for the column
	separate  = -2 // chosen for each value: four significant ones
)

// maxDigits is the most digits after the point that are ever printed.
const maxDigits = 12

// digitsFor chooses the digits after the point of a column: four significant
// digits for its largest value, and no more than any value has.
func digitsFor(values []float64) int {
	largest, longest := 0.0, 0
	for _, v := range values {
		if math.IsNaN(v) {
			continue
		}
		largest, longest = math.Max(largest, math.Abs(v)), max(longest, decimals(v))
	}
	if largest == 0 {
		return 0
	}
	return min(max(3-magnitude(largest), 0), longest, maxDigits)
}

// decimals counts the digits after the point that x needs.
func decimals(x float64) int {
	s := strconv.FormatFloat(x, 'f', -1, 64)
	if i := strings.IndexByte(s, '.'); i >= 0 {
		return len(s) - i - 1
	}
	return 0
}

func allWhole(values []float64) bool {
	for _, v := range values {
		if v != math.Trunc(v) && !math.IsNaN(v) {
			return false
		}
	}
	return true
}

// magnitude is the exponent of ten of the first digit: 0 for 1 to 9.99. It is
// read from the printed number, so that no rounding of Log10 shows.
func magnitude(x float64) int {
	s := strconv.FormatFloat(math.Abs(x), 'e', 3, 64)
	n, _ := strconv.Atoi(s[strings.IndexByte(s, 'e')+1:])
	return n
}

// formatNumber prints x with the given digits after the point and commas
// between thousands; a gap (NaN) as "–". A value too small for those digits
// keeps two significant ones, so that only zero prints as 0.
func formatNumber(x float64, digits int) string {
	switch {
	case math.IsNaN(x):
		return "–"
	case x == 0:
		return "0"
	case math.Abs(x) >= 1e15 || math.Abs(x) < 1e-9:
		return strconv.FormatFloat(x, 'e', 3, 64)
	}
	digits = min(max(digits, 0), maxDigits)
	if m := magnitude(x); m < -digits {
		digits = min(1-m, maxDigits)
	}
	return thousands(strconv.FormatFloat(x, 'f', digits, 64))
}

// readable prints the values of one column: its digits are chosen from all of
// them, and a smaller value gets more, so that it keeps two significant ones.
func readable(values []float64) func(float64) string {
	digits := digitsFor(values)
	return func(x float64) string {
		if x == math.Trunc(x) || math.IsNaN(x) {
			return formatNumber(x, digits)
		}
		return formatNumber(x, max(digits, 1-magnitude(x)))
	}
}

// thousands puts commas into a decimal number: 12345.6 becomes 12,345.6.
func thousands(s string) string {
	sign, whole, rest := "", s, ""
	if strings.HasPrefix(s, "-") {
		sign, whole = "-", s[1:]
	}
	if i := strings.IndexByte(whole, '.'); i >= 0 {
		whole, rest = whole[:i], whole[i:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + whole + rest
}

// shortest rounds x to n significant digits.
func shortest(x float64, n int) float64 {
	v, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', n, 64), 64)
	return v
}
