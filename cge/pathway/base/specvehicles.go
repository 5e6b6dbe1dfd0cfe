package base

import (
	"fmt"
	"math"
	"strconv"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// vehicles writes road vehicles as one use of two rivals, with packs and motors
// as parts of the electric one. How many there are is a service; which of the
// two is bought is a choice.
func (w *writer) vehicles() error {
	all, err := w.a.Good("VEH")
	if err != nil {
		return err
	}
	eta, _, ok := GCAMElasticity("vehicle_use")
	if !ok {
		return fmt.Errorf("no exponent of vehicles in GCAM")
	}
	eta = w.estimated("nests", "vehicles", eta)
	use := pathway.Use{Name: "vehicles", Technology: "vehicles", Measure: all.Unit, Elasticity: eta, Additions: all.Quantity, Latent: pathway.LatentOfLargest}
	for _, v := range []vehicle{{"ice", "VIC", "ice_car"}, {"zev", "VZE", "zev_car"}} {
		g, err := w.a.Good(v.account)
		if err != nil {
			return err
		}
		unit, history, err := w.vehicle(v, g)
		if err != nil {
			return err
		}
		o := pathway.Option{Unit: v.unit, Share: g.Quantity / all.Quantity, History: history}
		use.RefLife += o.Share * unit.Life
		w.spec.Units, use.Options = append(w.spec.Units, unit), append(use.Options, o)
	}
	if use.Path, err = w.trafficPath(); err != nil {
		return err
	}
	for i := range use.Options {
		u := w.spec.Unit(use.Options[i].Unit)
		w.price["vehicles"] += use.Options[i].Share * u.Price * pvOf(use.RefLife) / pvOf(u.Life)
	}
	if err := w.imposeSales(&use); err != nil {
		return err
	}
	if w.set.Standards {
		w.support(&use)
	}
	w.spec.Uses = append(w.spec.Uses, use)
	return w.smallVehicles()
}

// supported is the electric vehicle that standards bring: the same unit under a
// second name, with a taste of its own.
const supported = "zev_standards"

// support adds an option like the electric one, whose weight makes the
// outlook's share of sales s at base-year prices, from base-year shares c of
// combustion and e of electric ones:
//
//	x = (s-e)/(1-s),   weight over combustion's = x/c exp((p_e-p_c)/T)
func (w *writer) support(use *pathway.Use) {
	ice, zev := w.spec.Unit(use.Options[0].Unit), w.spec.Unit(use.Options[1].Unit)
	price := func(u *pathway.Unit) float64 { return u.Price * pvOf(use.RefLife) / pvOf(u.Life) }
	shift := math.Exp((price(zev) - price(ice)) / w.price["vehicles"] * use.Elasticity)
	o := pathway.Option{Unit: supported, Weight: make([]float64, w.years), Imposed: make([]float64, w.years)}
	for t, s := range use.Options[1].Imposed {
		if t > 0 {
			o.Weight[t] = max(0, s-use.Options[1].Share) / (1 - s) / use.Options[0].Share * shift
		}
	}
	w.derive("policy on vehicles", o.Weight[w.years-1], "1", "weight over that of combustion in the last year, from the outlook's share of sales at base-year prices")
	again := *zev
	again.Name = supported
	w.spec.Units, use.Options = append(w.spec.Units, again), append(use.Options, o)
}

const (
	smallPrice  = .9  // GUSD per million electric two- and three-wheelers
	packOfSmall = 1.3 // price over that of the pack, at least
)

// smallVehicles are electric two- and three-wheelers, which the household buys
// along the outlook: nothing is held of their rivals.
func (w *writer) smallVehicles() error {
	const name = "zev_2_3w"
	packs := w.w.goods.count["BEV"] - w.w.goods.count["BEV4"]
	flows := w.vehicleFlows(name)
	sold, err := flows.Inflow.At("year", strconv.Itoa(w.a.Year))
	if err != nil || packs <= 0 || sold <= 0 {
		return err
	}
	sold /= 1e6
	u := pathway.Unit{Name: name, Measure: "Mvehicle", Price: w.assume("price of an electric two- or three-wheeler", smallPrice*1e3, "USD2024/vehicle", "recalled: about 900 USD") / 1e3,
		Parts: []pathway.Part{{Use: "ev_battery", Amount: packs / sold}}, Inputs: pathway.Nest{Inputs: []pathway.Input{{Of: "TEQ", Value: 1}}}}
	if pack := u.Parts[0].Amount * w.price["ev_battery"]; u.Price < packOfSmall*pack {
		u.Price = w.derive("price of an electric two- or three-wheeler with a dear pack", packOfSmall*pack, w.w.unit, "times its pack, which alone costs more than the vehicle of 2024")
	}
	if u.Life, u.Shape, err = weibullOf(name, name); err != nil {
		return err
	}
	use := pathway.Use{Name: "two_three_wheelers", Technology: "electric_vehicles", Measure: "Mvehicle", Buyer: "HH", Additions: sold, Elasticity: priorElasticity, RefLife: u.Life}
	past, err := pastOf(flows.Inflow, w.a.Year)
	if err != nil {
		return err
	}
	use.Options = []pathway.Option{{Unit: name, Share: 1, History: scaledBy(past, 1e-6)}}
	if use.Path, err = w.relative(flows.Stock); err != nil {
		return err
	}
	w.spec.Units, w.spec.Uses = append(w.spec.Units, u), append(w.spec.Uses, use)
	return nil
}

// A vehicle is a unit with the account and the node behind it.
type vehicle struct{ unit, account, node string }

// vehicle is a unit and what was sold of it before the base year.
func (w *writer) vehicle(v vehicle, g Good) (unit pathway.Unit, history []float64, err error) {
	unit = pathway.Unit{Name: v.unit, Measure: g.Unit, Price: g.Price, Content: w.catalystsIn(v.account, g.Quantity), Inputs: w.restOf(v.account)}
	if unit.Life, unit.Shape, err = weibullOf(v.node, v.node); err != nil {
		return unit, nil, err
	}
	if v.unit == "zev" {
		unit.Parts = []pathway.Part{{Use: "ev_battery", Amount: w.w.goods.count["BEV4"] / g.Quantity}, {Use: "ev_motor", Amount: 1}}
		history, err = w.motorHistory()
		return unit, history, err
	}
	unit.Life = w.impliedLife(unit.Life, unit.Shape, g.Quantity)
	return unit, w.steadyOf("ice", g.Quantity, w.combustion(), unit.Life, unit.Shape), nil
}

// catalystsIn a vehicle: the metals of the account that no part holds.
func (w *writer) catalystsIn(account string, vehicles float64) []pathway.Content {
	var out []pathway.Content
	for _, m := range w.a.Metals {
		for _, u := range m.Uses {
			if u.Buyer == account && account == "VIC" {
				out = append(out, pathway.Content{Mineral: m.ID, Amount: u.Kt / vehicles})
			}
		}
	}
	return out
}

// combustion is vehicles on the road that are not electric, in million.
func (w *writer) combustion() (sum float64) {
	for _, c := range vehicleClasses {
		electric, share := w.evStock(c)
		sum += (electric/share - electric) / 1e6
	}
	return sum
}

// impliedLife is the mean life at which sales of the base year follow those of
// the years before it at their steady growth. The published one would have
// more vehicles retire than are sold, and sales jump in the next year.
func (w *writer) impliedLife(published, shape, added float64) float64 {
	lo, hi, stock := published/2, published*3, w.combustion()
	for range 60 {
		mid := (lo + hi) / 2
		past := w.steadyOf("ice", added, stock, mid, shape)
		if past[len(past)-1]*(1+buildGrowth["ice"]) > added { // a longer life asks for less to have been sold
			lo = mid
		} else {
			hi = mid
		}
	}
	return w.derive("life of combustion vehicles", lo, "yr", fmt.Sprintf("at which stock and sales agree; published %.1f", published), "iea_gevo2025")
}

// evStock is electric vehicles on the road and their share of all.
func (w *writer) evStock(mode string) (electric, share float64) {
	read := func(powertrain, measure, unit string) float64 {
		key := where{"region", "World", "source", "iea_gevo2025", "mode", mode, "powertrain", powertrain, "measure", measure, "year", strconv.Itoa(w.a.Year)}
		if powertrain == "PHEV" && !w.has(datasets.EVHistory(), key) {
			return 0 // none of the class on the road yet
		}
		return w.read(datasets.EVHistory(), unit, key...)
	}
	return read("BEV", "stock", "vehicle") + read("PHEV", "stock", "vehicle"), read("EV", "stock_share", "1")
}

const openTraffic = .015 // growth of vehicles on the road, a year

// trafficPath is all vehicles on the road: passenger-kilometres of cars in the
// outlook, a steady growth on the open path.
func (w *writer) trafficPath() ([]float64, error) {
	if w.set.Known != nil {
		return w.known(w.set.Known.Traffic), nil
	}
	if w.a.Path == Open {
		return w.growing(w.assume("growth of vehicles on the road", openTraffic, "1", "a year: about the mean of the last decade, recalled")), nil
	}
	t := noncommercial.WEOOutlook().Where("category", "Activity of stock").Where("flow", "Road passenger light duty vehicles")
	levels := quantity.Concat("year", t.Where("scenario", "Historical").Array("year"), t.Where("scenario", w.set.Scenario).Array("year"))
	return w.relative(Interpolate(levels, joint, lastYear))
}

// imposeSales holds the share of electric vehicles in sales at the outlook's,
// for runs with shares imposed: sales over sales in the stock's growth.
func (w *writer) imposeSales(use *pathway.Use) error {
	electric := make([]float64, w.years)
	total := make([]float64, w.years)
	for _, class := range zevClasses[:4] {
		sold := w.vehicleFlows(class).Inflow.Select("year", quantity.Years(w.a.Year, w.set.Last).Labels...)
		if err := sold.Err(); err != nil {
			return err
		}
		mode := class[len("zev_"):]
		share := w.read(datasets.EVHistory(), "1", "region", "World", "source", "iea_gevo2025", "mode", mode, "powertrain", "EV", "measure", "sales_share", "year", strconv.Itoa(w.a.Year))
		for t, v := range sold.Data() {
			electric[t] += v
			total[t] += sold.Data()[0] / share * use.Path[t]
		}
	}
	zev, ice := make([]float64, w.years), make([]float64, w.years)
	for t := range zev {
		zev[t] = min(.99, electric[t]/total[t])
		ice[t] = 1 - zev[t]
	}
	zev[0], ice[0] = use.Options[1].Share, use.Options[0].Share
	if k := w.set.Known; k != nil {
		for t, v := range w.known(k.Zev) {
			zev[t] = min(.99, zev[0]*v)
			ice[t] = 1 - zev[t]
		}
	}
	use.Options[0].Imposed, use.Options[1].Imposed = ice, zev
	return nil
}
