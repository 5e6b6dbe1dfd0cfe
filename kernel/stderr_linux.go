package kernel

import "syscall"

// replace puts file from in the place of file to.
func replace(from, to int) error { return syscall.Dup3(from, to, 0) }

// keepsApart reports whether keepApart does something.
const keepsApart = true

// keepApart makes each write to a pipe one read at its other end.
func keepApart(pipe int) {
	flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(pipe), syscall.F_GETFL, 0)
	if errno == 0 {
		syscall.Syscall(syscall.SYS_FCNTL, uintptr(pipe), syscall.F_SETFL, flags|syscall.O_DIRECT)
	}
}
