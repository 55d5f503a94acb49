package os

import (
	"errors"
	"io"
	"syscall"
	"time"
)

var (
	// ErrNoDeadline is the error of setting a deadline on a file, which has none.
	ErrNoDeadline = errors.New("file type does not support deadline")
	// ErrDeadlineExceeded is the error of what took longer than a deadline.
	ErrDeadlineExceeded error = deadlineError{}
)

type deadlineError struct{}

func (deadlineError) Error() string   { return "i/o timeout" }
func (deadlineError) Timeout() bool   { return true }
func (deadlineError) Temporary() bool { return true }

// SetDeadline, SetReadDeadline and SetWriteDeadline return an error: files have no deadlines.

func (f *File) SetDeadline(t time.Time) error      { return f.noDeadline(t) }
func (f *File) SetReadDeadline(t time.Time) error  { return f.noDeadline(t) }
func (f *File) SetWriteDeadline(t time.Time) error { return f.noDeadline(t) }

func (f *File) noDeadline(t time.Time) error {
	if err := f.check("SetDeadline"); err != nil || t.IsZero() {
		return err
	}
	return named("set deadline", f.name, ErrNoDeadline)
}

// ReadFrom writes all that r has to the file.
func (f *File) ReadFrom(r io.Reader) (n int64, err error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	return io.Copy(onlyWriter{f}, r)
}

// WriteTo writes all that the file has to w.
func (f *File) WriteTo(w io.Writer) (n int64, err error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	return io.Copy(w, onlyReader{f})
}

// io.Copy must not come back to ReadFrom and WriteTo.
type (
	onlyWriter struct{ io.Writer }
	onlyReader struct{ io.Reader }
)

// SyscallConn gives the file's descriptor to functions.
func (f *File) SyscallConn() (syscall.RawConn, error) {
	if err := f.check("SyscallConn"); err != nil {
		return nil, err
	}
	return rawConn{f}, nil
}

type rawConn struct{ f *File }

func (c rawConn) Control(do func(fd uintptr)) error {
	if err := c.f.check("raw-control"); err != nil {
		return err
	}
	do(c.f.Fd())
	return nil
}

// Read and Write call do until it is done: a file is always ready.
func (c rawConn) Read(do func(fd uintptr) bool) error {
	return c.Control(func(fd uintptr) {
		for !do(fd) {
		}
	})
}

func (c rawConn) Write(do func(fd uintptr) bool) error { return c.Read(do) }
