package net

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
)

// Params are named arrays; each has the member of the ensemble as its first
// axis.
type Params struct {
	members int
	names   []string
	arrays  map[string]Array
	seed    uint64
}

// NewParams returns no parameters yet, for an ensemble of members. Member i
// starts as the only member of an ensemble of one with seed seed+i.
func NewParams(members int, seed uint64) *Params {
	return &Params{members: members, arrays: map[string]Array{}, seed: seed}
}

// Members is the size of the ensemble.
func (p *Params) Members() int { return p.members }

// Names lists the parameters in the order they were added.
func (p *Params) Names() []string { return p.names }

// Get returns a parameter, [member][...]; the array is the parameter itself.
func (p *Params) Get(name string) Array { return p.arrays[name] }

// Count is the number of values of one member.
func (p *Params) Count() int {
	n := 0
	for _, a := range p.arrays {
		n += len(a.Data) / p.members
	}
	return n
}

// Normal adds a parameter drawn with the given standard deviation; 0 gives
// zeros. The draws depend on the member's seed and the name alone.
func (p *Params) Normal(name string, sd float64, dims ...int) {
	if _, ok := p.arrays[name]; ok {
		panic(fmt.Errorf("net: parameter %q is added twice", name))
	}
	a := NewArray(append([]int{p.members}, dims...)...)
	each := len(a.Data) / p.members
	h := sha256.Sum256([]byte(name))
	for m := range p.members {
		r := rand.New(rand.NewPCG(p.seed+uint64(m), binary.LittleEndian.Uint64(h[:])))
		for i := range each {
			if sd > 0 {
				a.Data[m*each+i] = sd * r.NormFloat64()
			}
		}
	}
	p.names = append(p.names, name)
	p.arrays[name] = a
}

// Clone copies every array.
func (p *Params) Clone() *Params {
	q := &Params{p.members, slices.Clone(p.names), map[string]Array{}, p.seed}
	for name, a := range p.arrays {
		q.arrays[name] = Array{slices.Clone(a.Dims), slices.Clone(a.Data)}
	}
	return q
}

// copyMember copies one member's values from another set of the same shape.
func (p *Params) copyMember(from *Params, m int) {
	for _, name := range p.names {
		to, src := p.arrays[name], from.arrays[name]
		each := len(to.Data) / p.members
		copy(to.Data[m*each:(m+1)*each], src.Data[m*each:(m+1)*each])
	}
}

// header comes first in a file, as one line of JSON.
type header struct {
	Format  string   `json:"format"`
	Members int      `json:"members"`
	Seed    uint64   `json:"seed"`
	Names   []string `json:"names"`
	Dims    [][]int  `json:"dims"`
	Single  bool     `json:"single,omitempty"` // float32 values
}

const format = "lodestone-params/1"

// Encode writes the parameters: a line of JSON, then little-endian values in
// the order of the names. single keeps seven digits, in half the size.
func (p *Params) Encode(w io.Writer, single bool) error {
	h := header{Format: format, Members: p.members, Seed: p.seed, Names: p.names, Single: single}
	for _, name := range p.names {
		h.Dims = append(h.Dims, p.arrays[name].Dims)
	}
	line, err := json.Marshal(h)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.Write(append(line, '\n'))
	for _, name := range p.names {
		for _, v := range p.arrays[name].Data {
			if single {
				_ = binary.Write(&b, binary.LittleEndian, float32(v))
			} else {
				_ = binary.Write(&b, binary.LittleEndian, v)
			}
		}
	}
	_, err = w.Write(b.Bytes())
	return err
}

// Decode reads what Encode wrote and refuses anything else.
func Decode(r io.Reader) (*Params, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("net: parameters: %w", err)
	}
	line, rest, ok := bytes.Cut(data, []byte("\n"))
	var h header
	if err := json.Unmarshal(line, &h); !ok || err != nil || h.Format != format || len(h.Names) != len(h.Dims) || h.Members < 1 {
		return nil, fmt.Errorf("net: parameters: the first line is not the header of a %s file", format)
	}
	p := NewParams(h.Members, h.Seed)
	width := 8
	if h.Single {
		width = 4
	}
	for i, name := range h.Names {
		if _, twice := p.arrays[name]; twice {
			return nil, fmt.Errorf("net: parameters: %q is there twice", name)
		}
		var a Array
		if a, rest, err = h.array(i, width, rest); err != nil {
			return nil, err
		}
		p.names, p.arrays[name] = append(p.names, name), a
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("net: parameters: %d bytes too many", len(rest))
	}
	return p, nil
}

// array takes the values of the i-th parameter, each of width bytes, from rest and
// returns what is left of it.
func (h *header) array(i, width int, rest []byte) (Array, []byte, error) {
	name, dims, n := h.Names[i], h.Dims[i], 1
	for _, d := range dims {
		if d < 1 || n > len(rest)/d {
			return Array{}, nil, fmt.Errorf("net: parameters: %q has shape %v, the file has %d bytes left", name, dims, len(rest))
		}
		n *= d
	}
	if n*width > len(rest) || len(dims) == 0 || dims[0] != h.Members {
		return Array{}, nil, fmt.Errorf("net: parameters: %q has shape %v for %d members, the file has %d bytes left", name, dims, h.Members, len(rest))
	}
	a := Array{dims, make([]float64, n)}
	for q := range a.Data {
		if h.Single {
			a.Data[q] = float64(math.Float32frombits(binary.LittleEndian.Uint32(rest[q*4:])))
		} else {
			a.Data[q] = math.Float64frombits(binary.LittleEndian.Uint64(rest[q*8:]))
		}
		if math.IsNaN(a.Data[q]) || math.IsInf(a.Data[q], 0) {
			return Array{}, nil, fmt.Errorf("net: parameters: value %d of %q is %v", q, name, a.Data[q])
		}
	}
	return a, rest[n*width:], nil
}

// Hash names the parameters by their content: 64 hex digits.
func (p *Params) Hash() string {
	var b bytes.Buffer
	if err := p.Encode(&b, false); err != nil {
		return ""
	}
	sum := sha256.Sum256(b.Bytes())
	return hex.EncodeToString(sum[:])
}
