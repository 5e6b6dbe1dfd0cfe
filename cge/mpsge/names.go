package mpsge

import (
	"strconv"
	"strings"
)

// longest is the most characters that GAMS takes for an identifier, and
// longestModel what the preprocessor of MPSGE takes for the name of a model,
// which is the name of a file too.
const (
	longest      = 63
	longestModel = 30
)

// reserved are words that GAMS reads as its own, and the symbols that MPSGE
// declares.
var reserved = words(`abort acronym acronyms alias all and assign binary break card continue diag display
	do else elseif endfor endfunction endif endloop endwhile eps eq equation equations execute execute_load
	execute_loadpoint execute_unload file files for free function ge gt if imp inf integer le loop lt maximizing
	minimizing model models na ne negative nonnegative no not option options or ord parameter parameters positive
	prod put put_utility puthd putclear putclose putfmcl putheader putpage puttitle puttl repeat sameas scalar
	scalars semicont semiint set sets singleton smax smin solve sos1 sos2 sum system table tables then to undf
	until using variable variables while xor yes eqv
	abs exp log log2 log10 max min sqr sqrt power rpower sign sin cos tan round ceil floor mod trunc normal uniform
	errorf pi
	mps mpseps mpsreport dummy01 lodestone`)

func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// names maps names to GAMS identifiers, which are not case-sensitive. What is
// taken stands in lower case.
type names struct {
	of    map[string]string
	taken map[string]bool
	order []string // of what was changed
}

func newNames() *names { return &names{of: map[string]string{}, taken: map[string]bool{}} }

// add finds an identifier of at most limit characters for a name.
func (n *names) add(name string, limit int) string {
	base := identifier(name)
	id := base[:min(len(base), limit)]
	for i := 2; n.taken[strings.ToLower(id)] || isReserved(id); i++ {
		tail := "_" + strconv.Itoa(i)
		id = base[:min(len(base), limit-len(tail))] + tail
	}
	n.taken[strings.ToLower(id)] = true
	return id
}

// enter adds a name that expressions may speak of.
func (n *names) enter(name string) {
	id := n.add(name, longest)
	n.of[name] = id
	if id != name {
		n.order = append(n.order, name)
	}
}

// gams is the identifier of a name that was entered.
func (n *names) gams(name string) string { return n.of[name] }

// identifier replaces what an identifier cannot hold.
func identifier(name string) string {
	id := strings.Map(func(r rune) rune {
		if isLetter(r) || isDigit(r) || r == '_' {
			return r
		}
		return '_'
	}, name)
	if id == "" || !isLetter(rune(id[0])) {
		return "x" + id
	}
	return id
}

// isReserved also refuses the names that MPSGE numbers: equations eq_001, ...
func isReserved(id string) bool {
	low := strings.ToLower(id)
	if tail, ok := strings.CutPrefix(low, "eq_"); ok && tail != "" && strings.Trim(tail, "0123456789") == "" {
		return true
	}
	return reserved[low]
}

func isLetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }
func isDigit(r rune) bool  { return '0' <= r && r <= '9' }

// isIdentifier reports whether a text is one identifier.
func isIdentifier(s string) bool { return s != "" && identifier(s) == s && len(s) <= longest }
