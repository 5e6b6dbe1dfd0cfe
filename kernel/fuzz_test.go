package kernel

import (
	"bytes"
	"encoding/json"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// FuzzCell: whatever stands in a cell, export parts it without a panic, and what
// it leaves for later cells keeps its lines and runs nothing.
func FuzzCell(f *testing.F) {
	for _, s := range []string{"var x = 1\n%%\nfmt.Println(x)", "func main()", "func main() {\n\tf()\n}", "// Doc.\nfunc (p *T[K]) m() {}", "import m \"math\"",
		"!rm -rf \\\n  x\nvar y = 2", "%%bash\nls", "var x = `a\r\nb`\r\n", "const ("} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		p := &programmer{cell: 1, imports: map[string]string{}, names: map[string]declared{}}
		p.prose(source)
		if err := p.code(source); err == nil {
			p.program()
		}
		left := definitions(source)
		if left == "" {
			return
		}
		if strings.Count(left, "\n") != strings.Count(source, "\n") {
			t.Fatalf("%q leaves %q: lines were lost", source, left)
		}
		file, err := parser.ParseFile(token.NewFileSet(), "", packageClause+declarations(left, false), 0)
		if err != nil {
			return
		}
		for _, d := range file.Decls {
			if slices.Contains(namesOf(d), "main") && strings.Contains(left, "func main") {
				t.Fatalf("%q leaves %q, which has a main", source, left)
			}
		}
	})
}

// FuzzSetParameters: a value that is taken is the value of its parameter, whose
// type stays, and no other parameter moves.
func FuzzSetParameters(f *testing.F) {
	for _, s := range [][3]string{{constants, "horizon", "-7"}, {constants, "name", `APS "2"`}, {constants, "rate", "1e999"}, {constants, "small", "256"},
		{"const x = 'a'", "x", "'b'"}, {"const c = 1i", "c", "2i"}, {"const a, b = 1, 2", "b", "0x_1p-2"}, {"const r = `a\r\nb`", "r", "`"}, {"const x int8 = 1; const x = 2", "x", "3"}} {
		f.Add(s[0], s[1], s[2])
	}
	f.Fuzz(func(t *testing.T, source, name, value string) {
		before, err := Parameters(tagged(source))
		if err != nil {
			return
		}
		set, err := SetParameters(tagged(source), map[string]string{name: value})
		if err != nil {
			return
		}
		after, err := Parameters(set)
		if err != nil || len(after) != len(before) {
			t.Fatalf("%s=%q: %d parameters become %d, %v\n%s", name, value, len(before), len(after), err, set.Cells[0].Source)
		}
		for i, p := range after {
			if p.Name != before[i].Name || p.Type != before[i].Type || p.Name != name && p.Value != before[i].Value {
				t.Fatalf("%s=%q: %v becomes %v", name, value, before[i], p)
			}
		}
	})
}

// FuzzReadJournal: a journal that a killed run left, or that something damaged,
// gives cells whose outputs can be read or not, and never a panic.
func FuzzReadJournal(f *testing.F) {
	line, err := json.Marshal(finished{Cell: 3, Seal: "code 0123456789ab", Rests: "x", Uses: []string{"fmt"},
		Outputs: json.RawMessage(`[{"output_type":"stream","name":"stdout","text":["a\n"]}]`)})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(append(line, '\n'))
	f.Add(line)
	f.Add([]byte(`{"cell":-1,"outputs":[null]}` + "\n" + `{"cell":9e99}` + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		done := readJournal(bytes.NewReader(data))
		for i, c := range done {
			if c.Cell != i {
				t.Fatalf("cell %d stands at %d", c.Cell, i)
			}
			decodeOutputs(c.Outputs)
		}
		if n := bytes.Count(data, []byte("\n")); len(done) > n {
			t.Fatalf("%d cells in %d lines", len(done), n)
		}
	})
}

// FuzzReadStamp: a stamp that was read comes back when it is written, differs
// from itself in nothing but what it leaves out, and a seal is never empty lines.
func FuzzReadStamp(f *testing.F) {
	f.Add([]byte(`{"cells":[{"cell_type":"code","source":"x"}],"metadata":{"lodestone":{"version":"1","cells":["code 0"],"packages":{"a/b":"1","c/b":"2"},"kept":[1]}},"nbformat":4,"nbformat_minor":5}`))
	f.Add([]byte(`{"cells":[],"metadata":{"lodestone":{"version":"1","values":{"x":null}}},"nbformat":4}`))
	f.Add([]byte(`{"cells":[],"metadata":{"lodestone":[1]},"nbformat":4}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		nb, err := DecodeNotebook(bytes.NewReader(data))
		if err != nil {
			return
		}
		if slices.Contains(Seal(nb), "") {
			t.Fatal("an empty line in the seal")
		}
		s, ok := ReadStamp(nb)
		if !ok {
			return
		}
		nb.Metadata = Metadata{stampKey: s.metadata()}
		again, ok := ReadStamp(nb)
		if !ok {
			t.Fatal("a stamp that was written is none")
		}
		s.Kept = nil
		if d := s.Differences(again); len(d) > 0 && s.Cells != nil {
			t.Fatalf("written and read it differs: %q", d)
		}
	})
}

// FuzzReadRecipe: what a go command says, in whatever words, is a recipe that is
// whole or an error.
func FuzzReadRecipe(f *testing.F) {
	f.Add("cat >$WORK/b001/importcfg << 'EOF' # internal\npackagefile fmt=/x/fmt.a\nEOF\n" +
		"GOROOT='/a b' /go/compile -o $WORK/b001/_pkg_.a -trimpath \"$WORK/b001=>\" -p main -importcfg $WORK/b001/importcfg ./main.go\n" +
		"cat >$WORK/b001/importcfg.link << 'EOF' # internal\npackagefile x=/x.a\nEOF\n/go/link -o a.out -importcfg $WORK/b001/importcfg.link -buildmode=exe $WORK/b001/_pkg_.a\n")
	f.Add("compile\nlink")
	f.Add("cat >x << 'EOF'")
	f.Add("'a")
	f.Fuzz(func(t *testing.T, said string) {
		c, err := readRecipe(said)
		if err == nil && (len(c.Compile) == 0 || len(c.Link) == 0 || c.Archive == "") {
			t.Fatalf("%q gives %+v", said, c)
		}
	})
}
