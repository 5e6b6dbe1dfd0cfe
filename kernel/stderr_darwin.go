package kernel

import "syscall"

// replace puts file from in the place of file to.
func replace(from, to int) error { return syscall.Dup2(from, to) }

// keepsApart reports whether keepApart does something.
const keepsApart = false

// keepApart does nothing: pipes here join what waits in them, which matters
// where GoNB is 32 kB behind.
func keepApart(int) {}
