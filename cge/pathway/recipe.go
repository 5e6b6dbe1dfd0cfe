package pathway

import (
	"maps"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
)

// A Recipe is a set of optional inputs of a unit: what it takes where its maker
// adopts them, beside or in place of what Unit.Content has. The maker takes the
// cheapest set at the prices of the year,
//
//	K(S) = Σ p_m f_m a_m + Σ p_j a_j + cost,      P = min_S K(S)
//
// the recipe node of Acemoglu & Azar (2020) in fixed proportions, so that tonnes
// add up: f_m is their 1/A(S) by mineral, 0 for an input that is given up. Each set
// is an activity: where adopting one moves the price of a mineral enough to undo
// itself, two sets run side by side and hold the price where they cost the same.
//
// Knowledge moves a_m and the rest of the unit's cost, and with it Cost. Sets are
// those of the base year where Channels Network is held or shares are imposed.
type Recipe struct {
	Name    string             // of the set, unique in its unit: "copper plating"
	Content map[string]float64 // mineral → f, on Unit.Content; 1 where it is not named
	Adds    []Content          // a_j of what the base year's set lacks, or more of it
	Cost    float64            // money per unit on top of the rest, 0 or more
	From    int                // first year in which it can be had; 0: always
}

// Exchanged is what a unit's minerals cost less, and more, with the set than with
// the base year's, at prices by mineral: money per unit.
func (r *Recipe) Exchanged(u *Unit, price func(mineral string) float64) (givenUp, added float64) {
	for _, c := range u.Content {
		f, ok := r.Content[c.Mineral]
		switch v := (1 - f) * c.Amount * price(c.Mineral); {
		case !ok:
		case v > 0:
			givenUp += v
		default:
			added -= v
		}
	}
	for _, c := range r.Adds {
		added += c.Amount * price(c.Mineral)
	}
	return givenUp, added
}

// plainRecipe names the set of the base year.
const plainRecipe = "as in the base year"

// recipesOf are the optional sets of a unit that are open on this path.
func (m *Model) recipesOf(x *Unit) []Recipe {
	if m.mode == MFA || m.opt.Imposed || m.holds(Network) {
		return nil
	}
	return x.Recipes
}

func recipeGood(unit string) string { return "recipe of " + unit }

func recipeName(unit, set string) string { return "recipe of " + unit + " {" + set + "}" }

// factor on a mineral's content.
func (r *Recipe) factor(mineral string) float64 {
	if f, ok := r.Content[mineral]; ok {
		return f
	}
	return 1
}

// plain is the base year's content of a unit, of money.
func (m *Model) plainWorth(x *Unit) (worth float64) {
	for _, c := range x.Content {
		worth += c.Amount * m.base.price[c.Mineral]
	}
	return worth
}

// recipes declares the sets of inputs of a unit as activities that make one good,
// and returns what a unit takes of it.
func (w *builder) recipes(u int, content []cge.Nest, amounts []string) cge.Nest {
	x, worth := &w.m.spec.Units[u], w.m.plainWorth(&w.m.spec.Units[u])
	good := w.good(recipeGood(x.Name), worth)
	declare := func(set string, amount float64, in []cge.Nest) {
		name := recipeName(x.Name, set)
		w.size[name] = w.sizeOf("build " + x.Name)
		w.producer(name, amount, []made{{c: good, per: 1, price: worth}}, cge.Leontief(in...))
		w.builds[name] = true
	}
	declare(plainRecipe, w.b.built[u]+w.tried[u], content)
	for i := range x.Recipes {
		r := &x.Recipes[i]
		var in []cge.Nest
		for k, c := range x.Content {
			if f := r.factor(c.Mineral); f > 0 {
				in = append(in, w.com[c.Mineral].OfExpr(num(f)+"*"+amounts[k]).At(w.b.price[c.Mineral]))
			}
		}
		for _, c := range r.Adds {
			in = append(in, w.com[c.Mineral].Of(c.Amount).At(w.b.price[c.Mineral]))
		}
		if r.Cost > 0 {
			cost := ""
			if w.m.costMoves(x) {
				cost = tick("cost of " + x.Name)
			}
			in = append(in, w.nest(&x.Inputs, r.Cost, cost))
		}
		if r.From > 0 {
			bar := w.param("bar on "+recipeName(x.Name, r.Name), w.m.bar(u, i, 0))
			in = append(in, w.com[w.m.spec.Account.Level].OfExpr(bar))
		}
		declare(r.Name, 0, in)
	}
	return good.Of(1).At(worth)
}

