package datasets

import (
	"strings"
	"testing"
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
