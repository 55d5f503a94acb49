package os
import "io"
type File struct { name string; fd int }
func (f *File) Write(b []byte) (n int, err error) { return }
func (f *File) Read(b []byte) (n int, err error) { return 0, io.EOF }
func (f *File) Close() error { return nil }
var Stdin, Stdout, Stderr = &File{"a", 0}, &File{"b", 1}, &File{"c", 2}
var Args []string
func Exit(code int)
func Open(name string) (*File, error) { return nil, nil }
