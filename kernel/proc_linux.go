package kernel

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// tie asks that the child be killed when the thread that starts it ends.
func tie(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }

// adoptOrphans makes this process the parent of descendants that lose theirs,
// so that reap can take them: not every container's first process does.
func adoptOrphans() {
	const setChildSubreaper = 36 // PR_SET_CHILD_SUBREAPER of prctl(2)
	syscall.RawSyscall(syscall.SYS_PRCTL, setChildSubreaper, 1, 0)
}

// processesOf lists the processes that belong to the kernel with private
// folder dir, this one excepted: their environment carries its mark.
func processesOf(dir string) []int {
	mark := []byte(kernelDirEnv + "=" + dir + "\x00")
	var pids []int
	for _, pid := range allProcesses() {
		env, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/environ")
		if err == nil && bytes.Contains(env, mark) && pid != os.Getpid() {
			pids = append(pids, pid)
		}
	}
	return pids
}

func allProcesses() []int {
	f, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer f.Close()
	names, _ := f.Readdirnames(-1)
	var pids []int
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

// cellProcess returns the process of the cell that is running, 0 if there is
// none: the shim builds a cell to <dir>/gonb_<id>/gonb_<id>.cell.
func cellProcess(dir string) int {
	for _, pid := range processesOf(dir) {
		exe, err := os.Readlink("/proc/" + strconv.Itoa(pid) + "/exe")
		exe, _ = filepath.EvalSymlinks(exe)
		cell, built := strings.CutSuffix(exe, cellSuffix)
		if err == nil && built && isCell(cell) && sameFile(filepath.Dir(filepath.Dir(cell)), dir) {
			return pid
		}
	}
	return 0
}

// canGuard reports whether a limit of memory can be kept.
func canGuard(limit int64) error {
	if limit < MinMemory {
		return fmt.Errorf("a memory limit of %s is too little for the kernel itself; give it %s", Bytes(limit), Bytes(MinMemory))
	}
	return nil
}

// FreeMemory is what this machine could give to new processes, in bytes; 0
// where that is unknown.
func FreeMemory() int64 {
	info, _ := os.ReadFile("/proc/meminfo")
	for line := range strings.Lines(string(info)) {
		if words := strings.Fields(line); len(words) == 3 && words[0] == "MemAvailable:" {
			n, _ := strconv.ParseInt(words[1], 10, 64)
			return n << 10
		}
	}
	return 0
}

// residentOf sums the memory that processes hold and no file backs.
func residentOf(pids []int) int64 {
	var sum int64
	for _, pid := range pids {
		status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(status)) {
			words := strings.Fields(line)
			if len(words) == 3 && (words[0] == "RssAnon:" || words[0] == "RssShmem:") {
				n, _ := strconv.ParseInt(words[1], 10, 64)
				sum += n << 10
			}
		}
	}
	return sum
}

// changed is when a file was last written or put in its place. Unlike the time
// of modification nobody can set it.
func changed(info os.FileInfo) time.Time {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return time.Unix(s.Ctim.Unix())
	}
	return info.ModTime()
}

func sameFile(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// askStack makes a Go process print its stacks and end. The signal goes to the
// busiest thread, since the runtime prints the stack of running code only for
// the thread that gets it.
func askStack(pid int) {
	busiest, most := pid, int64(-1)
	tasks, _ := os.ReadDir("/proc/" + strconv.Itoa(pid) + "/task")
	for _, task := range tasks {
		tid, err := strconv.Atoi(task.Name())
		if used := threadTime(pid, tid); err == nil && used > most {
			busiest, most = tid, used
		}
	}
	syscall.Tgkill(pid, busiest, syscall.SIGQUIT)
}

// threadTime is the processor time of a thread, in clock ticks: fields 14 and
// 15 of its stat line, counted after the name, which may hold spaces.
func threadTime(pid, tid int) int64 {
	line, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/task/" + strconv.Itoa(tid) + "/stat")
	if err != nil {
		return -1
	}
	fields := bytes.Fields(line[bytes.LastIndexByte(line, ')')+1:])
	if len(fields) < 13 {
		return -1
	}
	user, _ := strconv.ParseInt(string(fields[11]), 10, 64)
	system, _ := strconv.ParseInt(string(fields[12]), 10, 64)
	return user + system
}
