package datasets

import (
	"slices"
	"strings"
	"unicode"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// checkLabels wants labels that are there, without spaces around, and spelt
// as the other rows spell them.
func checkLabels(in *inspector, s *sheet) {
	empty := shapes[s.base()].empty
	_, isKnown := rules()[s.base()]
	for k, axis := range s.axes {
		for _, r := range s.rows {
			switch label := r.Key[k]; {
			case label == "" && isKnown && !slices.Contains(empty, axis):
				in.find(r, axis, "name the "+axis, "the label is empty")
			case strings.TrimSpace(label) != label || strings.ContainsFunc(label, unicode.IsControl):
				in.find(r, axis, "take the spaces and marks away", "%q has spaces or marks around it", label)
			}
		}
	}
}

// checkSpelling looks for a rare label that is nearly a common one: "Germnay"
// beside Germany, "solar pv" beside "solar PV". Regions are compared with
// those of every table.
func checkSpelling(in *inspector, s *sheet) {
	for k, axis := range s.axes {
		if axis == "year" || axis == "bound" || strings.HasPrefix(s.name, "sam_") && (axis == "row" || axis == "col") { // codes differ by a letter
			continue
		}
		count := map[string]int{}
		for _, r := range s.rows {
			count[r.Key[k]]++
		}
		common := in.vocabulary(s, axis, count)
		for _, rare := range sortedKeys(count) {
			near := in.nearest(rare, count[rare], common)
			if near == "" {
				continue
			}
			for _, r := range s.rows {
				if r.Key[k] == rare {
					in.find(r, axis, "write "+near+", or a label that differs more", "%q is nearly %q, which %d rows have", rare, near, common[near])
				}
			}
		}
	}
}

// vocabulary counts the labels a label is compared with: those of the axis,
// and for places those of all other tables.
func (in *inspector) vocabulary(s *sheet, axis string, own map[string]int) map[string]int {
	if axis != "region" && axis != "country" {
		return own
	}
	out := map[string]int{}
	for l, n := range own {
		out[l] += n
	}
	for l, n := range in.places() {
		out[l] += n
	}
	return out
}

// places counts the labels of regions in the tables that nobody changed.
func (in *inspector) places() map[string]int {
	if in.regions == nil {
		in.regions = map[string]int{}
		for _, s := range in.sheets {
			k := max(s.axis("region"), s.axis("country"))
			for _, r := range s.rows {
				if k >= 0 && !in.changed[s.name] {
					in.regions[r.Key[k]]++
				}
			}
		}
	}
	return in.regions
}

// nearest is the common label that a rare one is probably meant to be. Labels
// that differ in digits differ on purpose.
func (in *inspector) nearest(rare string, n int, common map[string]int) string {
	best := ""
	for label, m := range common {
		if label == rare || m < 5*n || len(label) < 5 && !strings.EqualFold(label, rare) || common[best] >= m || digits(label) != digits(rare) || namesakes[[2]string{rare, label}] {
			continue
		}
		if fold(label) == fold(rare) || abs(len(label)-len(rare)) <= 1 && quantity.Distance(strings.ToLower(label), strings.ToLower(rare)) <= 1 {
			best = label
		}
	}
	return best
}

// namesakes are labels that look alike and differ: countries, and the sectors
// of an elasticity beside the resources.
var namesakes = map[[2]string]bool{
	{"Ireland", "Iceland"}: true, {"Iceland", "Ireland"}: true,
	{"coal", "Coal"}: true, {"oil", "Oil"}: true, {"gas", "Gas"}: true,
	{"R_GAS", "G_GAS"}: true, {"R_OIL", "G_OIL"}: true,
}

func abs(n int) int { return max(n, -n) }

// fold leaves letters and digits, small.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

func sortedKeys[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// checkColumns looks for two labels of a row that have changed places: each is
// rare on its axis and common on the other's.
func checkColumns(in *inspector, s *sheet) {
	counts := make([]map[string]int, len(s.axes))
	for k := range s.axes {
		counts[k] = map[string]int{}
		for _, r := range s.rows {
			counts[k][r.Key[k]]++
		}
	}
	if strings.HasPrefix(s.name, "sam_") {
		return // rows and columns are the same accounts
	}
	for k, axis := range s.axes {
		for j := k + 1; j < len(s.axes); j++ {
			for _, r := range s.rows {
				a, b := r.Key[k], r.Key[j]
				if a != "" && b != "" && counts[j][a] >= 5*counts[k][a] && counts[k][b] >= 5*counts[j][b] {
					in.find(r, axis, "put the labels into their columns", "%q is a label of %s, and %q one of %s", a, s.axes[j], b, axis)
				}
			}
		}
	}
}
