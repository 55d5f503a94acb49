package syscall

// The host gives sockets that are open already, and makes none. Package net's own are within the program.

// Numbers of package net.
const (
	AF_UNSPEC = 0
	AF_UNIX   = 1
	AF_INET   = 2
	AF_INET6  = 3

	SOCK_STREAM    = 1
	SOCK_DGRAM     = 2
	SOCK_RAW       = 3
	SOCK_SEQPACKET = 4

	IPPROTO_IP   = 0
	IPPROTO_IPV4 = 4
	IPPROTO_TCP  = 6
	IPPROTO_UDP  = 17
	IPPROTO_IPV6 = 41

	SHUT_RD   = 1
	SHUT_WR   = 2
	SHUT_RDWR = 3

	IPV6_V6ONLY = 1
	SO_ERROR    = 2
	SOMAXCONN   = 128
)

// A Conn has a descriptor that its user can get at.
type Conn interface {
	SyscallConn() (RawConn, error)
}

// A RawConn gives its descriptor to functions.
type RawConn interface {
	// Control calls f.
	Control(f func(fd uintptr)) error
	// Read and Write call f until it is done, and wait in between until something can be read or written.
	Read(f func(fd uintptr) (done bool)) error
	Write(f func(fd uintptr) (done bool)) error
}

// A Sockaddr is an address.
type Sockaddr any

// SockaddrInet4 is an IPv4 address.
type SockaddrInet4 struct {
	Port int
	Addr [4]byte
}

// SockaddrInet6 is an IPv6 address.
type SockaddrInet6 struct {
	Port   int
	ZoneId uint32
	Addr   [16]byte
}

// SockaddrUnix is the name of a socket in the file system.
type SockaddrUnix struct {
	Name string
}

//go:wasmimport wasi_snapshot_preview1 sock_accept
func sock_accept(fd, flags uint32, accepted *uint32) uint32

//go:wasmimport wasi_snapshot_preview1 sock_shutdown
func sock_shutdown(fd, how uint32) uint32

// Accept takes a connection from a socket that the host has opened.
func Accept(fd int) (int, Sockaddr, error) {
	var accepted uint32
	if errno := sock_accept(uint32(fd), FDFLAG_NONBLOCK, &accepted); errno != 0 {
		return -1, nil, Errno(errno)
	}
	return int(accepted), nil, nil
}

// Shutdown ends one direction of a connection, or both.
func Shutdown(fd int, how int) error { return failed(sock_shutdown(uint32(fd), uint32(how))) }

func Socket(proto, kind, unused int) (int, error)           { return -1, ENOSYS }
func Bind(fd int, to Sockaddr) error                        { return ENOSYS }
func StopIO(fd int) error                                   { return ENOSYS }
func Listen(fd int, backlog int) error                      { return ENOSYS }
func Connect(fd int, to Sockaddr) error                     { return ENOSYS }
func GetsockoptInt(fd, level, option int) (int, error)      { return 0, ENOSYS }
func SetsockoptInt(fd, level, option, value int) error      { return ENOSYS }
func SetReadDeadline(fd int, t int64) error                 { return ENOSYS }
func SetWriteDeadline(fd int, t int64) error                { return ENOSYS }
func Sendto(fd int, p []byte, flags int, to Sockaddr) error { return ENOSYS }
func Recvfrom(fd int, p []byte, flags int) (n int, from Sockaddr, err error) {
	return 0, nil, ENOSYS
}
func Recvmsg(fd int, p, oob []byte, flags int) (n, oobn, recvflags int, from Sockaddr, err error) {
	return 0, 0, 0, nil, ENOSYS
}
func SendmsgN(fd int, p, oob []byte, to Sockaddr, flags int) (n int, err error) { return 0, ENOSYS }
