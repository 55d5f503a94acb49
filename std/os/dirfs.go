package os

import (
	"errors"
	"io"
	"io/fs"
)

// DirFS returns the files below a directory.
func DirFS(dir string) fs.FS { return dirFS(dir) }

type dirFS string

// path returns where a file of the tree is.
func (d dirFS) path(op, name string) (string, error) {
	if d == "" {
		return "", &PathError{Op: op, Path: name, Err: errors.New("os: DirFS with empty root")}
	}
	if !fs.ValidPath(name) {
		return "", &PathError{Op: op, Path: name, Err: ErrInvalid}
	}
	return string(d) + "/" + name, nil
}

// within calls do with where a file is. Errors name the file as the caller did.
func within[T any](d dirFS, op, name string, do func(path string) (T, error)) (T, error) {
	path, err := d.path(op, name)
	if err != nil {
		var none T
		return none, err
	}
	result, err := do(path)
	if e, ok := err.(*PathError); ok {
		e.Path = name
	}
	return result, err
}

func (d dirFS) Open(name string) (fs.File, error) {
	f, err := within(d, "open", name, Open)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (d dirFS) ReadFile(name string) ([]byte, error)    { return within(d, "readfile", name, ReadFile) }
func (d dirFS) ReadDir(name string) ([]DirEntry, error) { return within(d, "readdir", name, ReadDir) }
func (d dirFS) Stat(name string) (fs.FileInfo, error)   { return within(d, "stat", name, Stat) }
func (d dirFS) Lstat(name string) (fs.FileInfo, error)  { return within(d, "lstat", name, Lstat) }
func (d dirFS) ReadLink(name string) (string, error)    { return within(d, "readlink", name, Readlink) }

// CopyFS copies all files of a tree into a directory. A file that is there already is an error.
func CopyFS(dir string, from fs.FS) error {
	return fs.WalkDir(from, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := dir
		if path != "." {
			to += "/" + path
		}
		switch {
		case d.IsDir():
			return MkdirAll(to, 0o777)
		case d.Type() == ModeSymlink:
			links, ok := from.(interface{ ReadLink(string) (string, error) })
			if !ok {
				return &PathError{Op: "readlink", Path: path, Err: ErrInvalid}
			}
			target, err := links.ReadLink(path)
			if err != nil {
				return err
			}
			return Symlink(target, to)
		case !d.Type().IsRegular():
			return &PathError{Op: "CopyFS", Path: path, Err: ErrInvalid}
		}
		r, err := from.Open(path)
		if err != nil {
			return err
		}
		defer r.Close()
		w, err := OpenFile(to, O_CREATE|O_EXCL|O_WRONLY, 0o666)
		if err != nil {
			return err
		}
		if _, err := io.Copy(w, r); err != nil {
			w.Close()
			return &PathError{Op: "Copy", Path: to, Err: err}
		}
		return w.Close()
	})
}
