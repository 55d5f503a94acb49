// Package goroot tells standard packages by the tree that has their source.
package goroot

import (
	"os"
	"path/filepath"
	"strings"
)

// IsStandardPackage reports whether a tree has Go files of a package.
func IsStandardPackage(readDir func(string) ([]os.DirEntry, error), goroot, compiler, path string) bool {
	entries, err := readDir(filepath.Join(goroot, "src", path))
	if err != nil {
		return false
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".go") {
			return true
		}
	}
	return false
}
