package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/gnn/fit"
)

// write prints what was learned: the count first, then what each figure rests
// on.
func (p *fittedParams) write(w io.Writer, seconds float64) {
	count := p.report.Count()
	nearly := ""
	if all := len(p.report.Params); 10*count["learned"] < all {
		nearly = "nearly all of the model's parameters are assumptions or published figures, not learned:\n"
	}
	fmt.Fprintf(w, "%s%d parameters: %d learned, %d from the literature, %d assumed\n", nearly, len(p.report.Params), count["learned"], count["literature"], count["prior"])
	for _, part := range []string{"nests", "supply", "learning"} {
		n := map[string]int{}
		for _, q := range p.report.Params {
			if q.Part == part {
				n[q.Source]++
			}
		}
		fmt.Fprintf(w, "  %-9s %d learned, %d literature, %d assumed\n", part, n["learned"], n["literature"], n["prior"])
	}
	p.writeSupply(w)
	p.writeCandidates(w)
	p.writeCurves(w)
	p.writeKnowledge(w)
	p.writeDiffusion(w)
	p.writeChoices(w)
	p.writePublished(w)
	fmt.Fprintf(w, "\nleft out %s: one id, two uses with different values\ndata     %.12s\ntime     %s\n", several(len(p.split), "parameter", "parameters"), p.hash, duration(seconds))
}

func title(w io.Writer, text string) { fmt.Fprintf(w, "\n%s\n", text) }

// interval is the 90 % interval of a log-normal parameter.
func interval(mean, sd float64) string {
	return fmt.Sprintf("%.2f to %.2f", math.Exp(mean-1.645*sd), math.Exp(mean+1.645*sd))
}

func withError(v, se float64) string {
	if se == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f (%.2f)", v, se)
}

func (p *fittedParams) writeSupply(w io.Writer) {
	measured, used := [][]string{}, [][]string{}
	for _, s := range p.report.Supply {
		if iv := s.IV; iv != nil {
			measured = append(measured, []string{s.ID, fmt.Sprintf("%d-%d", s.First, s.Last), strconv.Itoa(iv.N), strconv.Itoa(s.Countries),
				fmt.Sprintf("%.2f", iv.OLS), withError(iv.Beta, iv.SE), robust(iv), withError(s.World, s.WorldSE), fmt.Sprintf("%.1f", iv.F),
				withError(s.Long, s.LongSE), fmt.Sprintf("%.2f to %.2f", min(s.Slow, s.Fast), max(s.Slow, s.Fast))})
		}
		row := []string{s.ID, fmt.Sprintf("%.2f", math.Exp(p.of("supply", s.ID).Prior.Mean)), fmt.Sprintf("%.2f", math.Exp(s.Post.Mean)), interval(s.Post.Mean, s.Post.SD), "", "", s.Verdict}
		if s.HasLong {
			row[4], row[5] = fmt.Sprintf("%.2f", math.Exp(p.of("supply", s.ID+"|long").Prior.Mean)), fmt.Sprintf("%.2f", math.Exp(s.Post.Mean2))
		}
		used = append(used, row)
	}
	title(w, "Elasticity of supply as measured: within the year, and after mines were opened (by speed of opening)")
	io.WriteString(w, narrowed([]string{"mineral", "years", "n", "countries", "OLS", "2SLS (se)", "Anderson-Rubin", "by size", "F", "long (se)", "by speed"}, measured, "lrrrrrrrrrr"))
	title(w, "Elasticity of supply as used: figure of the tables, posterior median and 90 %, and in the long run")
	io.WriteString(w, narrowed([]string{"mineral", "tables", "posterior", "90 %", "long: tables", "posterior", "verdict"}, used, "lrrrrrl"))
}

// robust is the interval that weak instruments do not shorten.
func robust(iv *fit.IV) string {
	switch {
	case iv.Empty:
		return "empty"
	case !iv.Bounded:
		return "unbounded"
	}
	return fmt.Sprintf("%.2f to %.2f", iv.Low, iv.High)
}

