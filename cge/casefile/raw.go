package casefile

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// decode reads JSON into nil, bool, float64, string, []float64, []any and
// ordered; a list that holds numbers alone is a []float64, since large cases are
// mostly those. Objects that name a key twice are refused: one of the two would
// vanish.
func decode(data []byte) (any, error) {
	d := &decoder{in: data}
	d.blanks()
	if d.pos == len(d.in) {
		return nil, errors.New("casefile: the file is empty")
	}
	v := d.value()
	if d.blanks(); d.err == nil && d.pos < len(d.in) {
		d.at = nil
		d.fail("something follows the end of the case")
	}
	return v, d.err
}

// A decoder knows the place in the file of what it reads. Its first complaint
// stays, and ends all loops.
type decoder struct {
	in  []byte
	pos int
	at  []step
	err error
}

// A step is a member of an object, or an element of a list where key is "".
type step struct {
	key   string
	index int
}

// deepest bounds how many lists and objects stand in each other.
const deepest = 500

// ordered is an object with its keys in the file's order.
type ordered struct {
	keys []string
	at   map[string]any
}

func (d *decoder) path() string {
	path := ""
	for _, s := range d.at {
		if s.key != "" {
			path = join(path, s.key)
		} else {
			path += "[" + strconv.Itoa(s.index) + "]"
		}
	}
	return orFile(path)
}

// fail complains of what stands at the position, by line and column.
func (d *decoder) fail(format string, args ...any) {
	if d.err != nil {
		return
	}
	before := string(d.in[:d.pos])
	line := 1 + strings.Count(before, "\n")
	column := 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
	d.err = fmt.Errorf("casefile: %s: line %d, column %d: %s", d.path(), line, column, fmt.Sprintf(format, args...))
}

// wants complains that something else stands at the position.
func (d *decoder) wants(what string) {
	if d.pos >= len(d.in) {
		d.fail("the file ends here; expected %s", what)
		return
	}
	r, _ := utf8.DecodeRune(d.in[d.pos:])
	d.fail("expected %s, not %q", what, r)
}

func (d *decoder) blanks() {
	for d.pos < len(d.in) && (d.in[d.pos] == ' ' || d.in[d.pos] == '\n' || d.in[d.pos] == '\t' || d.in[d.pos] == '\r') {
		d.pos++
	}
}

// take goes past c, if it comes next, and the blanks behind it.
func (d *decoder) take(c byte) bool {
	if d.err != nil || d.pos >= len(d.in) || d.in[d.pos] != c {
		return false
	}
	d.pos++
	d.blanks()
	return true
}

// value reads what begins at the position and goes past the blanks behind it.
func (d *decoder) value() (v any) {
	switch c := d.peek(); {
	case c == '{':
		v = d.object()
	case c == '[':
		v = d.array()
	case c == '"':
		v = d.text()
	case c == '-' || c >= '0' && c <= '9':
		v = d.number()
	default:
		v = d.word()
	}
	d.blanks()
	return v
}

func (d *decoder) peek() byte {
	if d.pos < len(d.in) {
		return d.in[d.pos]
	}
	return 0
}

func (d *decoder) word() any {
	for word, v := range map[string]any{"true": true, "false": false, "null": nil} {
		if strings.HasPrefix(string(d.in[d.pos:min(len(d.in), d.pos+len(word))]), word) {
			d.pos += len(word)
			return v
		}
	}
	d.wants("a value")
	return nil
}

// number reads a number as JSON writes it: no plus, no leading zero, digits on
// both sides of the point.
func (d *decoder) number() float64 {
	begin := d.pos
	if d.peek() == '-' {
		d.pos++
	}
	whole := d.digits()
	if d.err == nil && whole > 1 && d.in[d.pos-whole] == '0' {
		d.pos -= whole
		d.fail("a number begins with a needless zero")
	}
	if d.peek() == '.' {
		d.pos++
		d.digits()
	}
	if c := d.peek(); c == 'e' || c == 'E' {
		d.pos++
		if c := d.peek(); c == '+' || c == '-' {
			d.pos++
		}
		d.digits()
	}
	if d.err != nil {
		return 0
	}
	v, err := strconv.ParseFloat(string(d.in[begin:d.pos]), 64)
	if err != nil {
		text := string(d.in[begin:d.pos])
		d.pos = begin
		d.fail("%.40s is too large a number", text)
	}
	return v
}

