package syscall

import "unsafe"

// Rights that files are opened with.
const (
	rightsRead  = RIGHT_FD_READ | RIGHT_FD_SEEK | RIGHT_FD_TELL | RIGHT_FD_FILESTAT_GET | RIGHT_POLL_FD_READWRITE
	rightsWrite = RIGHT_FD_DATASYNC | RIGHT_FD_SYNC | RIGHT_FD_SEEK | RIGHT_FD_TELL | RIGHT_FD_WRITE | RIGHT_FD_ALLOCATE |
		RIGHT_FD_FILESTAT_GET | RIGHT_FD_FILESTAT_SET_SIZE | RIGHT_FD_FILESTAT_SET_TIMES | RIGHT_POLL_FD_READWRITE
	rightsDir = RIGHT_PATH_CREATE_DIRECTORY | RIGHT_PATH_CREATE_FILE | RIGHT_PATH_OPEN | RIGHT_FD_READDIR |
		RIGHT_PATH_RENAME_SOURCE | RIGHT_PATH_RENAME_TARGET | RIGHT_PATH_FILESTAT_GET | RIGHT_PATH_REMOVE_DIRECTORY |
		RIGHT_PATH_UNLINK_FILE
)

// failed makes an error of an error number, nil of 0.
func failed(errno uint32) error {
	if errno == 0 {
		return nil
	}
	return Errno(errno)
}

// count is a number of bytes, or the error number, negated.
func count(n int32) (int, error) {
	if n < 0 {
		return -1, Errno(-n)
	}
	return int(n), nil
}

// Open opens a file. The host knows no permissions, so perm does not matter.
func Open(path string, mode int, perm uint32) (fd int, err error) {
	dir, rest, errno := locate(path)
	if errno != 0 {
		return 0, errno
	}
	return openat(dir, rest, mode)
}

// Openat opens a file in an open directory.
func Openat(dir int, path string, mode int, perm uint32) (fd int, err error) {
	return openat(uint32(dir), path, mode)
}

func openat(dir uint32, path string, mode int) (int, error) {
	var oflags, fdflags, fd uint32
	for _, f := range [...][2]int{{O_CREATE, OFLAG_CREATE}, {O_DIRECTORY, OFLAG_DIRECTORY}, {O_EXCL, OFLAG_EXCL}, {O_TRUNC, OFLAG_TRUNC}} {
		if mode&f[0] != 0 {
			oflags |= uint32(f[1])
		}
	}
	if mode&O_APPEND != 0 {
		fdflags |= FDFLAG_APPEND
	}
	if mode&O_SYNC != 0 {
		fdflags |= FDFLAG_SYNC
	}
	var rights uint64
	switch mode & (O_RDONLY | O_WRONLY | O_RDWR) {
	case O_RDONLY:
		rights = rightsRead | rightsDir
	case O_WRONLY:
		rights = rightsWrite
	case O_RDWR:
		rights = rightsRead | rightsWrite
	}
	follow := uint32(LOOKUP_SYMLINK_FOLLOW)
	if mode&O_NOFOLLOW != 0 {
		follow = 0
	}
	errno := wasiPathOpen(dir, follow, path, oflags, rights, rightsRead|rightsWrite|rightsDir, fdflags, &fd)
	if errno != 0 {
		return 0, Errno(errno)
	}
	return int(fd), nil
}

// Close closes a file.
func Close(fd int) error { return failed(wasiClose(uint32(fd))) }

// CloseOnExec does nothing: there are no other programs to run.
func CloseOnExec(fd int) {}

// Read reads at most as many bytes as b has; 0 at the end.
func Read(fd int, b []byte) (int, error) {
	return count(wasiRead(uint32(fd), unsafe.Pointer(unsafe.SliceData(b)), uint32(len(b))))
}

// Write writes some or all of b.
func Write(fd int, b []byte) (int, error) {
	return count(wasiWrite(uint32(fd), unsafe.Pointer(unsafe.SliceData(b)), uint32(len(b))))
}

// Pread reads at an offset.
func Pread(fd int, b []byte, offset int64) (int, error) {
	return count(wasiPread(uint32(fd), unsafe.Pointer(unsafe.SliceData(b)), uint32(len(b)), offset))
}

// Pwrite writes at an offset.
func Pwrite(fd int, b []byte, offset int64) (int, error) {
	return count(wasiPwrite(uint32(fd), unsafe.Pointer(unsafe.SliceData(b)), uint32(len(b)), offset))
}

// Seek sets where the next read or write happens, and returns it.
func Seek(fd int, offset int64, whence int) (position int64, err error) {
	err = failed(wasiSeek(uint32(fd), offset, uint32(whence), &position))
	return position, err
}

// Fsync waits until a file is stored.
func Fsync(fd int) error { return failed(wasiSync(uint32(fd))) }

// Ftruncate cuts or lengthens a file.
func Ftruncate(fd int, length int64) error { return failed(wasiSetSize(uint32(fd), length)) }

// Truncate cuts or lengthens a file.
func Truncate(path string, length int64) error {
	fd, err := Open(path, O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer Close(fd)
	return Ftruncate(fd, length)
}

// Dircookie is a place in a directory.
type Dircookie = uint64

// Filetype is a kind of file.
type Filetype = uint8

// Dirent is the head of an entry that ReadDir writes; the name follows.
type Dirent struct {
	Next   Dircookie
	Ino    uint64
	Namlen uint32
	Type   Filetype
	Name   *byte
}

// ReadDir writes entries of a directory to buf, from a place on, and returns how many bytes it wrote: where that is all of
// buf, the last entry may be cut off.
func ReadDir(fd int, buf []byte, cookie Dircookie) (int, error) {
	var used uint32
	if errno := wasiReaddir(uint32(fd), unsafe.SliceData(buf), uint32(len(buf)), cookie, &used); errno != 0 {
		return 0, Errno(errno)
	}
	return int(used), nil
}

// Dup, Dup2 and Pipe are nothing that the host has.
func Dup(fd int) (int, error)  { return -1, ENOSYS }
func Dup2(fd, newfd int) error { return ENOSYS }
func Pipe(fd []int) error      { return ENOSYS }

// SetNonblock reports that nothing can be said of whether a file blocks.
func SetNonblock(fd int, nonblocking bool) error { return ENOSYS }