// costMoves reports whether what a unit costs beside minerals may change.
func (m *Model) costMoves(x *Unit) bool { return x.Cost != nil || m.changes(x) }

// bar keeps a set out before its first year: it would cost as much again as the
// whole unit.
func (m *Model) bar(u, i, t int) float64 {
	if x := &m.spec.Units[u]; m.spec.Years[t] < x.Recipes[i].From {
		return x.Price
	}
	return 0
}

// setRecipes sets which of them can be had in a year.
func (m *Model) setRecipes(set *settings, t int) {
	for u := range m.spec.Units {
		x := &m.spec.Units[u]
		for i := range m.recipesOf(x) {
			if x.Recipes[i].From > 0 {
				set.put(byPaths, "bar on "+recipeName(x.Name, x.Recipes[i].Name), m.bar(u, i, t))
			}
		}
	}
}

// thinned is the factor on a mineral's content in the sets at work, as an
// expression: what knowledge of it is worth.
func (w *builder) thinned(x *Unit, mineral string) string {
	if len(w.m.recipesOf(x)) == 0 {
		return "1"
	}
	all := w.amount(recipeName(x.Name, plainRecipe))
	part := all
	for i := range x.Recipes {
		made := w.amount(recipeName(x.Name, x.Recipes[i].Name))
		all += "+" + made
		if f := x.Recipes[i].factor(mineral); f > 0 {
			part += "+" + num(f) + "*" + made
		}
	}
	return "((" + part + ")/max(1e-30," + all + "))"
}

// readRecipes finds the sets at work of every unit, and puts what units hold by
// them in place of what they would hold by the base year's.
func (m *Model) readRecipes(y *state) {
	y.recipes, y.behind = make([][]float64, len(m.spec.Units)), make([][]float64, len(m.spec.Units))
	y.tech.plain = y.tech.content
	y.tech.content = slices.Clone(y.tech.content)
	for u := range m.spec.Units {
		x := &m.spec.Units[u]
		sets := m.recipesOf(x)
		if len(sets) == 0 {
			continue
		}
		parts, total := []float64{math.Max(0, y.made[recipeName(x.Name, plainRecipe)])}, 0.0
		for i := range sets {
			parts = append(parts, math.Max(0, y.made[recipeName(x.Name, sets[i].Name)]))
		}
		for _, v := range parts {
			total += v
		}
		if total == 0 {
			parts[0], total = 1, 1
		}
		row := make([]float64, len(m.spec.Minerals))
		for k := range parts {
			if parts[k] /= total; parts[k] < 1e-12 {
				parts[k] = 0
			}
			for i, a := range y.tech.plain[u] {
				f := 1.0
				if k > 0 {
					f = sets[k-1].factor(m.spec.Minerals[i].Name)
				}
				row[i] += parts[k] * f * a
			}
			if k > 0 {
				for _, c := range sets[k-1].Adds {
					row[m.ix.mineral[c.Mineral]] += parts[k] * c.Amount
				}
			}
		}
		y.recipes[u], y.behind[u], y.tech.content[u] = parts, m.recipeGaps(y, u), row
	}
}

