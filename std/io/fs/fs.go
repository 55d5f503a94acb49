// Package fs has what package os says about files: errors, modes and descriptions.
package fs

import (
	"internal/oserror"
	"time"
)

// Kinds of errors, to be asked for with errors.Is.
var (
	ErrInvalid    = oserror.ErrInvalid
	ErrPermission = oserror.ErrPermission
	ErrExist      = oserror.ErrExist
	ErrNotExist   = oserror.ErrNotExist
	ErrClosed     = oserror.ErrClosed
)

// A PathError is an error with what was tried, and on which file.
type PathError struct {
	Op   string
	Path string
	Err  error
}

func (e *PathError) Error() string { return e.Op + " " + e.Path + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *PathError) Unwrap() error { return e.Err }

// Timeout reports whether time ran out.
func (e *PathError) Timeout() bool {
	t, ok := e.Err.(interface{ Timeout() bool })
	return ok && t.Timeout()
}

// A FileInfo describes a file.
type FileInfo interface {
	Name() string
	Size() int64
	Mode() FileMode
	ModTime() time.Time
	IsDir() bool
	Sys() any
}

// A DirEntry is an entry of a directory.
type DirEntry interface {
	Name() string
	IsDir() bool
	Type() FileMode
	Info() (FileInfo, error)
}

// A FileMode is what kind of file it is and who may do what with it.
type FileMode uint32

// The bits of a FileMode.
const (
	ModeDir FileMode = 1 << (31 - iota)
	ModeAppend
	ModeExclusive
	ModeTemporary
	ModeSymlink
	ModeDevice
	ModeNamedPipe
	ModeSocket
	ModeSetuid
	ModeSetgid
	ModeCharDevice
	ModeSticky
	ModeIrregular

	ModeType          = ModeDir | ModeSymlink | ModeNamedPipe | ModeSocket | ModeDevice | ModeCharDevice | ModeIrregular
	ModePerm FileMode = 0777
)

// IsDir reports whether it is that of a directory.
func (m FileMode) IsDir() bool { return m&ModeDir != 0 }

// IsRegular reports whether it is that of a plain file.
func (m FileMode) IsRegular() bool { return m&ModeType == 0 }

// Perm returns the permissions.
func (m FileMode) Perm() FileMode { return m & ModePerm }

// Type returns the kind of file.
func (m FileMode) Type() FileMode { return m & ModeType }

func (m FileMode) String() string {
	const kinds, rights = "dalTLDpSugct?", "rwxrwxrwx"
	var b [32]byte
	n := 0
	for i := 0; i < len(kinds); i++ {
		if m&(1<<uint(31-i)) != 0 {
			b[n] = kinds[i]
			n++
		}
	}
	if n == 0 {
		b[0] = '-'
		n = 1
	}
	for i := 0; i < len(rights); i++ {
		b[n] = '-'
		if m&(1<<uint(8-i)) != 0 {
			b[n] = rights[i]
		}
		n++
	}
	return string(b[:n])
}
