// Package syscall has the functions, numbers and errors of the host, WASI preview 1, as far as it has them.
package syscall

import (
	"errors"
	"internal/oserror"
)

// An Errno is an error number.
type Errno uint32

// The error numbers.
const (
	E2BIG           Errno = 1
	EACCES          Errno = 2
	EADDRINUSE      Errno = 3
	EADDRNOTAVAIL   Errno = 4
	EAFNOSUPPORT    Errno = 5
	EAGAIN          Errno = 6
	EALREADY        Errno = 7
	EBADF           Errno = 8
	EBADMSG         Errno = 9
	EBUSY           Errno = 10
	ECANCELED       Errno = 11
	ECHILD          Errno = 12
	ECONNABORTED    Errno = 13
	ECONNREFUSED    Errno = 14
	ECONNRESET      Errno = 15
	EDEADLK         Errno = 16
	EDESTADDRREQ    Errno = 17
	EDOM            Errno = 18
	EDQUOT          Errno = 19
	EEXIST          Errno = 20
	EFAULT          Errno = 21
	EFBIG           Errno = 22
	EHOSTUNREACH    Errno = 23
	EIDRM           Errno = 24
	EILSEQ          Errno = 25
	EINPROGRESS     Errno = 26
	EINTR           Errno = 27
	EINVAL          Errno = 28
	EIO             Errno = 29
	EISCONN         Errno = 30
	EISDIR          Errno = 31
	ELOOP           Errno = 32
	EMFILE          Errno = 33
	EMLINK          Errno = 34
	EMSGSIZE        Errno = 35
	EMULTIHOP       Errno = 36
	ENAMETOOLONG    Errno = 37
	ENETDOWN        Errno = 38
	ENETRESET       Errno = 39
	ENETUNREACH     Errno = 40
	ENFILE          Errno = 41
	ENOBUFS         Errno = 42
	ENODEV          Errno = 43
	ENOENT          Errno = 44
	ENOEXEC         Errno = 45
	ENOLCK          Errno = 46
	ENOLINK         Errno = 47
	ENOMEM          Errno = 48
	ENOMSG          Errno = 49
	ENOPROTOOPT     Errno = 50
	ENOSPC          Errno = 51
	ENOSYS          Errno = 52
	ENOTCONN        Errno = 53
	ENOTDIR         Errno = 54
	ENOTEMPTY       Errno = 55
	ENOTRECOVERABLE Errno = 56
	ENOTSOCK        Errno = 57
	ENOTSUP         Errno = 58
	ENOTTY          Errno = 59
	ENXIO           Errno = 60
	EOVERFLOW       Errno = 61
	EOWNERDEAD      Errno = 62
	EPERM           Errno = 63
	EPIPE           Errno = 64
	EPROTO          Errno = 65
	EPROTONOSUPPORT Errno = 66
	EPROTOTYPE      Errno = 67
	ERANGE          Errno = 68
	EROFS           Errno = 69
	ESPIPE          Errno = 70
	ESRCH           Errno = 71
	ESTALE          Errno = 72
	ETIMEDOUT       Errno = 73
	ETXTBSY         Errno = 74
	EXDEV           Errno = 75
	ENOTCAPABLE     Errno = 76
	EBADFD          Errno = 77

	EOPNOTSUPP = ENOTSUP
)

// errorTexts are the texts of the errors from 1 on, a line each.
const errorTexts = "" +
	"Argument list too long\n" +
	"Permission denied\n" +
	"Address already in use\n" +
	"Address not available\n" +
	"Address family not supported by protocol family\n" +
	"Try again\n" +
	"Socket already connected\n" +
	"Bad file number\n" +
	"Trying to read unreadable message\n" +
	"Device or resource busy\n" +
	"Operation canceled.\n" +
	"No child processes\n" +
	"Connection aborted\n" +
	"Connection refused\n" +
	"Connection reset by peer\n" +
	"Deadlock condition\n" +
	"Destination address required\n" +
	"Math arg out of domain of func\n" +
	"Quota exceeded\n" +
	"File exists\n" +
	"Bad address\n" +
	"File too large\n" +
	"Host is unreachable\n" +
	"Identifier removed\n" +
	"EILSEQ\n" +
	"Connection already in progress\n" +
	"Interrupted system call\n" +
	"Invalid argument\n" +
	"I/O error\n" +
	"Socket is already connected\n" +
	"Is a directory\n" +
	"Too many symbolic links\n" +
	"Too many open files\n" +
	"Too many links\n" +
	"Message too long\n" +
	"Multihop attempted\n" +
	"File name too long\n" +
	"Network interface is not configured\n" +
	"Network dropped connection on reset\n" +
	"Network is unreachable\n" +
	"File table overflow\n" +
	"No buffer space available\n" +
	"No such device\n" +
	"No such file or directory\n" +
	"Exec format error\n" +
	"No record locks available\n" +
	"The link has been severed\n" +
	"Out of memory\n" +
	"No message of desired type\n" +
	"Protocol not available\n" +
	"No space left on device\n" +
	"Not implemented on wasip1\n" +
	"Socket is not connected\n" +
	"Not a directory\n" +
	"Directory not empty\n" +
	"State not recoverable\n" +
	"Socket operation on non-socket\n" +
	"Not supported\n" +
	"Not a typewriter\n" +
	"No such device or address\n" +
	"Value too large for defined data type\n" +
	"Owner died\n" +
	"Operation not permitted\n" +
	"Broken pipe\n" +
	"Protocol error\n" +
	"Unknown protocol\n" +
	"Protocol wrong type for socket\n" +
	"Math result not representable\n" +
	"Read-only file system\n" +
	"Illegal seek\n" +
	"No such process\n" +
	"Stale file handle\n" +
	"Connection timed out\n" +
	"Text file busy\n" +
	"Cross-device link\n" +
	"Capabilities insufficient\n" +
	"file descriptor in bad state\n"

func (e Errno) Error() string {
	if s := line(errorTexts, uint32(e)); s != "" {
		return s
	}
	return "errno " + decimal(uint32(e))
}

// line returns the nth line of a text, from 1 on, or "".
func line(text string, n uint32) string {
	start := 0
	for i := 0; i < len(text) && n > 0; i++ {
		if text[i] != '\n' {
			continue
		}
		if n--; n == 0 {
			return text[start:i]
		}
		start = i + 1
	}
	return ""
}

func decimal(n uint32) string {
	var digits [10]byte
	at := len(digits)
	for ; n > 0 || at == len(digits); n /= 10 {
		at--
		digits[at] = byte('0' + n%10)
	}
	return string(digits[at:])
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
