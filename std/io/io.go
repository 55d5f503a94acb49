// Package io has the interfaces of things that are read and written, and what can be done with all of them.
package io

import "errors"

// Where Seek counts from.
const (
	SeekStart   = 0 // from the beginning
	SeekCurrent = 1 // from here
	SeekEnd     = 2 // from the end
)

var (
	// EOF says that there is no more input.
	EOF = errors.New("EOF")
	// ErrUnexpectedEOF says that input ended in the middle of something.
	ErrUnexpectedEOF = errors.New("unexpected EOF")
	// ErrShortWrite says that a write took fewer bytes than it was given, without an error.
	ErrShortWrite = errors.New("short write")
	// ErrShortBuffer says that a read needs a longer buffer.
	ErrShortBuffer = errors.New("short buffer")
	// ErrNoProgress says that many reads returned neither data nor an error.
	ErrNoProgress = errors.New("multiple Read calls return no data or error")

	errInvalidWrite = errors.New("invalid write result")
	errWhence       = errors.New("Seek: invalid whence")
	errOffset       = errors.New("Seek: invalid offset")
)

// A Reader reads up to len(p) bytes into p.
type Reader interface {
	Read(p []byte) (n int, err error)
}

// A Writer writes p; it returns an error when it writes less.
type Writer interface {
	Write(p []byte) (n int, err error)
}

// A Closer can be closed.
type Closer interface {
	Close() error
}

// A Seeker can set where the next read or write happens.
type Seeker interface {
	Seek(offset int64, whence int) (int64, error)
}

// A ReadWriter reads and writes.
type ReadWriter interface {
	Reader
	Writer
}

// A ReadCloser reads and can be closed.
type ReadCloser interface {
	Reader
	Closer
}

// A WriteCloser writes and can be closed.
type WriteCloser interface {
	Writer
	Closer
}

// A ReadWriteCloser reads, writes and can be closed.
type ReadWriteCloser interface {
	Reader
	Writer
	Closer
}

// A ReadSeeker reads and seeks.
type ReadSeeker interface {
	Reader
	Seeker
}

// A ReadSeekCloser reads, seeks and can be closed.
type ReadSeekCloser interface {
	Reader
	Seeker
	Closer
}

// A WriteSeeker writes and seeks.
type WriteSeeker interface {
	Writer
	Seeker
}

// A ReadWriteSeeker reads, writes and seeks.
type ReadWriteSeeker interface {
	Reader
	Writer
	Seeker
}

// A ReaderFrom reads everything from another reader.
type ReaderFrom interface {
	ReadFrom(r Reader) (n int64, err error)
}

// A WriterTo writes everything that it has to a writer.
type WriterTo interface {
	WriteTo(w Writer) (n int64, err error)
}

// A ReaderAt reads at an offset.
type ReaderAt interface {
	ReadAt(p []byte, off int64) (n int, err error)
}

// A WriterAt writes at an offset.
type WriterAt interface {
	WriteAt(p []byte, off int64) (n int, err error)
}

// A ByteReader reads one byte.
type ByteReader interface {
	ReadByte() (byte, error)
}

// A ByteScanner can take back the last byte read.
type ByteScanner interface {
	ByteReader
	UnreadByte() error
}

// A ByteWriter writes one byte.
type ByteWriter interface {
	WriteByte(c byte) error
}

// A RuneReader reads one rune and tells its width.
type RuneReader interface {
	ReadRune() (r rune, size int, err error)
}

// A RuneScanner can take back the last rune read.
type RuneScanner interface {
	RuneReader
	UnreadRune() error
}

// A StringWriter writes strings without a copy.
type StringWriter interface {
	WriteString(s string) (n int, err error)
}

// WriteString writes a string, by the writer's own method if it has one.
func WriteString(w Writer, s string) (n int, err error) {
	if sw, ok := w.(StringWriter); ok {
		return sw.WriteString(s)
	}
	return w.Write([]byte(s))
}

// ReadAtLeast reads into buf until it has min bytes or more.
func ReadAtLeast(r Reader, buf []byte, min int) (n int, err error) {
	if len(buf) < min {
		return 0, ErrShortBuffer
	}
	for n < min && err == nil {
		var m int
		m, err = r.Read(buf[n:])
		n += m
	}
	if n >= min {
		return n, nil
	}
	if n > 0 && err == EOF {
		err = ErrUnexpectedEOF
	}
	return n, err
}

