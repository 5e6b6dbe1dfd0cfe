package kernel

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// smallClone is a clone with one package, which tests may edit.
func smallClone(t *testing.T) (root string, edit func(name, text string)) {
	t.Helper()
	root = filepath.Join(t.TempDir(), "a clone")
	edit = func(name, text string) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	edit("go.mod", "module "+Module+"\n\ngo 1.26.5\n")
	edit("p/p.go", "package p\n\nimport _ \"embed\"\n\n//go:embed data/v.txt\nvar Text string\n\nfunc V() string { return \"one\" }\n")
	edit("p/data/v.txt", "A")
	return root, edit
}

// session is a kernel whose cells a test runs one by one.
type session struct {
	t *testing.T
	r *runner
}

func newSession(t *testing.T, dir string, env ...string) *session {
	t.Helper()
	s := &RunSettings{Install: installed(t), Dir: dir, Env: env, Name: "session"}
	p, err := startProcess(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.close)
	return &session{t, &runner{RunSettings: s, nb: code(), p: p, guard: &guard{}, ran: []int{-1},
		ids: displays{}, asked: map[string]*collector{}, uses: map[string]bool{}}}
}

// run returns what a cell printed, or how it failed.
func (s *session) run(source string) string {
	s.t.Helper()
	s.r.nb.Cells = append(s.r.nb.Cells, Cell{Type: CodeCell, Source: source})
	out := &collector{}
	w := s.r.execute(s.t.Context(), len(s.r.nb.Cells)-1, source, out, newCellClock(discard{}, "", source))
	if w.failure != nil {
		return w.failure.Error()
	}
	return strings.TrimSpace(out.stdout.String())
}

func (s *session) recipes() int {
	found, _ := filepath.Glob(filepath.Join(s.r.p.dir, "recipe-*"))
	return len(found)
}

const usesP = "import \"" + Module + "/p\"\n"

// A cell after an edit of what it rests on sees the edit: code, embedded files,
// new files, the module's own file.
func TestRelinkSeesEdits(t *testing.T) {
	root, edit := smallClone(t)
	time.Sleep(50 * time.Millisecond) // what was just written is not remembered
	s := newSession(t, root)
	show := func(n int, want string) {
		t.Helper()
		if got := s.run(fmt.Sprintf(usesP+"%%%%\nfmt.Println(p.V(), p.Text, %d)", n)); got != fmt.Sprint(want, " ", n) {
			t.Errorf("printed %q, want %s %d", got, want, n)
		}
	}
	show(1, "one A")
	if s.recipes() != 1 {
		t.Fatalf("%d recipes after the first cell", s.recipes())
	}
	show(2, "one A")
	edit("p/p.go", "package p\n\nimport _ \"embed\"\n\n//go:embed data/v.txt\nvar Text string\n\nfunc V() string { return \"two\" }\n") // of the same length
	show(3, "two A")
	show(4, "two A")
	edit("p/data/v.txt", "B")
	show(5, "two B")
	edit("p/q.go", "package p\n\nfunc init() { Text += \"+\" }\n")
	show(6, "two B+")
	if err := os.Remove(filepath.Join(root, "p/q.go")); err != nil {
		t.Fatal(err)
	}
	show(7, "two B")
	show(4, "two B") // a program that was built before, from other files
	edit("go.mod", "module "+Module+"\n\ngo 1.26.5\n\ngodebug panicnil=1\n")
	show(8, "two B")
	edit("p/p.go", "package p\n\nfunc V() int { return \"three\" }\n")
	if got := s.run(usesP + "%%\nfmt.Println(p.V(), 9)"); !strings.Contains(got, "cannot use \"three\"") {
		t.Errorf("a package that does not compile: %q", got)
	}
}

// Whether the shim or the go command builds makes no difference to what a user
// sees: values, faults and their lines.
func TestRelinkChangesNothing(t *testing.T) {
	cells := []string{
		"import \"" + Module + "/datasets/quantity\"\n%%\nfmt.Println(quantity.New(\"t\", []float64{1}, quantity.Years(2020, 2020)))",
		"%%\nfmt.Println(\"é\", 1)", "%%\nfmt.Println(2)", "%%\nfmt.Println(undefined)", "%%\nvar unused int",
		"func f() {\n\tpanic(\"in f\")\n}\n%%\nf()", "%%\n\n\nos.Exit(3)", "%%\nfmt.Println(3)",
		"import \"runtime/debug\"\n%%\ninfo, _ := debug.ReadBuildInfo()\nfmt.Println(info.Deps[0].Path, info.GoVersion)",
		"%%\ninfo, _ := debug.ReadBuildInfo()\nfmt.Println(4, info.Deps[0].Path)", "%test\nfunc TestX(t *testing.T) {}",
	}
	var got [2][]string
	for i, env := range []string{relinkEnv + "=off", relinkEnv + "=on"} {
		s := newSession(t, "..", env)
		for _, c := range cells {
			said := s.run(c)
			if strings.Contains(c, "TestX") {
				said = said[:min(len(said), 6)] // a time follows
			}
			got[i] = append(got[i], said)
		}
		if n := s.recipes(); (n > 0) != (i == 1) {
			t.Errorf("%s: %d recipes", env, n)
		}
	}
	if diff := cmp.Diff(got[0], got[1]); diff != "" {
		t.Error(diff)
	}
}

func TestReadRecipeRefuses(t *testing.T) {
	const whole = "WORK=/tmp/b\ncat >/tmp/b/b001/importcfg << 'EOF' # internal\n# import config\nEOF\n" +
		"/go/compile -o $WORK/b001/_pkg_.a -trimpath \"$WORK/b001=>\" -p main -buildid x/x -c=2 -importcfg $WORK/b001/importcfg -pack ./main.go\n" +
		"cat >/tmp/b/b001/importcfg.link << 'EOF' # internal\npackagefile fmt=/c/fmt-d\nEOF\n" +
		"GOROOT='/go root' /go/link -o $WORK/a.out -importcfg $WORK/importcfg.link -buildid=y -s $WORK/b001/_pkg_.a\n"
	got, err := readRecipe(whole)
	want := &recipe{Compile: []string{"/go/compile", "-p", "main", "-c=2"}, Link: []string{"/go/link", "-s"},
		Imports: "# import config\n", Archive: "packagefile fmt=/c/fmt-d\n"}
	if err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("%v\n%s", err, cmp.Diff(want, got))
	}
	for name, text := range map[string]string{
		"nothing":           "WORK=/tmp/b\n",
		"no link":           whole[:strings.Index(whole, "cat >/tmp/b/b001/importcfg.link")],
		"two compilations":  whole + whole,
		"an archive of its": strings.Replace(whole, "/c/fmt-d", "$WORK/b002/_pkg_.a", 1),
		"no end":            strings.Replace(whole, "\nEOF\nGOROOT", "\nGOROOT", 1),
	} {
		if c, err := readRecipe(text); err == nil {
			t.Errorf("%s is read as %+v", name, c)
		}
	}
}
