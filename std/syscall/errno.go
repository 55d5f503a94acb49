// Package syscall has the error numbers of the host, WASI preview 1.
package syscall

import (
	"errors"
	"internal/oserror"
)

// An Errno is an error number.
type Errno uint32

// The error numbers that programs ask for.
const (
	E2BIG        Errno = 1
	EACCES       Errno = 2
	EAGAIN       Errno = 6
	EBADF        Errno = 8
	EBUSY        Errno = 10
	EEXIST       Errno = 20
	EFBIG        Errno = 22
	EINTR        Errno = 27
	EINVAL       Errno = 28
	EIO          Errno = 29
	EISDIR       Errno = 31
	ELOOP        Errno = 32
	EMFILE       Errno = 33
	ENAMETOOLONG Errno = 37
	ENFILE       Errno = 41
	ENOENT       Errno = 44
	ENOMEM       Errno = 48
	ENOSPC       Errno = 51
	ENOSYS       Errno = 52
	ENOTDIR      Errno = 54
	ENOTEMPTY    Errno = 55
	ENOTSUP      Errno = 58
	EPERM        Errno = 63
	EPIPE        Errno = 64
	EROFS        Errno = 69
	ESPIPE       Errno = 70
	ETIMEDOUT    Errno = 73
	EXDEV        Errno = 75
	ENOTCAPABLE  Errno = 76
)

func (e Errno) Error() string {
	switch e {
	case E2BIG:
		return "Argument list too long"
	case EACCES:
		return "Permission denied"
	case EAGAIN:
		return "Try again"
	case EBADF:
		return "Bad file number"
	case EBUSY:
		return "Device or resource busy"
	case EEXIST:
		return "File exists"
	case EFBIG:
		return "File too large"
	case EINTR:
		return "Interrupted system call"
	case EINVAL:
		return "Invalid argument"
	case EIO:
		return "I/O error"
	case EISDIR:
		return "Is a directory"
	case ELOOP:
		return "Too many symbolic links"
	case EMFILE:
		return "Too many open files"
	case ENAMETOOLONG:
		return "File name too long"
	case ENFILE:
		return "File table overflow"
	case ENOENT:
		return "No such file or directory"
	case ENOMEM:
		return "Out of memory"
	case ENOSPC:
		return "No space left on device"
	case ENOSYS:
		return "Not implemented on wasip1"
	case ENOTDIR:
		return "Not a directory"
	case ENOTEMPTY:
		return "Directory not empty"
	case ENOTSUP:
		return "Not supported"
	case EPERM:
		return "Operation not permitted"
	case EPIPE:
		return "Broken pipe"
	case EROFS:
		return "Read-only file system"
	case ESPIPE:
		return "Illegal seek"
	case ETIMEDOUT:
		return "Connection timed out"
	case EXDEV:
		return "Cross-device link"
	case ENOTCAPABLE:
		return "Capabilities insufficient"
	}
	var digits [10]byte
	at := len(digits)
	for n := e; n > 0 || at == len(digits); n /= 10 {
		at--
		digits[at] = byte('0' + n%10)
	}
	return "errno " + string(digits[at:])
}

// Is reports whether e is of the kind of one of package os's errors.
func (e Errno) Is(target error) bool {
	switch target {
	case oserror.ErrPermission:
		return e == EACCES || e == EPERM
	case oserror.ErrExist:
		return e == EEXIST || e == ENOTEMPTY
	case oserror.ErrNotExist:
		return e == ENOENT
	case errors.ErrUnsupported:
		return e == ENOSYS || e == ENOTSUP
	}
	return false
}

// Temporary reports whether it may go better the next time.
func (e Errno) Temporary() bool { return e == EINTR || e == EMFILE || e.Timeout() }

// Timeout reports whether time ran out.
func (e Errno) Timeout() bool { return e == EAGAIN || e == ETIMEDOUT }
