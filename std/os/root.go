package os

import (
	"errors"
	"io/fs"
	"sort"
	"syscall"
	"time"
)

// A Root is a directory whose files are named by paths that cannot lead out of it: neither by "..", nor by symbolic links, nor from the
// host's root. Links are followed one by one, so that this holds on every host; the host's own checks are behind them, should
// somebody change a link meanwhile.
type Root struct{ dir *File }

var errEscapes = errors.New("path escapes from parent")

const maxLinks = 255

// OpenRoot opens a directory as a Root.
func OpenRoot(name string) (*Root, error) {
	fd, errno := open(name, O_RDONLY, oflagsDir)
	if errno != 0 {
		return nil, &PathError{Op: "open", Path: name, Err: errno}
	}
	return &Root{&File{fd: fd, name: name}}, nil
}

// OpenInRoot opens a file in a directory as Root.Open does.
func OpenInRoot(dir, name string) (*File, error) {
	r, err := OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return r.Open(name)
}

// Name returns the name with which the directory was opened.
func (r *Root) Name() string { return r.dir.name }

// Close closes the directory.
func (r *Root) Close() error {
	if r.dir.closed {
		return nil
	}
	return r.dir.Close()
}

//go:burrow block
func wasiLink(dir, follow uint32, path string, newDir uint32, newPath string) uint32

//go:burrow block
func wasiSymlink(target string, dir uint32, path string) uint32

//go:burrow block
func wasiReadlink(dir uint32, path string, buf *byte, n uint32, used *uint32) uint32

//go:burrow block
func wasiPathSetTimes(dir, follow uint32, path string, accessed, modified uint64, flags uint32) uint32

// link returns where a symbolic link leads.
func (r *Root) link(path string) (string, syscall.Errno) {
	for size := uint32(128); ; size *= 2 {
		buf := make([]byte, size)
		used := uint32(0)
		errno := wasiReadlink(r.dir.fd, path, &buf[0], size, &used)
		if errno != 0 {
			return "", syscall.Errno(errno)
		}
		if used < size {
			return string(buf[:used]), 0
		}
	}
}

// locate returns the path from the directory to a file, without links in it but for the last name, if that is not to be followed.
func (r *Root) locate(name string, follow bool) (string, error) {
	if r.dir.closed {
		return "", ErrClosed
	}
	if name == "" {
		return "", errors.New("empty path")
	}
	path := "" // each name with a slash behind it
	for links, rest := 0, name; rest != ""; {
		if rest[0] == '/' {
			return "", errEscapes
		}
		var part string
		part, rest = splitFirst(rest)
		switch part {
		case ".":
			continue
		case "..":
			if path == "" {
				return "", errEscapes
			}
			path = path[:len(path)-1]
			for path != "" && path[len(path)-1] != '/' {
				path = path[:len(path)-1]
			}
			continue
		}
		if rest != "" || follow {
			// Where there is no link, or nothing at all, the host says it of the whole path.
			if target, errno := r.link(path + part); errno == 0 {
				if links++; links > maxLinks {
					return "", syscall.ELOOP
				}
				if rest != "" {
					target += "/"
				}
				rest = target + rest
				continue
			}
		}
		path += part + "/"
	}
	if path == "" {
		return ".", nil
	}
	return path[:len(path)-1], nil
}

// splitFirst splits a path behind its first name and the slashes that follow.
func splitFirst(path string) (first, rest string) {
	i := 0
	for i < len(path) && path[i] != '/' {
		i++
	}
	first = path[:i]
	for i < len(path) && path[i] == '/' {
		i++
	}
	return first, path[i:]
}

// at calls do with where a file is.
func (r *Root) at(op, name string, follow bool, do func(dir uint32, path string) syscall.Errno) error {
	path, err := r.locate(name, follow)
	if err == nil {
		if errno := do(r.dir.fd, path); errno != 0 {
			err = errno
		}
	}
	return named(op, name, err)
}

// Open opens a file for reading.
func (r *Root) Open(name string) (*File, error) { return r.OpenFile(name, O_RDONLY, 0) }

// Create opens a file for reading and writing, and makes it empty.
func (r *Root) Create(name string) (*File, error) {
	return r.OpenFile(name, O_RDWR|O_CREATE|O_TRUNC, 0o666)
}

var errMode = errors.New("unsupported file mode")

// OpenFile opens a file, see the function of this name.
func (r *Root) OpenFile(name string, flag int, perm FileMode) (*File, error) {
	if perm&0o777 != perm {
		return nil, &PathError{Op: "openat", Path: name, Err: errMode}
	}
	return r.open(name, flag, 0)
}

