package knowledge

import "fmt"

// A Regime is one set of sub-technologies that makers use, with the part of the
// market it serves (sets can be mixed in a year).
type Regime struct {
	Weight float64 // part of the market, weights sum to 1
	Member bool    // the object is in the set
	Share  float64 // its share in the set; for an outsider, in the set with it added
}

// MarketSize is the inflow that research on a sub-technology can count on: what
// it sells where it is in the set, and belief times what it would sell where it
// is not (belief: the probability that it enters, 0.2 where nothing better is
// known). total is the inflow of all.
func MarketSize(total, belief float64, regimes ...Regime) (float64, error) {
	if !usable(total) || !(belief >= 0 && belief <= 1) {
		return 0, fmt.Errorf("knowledge: MarketSize: total %v, belief %v; the total must be 0 or above, the belief a probability", total, belief)
	}
	size, weight := 0.0, 0.0
	for i, r := range regimes {
		if !(r.Weight >= 0 && r.Weight <= 1) || !(r.Share >= 0 && r.Share <= 1) {
			return 0, fmt.Errorf("knowledge: MarketSize: regime %d has weight %v and share %v; both lie between 0 and 1", i, r.Weight, r.Share)
		}
		if weight += r.Weight; weight > 1+1e-6 {
			return 0, fmt.Errorf("knowledge: MarketSize: the weights of the regimes add up to %v; they are parts of one market", weight)
		}
		v := r.Weight * r.Share * total
		if !r.Member {
			v *= belief
		}
		size += v
	}
	return size, nil
}