// ReadFull fills buf: EOF when there was nothing, ErrUnexpectedEOF when there was too little.
func ReadFull(r Reader, buf []byte) (n int, err error) { return ReadAtLeast(r, buf, len(buf)) }

// ReadAll reads until the end, which is no error.
func ReadAll(r Reader) ([]byte, error) {
	b := make([]byte, 0, 512)
	for {
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err != nil {
			if err == EOF {
				err = nil
			}
			return b, err
		}
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
	}
}

// Copy copies until the end of src, which is no error.
func Copy(dst Writer, src Reader) (written int64, err error) { return copyBuffer(dst, src, nil) }

// CopyBuffer is Copy through a buffer of the caller's, which must not be empty unless nil.
func CopyBuffer(dst Writer, src Reader, buf []byte) (written int64, err error) {
	if buf != nil && len(buf) == 0 {
		panic("empty buffer in CopyBuffer")
	}
	return copyBuffer(dst, src, buf)
}

// CopyN copies n bytes; EOF when there are fewer.
func CopyN(dst Writer, src Reader, n int64) (written int64, err error) {
	written, err = Copy(dst, LimitReader(src, n))
	if written < n && err == nil {
		err = EOF
	}
	return written, err
}

func copyBuffer(dst Writer, src Reader, buf []byte) (written int64, err error) {
	if wt, ok := src.(WriterTo); ok {
		return wt.WriteTo(dst)
	}
	if rf, ok := dst.(ReaderFrom); ok {
		return rf.ReadFrom(src)
	}
	if buf == nil {
		size := 32 * 1024
		if l, ok := src.(*LimitedReader); ok && l.N < int64(size) {
			size = 1
			if l.N > 1 {
				size = int(l.N)
			}
		}
		buf = make([]byte, size)
	}
	for {
		n, readErr := src.Read(buf)
		if n > 0 {
			m, writeErr := dst.Write(buf[:n])
			if m < 0 || m > n {
				m = 0
				if writeErr == nil {
					writeErr = errInvalidWrite
				}
			}
			written += int64(m)
			if writeErr != nil {
				return written, writeErr
			}
			if m != n {
				return written, ErrShortWrite
			}
		}
		if readErr == EOF {
			return written, nil
		}
		if readErr != nil {
			return written, readErr
		}
	}
}

// LimitReader returns a reader of at most n bytes of r.
func LimitReader(r Reader, n int64) Reader { return &LimitedReader{r, n} }

// A LimitedReader reads from R until N bytes are read.
type LimitedReader struct {
	R Reader // where from
	N int64  // how many bytes remain
}

func (l *LimitedReader) Read(p []byte) (n int, err error) {
	if l.N <= 0 {
		return 0, EOF
	}
	if int64(len(p)) > l.N {
		p = p[:l.N]
	}
	n, err = l.R.Read(p)
	l.N -= int64(n)
	return n, err
}

// TeeReader returns a reader of r that writes to w what it reads.
func TeeReader(r Reader, w Writer) Reader { return &teeReader{r, w} }

type teeReader struct {
	r Reader
	w Writer
}

func (t *teeReader) Read(p []byte) (n int, err error) {
	n, err = t.r.Read(p)
	if n > 0 {
		if n, err := t.w.Write(p[:n]); err != nil {
			return n, err
		}
	}
	return n, err
}

// Discard is a writer that forgets what is written to it.
var Discard Writer = discard{}

type discard struct{}

func (discard) Write(p []byte) (int, error)       { return len(p), nil }
func (discard) WriteString(s string) (int, error) { return len(s), nil }

func (discard) ReadFrom(r Reader) (n int64, err error) {
	buf := make([]byte, 8*1024)
	for {
		m, err := r.Read(buf)
		n += int64(m)
		if err != nil {
			if err == EOF {
				err = nil
			}
			return n, err
		}
	}
}

// NopCloser gives a reader a Close that does nothing.
func NopCloser(r Reader) ReadCloser {
	if _, ok := r.(WriterTo); ok {
		return nopCloserWriterTo{r}
	}
	return nopCloser{r}
}

type nopCloser struct{ Reader }

func (nopCloser) Close() error { return nil }

type nopCloserWriterTo struct{ Reader }

func (nopCloserWriterTo) Close() error { return nil }

func (c nopCloserWriterTo) WriteTo(w Writer) (n int64, err error) {
	return c.Reader.(WriterTo).WriteTo(w)
}
