package fs

import (
	"errors"
	"path"
)

// Sub returns the part of a tree that is below a directory.
func Sub(fsys FS, dir string) (FS, error) {
	if !ValidPath(dir) {
		return nil, &PathError{Op: "sub", Path: dir, Err: ErrInvalid}
	}
	if dir == "." {
		return fsys, nil
	}
	if fsys, ok := fsys.(SubFS); ok {
		return fsys.Sub(dir)
	}
	return &subFS{fsys, dir}, nil
}

type subFS struct {
	fsys FS
	dir  string
}

// whole is a name in the tree itself.
func (s *subFS) whole(op, name string) (string, error) {
	if !ValidPath(name) {
		return "", &PathError{Op: op, Path: name, Err: ErrInvalid}
	}
	return path.Join(s.dir, name), nil
}

// shorten makes an error speak of names as the caller knows them.
func (s *subFS) shorten(err error) error {
	var e *PathError
	if errors.As(err, &e) {
		if e.Path == s.dir {
			e.Path = "."
		} else if n := len(s.dir); len(e.Path) > n && e.Path[:n] == s.dir && e.Path[n] == '/' {
			e.Path = e.Path[n+1:]
		}
	}
	return err
}

func (s *subFS) Open(name string) (File, error) {
	whole, err := s.whole("open", name)
	if err != nil {
		return nil, err
	}
	file, err := s.fsys.Open(whole)
	return file, s.shorten(err)
}

func (s *subFS) ReadDir(name string) ([]DirEntry, error) {
	whole, err := s.whole("read", name)
	if err != nil {
		return nil, err
	}
	list, err := ReadDir(s.fsys, whole)
	return list, s.shorten(err)
}

func (s *subFS) ReadFile(name string) ([]byte, error) {
	whole, err := s.whole("read", name)
	if err != nil {
		return nil, err
	}
	data, err := ReadFile(s.fsys, whole)
	return data, s.shorten(err)
}

func (s *subFS) Sub(dir string) (FS, error) {
	if dir == "." {
		return s, nil
	}
	whole, err := s.whole("sub", dir)
	if err != nil {
		return nil, err
	}
	return &subFS{s.fsys, whole}, nil
}
