package io
import "errors"
type Writer interface { Write(p []byte) (n int, err error) }
type Reader interface { Read(p []byte) (n int, err error) }
type Closer interface { Close() error }
type ReadCloser interface { Reader; Closer }
var EOF = errors.New("EOF")
type WriteCloser interface { Writer; Closer }
