package sweep

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// mountSmall mounts a file system in memory, or mounts it again with other
// options.
func mountSmall(dir, options string) error {
	flags := uintptr(0)
	if rest, again := strings.CutPrefix(options, "remount,"); again {
		flags, options = syscall.MS_REMOUNT, rest
	}
	return syscall.Mount("tmpfs", dir, "tmpfs", flags, options)
}

func unmount(dir string) error { return syscall.Unmount(dir, 0) }

// stat are state and parent of a process.
func stat(pid int) (state string, parent int) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return "", 0
	}
	words := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	parent, _ = strconv.Atoi(words[1])
	return words[0], parent
}

func zombie(pid int) bool { state, _ := stat(pid); return state == "Z" || state == "" }

func parents() map[int]int {
	out := map[int]int{}
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil {
			_, out[pid] = stat(pid)
		}
	}
	return out
}
