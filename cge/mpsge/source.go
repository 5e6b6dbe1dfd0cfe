package mpsge

import (
	"strconv"
	"strings"
)

// A source is a program with its comments and $-lines blanked out, so that
// offsets stay what they are, and the events that stood there.
type source struct {
	text   string // as it was
	clean  []byte
	events []event
	note   notes
	// carried are the beginnings of lines in $prod and $demand blocks that carry
	// on the one before with a +, which is blanked.
	carried map[int]bool
}

// An event is a $-line that does something, or a *lodestone comment that names
// the scenario to come.
type event struct {
	pos  int // of what is of interest
	kind eventKind
	word string
	end  int // of an MPSGE block
}

type eventKind uint8

const (
	blockEvent    eventKind = iota // $ontext ... $offtext with a $model: inside
	setEvent                       // $sysinclude mpsgeset NAME
	includeEvent                   // $include NAME.GEN
	scenarioEvent                  // *lodestone scenario "name"
)

// notes are what *lodestone comments say.
type notes struct {
	economy *string
	names   map[string]string // identifier in lower case → name
	nests   map[int]nestNote  // by offset
	money   []string
}

type nestNote struct{ tag, name string }

// quiet are $-options that change listings only.
var quiet = words(`title stitle offlisting onlisting offsymxref onsymxref offsymlist onsymlist offuellist onuellist
	offuelxref onuelxref offupper onupper lines double single eject hidden log offinclude oninclude offdollar ondollar
	offwarning onwarning offdigit ondigit`)

// scan separates the layers of a program.
func scan(text string) (*source, error) {
	s := &source{text: text, clean: []byte(text), note: notes{names: map[string]string{}, nests: map[int]nestNote{}}, carried: map[int]bool{}}
	for pos := 0; pos < len(text); {
		end := lineEnd(text, pos, len(text))
		next, err := s.row(pos, end)
		if err != nil {
			return nil, err
		}
		pos = next
	}
	return s, nil
}

func (s *source) blank(from, to int) {
	for i := from; i < to; i++ {
		if s.clean[i] != '\n' {
			s.clean[i] = ' '
		}
	}
}

// row handles the line at pos and returns where to go on.
func (s *source) row(pos, end int) (int, error) {
	next := min(end+1, len(s.text))
	if pos == end {
		return next, nil
	}
	switch s.text[pos] {
	case '*':
		s.comment(pos, end)
		s.blank(pos, end)
	case '$':
		return s.option(pos, end)
	}
	return next, nil
}

// comment reads a comment of ours.
func (s *source) comment(pos, end int) {
	rest, ours := strings.CutPrefix(s.text[pos:end], "*lodestone ")
	if !ours {
		return
	}
	kind, rest, _ := strings.Cut(strings.TrimSpace(rest), " ")
	id, quoted, _ := strings.Cut(strings.TrimSpace(rest), " ")
	switch kind {
	case "economy":
		name := unquote(rest)
		s.note.economy = &name
	case "scenario":
		s.events = append(s.events, event{pos: pos, kind: scenarioEvent, word: unquote(rest)})
	case "name":
		s.note.names[strings.ToLower(id)] = unquote(quoted)
	case "nest":
		s.note.nests[pos] = nestNote{strings.ToLower(id), unquote(quoted)}
	case "money":
		s.note.money = append(s.note.money, strings.ToLower(id))
	}
}

func unquote(s string) string {
	s = strings.TrimSpace(s)
	if u, err := strconv.Unquote(s); err == nil {
		return u
	}
	return s
}

// option handles a $-line.
func (s *source) option(pos, end int) (int, error) {
	word := strings.ToLower(s.text[pos+1 : pos+1+wordLength(s.text[pos+1:end])])
	at := pos + 1 + len(word)
	args := strings.Fields(s.text[at:end])
	next := min(end+1, len(s.text))
	switch {
	case word == "ontext":
		return s.ontext(pos)
	case word == "onecho" || word == "onechov" || word == "onechos":
		return s.until(pos, "$offecho")
	case word == "sysinclude" && len(args) >= 2 && strings.EqualFold(args[0], "mpsgeset"):
		s.events = append(s.events, event{pos: pos, kind: setEvent, word: args[1]})
	case word == "include" && len(args) == 1 && strings.HasSuffix(strings.ToLower(args[0]), ".gen"):
		s.events = append(s.events, event{pos: pos, kind: includeEvent, word: args[0][:len(args[0])-4]})
	case word == "exit":
		s.blank(pos, len(s.text))
		return len(s.text), nil
	case !quiet[word]:
		return 0, failAt(s.text, pos, "$%s is not in the subset that is read", word)
	}
	s.blank(pos, end)
	return next, nil
}

// until blanks everything to the line that begins with a word, and that line.
func (s *source) until(pos int, word string) (int, error) {
	for at := pos; at < len(s.text); {
		end := lineEnd(s.text, at, len(s.text))
		if hasPrefixFold(s.text[at:], word) {
			s.blank(pos, end)
			return min(end+1, len(s.text)), nil
		}
		at = end + 1
	}
	return 0, failAt(s.text, pos, "this has no %s", word)
}

// ontext blanks a comment; one that holds a model is an event.
func (s *source) ontext(pos int) (int, error) {
	next, err := s.until(pos, "$offtext")
	if err != nil {
		return 0, err
	}
	if model := indexFold(s.text[pos:next], "\n$model:"); model >= 0 {
		s.block(pos+model+1, next)
	}
	return next, nil
}

// indexFold is strings.Index for ASCII text of any case; what is the lower case
// of a letter elsewhere has no business in a keyword.
func indexFold(s, word string) int {
	for i := 0; i+len(word) <= len(s); i++ {
		if hasPrefixFold(s[i:], word) {
			return i
		}
	}
	return -1
}

// block keeps an MPSGE block without its comments.
func (s *source) block(from, to int) {
	copy(s.clean[from:to], s.text[from:to])
	fields := false // the section has lines of fields
	for at := from; at < to; {
		end := lineEnd(s.text, at, to)
		line := s.text[at:end]
		switch {
		case strings.HasPrefix(line, "*"):
			s.comment(at, end)
			s.blank(at, end)
		case hasPrefixFold(line, "$offtext"):
			s.blank(at, end)
		default:
			if strings.HasPrefix(line, "$") {
				fields = hasPrefixFold(line, "$prod:") || hasPrefixFold(line, "$demand:")
			}
			s.blockLine(at, end, fields)
		}
		at = end + 1
	}
	s.events = append(s.events, event{pos: from, kind: blockEvent, end: to})
}

// blockLine blanks a comment at the end and a + at the beginning.
func (s *source) blockLine(at, end int, fields bool) {
	line := s.text[at:end]
	if first := blanks(line, " \t"); fields && strings.HasPrefix(line[first:], "+") {
		s.carried[at] = true
		s.clean[at+first] = ' '
	}
	if i := strings.IndexByte(line, '!'); i >= 0 {
		s.blank(at+i, end)
	}
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// lineEnd is the end of the line at an offset, to at most.
func lineEnd(s string, at, to int) int {
	if n := strings.IndexByte(s[at:to], '\n'); n >= 0 {
		return at + n
	}
	return to
}
