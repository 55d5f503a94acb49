package os

import (
	"syscall"
	"time"
)

// linked makes an error of what failed with two names.
func linked(op, from, to string, err error) error {
	if err == nil {
		return nil
	}
	return &LinkError{op, from, to, err}
}

// named makes an error of what failed with a name.
func named(op, name string, err error) error {
	if err == nil {
		return nil
	}
	return &PathError{Op: op, Path: name, Err: err}
}

// Link gives a file another name beside the one it has.
func Link(oldname, newname string) error {
	return linked("link", oldname, newname, syscall.Link(oldname, newname))
}

// Symlink makes newname a symbolic link to oldname.
func Symlink(oldname, newname string) error {
	return linked("symlink", oldname, newname, syscall.Symlink(oldname, newname))
}

// Readlink returns where a symbolic link leads.
func Readlink(name string) (string, error) {
	for size := 128; ; size *= 2 {
		buf := make([]byte, size)
		n, err := syscall.Readlink(name, buf)
		if err != nil {
			return "", named("readlink", name, err)
		}
		if n < size {
			return string(buf[:n]), nil
		}
	}
}

// Chmod would set a file's permissions; the host has none.
func Chmod(name string, mode FileMode) error {
	return named("chmod", name, syscall.Chmod(name, uint32(mode.Perm())))
}

// Chown and Lchown would set a file's owner; the host has none.
func Chown(name string, uid, gid int) error {
	return named("chown", name, syscall.Chown(name, uid, gid))
}

func Lchown(name string, uid, gid int) error {
	return named("lchown", name, syscall.Lchown(name, uid, gid))
}

// Chtimes sets when a file was last used and changed; a zero time leaves what is there.
func Chtimes(name string, atime time.Time, mtime time.Time) error {
	var info syscall.Stat_t
	if err := syscall.Stat(name, &info); err != nil {
		return named("chtimes", name, err)
	}
	ts := [2]syscall.Timespec{
		syscall.NsecToTimespec(int64(info.Atime)),
		syscall.NsecToTimespec(int64(info.Mtime)),
	}
	for i, t := range [...]time.Time{atime, mtime} {
		if !t.IsZero() {
			ts[i] = syscall.NsecToTimespec(t.UnixNano())
		}
	}
	return named("chtimes", name, syscall.UtimesNano(name, ts[:]))
}

// Chmod would set the file's permissions.
func (f *File) Chmod(mode FileMode) error {
	return f.try("chmod", syscall.Fchmod(int(f.fd), uint32(mode.Perm())))
}

// Chown would set the file's owner.
func (f *File) Chown(uid, gid int) error { return f.try("chown", syscall.Fchown(int(f.fd), uid, gid)) }

// Chdir makes the file, a directory, the current one.
func (f *File) Chdir() error { return f.try("chdir", syscall.Chdir(f.name)) }

func (f *File) try(op string, err error) error {
	if err := f.check(op); err != nil {
		return err
	}
	return named(op, f.name, err)
}
