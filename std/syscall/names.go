package syscall

import "unsafe"

// at does something with a file that has a name.
func at(path string, do func(dir uint32, path string) uint32) error {
	dir, rest, errno := locate(path)
	if errno != 0 {
		return errno
	}
	return failed(do(dir, rest))
}

// Mkdir makes a directory.
func Mkdir(path string, perm uint32) error { return at(path, wasiMkdir) }

// Rmdir removes a directory that is empty.
func Rmdir(path string) error { return at(path, wasiRmdir) }

// Unlink removes a file.
func Unlink(path string) error { return at(path, wasiUnlink) }

// Rename gives a file another name.
func Rename(from, to string) error {
	return at(from, func(dir uint32, path string) uint32 {
		newDir, newPath, errno := locate(to)
		if errno != 0 {
			return uint32(errno)
		}
		return wasiRename(dir, path, newDir, newPath)
	})
}

// Link gives a file another name beside the one it has.
func Link(path, link string) error {
	return at(path, func(dir uint32, path string) uint32 {
		newDir, newPath, errno := locate(link)
		if errno != 0 {
			return uint32(errno)
		}
		return wasiLink(dir, 0, path, newDir, newPath)
	})
}

// Symlink makes a symbolic link.
func Symlink(path, link string) error {
	if path == "" {
		return EINVAL
	}
	return at(link, func(dir uint32, link string) uint32 {
		return wasiSymlink(path, dir, link)
	})
}

// Readlink writes where a symbolic link leads, and returns how many bytes that is.
func Readlink(path string, buf []byte) (n int, err error) {
	err = at(path, func(dir uint32, path string) uint32 {
		var used uint32
		errno := wasiReadlink(dir, path, unsafe.SliceData(buf), uint32(len(buf)), &used)
		n = int(used)
		return errno
	})
	return n, err
}

// UtimesNano sets when a file was last used and changed.
func UtimesNano(path string, ts []Timespec) error {
	if len(ts) != 2 {
		return EINVAL
	}
	return at(path, func(dir uint32, path string) uint32 {
		const both = FILESTAT_SET_ATIM | FILESTAT_SET_MTIM
		return wasiPathSetTimes(dir, LOOKUP_SYMLINK_FOLLOW, path,
			uint64(ts[0].Nano()), uint64(ts[1].Nano()), both)
	})
}

// The host knows neither permissions nor owners. That a file exists is looked at.

// Chmod would set permissions.
func Chmod(path string, mode uint32) error {
	var info Stat_t
	return Stat(path, &info)
}

// Fchmod would set permissions.
func Fchmod(fd int, mode uint32) error {
	var info Stat_t
	return Fstat(fd, &info)
}

// Chown, Fchown and Lchown would set owners.
func Chown(path string, uid, gid int) error  { return ENOSYS }
func Fchown(fd int, uid, gid int) error      { return ENOSYS }
func Lchown(path string, uid, gid int) error { return ENOSYS }
