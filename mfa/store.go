package mfa

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Cache keeps results that outlive a cell; package kernel/cache has one. The
// key must name everything the result depends on, the code included.
type Cache interface {
	Get(key string) ([]byte, bool)
	Put(key string, data []byte) error
}

// RunCached is Run with the sample taken from a cache where it lies under key,
// and put there otherwise. A nil cache runs; so does an entry that is not a
// sample of as many draws. A cache that cannot store is no error of the run.
func (e Ensemble) RunCached(cache Cache, key string, model Model) (*Sample, error) {
	if cache == nil {
		return e.Run(model)
	}
	if data, ok := cache.Get(key); ok {
		if s, err := decodeSample(data); err == nil && s.Draws() == e.Draws {
			return s, nil
		}
	}
	s, err := e.Run(model)
	if err != nil {
		return nil, err
	}
	if data, err := s.encode(); err == nil {
		_ = cache.Put(key, data) // the result stands; the next run computes it again
	}
	return s, nil
}

// sampleHead precedes the values of a stored sample.
type sampleHead struct {
	Axes    []quantity.Axis
	Unit    string
	Sources []string
	Draws   int
}

// encode writes the head as one line of JSON, then the values draw by draw.
func (s *Sample) encode() ([]byte, error) {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(sampleHead{s.axes, s.unit.String(), s.by, len(s.values)}); err != nil {
		return nil, err
	}
	for _, v := range s.values {
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// decodeSample reads what encode wrote, and nothing else.
func decodeSample(data []byte) (*Sample, error) {
	line, rest, ok := bytes.Cut(data, []byte("\n"))
	var h sampleHead
	if !ok || json.Unmarshal(line, &h) != nil || h.Draws < 1 {
		return nil, fmt.Errorf("mfa: a stored sample without a head")
	}
	unit, err := quantity.ParseUnit(h.Unit)
	if err != nil {
		return nil, fmt.Errorf("mfa: stored sample: %w", err)
	}
	cells := 1
	for _, ax := range h.Axes {
		if cells *= ax.Len(); cells > len(rest) {
			break
		}
	}
	if cells == 0 || len(rest)%8 != 0 || len(rest)/8%cells != 0 || len(rest)/8/cells != h.Draws {
		return nil, fmt.Errorf("mfa: stored sample: %d bytes for %d draws of %d cells", len(rest), h.Draws, cells)
	}
	s := &Sample{axes: h.Axes, unit: unit, by: h.Sources}
	for k := range h.Draws {
		v := make([]float64, cells)
		for i := range v {
			v[i] = math.Float64frombits(binary.LittleEndian.Uint64(rest[8*(k*cells+i):]))
		}
		if err := s.array(v).Err(); err != nil {
			return nil, fmt.Errorf("mfa: stored sample: draw %d: %w", k, err)
		}
		s.values = append(s.values, v)
	}
	return s, nil
}
