package sensitivity

import (
	"hash/fnv"
	"math/rand/v2"
)

// draws makes n sets of parameters. Each number has a random stream of its own,
// made of the seed, the parameter's name and the number of the draw: draw k is
// the same when other parameters are added and, without Latin slices, when more
// draws are.
func draws(params []Uncertain, n int, seed uint64, latin bool) [][]float64 {
	out := make([][]float64, n)
	for k := range out {
		out[k] = make([]float64, len(params))
	}
	for i, p := range params {
		h := fnv.New64a()
		h.Write([]byte(p.Name))
		own := mix(seed ^ h.Sum64())
		var slice []int
		if latin {
			slice = rand.New(stream(own, -1)).Perm(n)
		}
		for k := range out {
			u := float64(stream(own, k).Uint64()>>11) / (1 << 53)
			if latin {
				u = (float64(slice[k]) + u) / float64(n)
			}
			out[k][i] = p.Dist.Quantile(min(max(u, 1e-16), 1-1e-16))
		}
	}
	return out
}

// stream is the generator of one parameter in one draw.
func stream(own uint64, k int) *rand.PCG { return rand.NewPCG(own, mix(uint64(k)+0x9e3779b97f4a7c15)) }

// mix is the finalizer of splitmix64: neighbouring seeds become unlike.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
