// Package filepath works with the names of files as the host has them: elements with slashes between them.
package filepath

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// What separates the elements of a path, and paths in a list.
const (
	Separator     = '/'
	ListSeparator = ':'
)

// ErrBadPattern says that a pattern is malformed.
var ErrBadPattern = path.ErrBadPattern

// What a WalkFunc answers to leave out a directory, or everything that is left.
var (
	SkipDir error = fs.SkipDir
	SkipAll error = fs.SkipAll
)

// Clean returns the shortest path that means the same.
func Clean(name string) string { return path.Clean(name) }

// ToSlash returns a path with slashes.
func ToSlash(name string) string { return name }

// FromSlash makes one of a path with slashes.
func FromSlash(name string) string { return name }

// SplitList splits a list of paths, such as that of the variable PATH.
func SplitList(list string) []string {
	if list == "" {
		return []string{}
	}
	return strings.Split(list, ":")
}

// Split cuts a path behind its last separator.
func Split(name string) (dir, file string) { return path.Split(name) }

// Join puts separators between elements that are not empty, and cleans the result.
func Join(elem ...string) string { return path.Join(elem...) }

// Ext returns what follows the last dot of the last element, with the dot.
func Ext(name string) string { return path.Ext(name) }

// Base returns the last element.
func Base(name string) string { return path.Base(name) }

// Dir returns all but the last element.
func Dir(name string) string { return path.Dir(name) }

// IsAbs reports whether a path begins at the root.
func IsAbs(name string) bool { return path.IsAbs(name) }

// VolumeName returns the drive: there are none.
func VolumeName(name string) string { return "" }

// IsLocal reports whether a path stays below the directory where it begins.
func IsLocal(name string) bool {
	if name == "" || name[0] == '/' {
		return false
	}
	clean := Clean(name)
	return clean != ".." && !strings.HasPrefix(clean, "../")
}

// Localize makes a local path of one with slashes.
func Localize(name string) (string, error) {
	if !fs.ValidPath(name) || strings.Contains(name, "\x00") {
		return "", errors.New("invalid path")
	}
	return name, nil
}

// Abs returns a path from the root that means the same.
func Abs(name string) (string, error) {
	if IsAbs(name) {
		return Clean(name), nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	return Join(dir, name), nil
}

// Rel returns a path from one file to another; both begin at the root, or in the same directory.
func Rel(from, to string) (string, error) {
	base, target := Clean(from), Clean(to)
	if base == target {
		return ".", nil
	}
	if base == "." {
		base = ""
	}
	fail := errors.New("Rel: can't make " + to + " relative to " + from)
	if IsAbs(base) != IsAbs(target) {
		return "", fail
	}
	b, t := elements(base), elements(target)
	for len(b) > 0 && len(t) > 0 && b[0] == t[0] {
		b, t = b[1:], t[1:]
	}
	if slices.Contains(b, "..") {
		return "", fail
	}
	up := make([]string, len(b), len(b)+len(t))
	for i := range up {
		up[i] = ".."
	}
	return strings.Join(append(up, t...), "/"), nil
}

func elements(name string) []string {
	name = strings.Trim(name, "/")
	if name == "" || name == "." {
		return nil
	}
	return strings.Split(name, "/")
}

// Match reports whether a name matches a pattern, as path.Match does.
func Match(pattern, name string) (matched bool, err error) { return path.Match(pattern, name) }

// Glob returns the names of all files that match a pattern.
func Glob(pattern string) (matches []string, err error) {
	if _, err := Match(pattern, ""); err != nil {
		return nil, err
	}
	if !strings.ContainsAny(pattern, `*?[\`) {
		if _, err := os.Lstat(pattern); err != nil {
			return nil, nil
		}
		return []string{pattern}, nil
	}
	dir, file := Split(pattern)
	switch dir {
	case "":
		dir = "."
	case "/":
	default:
		dir = dir[:len(dir)-1]
	}
	dirs := []string{dir}
	if strings.ContainsAny(dir, `*?[\`) {
		if dirs, err = Glob(dir); err != nil {
			return nil, err
		}
	}
	for _, dir := range dirs {
		list, err := os.ReadDir(dir)
		if err != nil {
			continue
		}
		for _, entry := range list {
			ok, err := Match(file, entry.Name())
			if err != nil {
				return matches, err
			}
			if ok {
				matches = append(matches, Join(dir, entry.Name()))
			}
		}
	}
	return matches, nil
}

// A WalkFunc is called by Walk for each file.
type WalkFunc func(path string, info fs.FileInfo, err error) error

// Walk calls fn for root and all that is below it, in the order of names.
func Walk(root string, fn WalkFunc) error {
	return WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if d == nil {
			return fn(path, nil, err)
		}
		info, infoErr := d.Info()
		if err == nil {
			err = infoErr
		}
		return fn(path, info, err)
	})
}

// WalkDir does the same without asking for descriptions of all files.
func WalkDir(root string, fn fs.WalkDirFunc) error {
	info, err := os.Lstat(root)
	if err != nil {
		err = fn(root, nil, err)
	} else {
		err = walk(root, fs.FileInfoToDirEntry(info), fn)
	}
	if err == SkipDir || err == SkipAll {
		return nil
	}
	return err
}

func walk(name string, d fs.DirEntry, fn fs.WalkDirFunc) error {
	if err := fn(name, d, nil); err != nil || !d.IsDir() {
		if err == SkipDir && d.IsDir() {
			err = nil
		}
		return err
	}
	list, err := os.ReadDir(name)
	if err != nil {
		if err = fn(name, d, err); err != nil {
			if err == SkipDir {
				err = nil
			}
			return err
		}
	}
	for _, entry := range list {
		if err := walk(Join(name, entry.Name()), entry, fn); err != nil {
			if err == SkipDir {
				break
			}
			return err
		}
	}
	return nil
}

// EvalSymlinks returns the path cleaned, if there is such a file. The host follows symbolic links by itself.
func EvalSymlinks(path string) (string, error) {
	if _, err := os.Lstat(path); err != nil {
		return "", err
	}
	return Clean(path), nil
}

// HasPrefix reports whether a path begins with a text.
//
// Deprecated: it does not look at elements.
func HasPrefix(p, prefix string) bool { return strings.HasPrefix(p, prefix) }
