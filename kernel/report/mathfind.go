package report

import (
	"html"
	"strings"
)

// Formulas are taken out of markdown before it is read and put back into the
// HTML, as Jupyter does: otherwise their underscores and asterisks would be
// emphasis. A private character pair and a number hold their place.
const (
	holdOpen  = '\ue000'
	holdClose = '\ue001'
)

// maxFormula is the longest formula that is looked for, in bytes.
const maxFormula = 8 << 10

// A formula is TeX found in markdown.
type formula struct {
	tex     string
	display bool
}

// html is the formula as MathML, or as TeX in a span where that is not
// possible.
func (f formula) html() string {
	ml, err := mathML(f.tex, f.display)
	if err == nil {
		return ml
	}
	class := "tex"
	if f.display {
		class += " display"
	}
	return `<span class="` + class + `">` + html.EscapeString(strings.TrimSpace(f.tex)) + "</span>"
}

// takeFormulas replaces every formula in markdown by its placeholder. Code,
// fenced or between backticks, holds none.
func takeFormulas(source string) (string, []formula) {
	s := &mathScanner{src: strings.Map(func(r rune) rune {
		if r == holdOpen || r == holdClose {
			return -1
		}
		return r
	}, source)}
	for s.pos < len(s.src) {
		s.step()
	}
	return s.out.String(), s.found
}

// A mathScanner walks through markdown once.
type mathScanner struct {
	src   string
	pos   int
	out   strings.Builder
	found []formula
}

// step copies or replaces what stands next.
func (s *mathScanner) step() {
	rest := s.src[s.pos:]
	near := rest[:min(len(rest), maxFormula)]
	atLine := s.pos == 0 || s.src[s.pos-1] == '\n'
	switch {
	case atLine && fence(rest) != "":
		s.copy(fencedLength(rest))
	case rest[0] == '`':
		s.copy(codeLength(rest))
	case rest[0] == '\\' && strings.HasPrefix(rest, `\begin{`):
		s.take(beginLength(near), 0, true)
	case rest[0] == '\\' && len(rest) > 1:
		s.copy(2)
	case strings.HasPrefix(rest, "$$"):
		s.take(closing(near, "$$"), 2, true)
	case rest[0] == '$':
		s.take(inlineLength(near), 1, false)
	default:
		s.copy(1)
	}
}

func (s *mathScanner) copy(n int) {
	n = min(n, len(s.src)-s.pos)
	s.out.WriteString(s.src[s.pos : s.pos+n])
	s.pos += n
}

// take replaces the next n bytes, marks of the given width included, by a
// placeholder; n = 0 means there is no formula after all.
func (s *mathScanner) take(n, marks int, display bool) {
	if n <= 2*marks {
		s.copy(max(marks, 1))
		return
	}
	tex := s.src[s.pos+marks : s.pos+n-marks]
	s.out.WriteString(placeholder(len(s.found)))
	s.found = append(s.found, formula{tex, display})
	s.pos += n
}

// fence returns the fence that a line opens: ``` or ~~~, or longer.
func fence(line string) string {
	l := strings.TrimLeft(line, " ")
	if len(line)-len(l) > 3 || !strings.HasPrefix(l, "```") && !strings.HasPrefix(l, "~~~") {
		return ""
	}
	return l[:len(l)-len(strings.TrimLeft(l, l[:1]))]
}

// fencedLength is the length of a fenced block, to its closing fence or the end.
func fencedLength(s string) int {
	mark, at := fence(s), 0
	for i := 0; at < len(s); i++ {
		end := strings.IndexByte(s[at:], '\n') + 1
		if end == 0 {
			end = len(s) - at
		}
		line := s[at : at+end]
		at += end
		if i > 0 && strings.HasPrefix(fence(line), mark) && strings.Trim(line, mark[:1]+" \n") == "" {
			break
		}
	}
	return at
}

// codeLength is the length of a code span, or of its backticks if none closes it.
func codeLength(s string) int {
	n := len(s) - len(strings.TrimLeft(s, "`"))
	for at := n; at < len(s); {
		i := strings.IndexByte(s[at:], '`')
		if i < 0 {
			break
		}
		at += i
		m := len(s[at:]) - len(strings.TrimLeft(s[at:], "`"))
		if at += m; m == n {
			return at
		}
	}
	return n
}

// closing is the length of a formula between two marks, 0 if the second is
// missing or a blank line comes first.
func closing(s, mark string) int {
	i := strings.Index(s[len(mark):], mark)
	if i <= 0 || strings.Contains(s[:len(mark)+i], "\n\n") {
		return 0
	}
	return i + 2*len(mark)
}

// inlineLength is the length of $...$: no blank inside the marks' edges and no
// digit after them, so that "$5 and $10" stays text.
func inlineLength(s string) int {
	if len(s) < 3 || strings.ContainsRune(" \t\n$", rune(s[1])) {
		return 0
	}
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case strings.HasPrefix(s[i:], "\n\n"):
			return 0
		case s[i] == '$' && !strings.ContainsRune(" \t\n", rune(s[i-1])):
			if i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' {
				return 0
			}
			return i + 1
		}
	}
	return 0
}

// beginLength is the length of \begin{x} ... \end{x}.
func beginLength(s string) int {
	name, _, ok := strings.Cut(s[len(`\begin{`):], "}")
	if !ok || strings.Contains(name, "\n") {
		return 0
	}
	end := `\end{` + name + "}"
	if i := strings.Index(s, end); i > 0 {
		return i + len(end)
	}
	return 0
}
