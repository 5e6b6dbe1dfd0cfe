package kernel

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// piped is what GoNB would read of text that a cell writes in these pieces,
// read by read. A pause is an empty piece, longer than a line waits.
func piped(t interface{ Fatal(...any) }, path string, pieces ...string) []string {
	in, cell, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	gonb, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	keepApart(int(out.Fd()))
	reads := make(chan []string)
	go func() {
		var all []string
		for buffer := make([]byte, 32<<10); ; {
			n, err := gonb.Read(buffer)
			if err != nil {
				reads <- all
				return
			}
			all = append(all, string(buffer[:n]))
		}
	}()
	copied := make(chan error)
	go func() { copied <- copyLines(out, in, path) }()
	for _, p := range pieces {
		if p == "" {
			time.Sleep(lineWait + 20*time.Millisecond)
		}
		io.WriteString(cell, p)
	}
	cell.Close()
	if err := <-copied; err != nil {
		t.Fatal(err)
	}
	out.Close()
	defer in.Close()
	defer gonb.Close()
	return <-reads
}

const cellPath = "/tmp/x/gonb_1/main"

// What Go's runtime writes of a frame comes in words, however slowly.
func TestTracesComeInLines(t *testing.T) {
	words := []string{"panic: ", "", "oops", "\n", "main.f(", "...", ")\n", "\t", "", cellPath + ".go", "", ":", "", "12", "", " +0x1\n", "exit"}
	reads := piped(t, cellPath, words...)
	if got, want := strings.Join(reads, ""), strings.Join(words, ""); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if !slices.ContainsFunc(reads, func(r string) bool { return strings.Contains(r, "\t"+cellPath+".go:12 +0x1\n") }) {
		t.Errorf("the frame comes in pieces: %q", reads)
	}
}

// A question, and a bar that a carriage return draws anew, wait for no end.
func TestBeginningsOfLinesShow(t *testing.T) {
	reads := piped(t, cellPath, "name? ", "", "50 %\r", "", "\tindented", "", "é", "\n")
	if want := []string{"name? ", "50 %\r", "\tindented", "é\n"}; !slices.Equal(reads, want) {
		t.Errorf("%q, want %q", reads, want)
	}
}

// Any text in any pieces comes as it is, in valid characters, and every frame
// in one read.
func TestLinesOfAnyText(t *testing.T) {
	frame := regexp.MustCompile(regexp.QuoteMeta(cellPath) + `\.go:\d+ \+0x1\n`)
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.OneOf(
			rapid.Map(rapid.IntRange(1, 99999), func(n int) string { return fmt.Sprintf("\t%s.go:%d +0x1\n", cellPath, n) }),
			rapid.SampledFrom([]string{"goroutine 1 [running]:\n", "é", "\t", "\r", strings.Repeat("日本語", 3000), strings.Repeat("x", lineLimit-1) + "\n"}),
		), 0, 60).Draw(t, "lines")
		text := strings.Join(lines, "")
		var pieces []string
		for rest := text; rest != ""; {
			n := min(len(rest), rapid.IntRange(1, 200).Draw(t, "piece"))
			pieces, rest = append(pieces, rest[:n]), rest[n:]
		}
		reads := piped(t, cellPath, pieces...)
		if strings.Join(reads, "") != text {
			t.Fatalf("%d bytes became %d", len(text), len(strings.Join(reads, "")))
		}
		frames := 0
		for _, r := range reads {
			frames += len(frame.FindAllString(r, -1))
			if !utf8.ValidString(r) {
				t.Fatalf("half a character: %q", r)
			}
		}
		if want := len(frame.FindAllString(text, -1)); frames != want {
			t.Fatalf("%d frames of %d are whole", frames, want)
		}
	})
}

// A backlog of more than GoNB reads at once is cut between lines.
func TestBacklogIsCutBetweenLines(t *testing.T) {
	line := "\t" + cellPath + ".go:1234 +0x1\n"
	for _, r := range piped(t, cellPath, strings.Repeat(line, 5000)) {
		if keepsApart && len(r)%len(line) != 0 {
			t.Fatalf("a read ends within a line: %q", r[len(r)-60:])
		}
	}
}

// The place of a panic stands in what the cell shows, always.
func TestPanicsShowTheirPlace(t *testing.T) {
	inst, y := installed(t), newYard(t)
	times := often(5)
	cells := []string{"func at(xs []int, i int) int {\n\treturn xs[i]\n}", "%%\nfmt.Fprintln(os.Stderr, \"é before\")\nat([]int{1}, 3)"}
	for range times {
		nb, err := Run(t.Context(), code(cells...), &RunSettings{Install: inst, Env: []string{y.mark}})
		if err == nil {
			t.Fatal("it did not panic")
		}
		said := ""
		for _, o := range nb.Cells[1].Outputs {
			if o.Name == "stderr" {
				said += o.Text
			}
		}
		said = ansi.ReplaceAllString(said, "")
		for _, want := range []string{"é before\n", "index out of range [3] with length 1", "[[ Cell [1] Line 2 ]]", "[[ Cell [2] Line 3 ]]"} {
			if !strings.Contains(said, want) {
				t.Fatalf("without %q: %s", want, said)
			}
		}
	}
	y.expectClean(t)
}