func (r *Root) open(name string, flag int, oflags uint32) (*File, error) {
	f := &File{name: r.dir.name + "/" + name}
	// What is to be made anew must not be there as a link either.
	follow := flag&(O_CREATE|O_EXCL) != O_CREATE|O_EXCL
	err := r.at("openat", name, follow, func(dir uint32, path string) (errno syscall.Errno) {
		f.fd, errno = openAt(dir, 0, path, flag, oflags)
		return errno
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// OpenRoot opens a directory in this one as a Root of its own.
func (r *Root) OpenRoot(name string) (*Root, error) {
	dir, err := r.open(name, O_RDONLY, oflagsDir)
	if err != nil {
		return nil, err
	}
	return &Root{dir}, nil
}

// Mkdir makes a directory.
func (r *Root) Mkdir(name string, perm FileMode) error {
	if perm&0o777 != perm {
		return &PathError{Op: "mkdirat", Path: name, Err: errMode}
	}
	return r.at("mkdirat", name, false, func(dir uint32, path string) syscall.Errno {
		return syscall.Errno(wasiMkdir(dir, path))
	})
}

// MkdirAll makes a directory and those above it that do not exist.
func (r *Root) MkdirAll(name string, perm FileMode) error {
	if perm&0o777 != perm {
		return &PathError{Op: "mkdirat", Path: name, Err: errMode}
	}
	return r.at("mkdirat", name, true, func(dir uint32, path string) (errno syscall.Errno) {
		for i := 1; i <= len(path); i++ {
			if i < len(path) && path[i] != '/' {
				continue
			}
			errno = syscall.Errno(wasiMkdir(dir, path[:i]))
			if errno == 0 {
				continue
			}
			var stat filestat
			if wasiPathFilestat(dir, 0, path[:i], &stat) != 0 {
				return errno
			}
			if !modeOf(byte(stat[2])).IsDir() {
				return syscall.ENOTDIR
			}
		}
		return 0
	})
}

// Remove removes a file or an empty directory.
func (r *Root) Remove(name string) error {
	return r.at("removeat", name, false, func(dir uint32, path string) syscall.Errno {
		errno := syscall.Errno(wasiUnlink(dir, path))
		if errno == 0 {
			return 0
		}
		errno2 := syscall.Errno(wasiRmdir(dir, path))
		if errno2 != syscall.ENOTDIR {
			return errno2
		}
		return errno
	})
}

// RemoveAll removes a file or a directory with all that is in it. It is no error when there is none.
func (r *Root) RemoveAll(name string) error {
	path, err := r.locate(name, false)
	if err != nil {
		return named("RemoveAll", name, err)
	}
	if path == "." {
		return &PathError{Op: "RemoveAll", Path: name, Err: syscall.EINVAL}
	}
	return r.removeAll(path)
}

func (r *Root) removeAll(path string) error {
	err := r.Remove(path)
	if err == nil || IsNotExist(err) {
		return nil
	}
	if info, e := r.Lstat(path); e != nil || !info.IsDir() {
		return err
	}
	list, err := r.list(path)
	for _, e := range list {
		if e := r.removeAll(path + "/" + e.Name()); e != nil && err == nil {
			err = e
		}
	}
	if e := r.Remove(path); err == nil {
		err = e
	}
	return err
}

func (r *Root) list(name string) ([]DirEntry, error) {
	f, err := r.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := f.ReadDir(-1)
	sort.Slice(list, func(i, j int) bool { return list[i].Name() < list[j].Name() })
	return list, err
}

// Stat describes a file.
func (r *Root) Stat(name string) (FileInfo, error) { return r.stat("statat", name, true) }

// Lstat describes a file, a symbolic link itself.
func (r *Root) Lstat(name string) (FileInfo, error) { return r.stat("lstatat", name, false) }

func (r *Root) stat(op, name string, follow bool) (FileInfo, error) {
	info := &fileInfo{name: base(name)}
	err := r.at(op, name, follow, func(dir uint32, path string) syscall.Errno {
		return syscall.Errno(wasiPathFilestat(dir, 0, path, &info.stat))
	})
	if err != nil {
		return nil, err
	}
	return info, nil
}

// Readlink returns where a symbolic link leads; that may be outside.
func (r *Root) Readlink(name string) (target string, err error) {
	err = r.at("readlinkat", name, false, func(dir uint32, path string) (errno syscall.Errno) {
		target, errno = r.link(path)
		return errno
	})
	return target, err
}

// Symlink makes newname a symbolic link to oldname, which may be anything.
func (r *Root) Symlink(oldname, newname string) error {
	path, err := r.locate(newname, false)
	if err == nil {
		errno := wasiSymlink(oldname, r.dir.fd, path)
		if errno != 0 {
			err = syscall.Errno(errno)
		}
	}
	return linked("symlinkat", oldname, newname, err)
}

// two calls do with where two files are.
func (r *Root) two(op, oldname, newname string, do func(dir uint32, from, to string) uint32) error {
	from, err := r.locate(oldname, false)
	if err != nil {
		return linked(op, oldname, newname, err)
	}
	to, err := r.locate(newname, false)
	if err == nil {
		if errno := do(r.dir.fd, from, to); errno != 0 {
			err = syscall.Errno(errno)
		}
	}
	return linked(op, oldname, newname, err)
}

// Rename gives a file another name.
func (r *Root) Rename(oldname, newname string) error {
	return r.two("renameat", oldname, newname, func(dir uint32, from, to string) uint32 {
		return wasiRename(dir, from, dir, to)
	})
}

// Link gives a file another name beside the one it has.
func (r *Root) Link(oldname, newname string) error {
	return r.two("linkat", oldname, newname, func(dir uint32, from, to string) uint32 {
		return wasiLink(dir, 0, from, dir, to)
	})
}

// Chtimes sets when a file was last used and changed; a zero time leaves what is there.
func (r *Root) Chtimes(name string, atime time.Time, mtime time.Time) error {
	return r.at("chtimesat", name, true, func(dir uint32, path string) syscall.Errno {
		var nanos [2]uint64
		flags := uint32(0)
		for i, t := range [...]time.Time{atime, mtime} {
			if !t.IsZero() {
				nanos[i] = uint64(t.UnixNano())
				flags |= 1 << (2 * i)
			}
		}
		return syscall.Errno(wasiPathSetTimes(dir, 0, path, nanos[0], nanos[1], flags))
	})
}

// Chmod would set a file's permissions; the host has none. That the file exists is looked at.
func (r *Root) Chmod(name string, mode FileMode) error {
	return r.at("chmodat", name, true, func(dir uint32, path string) syscall.Errno {
		var stat filestat
		return syscall.Errno(wasiPathFilestat(dir, 0, path, &stat))
	})
}

// Chown would set a file's owner; the host has none.
func (r *Root) Chown(name string, uid, gid int) error { return r.chown("chownat", name, true) }

// Lchown would set a symbolic link's.
func (r *Root) Lchown(name string, uid, gid int) error { return r.chown("lchownat", name, false) }

func (r *Root) chown(op, name string, follow bool) error {
	return r.at(op, name, follow, func(uint32, string) syscall.Errno { return syscall.ENOSYS })
}

// ReadFile returns what is in a file.
func (r *Root) ReadFile(name string) ([]byte, error) {
	f, err := r.Open(name)
	if err != nil {
		return nil, err
	}
	return readAll(f)
}

// WriteFile makes data what is in a file.
func (r *Root) WriteFile(name string, data []byte, perm FileMode) error {
	f, err := r.OpenFile(name, O_WRONLY|O_CREATE|O_TRUNC, perm)
	if err != nil {
		return err
	}
	return writeAll(f, data)
}

// FS returns the files in the directory.
func (r *Root) FS() fs.FS { return rootFS{r} }

type rootFS struct{ r *Root }

// inRoot calls do if a name is one of package io/fs.
func inRoot[T any](op, name string, do func(name string) (T, error)) (T, error) {
	if !fs.ValidPath(name) {
		var none T
		return none, &PathError{Op: op, Path: name, Err: ErrInvalid}
	}
	return do(name)
}

func (f rootFS) Open(name string) (fs.File, error) {
	file, err := inRoot("open", name, f.r.Open)
	if err != nil {
		return nil, err
	}
	return file, nil
}

func (f rootFS) ReadFile(name string) ([]byte, error)    { return inRoot("readfile", name, f.r.ReadFile) }
func (f rootFS) ReadDir(name string) ([]DirEntry, error) { return inRoot("readdir", name, f.r.list) }
func (f rootFS) Stat(name string) (fs.FileInfo, error)   { return inRoot("stat", name, f.r.Stat) }
func (f rootFS) Lstat(name string) (fs.FileInfo, error)  { return inRoot("lstat", name, f.r.Lstat) }
func (f rootFS) ReadLink(name string) (string, error)    { return inRoot("readlink", name, f.r.Readlink) }
