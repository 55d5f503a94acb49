// Package os is the operating system: arguments, environment, files. The host is WASI preview 1.
package os

import (
	"errors"
	"io/fs"
	"syscall"
)

// Kinds of errors, to be asked for with errors.Is.
var (
	ErrInvalid    = fs.ErrInvalid
	ErrPermission = fs.ErrPermission
	ErrExist      = fs.ErrExist
	ErrNotExist   = fs.ErrNotExist
	ErrClosed     = fs.ErrClosed
)

// PathError is an error with what was tried, and on which file.
type PathError = fs.PathError

// Args is the command line, beginning with the program's name.
var Args = texts(false)

// Exit ends the program at once. Deferred calls are not run.
func Exit(code int) { wasiExit(int32(code)) }

// IsExist reports whether err says that a file exists already.
func IsExist(err error) bool { return isKind(err, ErrExist) }

// IsNotExist reports whether err says that a file does not exist.
func IsNotExist(err error) bool { return isKind(err, ErrNotExist) }

// IsPermission reports whether err says that something is not permitted.
func IsPermission(err error) bool { return isKind(err, ErrPermission) }

func isKind(err, kind error) bool {
	switch e := err.(type) {
	case *PathError:
		err = e.Err
	case *LinkError:
		err = e.Err
	case *SyscallError:
		err = e.Err
	}
	if err == kind {
		return true
	}
	e, ok := err.(syscall.Errno)
	return ok && e.Is(kind)
}

// IsTimeout reports whether err says that time ran out.
func IsTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// A LinkError is an error with what was tried on which two files.
type LinkError struct {
	Op  string
	Old string
	New string
	Err error
}

func (e *LinkError) Error() string { return e.Op + " " + e.Old + " " + e.New + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *LinkError) Unwrap() error { return e.Err }

// A SyscallError is an error with the name of a call of the host.
type SyscallError struct {
	Syscall string
	Err     error
}

func (e *SyscallError) Error() string { return e.Syscall + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *SyscallError) Unwrap() error { return e.Err }

// NewSyscallError returns a SyscallError with err as its reason, or nil if err is nil.
func NewSyscallError(syscall string, err error) error {
	if err == nil {
		return nil
	}
	return &SyscallError{syscall, err}
}

// Timeout reports whether the reason is that time ran out.
func (e *SyscallError) Timeout() bool {
	t, ok := e.Err.(interface{ Timeout() bool })
	return ok && t.Timeout()
}

// Hostname returns an error, as the host does not tell its name.
func Hostname() (name string, err error) {
	return "", &SyscallError{"gethostname", syscall.ENOSYS}
}

// IsPathSeparator reports whether c stands between the names in a path.
func IsPathSeparator(c uint8) bool { return c == PathSeparator }

// Getpagesize returns the size of a page of linear memory.
func Getpagesize() int { return 65536 }
