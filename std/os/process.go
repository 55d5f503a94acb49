package os

import (
	"errors"
	"syscall"
)

// A Signal is what a process can be told. WASI has none.
type Signal interface {
	String() string
	Signal()
}

// signal is a number with a name.
type signal struct {
	number int
	name   string
}

func (s signal) String() string { return s.name }
func (s signal) Signal()        {}

// Signals that every system has.
var (
	Interrupt Signal = signal{2, "interrupt"}
	Kill      Signal = signal{9, "killed"}
)

// ErrProcessDone is the error of what is asked of a process that has ended.
var ErrProcessDone = errors.New("os: process already finished")

// Errors of deadlines, which files here do not have.
var (
	ErrNoDeadline       = errors.New("file type does not support deadline")
	ErrDeadlineExceeded = errors.New("i/o timeout")
)

// Executable returns an error, as the host does not tell where the module is.
func Executable() (string, error) {
	return "", errors.New("Executable not implemented for wasip1")
}

// Getppid returns 1: the host knows no processes and no users.
func Getppid() int { return 1 }

// Geteuid returns 1.
func Geteuid() int { return 1 }

// Getgid returns 1.
func Getgid() int { return 1 }

// Getegid returns 1.
func Getegid() int { return 1 }

// Getgroups returns the one group.
func Getgroups() ([]int, error) { return []int{1}, nil }

// Pipe returns an error, as WASI has no pipes.
func Pipe() (r *File, w *File, err error) {
	return nil, nil, NewSyscallError("pipe", syscall.ENOSYS)
}

// NewSyscallError returns a SyscallError, or nil for no error.
func NewSyscallError(syscall string, err error) error {
	if err == nil {
		return nil
	}
	return &SyscallError{syscall, err}
}

// Timeout reports whether the reason is one.
func (e *SyscallError) Timeout() bool {
	t, ok := e.Err.(interface{ Timeout() bool })
	return ok && t.Timeout()
}
