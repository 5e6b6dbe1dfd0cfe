package datasets

import (
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// No list of nodes or sources makes a reader panic; what loading refuses is what
// the checker reports, and the other way round.
func FuzzLists(f *testing.F) {
	nodes, sources := nodeColumns+"\n", strings.Join(sourceColumns, ",")+"\n"
	f.Add(nodes + "pv,technology,Photovoltaics,GW,electricity,,active,weibull,\n")
	f.Add(nodes + "a,use,\"A\nB\",kg/MW,a,a,latent,,\n,,,1,,,,,\n")
	f.Add(nodes + "a,use,A,furlong,,,,,\nb,use\n")
	f.Add(sources + "a,Title,,,,,,no,\na,Title,,,,,,no,\n")
	f.Add(sources + "a;b,,,,,,,maybe,\n")
	f.Add("\xef\xbb\xbfid\n")
	f.Fuzz(func(t *testing.T, text string) {
		in := &inspector{sources: map[string]*sourceLine{}}
		in.readNodes(strings.NewReader(text), "list.csv")
		list, err := parseNodes("list.csv", strings.NewReader(text))
		if (err != nil) != (len(in.lists) > 0) {
			t.Errorf("loading says %v, the checker %v", err, in.lists)
		}
		if err != nil && !strings.Contains(err.Error(), "list.csv") {
			t.Errorf("%v does not name the file", err)
		}
		if err == nil && len(list) != len(in.nodes) {
			t.Errorf("%d nodes are loaded, %d checked", len(list), len(in.nodes))
		}
		in = &inspector{sources: map[string]*sourceLine{}}
		in.readSources(strings.NewReader(text), "list.csv")
		if _, err := readSources(strings.NewReader(text)); err != nil && len(in.lists) == 0 {
			t.Errorf("loading says %v, the checker nothing", err)
		}
	})
}

// What the reader of tables refuses, the checker reports, with a place and a cure;
// no table makes a check of single tables panic.
func FuzzSheet(f *testing.F) {
	const head = "year,value,unit,source,confidence,flag,note\n"
	f.Add(head + "2030,0.7,1,wb_cmo_2025,derived,,\n2030,0.7,1,wb_cmo_2025,derived,,\n")
	f.Add(head + "\"2030\n\",1e999,%,a;b,derived,doubtful; x,\n\n, ,,,,,,\n")
	f.Add("mineral,property," + head + "cobalt,price,2020,-1,USD2020/t,a,recalled,,\n\"")
	f.Add("\xef\xbb\xbfyear,value\n")
	f.Fuzz(func(t *testing.T, text string) {
		s := &sheet{name: "deflator", file: "deflator.csv"}
		s.read(strings.NewReader(text), s.file)
		in := &inspector{sources: map[string]*sourceLine{}, changed: map[string]bool{s.name: true}, sheets: []*sheet{s}}
		for i := range checks {
			if checks[i].table != nil {
				in.apply(&checks[i])
			}
		}
		found := append(in.report("").Findings, s.faults...)
		if _, err := quantity.ReadTable(s.name, strings.NewReader(text)); err != nil && len(found) == 0 {
			t.Errorf("loading says %v, the checker nothing", err)
		}
		for _, x := range found {
			if x.File != s.file || x.Problem == "" || x.Cure == "" {
				t.Errorf("%+v names no place or no cure", x)
			}
		}
	})
}
