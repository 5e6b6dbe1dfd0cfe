package pathway_test

import (
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// With everything held and shares imposed the endogenous path is the traditional
// calculation, research in the economy or not. Recycling pays everywhere here,
// as that calculation takes for granted.
func TestAllHeldIsTheTraditionalMode(t *testing.T) {
	in := miniOf(t, "mini_base")
	in.Recycling.Cost[3] = 30
	held := runPath(t, in.spec("held"), pathway.Options{Hold: pathway.AllChannels, Imposed: true})
	plain := runPath(t, in.spec("plain"), pathway.Options{Mode: pathway.MFA, Hold: pathway.AllChannels, Other: held.OtherUses()})
	for i := range held.Years {
		near(t, "amounts", real(&plain.Years[i]), real(&held.Years[i]), 1e-8)
	}
}

// Each channel holds what it names and nothing else.
func TestEachChannelHoldsItsOwn(t *testing.T) {
	whole := runPath(t, miniOf(t, "mini_base").spec("whole"), pathway.Options{})
	for _, c := range []pathway.Channels{pathway.Efficiency, pathway.Durability, pathway.Recycling, pathway.Network, pathway.Price, pathway.AllChannels} {
		r := runPath(t, miniOf(t, "mini_base").spec(c.String()), pathway.Options{Hold: c})
		first, last, free := &r.Years[0], &r.Years[len(r.Years)-1], &whole.Years[len(whole.Years)-1]
		for _, x := range []struct {
			channel           pathway.Channels
			base, held, moved float64
		}{
			{pathway.Efficiency, first.Content["LFP"]["Li"], last.Content["LFP"]["Li"], free.Content["LFP"]["Li"]},
			{pathway.Durability, first.Life["LFP"], last.Life["LFP"], free.Life["LFP"]},
			{pathway.Durability, first.Fit["LFP"], last.Fit["LFP"], free.Fit["LFP"]},
			{pathway.Recycling, first.Yields["Li"]["Li"], last.Yields["Li"]["Li"], free.Yields["Li"]["Li"]},
			{pathway.Network, first.Sets["vehicle"]["NMC+LFP"], last.Sets["vehicle"]["NMC+LFP"], free.Sets["vehicle"]["NMC+LFP"]},
			{pathway.Price, first.Prices["Li"], last.Prices["Li"], free.Prices["Li"]},
		} {
			if x.moved == x.base {
				t.Fatalf("%v moves nothing on the whole path: %+v", x.channel, x)
			}
			if still := x.held == x.base; still != c.Has(x.channel) {
				t.Errorf("%v held: what %v moves is %v after %v", c, x.channel, x.held, x.base)
			}
		}
	}
}

// What is held spends on research what the base year did.
func TestHeldResearchStaysAtItsBase(t *testing.T) {
	r := runPath(t, miniOf(t, "mini_base").spec("held"), pathway.Options{Hold: pathway.Durability})
	first, last := &r.Years[0], &r.Years[len(r.Years)-1]
	moved := 0
	for _, key := range r.Spec.Research.Block.Keys {
		k := key.String()
		held := key.Driver.String() == "durability"
		if last.Research[k] != first.Research[k] {
			moved++
		}
		if held && (last.Research[k] != first.Research[k] || last.Knowledge[k] != 1) {
			t.Errorf("%s: research %v after %v, knowledge %v", k, last.Research[k], first.Research[k], last.Knowledge[k])
		}
	}
	if moved == 0 {
		t.Error("no other research moved")
	}
}

func TestChannelsAreNamed(t *testing.T) {
	for c, want := range map[pathway.Channels]string{0: "none", pathway.Price: "price", pathway.Durability | pathway.Network: "durability+network"} {
		if c.String() != want {
			t.Errorf("%d is called %q", c, c.String())
		}
	}
}

// A settled use keeps to the sets that were at work before; without them it
// would have gone on.
func TestSettledUse(t *testing.T) {
	free := runPath(t, mini(t).spec("free"), pathway.Options{})
	before, after := -1, &free.Years[len(free.Years)-1]
	for i := range free.Years {
		if _, there := free.Years[i].Sets["vehicle"][leading(after.Sets["vehicle"])]; there {
			break
		}
		before = i
	}
	year := free.Years[before+1].Year
	held := runPath(t, mini(t).spec("held"), pathway.Options{Settled: map[string]int{"vehicle": year}})
	for i := range held.Years {
		y := &held.Years[i]
		if y.Year < year {
			near(t, "before the switch", real(&free.Years[i]), real(y), 1e-9)
			continue
		}
		for s := range y.Sets["vehicle"] {
			if _, was := held.Years[before].Sets["vehicle"][s]; !was {
				t.Errorf("%d: set %s entered a use that was settled in %d", y.Year, s, year)
			}
		}
	}
}
