package simulate

// Random draws the parameters of an economy from a distribution that is wider
// than the levels: sizes, shocks, strength of instruments, gaps and the
// coefficients behind the elasticities, whose signs are random, so that
// nothing but the panel tells what they are. A tenth of the economies each
// have another functional form or an instrument that is not valid.
func Random(seed uint64) Config {
	r := stream(seed, 100)
	in := func(lo, hi float64) float64 { return lo + (hi-lo)*r.Float64() }
	maybe := func(p float64) bool { return r.Float64() < p }
	c := Config{Regions: 3 + r.IntN(6), Years: 20 + r.IntN(17), Minerals: 7 + r.IntN(7), Produced: 18 + r.IntN(24),
		NestsEach: 2, EdgesLow: 2 + r.IntN(2), EdgesHigh: 5, Eta: in(.2, .6), Eps: in(.4, 1), Labour: in(.35, .55),
		OmegaMin: in(.4, 1.3), OmegaProd: in(.1, .6), SdCommon: in(.15, .4), SdEdge: in(.12, .35), SdSupply: in(.1, .3), SeenSupply: in(.15, .7),
		SdWedge: in(.06, .16), SeenWedge: in(.12, .7), SdFinal: in(.05, .15), Het: in(.3, .6), NoiseCols: r.IntN(6),
		A0: in(-.6, .1), Idio: in(.06, .2)}
	if maybe(.15) {
		c.OmegaMin, c.OmegaProd = 0, 0
	}
	if maybe(.7) {
		c.Rho, c.NoiseP, c.NoiseX = in(.3, .8), in(.02, .12), in(.02, .1)
	}
	if maybe(.4) {
		c.Missing = in(.05, .4)
	}
	if maybe(.1) {
		c.BlockGaps = in(0, .5)
	}
	coefficient := func(p float64) float64 {
		if !maybe(p) {
			return 0
		}
		return .27 * r.NormFloat64()
	}
	for range nodeFeatures {
		c.Own = append(c.Own, coefficient(.7))
		c.Neigh = append(c.Neigh, coefficient(.5))
	}
	for range edgeFeatures {
		c.Edge = append(c.Edge, coefficient(.6))
	}
	if maybe(.5) {
		c.Nonlin = in(-.45, .45)
	}
	if maybe(.5) {
		c.ShiftYear, c.Shift = c.Years/3+r.IntN(c.Years/3+1), in(-.4, .9)
	}
	if maybe(.3) {
		c.Hubs = in(0, 1)
	}
	if maybe(.3) {
		c.ScaleSupply, c.ScaleWedge = in(.5, 2), in(.5, 2)
	}
	if maybe(.1) {
		c.Form = Logit
	}
	if maybe(.1) {
		c.InvalidSupply = in(-.3, .3)
	}
	return c
}
