package kernel

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// memoryEnv tells the launcher how much memory each process of the kernel may
// hold, in bytes.
const memoryEnv = "LODESTONE_MEMORY"

// MinMemory is the least limit: what GoNB and a linker need.
const MinMemory = 512 << 20

// A guard ends a cell whose processes hold too much memory together, or write too
// much. Two nets
// hold one bomb: the limit of the system (limitMemory) stops the process that
// takes much at once, and looking every so often stops many that take some.
type guard struct {
	limit   int64
	scratch int64        // what the private folder may hold, in bytes; 0 is no limit
	over    atomic.Int64 // bytes of memory, when a cell was ended
	written atomic.Int64 // bytes of files, when a cell was ended
	done    chan struct{}
}

// watchMemory begins to look; limit 0 looks at nothing.
func watchMemory(p *process, inst *Installation, limit int64) *guard {
	g := &guard{limit: limit, done: make(chan struct{})}
	if p.cage != nil {
		g.scratch = p.cage.limits.Scratch
	}
	if limit > 0 {
		go g.watch(p, inst)
	}
	return g
}

func (g *guard) stop() { close(g.done) }

// overrun says what happened, "" if it is not about memory. said is how the
// cell failed.
func (g *guard) overrun(said string) string {
	switch n := g.over.Load(); {
	case g.limit == 0:
	case g.written.Load() > 0:
		return fmt.Sprintf("the cell wrote %s and may write %s", Bytes(g.written.Load()), Bytes(g.scratch))
	case n > 0:
		return fmt.Sprintf("the cell held %s of memory and may hold %s", Bytes(n), Bytes(g.limit))
	case strings.Contains(said, "out of memory") || strings.Contains(said, "cannot allocate memory"):
		return fmt.Sprintf("the cell needs more memory than the %s it may hold (%s)", Bytes(g.limit), said)
	}
	return ""
}

func (g *guard) watch(p *process, inst *Installation) {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-g.done:
			return
		case <-p.ended:
			return
		case <-ticker.C:
		}
		pids := processesOf(p.dir)
		if sum := residentOf(pids); sum > g.limit {
			g.over.Store(sum)
			g.end(pids, inst)
		}
		if g.scratch > 0 {
			if sum := folderSize(p.dir); sum > g.scratch {
				g.written.Store(sum)
				g.end(pids, inst)
			}
		}
	}
}

// end kills the cell's processes and, where only the kernel itself is left, that.
func (g *guard) end(pids []int, inst *Installation) {
	cells := 0
	for _, pid := range pids {
		if exe, _ := os.Readlink("/proc/" + strconv.Itoa(pid) + "/exe"); !inst.owns(exe) {
			killProcess(pid)
			cells++
		}
	}
	if cells == 0 {
		for _, pid := range pids {
			killProcess(pid)
		}
	}
}

// folderSize sums what files below a folder take on the disk.
func folderSize(dir string) int64 {
	var sum int64
	filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err != nil {
			return nil // it went away
		}
		if info, err := d.Info(); err == nil {
			sum += onDisk(info)
		}
		return nil
	})
	return sum
}

// owns reports whether a program is the kernel's own: the launcher or GoNB.
func (i *Installation) owns(exe string) bool {
	return sameFile(exe, i.Command()) || sameFile(exe, i.gonb())
}

// rareCollection has Go collect garbage less often in a run's processes, where
// the user has not settled it: solving a path costs a seventh less processor time
// then, and holds 0.2 to 0.3 GB more. Near half of what there is (limit, or what is
// free) garbage is collected as often as it takes to stay below.
func rareCollection(env []string, limit int64) []string {
	if limit == 0 {
		limit = FreeMemory()
	}
	if limit == 0 || getEnv(env, "GOGC") != "" || getEnv(env, "GOMEMLIMIT") != "" {
		return nil
	}
	return []string{"GOGC=200", fmt.Sprintf("GOMEMLIMIT=%d", limit/2)}
}

// limitMemory bounds each process that this one starts from now on, where the
// environment says so.
func limitMemory() error {
	text := os.Getenv(memoryEnv)
	if text == "" {
		return nil
	}
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return fmt.Errorf("%s=%q is no number of bytes", memoryEnv, text)
	}
	if err := limitData(n); err != nil {
		return fmt.Errorf("limiting memory: %w", err)
	}
	return nil
}

// Bytes writes a number of bytes for people: 2.0 GB.
func Bytes(n int64) string {
	const mega = 1 << 20
	if n < 1000*mega {
		return fmt.Sprintf("%.0f MB", float64(n)/mega)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
}
