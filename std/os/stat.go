package os

import (
	"io/fs"
	"syscall"
	"time"
)

// FileInfo describes a file.
type FileInfo = fs.FileInfo

// FileMode is what kind of file it is.
type FileMode = fs.FileMode

// DirEntry is an entry of a directory.
type DirEntry = fs.DirEntry

// The bits of a FileMode.
const (
	ModeDir        = fs.ModeDir
	ModeAppend     = fs.ModeAppend
	ModeExclusive  = fs.ModeExclusive
	ModeTemporary  = fs.ModeTemporary
	ModeSymlink    = fs.ModeSymlink
	ModeDevice     = fs.ModeDevice
	ModeNamedPipe  = fs.ModeNamedPipe
	ModeSocket     = fs.ModeSocket
	ModeSetuid     = fs.ModeSetuid
	ModeSetgid     = fs.ModeSetgid
	ModeCharDevice = fs.ModeCharDevice
	ModeSticky     = fs.ModeSticky
	ModeIrregular  = fs.ModeIrregular
	ModeType       = fs.ModeType
	ModePerm       = fs.ModePerm
)

// filestat is the host's description of a file: device, inode, kind, links, size, times of access, of modification and of
// change.
type filestat [8]uint64

// wasiFilestat describes an open file, wasiPathFilestat one in a directory.
//
//go:burrow block
func wasiFilestat(fd uint32, stat *filestat) uint32

//go:burrow block
func wasiPathFilestat(dir, follow uint32, path string, stat *filestat) uint32

type fileInfo struct {
	name string
	stat filestat
}

func (i *fileInfo) Name() string       { return i.name }
func (i *fileInfo) Size() int64        { return int64(i.stat[4]) }
func (i *fileInfo) Mode() FileMode     { return modeOf(byte(i.stat[2])) }
func (i *fileInfo) ModTime() time.Time { return time.Unix(0, int64(i.stat[6])) }
func (i *fileInfo) IsDir() bool        { return i.Mode().IsDir() }
func (i *fileInfo) Sys() any           { return &i.stat }

// modeOf returns the mode of a kind of file; the host tells no permissions.
func modeOf(kind byte) FileMode {
	switch kind {
	case 1:
		return ModeDevice | 0o600
	case 2:
		return ModeDevice | ModeCharDevice | 0o600
	case 3:
		return ModeDir | 0o700
	case 4:
		return 0o600
	case 5, 6:
		return ModeSocket | 0o600
	case 7:
		return ModeSymlink | 0o600
	}
	return ModeIrregular
}

// base returns the last name of a path.
func base(name string) string {
	for len(name) > 1 && name[len(name)-1] == '/' {
		name = name[:len(name)-1]
	}
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '/' && len(name) > 1 {
			return name[i+1:]
		}
	}
	return name
}

// Stat describes a file.
func Stat(name string) (FileInfo, error) { return stat("stat", name, 1) }

// Lstat describes a file, a symbolic link itself.
func Lstat(name string) (FileInfo, error) { return stat("lstat", name, 0) }

func stat(op, name string, follow uint32) (FileInfo, error) {
	info := &fileInfo{name: base(name)}
	dir, path, errno := locate(name)
	if errno == 0 {
		errno = syscall.Errno(wasiPathFilestat(dir, follow, path, &info.stat))
	}
	if errno != 0 {
		return nil, &PathError{Op: op, Path: name, Err: errno}
	}
	return info, nil
}

// Stat describes the file.
func (f *File) Stat() (FileInfo, error) {
	if err := f.check("stat"); err != nil {
		return nil, err
	}
	info := &fileInfo{name: base(f.name)}
	if errno := wasiFilestat(f.fd, &info.stat); errno != 0 {
		return nil, f.fail("stat", errno)
	}
	return info, nil
}

// SameFile reports whether both describe one file.
func SameFile(fi1, fi2 FileInfo) bool {
	a, ok1 := fi1.(*fileInfo)
	b, ok2 := fi2.(*fileInfo)
	return ok1 && ok2 && a.stat[0] == b.stat[0] && a.stat[1] == b.stat[1]
}
