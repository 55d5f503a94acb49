package fs

// A ReadLinkFS is a file system that has symbolic links.
type ReadLinkFS interface {
	FS
	// ReadLink returns where a symbolic link leads.
	ReadLink(name string) (string, error)
	// Lstat describes a file, or a symbolic link itself.
	Lstat(name string) (FileInfo, error)
}

// ReadLink returns where a symbolic link leads.
func ReadLink(fsys FS, name string) (string, error) {
	links, ok := fsys.(ReadLinkFS)
	if !ok {
		return "", &PathError{Op: "readlink", Path: name, Err: ErrInvalid}
	}
	return links.ReadLink(name)
}

// Lstat describes a file, or a symbolic link itself; without links it is Stat.
func Lstat(fsys FS, name string) (FileInfo, error) {
	if links, ok := fsys.(ReadLinkFS); ok {
		return links.Lstat(name)
	}
	return Stat(fsys, name)
}
