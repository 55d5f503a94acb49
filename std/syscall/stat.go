package syscall

// Stat_t describes a file.
type Stat_t struct {
	Dev      uint64
	Ino      uint64
	Filetype uint8
	Nlink    uint64
	Size     uint64
	// Times are in nanoseconds since 1970.
	Atime uint64
	Mtime uint64
	Ctime uint64
	Mode  int
	// Always 0.
	Uid uint32
	Gid uint32
}

// fill takes over what the host says.
func (s *Stat_t) fill(words *[8]uint64) {
	*s = Stat_t{
		Dev: words[0], Ino: words[1], Filetype: uint8(words[2]), Nlink: words[3],
		Size: words[4], Atime: words[5], Mtime: words[6], Ctime: words[7],
		Mode: 0o600,
	}
	if s.Filetype == FILETYPE_DIRECTORY {
		s.Mode = 0o700
	}
}

// Stat describes a file.
func Stat(path string, info *Stat_t) error { return stat(path, LOOKUP_SYMLINK_FOLLOW, info) }

// Lstat describes a file, a symbolic link itself.
func Lstat(path string, info *Stat_t) error { return stat(path, 0, info) }

func stat(path string, follow uint32, info *Stat_t) error {
	return at(path, func(dir uint32, path string) uint32 {
		var words [8]uint64
		errno := wasiPathFilestat(dir, follow, path, &words)
		if errno == 0 {
			info.fill(&words)
		}
		return errno
	})
}

// Fstat describes an open file.
func Fstat(fd int, info *Stat_t) error {
	var words [8]uint64
	errno := wasiFilestat(uint32(fd), &words)
	if errno == 0 {
		info.fill(&words)
	}
	return failed(errno)
}
