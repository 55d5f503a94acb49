package os

import (
	"errors"
	"io"
	"syscall"
	"unsafe"
)

// Flags for OpenFile.
const (
	O_RDONLY = 0       // read only
	O_WRONLY = 1       // write only
	O_RDWR   = 2       // read and write
	O_CREATE = 0o100   // create the file if there is none
	O_EXCL   = 0o200   // with O_CREATE: fail if there is one
	O_TRUNC  = 0o1000  // make it empty
	O_APPEND = 0o2000  // write at the end
	O_SYNC   = 0o10000 // wait until it is stored
)

// Where Seek counts from.
//
// Deprecated: Use those of package io.
const (
	SEEK_SET = 0
	SEEK_CUR = 1
	SEEK_END = 2
)

const (
	// PathSeparator stands between the names in a path.
	PathSeparator = '/'
	// PathListSeparator stands between paths.
	PathListSeparator = ':'
	// DevNull is a file that is always empty.
	DevNull = "/dev/null"
)

// wasiPathOpen opens a file: see path_open of WASI.
//
//go:burrow block
func wasiPathOpen(dir, follow uint32, path string, oflags uint32, rights, inheriting uint64, fdflags uint32, fd *uint32) uint32

// wasiSeek sets and returns where the next read or write happens.
//
//go:burrow block
func wasiSeek(fd uint32, offset int64, whence uint32, position *int64) uint32

// wasiPread and wasiPwrite are wasiRead and wasiWrite at an offset.
//
//go:burrow block
func wasiPread(fd uint32, p unsafe.Pointer, n uint32, offset int64) int32

//go:burrow block
func wasiPwrite(fd uint32, p unsafe.Pointer, n uint32, offset int64) int32

// wasiSetSize cuts or lengthens a file.
//
//go:burrow block
func wasiSetSize(fd uint32, size int64) uint32

// wasiSync waits until a file is stored.
//
//go:burrow block
func wasiSync(fd uint32) uint32

// Open opens a file for reading.
func Open(name string) (*File, error) { return OpenFile(name, O_RDONLY, 0) }

// Create opens a file for reading and writing, and makes it empty.
func Create(name string) (*File, error) { return OpenFile(name, O_RDWR|O_CREATE|O_TRUNC, 0o666) }

// OpenFile opens a file. WASI knows no permissions, so perm is ignored.
func OpenFile(name string, flag int, perm FileMode) (*File, error) {
	fd, errno := open(name, flag, 0)
	if errno != 0 {
		return nil, &PathError{Op: "open", Path: name, Err: errno}
	}
	return &File{fd: fd, name: name}, nil
}

// Rights of WASI.
const (
	rightsRead  = 1<<1 | 1<<2 | 1<<5 | 1<<21 | 1<<27                                           // read, seek, tell, stat, poll
	rightsWrite = 1<<0 | 1<<4 | 1<<2 | 1<<5 | 1<<6 | 1<<8 | 1<<21 | 1<<22 | 1<<23 | 1<<27      // sync, write, allocate, set size and times
	rightsDir   = 0x7<<24 | 0x1f<<16 | 0xfe<<8 // of paths in a directory
	oflagsDir   = 2
)

func open(name string, flag int, oflags uint32) (fd uint32, errno syscall.Errno) {
	dir, path, errno := locate(name)
	if errno != 0 {
		return 0, errno
	}
	return openAt(dir, 1, path, flag, oflags)
}