func (p *fittedParams) of(part, id string) fit.Param {
	for _, q := range p.report.Params {
		if q.Part == part && q.ID == id {
			return q
		}
	}
	return fit.Param{}
}

func (p *fittedParams) writeCandidates(w io.Writer) {
	title(w, "Candidate instruments for the price, each alone, and the test that it agrees with world GDP")
	rows := [][]string{}
	for _, s := range p.report.Supply {
		for _, c := range s.Candidates {
			row := []string{c.Mineral, c.Name, "", "", "", "", "", c.Verdict}
			if c.N > 0 {
				row[2], row[3], row[4], row[5] = strconv.Itoa(c.N), fmt.Sprintf("%.2f", c.First), fmt.Sprintf("%.1f", c.F), withError(c.Beta, c.SE)
			}
			if c.N > 0 && c.JP < 1 {
				row[6] = fmt.Sprintf("%.2f", c.JP)
			}
			rows = append(rows, row)
		}
	}
	io.WriteString(w, narrowed([]string{"mineral", "instrument", "n", "first stage", "F", "2SLS (se)", "J, p", "verdict"}, rows, "llrrrrrl"))
	fmt.Fprintln(w, "by-product output of hosts: cobalt, palladium, indium, gallium and tellurium\nhave no price series of fifteen years to answer to it")
}

func (p *fittedParams) writeCurves(w io.Writer) {
	title(w, "Experience: exponent of cost on what was built and on what is known (Newey-West errors)")
	rows := [][]string{}
	for _, c := range p.report.Curves {
		row := []string{c.ID, c.Driver, "", "", "", "", "", "", "", c.Verdict}
		if c.N > 0 {
			row[2], row[3] = fmt.Sprintf("%d-%d", c.First, c.Last), strconv.Itoa(c.N)
			row[4], row[5], row[6] = withError(c.Levels, c.SE), withError(c.Trend, c.SET), withError(c.Changes, c.SEC)
			if c.ADF != 0 {
				row[7], row[8] = fmt.Sprintf("%.1f", c.ADF), fmt.Sprintf("%.1f", c.Bound)
			}
		}
		rows = append(rows, row)
	}
	io.WriteString(w, narrowed([]string{"technology", "driver", "years", "n", "levels", "with a trend", "changes", "ADF", "5 %", "verdict"}, rows, "llrrrrrrrl"))
}

func (p *fittedParams) writeKnowledge(w io.Writer) {
	title(w, "Two factors, in changes: doing (stock of the year before) and knowing (patents, lag 2, a tenth forgotten)")
	rows := [][]string{}
	for _, k := range p.report.Knowledge {
		rows = append(rows, []string{k.ID, strconv.Itoa(k.N), withError(k.Doing, k.DoingSE), withError(k.Beta, k.SE), k.Verdict})
	}
	io.WriteString(w, narrowed([]string{"technology", "n", "doing", "knowing", "verdict"}, rows, "lrrrl"))
	for _, id := range []string{"efficiency|c_si|cost"} {
		q := p.of("learning", id)
		fmt.Fprintf(w, "%s: published %.2f, posterior %.2f (%s),\n%.0f %% of the precision from the data: %s\n", id, math.Exp(q.Prior.Mean), math.Exp(q.Mean), interval(q.Mean, q.SD), 100*q.Told, q.Source)
	}
}

func (p *fittedParams) writeDiffusion(w io.Writer) {
	title(w, "Entry: growth of the logit of the share a year. Minimum viable share: of each size, those that fell in 3 years")
	rows, heads := [][]string{}, []string{"technology", "countries", "n", "speed (se)", "spread"}
	for _, d := range p.report.Diffusion {
		row := []string{d.ID, strconv.Itoa(d.Countries), strconv.Itoa(d.N), withError(d.Speed, d.SE), fmt.Sprintf("%.2f", d.Spread)}
		heads = heads[:len(row)]
		for _, c := range d.Classes {
			fell := ""
			if c.N > 0 {
				fell = fmt.Sprintf("%d/%d", c.Fell, c.N)
			}
			heads, row = append(heads, fmt.Sprintf("%g", c.Low)), append(row, fell)
		}
		rows, heads = append(rows, append(row, d.Verdict)), append(heads, "least viable")
	}
	if len(rows) > 0 {
		io.WriteString(w, narrowed(heads, rows, "l"+strings.Repeat("r", len(heads)-2)+"l"))
	}
}