// digits goes past at least one digit and counts them.
func (d *decoder) digits() int {
	begin := d.pos
	for c := d.peek(); c >= '0' && c <= '9'; c = d.peek() {
		d.pos++
	}
	if d.pos == begin {
		d.wants("a digit")
	}
	return d.pos - begin
}

func (d *decoder) text() string {
	end, plain := d.pos+1, true
	for end < len(d.in) && d.in[end] != '"' {
		if d.in[end] == '\\' {
			end++
		}
		plain = plain && end < len(d.in) && d.in[end] >= ' ' && d.in[end] < utf8.RuneSelf && d.in[end-1] != '\\'
		end++
	}
	if end >= len(d.in) {
		d.fail("a text begins here and does not end")
		return ""
	}
	quoted := d.in[d.pos : end+1]
	s := string(quoted[1 : len(quoted)-1])
	if !plain {
		if !utf8.Valid(quoted) {
			d.fail("this text is not in UTF-8")
		}
		s = ""
		if err := json.Unmarshal(quoted, &s); err != nil {
			d.fail("this is no text: %v", err)
		}
	}
	d.pos = end + 1
	return s
}

// enter begins the list or object whose bracket stands at the position.
func (d *decoder) enter() {
	if len(d.at) > deepest {
		d.fail("nested deeper than %d", deepest)
	}
	d.pos++
	d.blanks()
	d.at = append(d.at, step{})
}

// leave ends a list or object; after a complaint the place stays.
func (d *decoder) leave(end byte, what string) {
	if d.err != nil {
		return
	}
	if d.peek() != end {
		d.wants(what)
		return
	}
	d.pos++
	d.at = d.at[:len(d.at)-1]
}

func (d *decoder) array() any {
	d.enter()
	var numbers []float64
	items := []any{}
	for more := d.peek() != ']'; more && d.err == nil; more = d.take(',') {
		d.at[len(d.at)-1].index = len(numbers) + len(items)
		v := d.value()
		if f, ok := v.(float64); ok && len(items) == 0 {
			numbers = append(numbers, f)
			continue
		}
		items, numbers = append(append(items, boxed(numbers)...), v), nil
	}
	d.leave(']', "a comma or the end of the list")
	if len(numbers) > 0 {
		return numbers
	}
	return items
}

func boxed(numbers []float64) []any {
	out := make([]any, len(numbers))
	for i, v := range numbers {
		out[i] = v
	}
	return out
}

func (d *decoder) object() ordered {
	d.enter()
	out := ordered{at: map[string]any{}}
	for more := d.peek() != '}'; more && d.err == nil; more = d.take(',') {
		key := d.key(out)
		if d.err != nil {
			break
		}
		d.at[len(d.at)-1].key = key
		v := d.value()
		out.at[key], out.keys = v, append(out.keys, key)
	}
	d.leave('}', "a comma or the end of the object")
	return out
}

// key reads a key that is not in the object yet, and the colon.
func (d *decoder) key(o ordered) string {
	here := d.at
	d.at = d.at[:len(d.at)-1] // complaints are about the object
	defer func() { d.at = here }()
	if d.peek() != '"' {
		d.wants("a key in quotes")
		return ""
	}
	begin := d.pos
	key := d.text()
	if _, twice := o.at[key]; twice || key == "" {
		d.pos = begin
		d.fail("%s", map[bool]string{true: fmt.Sprintf("the key %q stands twice", key), false: "a key is empty"}[twice])
	}
	d.blanks()
	if d.err == nil && !d.take(':') {
		d.wants("a colon")
	}
	return key
}

func orFile(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}

// join names a member; a key that is no plain word stands in quotes.
func join(path, key string) string {
	if strings.ContainsAny(key, ".[] \"") {
		return path + "[" + strconv.Quote(key) + "]"
	}
	if path == "" {
		return key
	}
	return path + "." + key
}
