package fs

// A ReadLinkFS has symbolic links.
type ReadLinkFS interface {
	FS

	// ReadLink returns what a symbolic link leads to.
	ReadLink(name string) (string, error)

	// Lstat describes a file; of a symbolic link the link itself.
	Lstat(name string) (FileInfo, error)
}

// ReadLink returns what a symbolic link leads to. File systems that are no ReadLinkFS have none.
func ReadLink(fsys FS, name string) (string, error) {
	if f, ok := fsys.(ReadLinkFS); ok {
		return f.ReadLink(name)
	}
	return "", &PathError{Op: "readlink", Path: name, Err: ErrInvalid}
}

// Lstat describes a file without following symbolic links, where the file system knows them; else it is Stat.
func Lstat(fsys FS, name string) (FileInfo, error) {
	if f, ok := fsys.(ReadLinkFS); ok {
		return f.Lstat(name)
	}
	return Stat(fsys, name)
}