// recipeGaps are how much dearer a unit would be by each set than by the cheapest,
// in logs.
func (m *Model) recipeGaps(y *state, u int) []float64 {
	x := &m.spec.Units[u]
	rest := y.offer[x.Name] - y.offer[recipeGood(x.Name)]
	outside := rest
	for _, p := range x.Parts {
		rest -= p.Amount * y.offer[p.Use]
	}
	costs := make([]float64, 1+len(x.Recipes))
	for k := range costs {
		costs[k] = outside
		for i, a := range y.tech.plain[u] {
			f := 1.0
			if k > 0 {
				f = x.Recipes[k-1].factor(m.spec.Minerals[i].Name)
			}
			costs[k] += f * a * y.offer[m.spec.Minerals[i].Name]
		}
		if k == 0 {
			continue
		}
		r := &x.Recipes[k-1]
		for _, c := range r.Adds {
			costs[k] += c.Amount * y.offer[c.Mineral]
		}
		costs[k] += r.Cost*rest/m.base.rest[u] + m.bar(u, k-1, y.t)*m.numeraire()
	}
	least := slices.Min(costs)
	for k := range costs {
		costs[k] = math.Log(costs[k] / least)
	}
	return costs
}

// reportRecipes puts sets of inputs beside the sets of uses, by unit.
func (m *Model) reportRecipes(out *Year, y *state) {
	out.Recipes, out.RecipeGaps = map[string]map[string]float64{}, map[string]map[string]float64{}
	for u, parts := range y.recipes {
		if parts == nil {
			continue
		}
		x := &m.spec.Units[u]
		at, gap := map[string]float64{}, map[string]float64{}
		for k, v := range parts {
			name := plainRecipe
			if k > 0 {
				name = x.Recipes[k-1].Name
			}
			at[name], gap[name] = v, y.behind[u][k]
		}
		out.Recipes[x.Name], out.RecipeGaps[x.Name] = at, gap
	}
}

// recipes refuses sets that are no sets, and one that would have been taken in the
// base year already.
func (c *checker) recipes(x *Unit) {
	price := func(mineral string) float64 {
		i, ok := c.ix.mineral[mineral]
		if !ok {
			return 0
		}
		return c.s.Minerals[i].Price
	}
	names := map[string]bool{plainRecipe: true}
	for i := range x.Recipes {
		r := &x.Recipes[i]
		what := "recipe " + r.Name + " of unit " + x.Name
		if r.Name == "" || names[r.Name] {
			c.fail("recipe %d of unit %s is called %q; names are unique and not empty", i+1, x.Name, r.Name)
		}
		names[r.Name] = true
		saved := 0.0
		for _, mineral := range slices.Sorted(maps.Keys(r.Content)) {
			f := r.Content[mineral]
			k := slices.IndexFunc(x.Content, func(c Content) bool { return c.Mineral == mineral })
			if k < 0 || !(f >= 0) || math.IsInf(f, 1) {
				c.fail("%s puts the factor %v on %q; it must be a mineral of the unit, and 0 or more", what, f, mineral)
				continue
			}
			saved += (1 - f) * x.Content[k].Amount * price(mineral)
		}
		for _, a := range r.Adds {
			if _, ok := c.ix.mineral[a.Mineral]; !ok || !(a.Amount >= 0) || math.IsInf(a.Amount, 1) {
				c.fail("%s adds %v of %q; it must be a mineral and zero or more", what, a.Amount, a.Mineral)
			}
			saved -= a.Amount * price(a.Mineral)
		}
		switch {
		case !(r.Cost >= 0) || math.IsInf(r.Cost, 1):
			c.fail("%s costs %v more; it must be zero or more", what, r.Cost)
		case saved > r.Cost && r.From <= c.s.Years[0]:
			c.fail("%s saves minerals of %.4g and costs %.4g in the base year, so it would be at work there; raise Cost, or say in From when it can be had", what, saved, r.Cost)
		case len(x.Content) == 0:
			c.fail("unit %s has recipes and holds no mineral that they could replace", x.Name)
		}
	}
}
