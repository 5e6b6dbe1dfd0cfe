//go:build linux || darwin

package kernel

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
)

// becomeCell is a cell's program as GoNB calls it: it gives its stderr to the
// launcher and becomes the program. Where that fails the cell keeps its own
// stderr, and lacks whole lines alone.
func becomeCell(args []string) int {
	giveStderr(filepath.Join(filepath.Dir(args[0]), "main"))
	err := syscall.Exec(args[0]+cellSuffix, args, os.Environ())
	fmt.Fprintf(os.Stderr, "lodestone: kernel: the cell's program cannot run: %v\n", err)
	return 1
}

// giveStderr sends the launcher what it reads from and where it writes to, and
// puts a pipe in the place of stderr.
func giveStderr(path string) error {
	var pipe [2]int
	syscall.ForkLock.RLock()
	err := syscall.Pipe(pipe[:])
	if err == nil {
		syscall.CloseOnExec(pipe[0])
		syscall.CloseOnExec(pipe[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return err
	}
	conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: filepath.Join(os.Getenv(kernelDirEnv), stderrSocket), Net: "unix"})
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, _, err := conn.WriteMsgUnix([]byte(path), syscall.UnixRights(pipe[0], 2), nil); err != nil {
		return err
	}
	if _, err := conn.Read(make([]byte, 1)); err != nil { // the launcher has them
		return err
	}
	return replace(pipe[1], 2)
}

// receiveStderr takes what giveStderr sends.
func receiveStderr(conn *net.UnixConn) (path string, from, to *os.File, err error) {
	text, rights := make([]byte, lineLimit), make([]byte, syscall.CmsgSpace(2*4))
	n, m, _, _, err := conn.ReadMsgUnix(text, rights)
	if err != nil {
		return "", nil, nil, err
	}
	messages, err := syscall.ParseSocketControlMessage(rights[:m])
	if err != nil || len(messages) != 1 {
		return "", nil, nil, errors.Join(errors.New("no files came"), err)
	}
	files, err := syscall.ParseUnixRights(&messages[0])
	if err != nil {
		return "", nil, nil, err
	}
	if len(files) != 2 {
		for _, f := range files {
			syscall.Close(f)
		}
		return "", nil, nil, errors.New("not two files came")
	}
	syscall.SetNonblock(files[0], true) // so that reading can stop waiting
	keepApart(files[1])
	conn.Write([]byte{1})
	return string(text[:n]), os.NewFile(uintptr(files[0]), "stderr of a cell"), os.NewFile(uintptr(files[1]), "stderr of GoNB"), nil
}