// openAt opens a file in a directory, where follow is 1 also if it is a symbolic link.
func openAt(dir, follow uint32, path string, flag int, oflags uint32) (fd uint32, errno syscall.Errno) {
	rights := uint64(0)
	if flag&O_WRONLY == 0 {
		rights |= rightsRead
	}
	if flag&(O_WRONLY|O_RDWR) != 0 {
		rights |= rightsWrite
	} else {
		rights |= rightsDir
	}
	if flag&O_CREATE != 0 {
		oflags |= 1
	}
	if flag&O_EXCL != 0 {
		oflags |= 4
	}
	if flag&O_TRUNC != 0 {
		oflags |= 8
	}
	fdflags := uint32(0)
	if flag&O_APPEND != 0 {
		fdflags |= 1
	}
	if flag&O_SYNC != 0 {
		fdflags |= 16
	}
	errno = syscall.Errno(wasiPathOpen(dir, follow, path, oflags, rights, rightsRead|rightsWrite|rightsDir, fdflags, &fd))
	return fd, errno
}

// fail makes an error of an error number, nil of 0.
func (f *File) fail(op string, errno uint32) error {
	if errno == 0 {
		return nil
	}
	return &PathError{Op: op, Path: f.name, Err: syscall.Errno(errno)}
}

// Seek sets where the next read or write happens, and returns it.
func (f *File) Seek(offset int64, whence int) (ret int64, err error) {
	if err := f.check("seek"); err != nil {
		return 0, err
	}
	errno := wasiSeek(f.fd, offset, uint32(whence), &ret)
	if f.dir != nil && errno == 0 {
		f.dir = nil
	}
	return ret, f.fail("seek", errno)
}

var errNegativeOffset = errors.New("negative offset")

// ReadAt fills b from an offset on; io.EOF when there is less.
func (f *File) ReadAt(b []byte, off int64) (n int, err error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	if off < 0 {
		return 0, &PathError{Op: "readat", Path: f.name, Err: errNegativeOffset}
	}
	for n < len(b) {
		m := wasiPread(f.fd, unsafe.Pointer(unsafe.SliceData(b[n:])), uint32(len(b)-n), off+int64(n))
		if m < 0 {
			return n, f.fail("read", uint32(-m))
		}
		if m == 0 {
			return n, io.EOF
		}
		n += int(m)
	}
	return n, nil
}

// WriteAt writes all of b at an offset.
func (f *File) WriteAt(b []byte, off int64) (n int, err error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	if off < 0 {
		return 0, &PathError{Op: "writeat", Path: f.name, Err: errNegativeOffset}
	}
	for n < len(b) {
		m := wasiPwrite(f.fd, unsafe.Pointer(unsafe.SliceData(b[n:])), uint32(len(b)-n), off+int64(n))
		if m <= 0 {
			return n, f.fail("write", uint32(-m))
		}
		n += int(m)
	}
	return n, nil
}

// Truncate cuts the file, or lengthens it with zeroes.
func (f *File) Truncate(size int64) error {
	if err := f.check("truncate"); err != nil {
		return err
	}
	return f.fail("truncate", wasiSetSize(f.fd, size))
}

// Sync waits until the file is stored.
func (f *File) Sync() error {
	if err := f.check("sync"); err != nil {
		return err
	}
	return f.fail("sync", wasiSync(f.fd))
}

// ReadFile returns what is in a file.
func ReadFile(name string) ([]byte, error) {
	f, err := Open(name)
	if err != nil {
		return nil, err
	}
	return readAll(f)
}

// readAll returns what is in a file, and closes it.
func readAll(f *File) ([]byte, error) {
	defer f.Close()
	size := int64(512)
	if info, err := f.Stat(); err == nil && info.Size() >= size && info.Size() < 1<<31-512 {
		// One byte more shows the end.
		size = info.Size() + 1
	}
	data := make([]byte, 0, size)
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err != nil {
			if err == io.EOF {
				err = nil
			}
			return data, err
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}

// WriteFile makes data what is in a file.
func WriteFile(name string, data []byte, perm FileMode) error {
	f, err := OpenFile(name, O_WRONLY|O_CREATE|O_TRUNC, perm)
	if err != nil {
		return err
	}
	return writeAll(f, data)
}

// writeAll writes data to a file, and closes it.
func writeAll(f *File, data []byte) error {
	_, err := f.Write(data)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}
