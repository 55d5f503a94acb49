package os

import (
	"io"
	"syscall"
	"unsafe"
)

// A File is an open file.
type File struct {
	fd     uint32
	name   string
	closed bool
	dir    *listing // of a directory that is being read
	kept   *[]byte  // what is written, where it is not to reach the file
}

var (
	// Stdin is standard input.
	Stdin = &File{fd: 0, name: "/dev/stdin"}
	// Stdout is standard output.
	Stdout = &File{fd: 1, name: "/dev/stdout"}
	// Stderr is standard error.
	Stderr = &File{fd: 2, name: "/dev/stderr"}
)

// NewFile returns a File for a descriptor that is open.
func NewFile(fd uintptr, name string) *File { return &File{fd: uint32(fd), name: name} }

// Name returns the name with which the file was opened.
func (f *File) Name() string { return f.name }

// Fd returns the file's descriptor.
func (f *File) Fd() uintptr {
	if f == nil {
		return ^uintptr(0)
	}
	return uintptr(f.fd)
}

// check returns an error when the file cannot be used.
func (f *File) check(op string) error {
	if f == nil {
		return ErrInvalid
	}
	if f.closed {
		return &PathError{op, f.name, ErrClosed}
	}
	return nil
}

// Write writes all of b.
func (f *File) Write(b []byte) (n int, err error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	return f.write(unsafe.Pointer(unsafe.SliceData(b)), len(b))
}

// WriteString writes all of s.
func (f *File) WriteString(s string) (n int, err error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	return f.write(unsafe.Pointer(unsafe.StringData(s)), len(s))
}

// capture has what is written to f kept from now on, or ends that and returns it. Package testing looks at what examples
// print.
func capture(f *File, on bool) (kept []byte) {
	if f.kept != nil {
		kept = *f.kept
	}
	f.kept = nil
	if on {
		f.kept = new([]byte)
	}
	return kept
}

func (f *File) write(p unsafe.Pointer, n int) (done int, err error) {
	if f.kept != nil {
		*f.kept = append(*f.kept, unsafe.Slice((*byte)(p), n)...)
		return n, nil
	}
	for done < n {
		m := wasiWrite(f.fd, unsafe.Add(p, done), uint32(n-done))
		if m < 0 {
			return done, &PathError{"write", f.name, syscall.Errno(-m)}
		}
		if m == 0 {
			return done, io.ErrUnexpectedEOF
		}
		done += int(m)
	}
	return done, nil
}

// Read reads at most len(b) bytes; io.EOF at the end.
func (f *File) Read(b []byte) (n int, err error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	if len(b) == 0 {
		return 0, nil
	}
	m := wasiRead(f.fd, unsafe.Pointer(unsafe.SliceData(b)), uint32(len(b)))
	if m < 0 {
		return 0, &PathError{"read", f.name, syscall.Errno(-m)}
	}
	if m == 0 {
		return 0, io.EOF
	}
	return int(m), nil
}
