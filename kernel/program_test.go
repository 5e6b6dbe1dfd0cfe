package kernel

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// runProgram exports a notebook and runs it as anyone would.
func runProgram(t *testing.T, path string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "main.go")
	inst := installed(t)
	if _, err := inst.WriteProgram(t.Context(), path, out); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), inst.Go(), "run", out)
	cmd.Dir = inst.Root
	cmd.Stderr = os.Stderr
	said, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(said)
}

// A program prints what the notebook it came from shows, in its order.
func TestProgramShowsWhatTheNotebookShows(t *testing.T) {
	path := "../notebooks/01-mineral-demand.ipynb"
	nb, err := ReadNotebook(path)
	if err != nil {
		t.Fatal(err)
	}
	said, n := runProgram(t, path), 0
	for i, c := range nb.Cells {
		for _, o := range c.Outputs {
			text := strings.TrimRight(o.Data["text/plain"], "\n")
			if o.Type != DisplayOutput || text == "" {
				continue
			}
			at := strings.Index(said, text)
			if at < 0 {
				t.Fatalf("cell %d shows and the program does not:\n%s", i+1, firstLines(text, 5))
			}
			said, n = said[at+len(text):], n+1
		}
	}
	if n < 20 {
		t.Errorf("%d outputs were compared", n)
	}
}

func TestProgram(t *testing.T) {
	source, notes, err := installed(t).Program(t.Context(), code(
		"import \"math\"\n\n// root is documented.\nfunc root(x float64) float64 { return math.Sqrt(x) }\n\ntype point struct{ x int }\n\nfunc (p *point) move() { p.x++ }",
		"%%\nfmt.Println(root(2)) // fmt is imported by nobody\n!ls",
		"%%bash\nls",
		"func main() {\n\tvar p point\n\tp.move()\n}"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\"fmt\"", "\"math\"", "// root is documented.\nfunc root(", "func cell02() {\n\tfmt.Println(root(2)) //", "\tcell02()\n\tcell04()\n"} {
		if !strings.Contains(string(source), want) {
			t.Errorf("lacks %q:\n%s", want, source)
		}
	}
	if got := strings.Join(notes, "; "); got != "cell 2: left out: !ls; cell 3: a script, left out: %%bash" {
		t.Errorf("notes: %s", got)
	}
}

func TestProgramRefuses(t *testing.T) {
	for want, nb := range map[string]*Notebook{
		"cell 2 declares rate, which cell 1 declared otherwise": code("const rate = 1", "const rate = 2"),
		"under the same name":               code("import \"math/rand\"", "import \"crypto/rand\""),
		"cell 1 line 2: ":                   code("func f() {\n\treturn )\n}"),
		"the program does not compile":      code("%%\nx := 1"),
		"cell 2 declares point.move, which": code("type point struct{}\nfunc (point) move() {}", "func (p point) move() {}"),
	} {
		if _, _, err := installed(t).Program(t.Context(), nb); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}
