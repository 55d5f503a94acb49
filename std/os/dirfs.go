package os

import (
	"io"
	"io/fs"
	"syscall"
)

// DirFS returns a directory as a file system. Names lead out of it only by symbolic links.
func DirFS(dir string) fs.FS { return dirFS(dir) }

type dirFS string

// join returns the name of a file of the tree.
func (dir dirFS) join(op, name string) (string, error) {
	if dir == "" {
		return "", &PathError{Op: op, Path: name, Err: errEmptyRoot}
	}
	if !fs.ValidPath(name) {
		return "", &PathError{Op: op, Path: name, Err: ErrInvalid}
	}
	return string(dir) + "/" + name, nil
}

type rootError string

func (e rootError) Error() string { return string(e) }

const errEmptyRoot = rootError("os: DirFS with empty root")

// named gives an error the name within the tree.
func named(err error, name string) error {
	if e, ok := err.(*PathError); ok {
		e.Path = name
	}
	return err
}

func (dir dirFS) Open(name string) (fs.File, error) {
	whole, err := dir.join("open", name)
	if err != nil {
		return nil, err
	}
	f, err := Open(whole)
	if err != nil {
		// An interface with a nil *File would not be nil.
		return nil, named(err, name)
	}
	return f, nil
}

func (dir dirFS) ReadFile(name string) ([]byte, error) {
	whole, err := dir.join("readfile", name)
	if err != nil {
		return nil, err
	}
	data, err := ReadFile(whole)
	return data, named(err, name)
}

func (dir dirFS) ReadDir(name string) ([]DirEntry, error) {
	whole, err := dir.join("readdir", name)
	if err != nil {
		return nil, err
	}
	list, err := ReadDir(whole)
	return list, named(err, name)
}

func (dir dirFS) Stat(name string) (fs.FileInfo, error) {
	whole, err := dir.join("stat", name)
	if err != nil {
		return nil, err
	}
	info, err := Stat(whole)
	return info, named(err, name)
}

func (dir dirFS) Lstat(name string) (fs.FileInfo, error) {
	whole, err := dir.join("lstat", name)
	if err != nil {
		return nil, err
	}
	info, err := Lstat(whole)
	return info, named(err, name)
}

// CopyFS copies a tree into dir, which is made. Files that are there already are errors.
func CopyFS(dir string, fsys fs.FS) error {
	return fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := dir + "/" + path
		switch d.Type() {
		case ModeDir:
			return MkdirAll(target, 0o777)
		case 0:
		default:
			return &PathError{Op: "CopyFS", Path: path, Err: ErrInvalid}
		}
		from, err := fsys.Open(path)
		if err != nil {
			return err
		}
		defer from.Close()
		to, err := OpenFile(target, O_CREATE|O_EXCL|O_WRONLY, 0o666)
		if err != nil {
			return err
		}
		if _, err := io.Copy(to, from); err != nil {
			to.Close()
			return &PathError{Op: "Copy", Path: target, Err: err}
		}
		return to.Close()
	})
}

// IsPathSeparator reports whether c separates the elements of a path.
func IsPathSeparator(c uint8) bool { return c == '/' }

// UserCacheDir returns $XDG_CACHE_HOME, or else $HOME/.cache.
func UserCacheDir() (string, error) { return userDir("XDG_CACHE_HOME", "/.cache") }

// UserConfigDir returns $XDG_CONFIG_HOME, or else $HOME/.config.
func UserConfigDir() (string, error) { return userDir("XDG_CONFIG_HOME", "/.config") }

func userDir(variable, below string) (string, error) {
	dir := Getenv(variable)
	if dir == "" {
		if dir = Getenv("HOME"); dir != "" {
			return dir + below, nil
		}
		return "", userDirError("neither $" + variable + " nor $HOME are defined")
	}
	if dir[0] != '/' {
		return "", userDirError("path in $" + variable + " is relative")
	}
	return dir, nil
}

type userDirError string

func (e userDirError) Error() string { return string(e) }

// Chmod, Chown, Lchown, Link and Symlink return errors: WASI has no permissions and owners, and the runtime makes no links.

// Chmod returns an error.
func Chmod(name string, mode FileMode) error {
	return &PathError{Op: "chmod", Path: name, Err: syscall.ENOSYS}
}

// Chown returns an error.
func Chown(name string, uid, gid int) error {
	return &PathError{Op: "chown", Path: name, Err: syscall.ENOSYS}
}

// Lchown returns an error.
func Lchown(name string, uid, gid int) error {
	return &PathError{Op: "lchown", Path: name, Err: syscall.ENOSYS}
}

// Chmod returns an error.
func (f *File) Chmod(mode FileMode) error { return Chmod(f.name, mode) }

// Chown returns an error.
func (f *File) Chown(uid, gid int) error { return Chown(f.name, uid, gid) }

// Link returns an error.
func Link(oldname, newname string) error {
	return &LinkError{"link", oldname, newname, syscall.ENOSYS}
}

// Symlink returns an error.
func Symlink(oldname, newname string) error {
	return &LinkError{"symlink", oldname, newname, syscall.ENOSYS}
}
