package os

import (
	"io"
	"sort"
	"strconv"
	"syscall"
	"time"
)

// wasiReaddir writes entries of a directory from a cookie on, each its successor's cookie, inode, length of the name, kind, and name.
//
//go:burrow block
func wasiReaddir(fd uint32, buf *byte, n uint32, cookie uint64, used *uint32) uint32

// wasiUnlink, wasiRmdir, wasiMkdir and wasiRename do what they are called.
//
//go:burrow block
func wasiUnlink(dir uint32, path string) uint32

//go:burrow block
func wasiRmdir(dir uint32, path string) uint32

//go:burrow block
func wasiMkdir(dir uint32, path string) uint32

//go:burrow block
func wasiRename(dir uint32, path string, newDir uint32, newPath string) uint32

// listing is how far a directory was read.
type listing struct {
	cookie uint64
	ahead  []DirEntry
	done   bool
}

// dirEntry is an entry of a directory.
type dirEntry struct {
	dir  string
	name string
	kind byte
}

func (e *dirEntry) Name() string            { return e.name }
func (e *dirEntry) IsDir() bool             { return e.kind == 3 }
func (e *dirEntry) Type() FileMode          { return modeOf(e.kind).Type() }
func (e *dirEntry) Info() (FileInfo, error) { return Lstat(e.dir + "/" + e.name) }

func (e *dirEntry) String() string {
	if e.IsDir() {
		return "d " + e.name + "/"
	}
	return "- " + e.name
}

// more reads more entries.
func (f *File) more() error {
	const header = 24
	l := f.dir
	for size := uint32(4096); ; size *= 4 {
		buf := make([]byte, size)
		var used uint32
		if errno := wasiReaddir(f.fd, &buf[0], size, l.cookie, &used); errno != 0 {
			return f.fail("readdir", errno)
		}
		l.done = used < size
		rest := buf[:used]
		taken := false
		for len(rest) >= header {
			next := uint64(0)
			for i := 7; i >= 0; i-- {
				next = next<<8 | uint64(rest[i])
			}
			n := int(rest[16]) | int(rest[17])<<8 | int(rest[18])<<16
			if len(rest) < header+n {
				break
			}
			name := string(rest[header : header+n])
			if name != "." && name != ".." {
				l.ahead = append(l.ahead, &dirEntry{f.name, name, rest[20]})
			}
			l.cookie = next
			rest = rest[header+n:]
			taken = true
		}
		if taken || l.done {
			return nil
		}
	}
}

// ReadDir returns the next n entries of the directory, io.EOF when there are none; all that are left for n <= 0.
func (f *File) ReadDir(n int) ([]DirEntry, error) {
	if err := f.check("readdir"); err != nil {
		return nil, err
	}
	if f.dir == nil {
		f.dir = new(listing)
	}
	l := f.dir
	for !l.done && (n <= 0 || len(l.ahead) < n) {
		if err := f.more(); err != nil {
			return nil, err
		}
	}
	list := l.ahead
	if n > 0 {
		if len(list) == 0 {
			return nil, io.EOF
		}
		if len(list) > n {
			list = list[:n:n]
		}
	}
	l.ahead = l.ahead[len(list):]
	if list == nil {
		list = []DirEntry{}
	}
	return list, nil
}

// Readdir is ReadDir with descriptions of the files.
func (f *File) Readdir(n int) ([]FileInfo, error) {
	entries, err := f.ReadDir(n)
	var list []FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			list = append(list, info)
		}
	}
	return list, err
}

// Readdirnames is ReadDir with names only.
func (f *File) Readdirnames(n int) (names []string, err error) {
	entries, err := f.ReadDir(n)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, err
}

// ReadDir returns the entries of a directory, sorted by name.
func ReadDir(name string) ([]DirEntry, error) {
	fd, errno := open(name, O_RDONLY, oflagsDir)
	if errno != 0 {
		return nil, &PathError{Op: "open", Path: name, Err: errno}
	}
	f := &File{fd: fd, name: name}
	defer f.Close()
	list, err := f.ReadDir(-1)
	sort.Slice(list, func(i, j int) bool { return list[i].Name() < list[j].Name() })
	return list, err
}

// at calls one of the host's functions for a path.
func at(op, name string, f func(dir uint32, path string) uint32) error {
	dir, path, errno := locate(name)
	if errno == 0 {
		errno = syscall.Errno(f(dir, path))
	}
	if errno != 0 {
		return &PathError{Op: op, Path: name, Err: errno}
	}
	return nil
}

