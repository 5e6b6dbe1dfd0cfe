package casefile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A reader walks decoded JSON and knows where it is. Its first complaint stays.
type reader struct {
	err error
}

// A spot is a decoded value with its place in the file.
type spot struct {
	r    *reader
	path string
	v    any
}

func (r *reader) fail(path, format string, args ...any) {
	if r.err == nil {
		if path == "" {
			path = "the file"
		}
		r.err = fmt.Errorf("casefile: %s: %s", path, fmt.Sprintf(format, args...))
	}
}

// decode reads JSON without losing digits; objects that name a key twice are
// refused, since one of the two would vanish.
func decode(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	v, err := value(d, "", 0)
	if err != nil {
		return nil, err
	}
	if d.More() {
		return nil, fmt.Errorf("casefile: something follows the end of the case at byte %d", d.InputOffset())
	}
	return v, nil
}

const deepest = 500

func value(d *json.Decoder, path string, depth int) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, fmt.Errorf("casefile: %s at byte %d: %w", orFile(path), d.InputOffset(), err)
	}
	open, nested := t.(json.Delim)
	if !nested {
		return t, nil
	}
	if depth > deepest {
		return nil, fmt.Errorf("casefile: %s: nested deeper than %d", path, deepest)
	}
	if open == '[' {
		return array(d, path, depth)
	}
	return object(d, path, depth)
}

func array(d *json.Decoder, path string, depth int) (any, error) {
	out := []any{}
	for d.More() {
		v, err := value(d, path+"["+strconv.Itoa(len(out))+"]", depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	if _, err := d.Token(); err != nil {
		return nil, fmt.Errorf("casefile: %s at byte %d: %w", orFile(path), d.InputOffset(), err)
	}
	return out, nil
}

func object(d *json.Decoder, path string, depth int) (any, error) {
	out := ordered{at: map[string]any{}}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, fmt.Errorf("casefile: %s at byte %d: %w", orFile(path), d.InputOffset(), err)
		}
		key := t.(string)
		if _, twice := out.at[key]; twice {
			return nil, fmt.Errorf("casefile: %s: the key %q stands twice", orFile(path), key)
		}
		if out.at[key], err = value(d, join(path, key), depth+1); err != nil {
			return nil, err
		}
		out.keys = append(out.keys, key)
	}
	if _, err := d.Token(); err != nil {
		return nil, fmt.Errorf("casefile: %s at byte %d: %w", orFile(path), d.InputOffset(), err)
	}
	return out, nil
}

// ordered is an object with its keys in the file's order.
type ordered struct {
	keys []string
	at   map[string]any
}

func orFile(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func (s spot) fail(format string, args ...any) { s.r.fail(s.path, format, args...) }

// get is a member; ok tells whether it is there and not null.
func (s spot) get(key string) (spot, bool) {
	o, is := s.v.(ordered)
	if !is {
		s.fail("is %s, not an object", kind(s.v))
		return spot{r: s.r, path: s.path}, false
	}
	v, ok := o.at[key]
	return spot{s.r, join(s.path, key), v}, ok && v != nil
}

// must is a member that has to be there.
func (s spot) must(key string) spot {
	v, ok := s.get(key)
	if !ok {
		s.fail("has no %q", key)
	}
	return v
}

func (s spot) keys() []string {
	o, ok := s.v.(ordered)
	if !ok {
		s.fail("is %s, not an object", kind(s.v))
	}
	return o.keys
}

func (s spot) items() []spot {
	a, ok := s.v.([]any)
	if !ok {
		s.fail("is %s, not a list", kind(s.v))
		return nil
	}
	out := make([]spot, len(a))
	for i, v := range a {
		out[i] = spot{s.r, s.path + "[" + strconv.Itoa(i) + "]", v}
	}
	return out
}

func (s spot) text() string {
	t, ok := s.v.(string)
	if !ok {
		s.fail("is %s, not a text", kind(s.v))
	}
	return t
}

func (s spot) float() float64 {
	n, ok := s.v.(json.Number)
	if !ok {
		s.fail("is %s, not a number", kind(s.v))
		return 0
	}
	v, err := n.Float64()
	if err != nil {
		s.fail("%s is not a number that can be held: %v", n, err)
		return 0
	}
	return v
}

// number is a number, or a text that holds an expression.
func (s spot) number() (v float64, expr string) {
	if t, ok := s.v.(string); ok {
		if strings.TrimSpace(t) == "" {
			s.fail("is an empty expression")
		}
		return 0, t
	}
	return s.float(), ""
}

func (s spot) floats() []float64 {
	items := s.items()
	out := make([]float64, len(items))
	for i, x := range items {
		out[i] = x.float()
	}
	return out
}

// table is an object of numbers.
func (s spot) table() map[string]float64 {
	out := map[string]float64{}
	for _, k := range s.keys() {
		x, ok := s.get(k)
		if ok {
			out[k] = x.float()
		}
	}
	return out
}

// only refuses members that nobody reads, which are mostly misspelt ones.
func (s spot) only(known ...string) {
	for _, k := range s.keys() {
		if !slices.Contains(known, k) {
			s.fail("has %q, which is unknown here; it may have %s", k, strings.Join(known, ", "))
		}
	}
}

func kind(v any) string {
	switch v := v.(type) {
	case nil:
		return "missing"
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return "the number " + v.String()
	case string:
		return strconv.Quote(v)
	case []any:
		return "a list"
	}
	return "an object"
}

func sortedKeys(m map[string]float64) []string { return slices.Sorted(maps.Keys(m)) }
