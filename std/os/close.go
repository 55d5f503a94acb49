package os

import "syscall"

// wasiClose closes a file.
//
//go:burrow block
func wasiClose(fd uint32) uint32

// Close closes the file.
func (f *File) Close() error {
	if err := f.check("close"); err != nil {
		return err
	}
	f.closed = true
	if errno := wasiClose(f.fd); errno != 0 {
		return &PathError{"close", f.name, syscall.Errno(errno)}
	}
	return nil
}