func unlink(dir uint32, path string) uint32 { return wasiUnlink(dir, path) }
func rmdir(dir uint32, path string) uint32  { return wasiRmdir(dir, path) }
func mkdir(dir uint32, path string) uint32  { return wasiMkdir(dir, path) }

// Remove removes a file or an empty directory.
func Remove(name string) error {
	err := at("remove", name, unlink)
	if err == nil {
		return nil
	}
	err2 := at("remove", name, rmdir)
	if err2 == nil {
		return nil
	}
	if err2.(*PathError).Err != syscall.ENOTDIR {
		return err2
	}
	return err
}

// RemoveAll removes a file or a directory with all that is in it. It is no error when there is none.
func RemoveAll(path string) error {
	err := Remove(path)
	if err == nil || IsNotExist(err) {
		return nil
	}
	if info, e := Lstat(path); e != nil || !info.IsDir() {
		return err
	}
	list, err := ReadDir(path)
	for _, e := range list {
		if e := RemoveAll(path + "/" + e.Name()); e != nil && err == nil {
			err = e
		}
	}
	if e := Remove(path); err == nil {
		err = e
	}
	return err
}

// Mkdir makes a directory. WASI knows no permissions, so perm is ignored.
func Mkdir(name string, perm FileMode) error { return at("mkdir", name, mkdir) }

// MkdirAll makes a directory and those above it that do not exist.
func MkdirAll(path string, perm FileMode) error {
	if info, err := Stat(path); err == nil {
		if info.IsDir() {
			return nil
		}
		return &PathError{Op: "mkdir", Path: path, Err: syscall.ENOTDIR}
	}
	i := len(path)
	for i > 0 && path[i-1] == '/' {
		i--
	}
	for i > 0 && path[i-1] != '/' {
		i--
	}
	if i > 1 {
		if err := MkdirAll(path[:i-1], perm); err != nil {
			return err
		}
	}
	err := Mkdir(path, perm)
	if err != nil {
		if info, e := Lstat(path); e == nil && info.IsDir() {
			return nil
		}
	}
	return err
}

// Rename renames a file.
func Rename(oldpath, newpath string) error {
	dir, path, errno := locate(oldpath)
	if errno == 0 {
		var newDir uint32
		var newName string
		newDir, newName, errno = locate(newpath)
		if errno == 0 {
			errno = syscall.Errno(wasiRename(dir, path, newDir, newName))
		}
	}
	if errno != 0 {
		return &LinkError{"rename", oldpath, newpath, errno}
	}
	return nil
}

// Truncate cuts a file, or lengthens it with zeroes.
func Truncate(name string, size int64) error {
	f, err := OpenFile(name, O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Truncate(size)
}

// TempDir returns the directory for temporary files: $TMPDIR or /tmp.
func TempDir() string {
	if dir := Getenv("TMPDIR"); dir != "" {
		return dir
	}
	return "/tmp"
}

// temporary calls try with names made of a pattern until one is free.
func temporary(dir, pattern string, try func(name string) error) (string, error) {
	if dir == "" {
		dir = TempDir()
	}
	before, after := pattern, ""
	for i := len(pattern) - 1; i >= 0; i-- {
		if pattern[i] == '*' {
			before, after = pattern[:i], pattern[i+1:]
			break
		}
	}
	seed := uint64(time.Now().UnixNano())
	for n := 0; ; n++ {
		seed = seed*6364136223846793005 + 1442695040888963407
		name := dir + "/" + before + strconv.FormatUint(seed>>33, 10) + after
		err := try(name)
		if err == nil || !IsExist(err) || n > 10000 {
			return name, err
		}
	}
}

// CreateTemp opens a new file in dir, or TempDir() for "", with a name made of the pattern: * is replaced.
func CreateTemp(dir, pattern string) (*File, error) {
	var f *File
	_, err := temporary(dir, pattern, func(name string) (err error) {
		f, err = OpenFile(name, O_RDWR|O_CREATE|O_EXCL, 0o600)
		return err
	})
	return f, err
}

// MkdirTemp makes a new directory in dir, or TempDir() for "", with a name made of the pattern: * is replaced.
func MkdirTemp(dir, pattern string) (string, error) {
	name, err := temporary(dir, pattern, func(name string) error { return Mkdir(name, 0o700) })
	if err != nil {
		return "", err
	}
	return name, nil
}
