package cge

import "math"

// Volume nodes: the additive nest of Volume's comment. The absolute price of an
// option is its market price times taxes, or the index of a nest times its
// reference price (1: a nest counts in its own value).

// volumeIndex computes the unit cost of a volume node over its reference.
func (w *work) volumeIndex(nu int32) {
	x, v := &w.nodes, &w.volume[nu]
	v.units, v.pbar = 0, x.v[nu]
	w.options(nu, func(units, _, _ float64) float64 { v.units += units; return 0 })
	v.pbar /= v.units
	v.t = v.pbar / x.s[nu]
	v.pi = w.price(x.level[nu])
	// the logarithm of the sum of exponentials, about the cheapest option
	low := math.Inf(1)
	w.options(nu, func(units, p0, p float64) float64 { low = min(low, p-p0*v.pi); return 0 })
	total := 0.0
	w.options(nu, func(units, p0, p float64) float64 {
		s := units / v.units * math.Exp(-(p-p0*v.pi-low)/(v.t*v.pi))
		total += s
		return s
	})
	v.k = v.pbar*v.pi + low - v.t*v.pi*math.Log(total)
	mean := 0.0
	w.options(nu, func(units, p0, p float64) float64 {
		s := units / v.units * math.Exp(-(p-p0*v.pi-low)/(v.t*v.pi)) / total
		mean += s * p
		return s
	})
	v.e = (v.k - mean) / v.pi
	w.r[nu] = v.k / v.pbar
}

// options visits the options of a volume node: their reference units, reference
// price and price. What do returns is kept as the share of the option.
func (w *work) options(nu int32, do func(units, p0, p float64) float64) {
	x := &w.nodes
	for k := x.leaf0[nu]; k < x.leaf1[nu]; k++ {
		w.share[k] = do(w.l.q[k], w.ref(nu, k), w.price(w.l.com[k])*w.mult(nu, k))
	}
	for _, kid := range w.m.kids[x.kid0[nu]:x.kid1[nu]] {
		w.kshare[kid] = do(x.v[kid], 1, w.r[kid])
	}
}

// volumeQuantities hands cost down: units to the options, the integration
// amount to the level commodity.
func (w *work) volumeQuantities(nu int32) {
	x, v := &w.nodes, &w.volume[nu]
	n := w.cost[nu] / v.k
	w.g[nu] = n
	for k := x.leaf0[nu]; k < x.leaf1[nu]; k++ {
		w.x[k] = n * w.share[k]
	}
	for _, kid := range w.m.kids[x.kid0[nu]:x.kid1[nu]] {
		w.cost[kid] = n * w.kshare[kid] * w.r[kid]
	}
	w.xlev[nu] = n * v.e
}

// An option's differentials: units, reference price and price.
type optionSeed struct{ units, p0, p, dunits, dp0, dp, share float64 }

// doptions visits the options with their differentials.
func (w *work) doptions(nu int32, leaf, kid func(i int32, o optionSeed)) {
	x := &w.nodes
	for k := x.leaf0[nu]; k < x.leaf1[nu]; k++ {
		c := w.l.com[k]
		o := optionSeed{units: w.l.q[k], p0: w.ref(nu, k), p: w.price(c) * w.mult(nu, k), share: w.share[k]}
		o.dp = w.price(c) * w.dlnp[c] * w.mult(nu, k)
		if w.sd != nil && w.sd.any {
			o.dunits, o.dp0 = w.sd.q[k], w.sd.p[k]
			o.dp += w.price(c) * w.sd.mult[k]
		}
		leaf(k, o)
	}
	for _, i := range w.m.kids[x.kid0[nu]:x.kid1[nu]] {
		kid(i, optionSeed{units: x.v[i], p0: 1, p: w.r[i], dunits: w.dv[i], dp: w.dr[i], share: w.kshare[i]})
	}
}

// dvolumeIndex differentiates the unit cost of a volume node and the shares.
func (w *work) dvolumeIndex(nu int32) {
	v, x := &w.volume[nu], &w.nodes
	dpi := v.pi * w.dlnp[x.level[nu]]
	var dunits, dvalue float64
	first := func(_ int32, o optionSeed) {
		dunits += o.dunits
		dvalue += o.dunits*o.p0 + o.units*o.dp0
	}
	w.doptions(nu, first, first)
	w.dv[nu] = dvalue
	dpbar := (dvalue - v.pbar*dunits) / v.units
	dt := dpbar / x.s[nu]
	if w.sd != nil {
		dt -= v.t * w.sd.sigma[nu] / x.s[nu]
	}
	tp := v.t * v.pi
	dtp := dt*v.pi + v.t*dpi
	pull := func(o optionSeed) float64 { // differential of the log of an option's weight
		if o.units == 0 {
			return 0
		}
		gap := o.p - o.p0*v.pi
		return o.dunits/o.units - dunits/v.units - (o.dp-o.dp0*v.pi-o.p0*dpi)/tp + gap/(tp*tp)*dtp
	}
	dlnz := 0.0
	second := func(_ int32, o optionSeed) { dlnz += o.share * pull(o) }
	w.doptions(nu, second, second)
	lnz := (v.pbar*v.pi - v.k) / tp
	dk := dpbar*v.pi + v.pbar*dpi - dtp*lnz - tp*dlnz
	dmean := 0.0
	if w.dshare == nil {
		w.dshare, w.dkshare = make([]float64, len(w.share)), make([]float64, len(w.kshare))
	}
	w.doptions(nu,
		func(k int32, o optionSeed) {
			w.dshare[k] = o.share * (pull(o) - dlnz)
			dmean += w.dshare[k]*o.p + o.share*o.dp
		},
		func(i int32, o optionSeed) {
			w.dkshare[i] = o.share * (pull(o) - dlnz)
			dmean += w.dkshare[i]*o.p + o.share*o.dp
		})
	v.dk, v.de = dk, (dk-dmean)/v.pi-v.e*dpi/v.pi
	w.dr[nu] = dk/v.pbar - w.r[nu]*dpbar/v.pbar
}

func (w *work) dvolumeQuantities(nu int32) {
	v, x := &w.volume[nu], &w.nodes
	n := w.g[nu]
	dn := (w.dcost[nu] - n*v.dk) / v.k
	for k := x.leaf0[nu]; k < x.leaf1[nu]; k++ {
		w.dx[k] = dn*w.share[k] + n*w.dshare[k]
	}
	for _, i := range w.m.kids[x.kid0[nu]:x.kid1[nu]] {
		w.dcost[i] = dn*w.kshare[i]*w.r[i] + n*(w.dkshare[i]*w.r[i]+w.kshare[i]*w.dr[i])
	}
	w.dxlev[nu] = dn*v.e + n*v.de
}
