// Package embed gives programs files that the compiler put into them: variables of type string, []byte or FS with a comment
// //go:embed before them.
package embed

import (
	"errors"
	"io"
	"io/fs"
	"time"
)

// An FS is a tree of embedded files, which cannot be changed. The zero value is empty.
type FS struct {
	// By directory, then by name, so that the entries of a directory lie together.
	files *[]file
}

var (
	_ fs.ReadDirFS  = FS{}
	_ fs.ReadFileFS = FS{}
)

// A file is an embedded file or directory, and the description of itself.
type file struct {
	dir, name string
	isDir     bool
	data      string
}

func (f *file) Name() string               { return f.name }
func (f *file) Size() int64                { return int64(len(f.data)) }
func (f *file) ModTime() time.Time         { return time.Time{} }
func (f *file) IsDir() bool                { return f.isDir }
func (f *file) Sys() any                   { return nil }
func (f *file) Type() fs.FileMode          { return f.Mode().Type() }
func (f *file) Info() (fs.FileInfo, error) { return f, nil }
func (f *file) String() string             { return fs.FormatFileInfo(f) }

func (f *file) Mode() fs.FileMode {
	if f.isDir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

// load fills a variable. The compiler calls it: names in the order of files, directories with a slash behind them, each with a NUL
// behind it, then the length of its content, a byte for seven bits, the low ones first.
func load(f *FS, names, content string) {
	var files []file
	for names != "" {
		end := 0
		for names[end] != 0 {
			end++
		}
		name := names[:end]
		names = names[end+1:]
		size := 0
		for shift := 0; ; shift += 7 {
			b := names[0]
			names = names[1:]
			size |= int(b&0x7f) << shift
			if b < 0x80 {
				break
			}
		}
		isDir := name[len(name)-1] == '/'
		if isDir {
			name = name[:len(name)-1]
		}
		dir, elem := split(name)
		files = append(files, file{dir, elem, isDir, content[:size]})
		content = content[size:]
	}
	f.files = &files
}

func split(name string) (dir, elem string) {
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '/' {
			return name[:i], name[i+1:]
		}
	}
	return ".", name
}

func (f FS) all() []file {
	if f.files == nil {
		return nil
	}
	return *f.files
}

// first returns the index of the first file that is not before this one.
func (f FS) first(dir, name string) int {
	all := f.all()
	lo, hi := 0, len(all)
	for lo < hi {
		m := (lo + hi) / 2
		if a := &all[m]; a.dir < dir || a.dir == dir && a.name < name {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

var root = file{name: ".", isDir: true}

func (f FS) find(op, name string) (*file, error) {
	if fs.ValidPath(name) {
		if name == "." {
			return &root, nil
		}
		dir, elem := split(name)
		all := f.all()
		if i := f.first(dir, elem); i < len(all) && all[i].dir == dir && all[i].name == elem {
			return &all[i], nil
		}
	}
	return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
}

// Open opens a file or directory.
func (f FS) Open(name string) (fs.File, error) {
	found, err := f.find("open", name)
	if err != nil {
		return nil, err
	}
	if found.isDir {
		return &openDir{file: found, name: name, entries: f.entries(name)}, nil
	}
	return &openFile{file: found, name: name}, nil
}

func (f FS) entries(dir string) []file {
	all := f.all()
	from := f.first(dir, "")
	to := from
	for to < len(all) && all[to].dir == dir {
		to++
	}
	return all[from:to]
}

// ReadDir returns the entries of a directory by name.
func (f FS) ReadDir(name string) ([]fs.DirEntry, error) {
	found, err := f.find("open", name)
	if err != nil {
		return nil, err
	}
	if !found.isDir {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("not a directory")}
	}
	return listed(f.entries(name)), nil
}

func listed(files []file) []fs.DirEntry {
	list := make([]fs.DirEntry, len(files))
	for i := range files {
		list[i] = &files[i]
	}
	return list
}

// ReadFile returns a copy of a file's content.
func (f FS) ReadFile(name string) ([]byte, error) {
	found, err := f.find("open", name)
	if err != nil {
		return nil, err
	}
	if found.isDir {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("is a directory")}
	}
	return []byte(found.data), nil
}

type openFile struct {
	file *file
	name string
	at   int64
}

var (
	_ io.Seeker   = (*openFile)(nil)
	_ io.ReaderAt = (*openFile)(nil)
)

func (f *openFile) Close() error               { return nil }
func (f *openFile) Stat() (fs.FileInfo, error) { return f.file, nil }

func (f *openFile) Read(b []byte) (int, error) {
	if f.at >= f.file.Size() {
		return 0, io.EOF
	}
	n := copy(b, f.file.data[f.at:])
	f.at += int64(n)
	return n, nil
}

func (f *openFile) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		offset += f.file.Size()
	}
	if offset < 0 || offset > f.file.Size() {
		return 0, &fs.PathError{Op: "seek", Path: f.name, Err: fs.ErrInvalid}
	}
	f.at = offset
	return offset, nil
}

func (f *openFile) ReadAt(b []byte, offset int64) (int, error) {
	if offset < 0 || offset > f.file.Size() {
		return 0, &fs.PathError{Op: "read", Path: f.name, Err: fs.ErrInvalid}
	}
	n := copy(b, f.file.data[offset:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

type openDir struct {
	file    *file
	name    string
	entries []file
	at      int
}

func (d *openDir) Close() error               { return nil }
func (d *openDir) Stat() (fs.FileInfo, error) { return d.file, nil }

func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.name + "/", Err: errors.New("is a directory")}
}

func (d *openDir) ReadDir(count int) ([]fs.DirEntry, error) {
	left := d.entries[d.at:]
	if count > 0 && len(left) == 0 {
		return nil, io.EOF
	}
	if count > 0 && count < len(left) {
		left = left[:count]
	}
	d.at += len(left)
	return listed(left), nil
}
