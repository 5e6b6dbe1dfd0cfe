package kernel

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A flood of a gigabyte is cut, quickly enough and within bounds of memory.
func TestRobustFlood(t *testing.T) {
	long(t)
	inst, y := installed(t), newYard(t)
	nb, err := Run(t.Context(), code("%%\nline := strings.Repeat(\"0123456789abcde\\n\", 1<<16)\nfor range 1 << 10 {\n\tos.Stdout.WriteString(line)\n}\nfmt.Fprintln(os.Stderr, \"end\")", "%%\nfmt.Println(2)"),
		&RunSettings{Install: inst, Memory: 2 << 30, Env: []string{y.mark}})
	if err != nil {
		t.Fatal(err)
	}
	out := nb.Cells[0].Outputs
	if last := out[len(out)-1]; len(out[0].Text) != maxOutput || !strings.Contains(last.Text, "1004.0 MB more were dropped") {
		t.Errorf("%d bytes; %s", len(out[0].Text), last.Text)
	}
	if printed(nb)[1] != "2" {
		t.Error("the cell after the flood")
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.HeapSys > 1<<30 {
		t.Errorf("the runner took %s", Bytes(int64(m.HeapSys)))
	}
	y.expectClean(t)
}

func TestRobustManyCells(t *testing.T) {
	long(t)
	inst, y := installed(t), newYard(t)
	cells := make([]string, often(500))
	for i := range cells {
		cells[i] = fmt.Sprintf("func f%d() int { return %d }\n%%%%\nfmt.Println(f%d())", i, i, i)
	}
	nb, err := Run(t.Context(), code(cells...), &RunSettings{Install: inst, State: t.TempDir(), Env: []string{y.mark}})
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range printed(nb) {
		if text != strconv.Itoa(i) || nb.Cells[i].Count != i+1 {
			t.Fatalf("cell %d shows %q, count %d", i+1, text, nb.Cells[i].Count)
		}
	}
	y.expectClean(t)
}

// Kernels that are started, used and killed in every way leave nothing behind:
// no process, no file, no open file of the runner's, no goroutine.
func TestRobustCycles(t *testing.T) {
	long(t)
	cycles := often(200)
	inst, y := installed(t), newYard(t)
	s := &RunSettings{Install: inst, Env: []string{y.mark}}
	if _, err := Run(t.Context(), code("%%\nfmt.Println(1)"), s); err != nil { // what the first run sets up stays
		t.Fatal(err)
	}
	files, routines := openFiles(t), runtime.NumGoroutine()
	random := rand.New(rand.NewPCG(1, 2))
	for i := range cycles {
		ctx, cancel := context.WithCancel(t.Context())
		nb := code("%%\nfmt.Println(1)", []string{"%%\nfor {\n}", "%%\nos.Exit(3)", "!kill -9 $PPID", "%%\nsyscall.Kill(os.Getppid(), syscall.SIGKILL)", "%%\npanic(1)", "%%"}[i%6])
		timer := time.AfterFunc(time.Duration(random.IntN(1500))*time.Millisecond, cancel)
		_, err := Run(ctx, nb, s)
		if i%6 == 0 && err == nil {
			t.Error("an endless cell ended")
		}
		timer.Stop()
		cancel()
	}
	y.expectClean(t)
	for range 500 { // goroutines and sockets take a moment
		if openFiles(t) <= files && runtime.NumGoroutine() <= routines+2 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("open files: %d, then %d; goroutines: %d, then %d", files, openFiles(t), routines, runtime.NumGoroutine())
}

func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/dev/fd")
	if err != nil {
		t.Skip(err)
	}
	return len(entries)
}
