package os

import "syscall"

// locate returns the directory of the host that holds a file, and the path from there.
//
//go:linkname locate syscall.locate
func locate(name string) (dir uint32, path string, errno syscall.Errno)

// Getwd returns the current directory.
func Getwd() (dir string, err error) { return syscall.Getwd() }

// Chdir changes the current directory.
func Chdir(dir string) error {
	if err := syscall.Chdir(dir); err != nil {
		return &PathError{Op: "chdir", Path: dir, Err: err}
	}
	return nil
}
