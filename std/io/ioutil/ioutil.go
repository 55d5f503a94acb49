// Package ioutil has older names of functions of packages io and os.
package ioutil

import (
	"io"
	"io/fs"
	"os"
)

// Discard takes everything that is written.
var Discard io.Writer = io.Discard

// ReadAll is [io.ReadAll].
func ReadAll(r io.Reader) ([]byte, error) { return io.ReadAll(r) }

// ReadFile is [os.ReadFile].
func ReadFile(name string) ([]byte, error) { return os.ReadFile(name) }

// WriteFile is [os.WriteFile].
func WriteFile(name string, data []byte, perm fs.FileMode) error {
	return os.WriteFile(name, data, perm)
}

// ReadDir describes the files of a directory, by name.
func ReadDir(name string) ([]fs.FileInfo, error) {
	entries, err := os.ReadDir(name)
	if err != nil {
		return nil, err
	}
	list := make([]fs.FileInfo, 0, len(entries))
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			return nil, err
		}
		list = append(list, info)
	}
	return list, nil
}

// NopCloser is [io.NopCloser].
func NopCloser(r io.Reader) io.ReadCloser { return io.NopCloser(r) }

// TempFile is [os.CreateTemp].
func TempFile(dir, pattern string) (*os.File, error) { return os.CreateTemp(dir, pattern) }

// TempDir is [os.MkdirTemp].
func TempDir(dir, pattern string) (string, error) { return os.MkdirTemp(dir, pattern) }