func (p *fittedParams) writeChoices(w io.Writer) {
	title(w, "Elasticity of substitution")
	rows := [][]string{}
	for _, c := range p.report.Choices {
		q := p.of("nests", c.ID)
		row := []string{c.ID, "", "", "", "", fmt.Sprintf("%.1f", math.Exp(q.Prior.Mean)), fmt.Sprintf("%.1f", math.Exp(q.Mean)), q.Source, c.Verdict}
		if c.N > 0 {
			row[1], row[2] = strconv.Itoa(c.N), withError(c.OLS, c.SE)
		}
		if c.IV != nil {
			row[3], row[4] = withError(c.IV.Beta, c.IV.SE), fmt.Sprintf("%.1f", c.IV.F)
		}
		rows = append(rows, row)
	}
	io.WriteString(w, narrowed([]string{"nest", "n", "OLS (se)", "2SLS (se)", "F", "tables", "posterior", "source", "verdict"}, rows, "lrrrrrrll"))
}

// writePublished puts learning rates beside the published ones.
func (p *fittedParams) writePublished(w io.Writer) {
	title(w, "Learning rates beside the published ones, cost decline per doubling of what was built")
	published := map[string]string{"PV modules": "PV", "PV plants": "PV", "onshore wind": "onshore wind", "battery packs": "Li-ion EV pack", "lithium-ion cells": "Li-ion EV pack"}
	rows := [][]string{}
	for _, c := range p.report.Curves {
		if c.Driver != "cumulative" || c.N == 0 {
			continue
		}
		row := []string{c.ID, rate(c.Levels), "", rateRange(published[c.ID])}
		if c.SEC > 0 {
			row[2] = rate(c.Changes)
		}
		rows = append(rows, row)
	}
	io.WriteString(w, narrowed([]string{"technology", "levels", "changes", "published"}, rows, "lrrr"))
}

func rate(exponent float64) string { return fmt.Sprintf("%.0f %%", 100*(1-math.Exp2(-exponent))) }

// rateRange is the published range of one-factor and experience rates.
func rateRange(technology string) string {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, r := range datasets.LearningRates().Rows {
		if r.Key[1] == technology && (strings.HasPrefix(r.Key[2], "learning rate (one factor") || strings.HasPrefix(r.Key[2], "experience rate")) {
			v := r.Value
			if r.Unit.String() == "%" {
				v /= 100
			}
			lo, hi = math.Min(lo, v), math.Max(hi, v)
		}
	}
	if math.IsInf(lo, 0) {
		return ""
	}
	return fmt.Sprintf("%.0f to %.0f %%", 100*lo, 100*hi)
}

// lineWidth is what most terminals show in a line.
const lineWidth = 110

// narrowed is headed, but where lines would be wider than lineWidth the last
// column holds letters, which stand for its words below the table.
func narrowed(heads []string, rows [][]string, sides string) string {
	table := headed(heads, rows, sides)
	wide := func(line string) bool { return utf8.RuneCountInString(line) > lineWidth }
	if last := len(heads) - 1; slices.ContainsFunc(strings.Split(table, "\n"), wide) && sides[last] == 'l' {
		var words []string
		below := make([][]string, len(rows))
		for i, row := range rows {
			at := slices.Index(words, row[last])
			if at < 0 {
				at, words = len(words), append(words, row[last])
			}
			below[i] = slices.Clone(row)
			below[i][last] = letter(at)
		}
		table = headed(heads, below, sides)
		for i, w := range words {
			table += "  " + letter(i) + "  " + w + "\n"
		}
	}
	return table
}

// letter is a, b, ..., z, 27, 28 and so on.
func letter(i int) string {
	if i < 26 {
		return string(rune('a' + i))
	}
	return strconv.Itoa(i + 1)
}
