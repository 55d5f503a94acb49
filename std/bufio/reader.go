package bufio

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

const defaultSize = 4096

// Errors of readers and writers.
var (
	ErrInvalidUnreadByte = errors.New("bufio: invalid use of UnreadByte")
	ErrInvalidUnreadRune = errors.New("bufio: invalid use of UnreadRune")
	ErrBufferFull        = errors.New("bufio: buffer full")
	ErrNegativeCount     = errors.New("bufio: negative count")

	errNegativeRead = errors.New("bufio: reader returned negative count from Read")
)

// A Reader reads through a buffer.
type Reader struct {
	r        io.Reader
	buf      []byte
	at, end  int // what is buffered
	err      error
	lastByte int // the last byte read, or -1
	lastRune int // the width of the last rune read, or -1
}

// NewReaderSize returns a reader of r with a buffer of at least size bytes.
func NewReaderSize(r io.Reader, size int) *Reader {
	if b, ok := r.(*Reader); ok && len(b.buf) >= size {
		return b
	}
	if size < 16 {
		size = 16
	}
	return &Reader{r: r, buf: make([]byte, size), lastByte: -1, lastRune: -1}
}

// NewReader returns a reader of r.
func NewReader(r io.Reader) *Reader { return NewReaderSize(r, defaultSize) }

// Size returns the size of the buffer.
func (b *Reader) Size() int { return len(b.buf) }

// Reset makes it a reader of r.
func (b *Reader) Reset(r io.Reader) {
	if b == r {
		return
	}
	if b.buf == nil {
		b.buf = make([]byte, defaultSize)
	}
	*b = Reader{r: r, buf: b.buf, lastByte: -1, lastRune: -1}
}

// Buffered returns how many bytes are in the buffer.
func (b *Reader) Buffered() int { return b.end - b.at }

// fill reads more into the buffer.
func (b *Reader) fill() {
	if b.at > 0 {
		copy(b.buf, b.buf[b.at:b.end])
		b.end -= b.at
		b.at = 0
	}
	if b.end >= len(b.buf) {
		panic("bufio: tried to fill full buffer")
	}
	for i := maxEmpty; i > 0; i-- {
		n, err := b.r.Read(b.buf[b.end:])
		if n < 0 {
			panic(errNegativeRead)
		}
		b.end += n
		if err != nil {
			b.err = err
			return
		}
		if n > 0 {
			return
		}
	}
	b.err = io.ErrNoProgress
}

func (b *Reader) takeErr() error {
	err := b.err
	b.err = nil
	return err
}

// Peek returns the next n bytes without reading them, valid until the next read; fewer with an error.
func (b *Reader) Peek(n int) ([]byte, error) {
	if n < 0 {
		return nil, ErrNegativeCount
	}
	b.lastByte, b.lastRune = -1, -1
	for b.Buffered() < n && b.Buffered() < len(b.buf) && b.err == nil {
		b.fill()
	}
	if n > len(b.buf) {
		return b.buf[b.at:b.end], ErrBufferFull
	}
	var err error
	if have := b.Buffered(); have < n {
		n = have
		if err = b.takeErr(); err == nil {
			err = ErrBufferFull
		}
	}
	return b.buf[b.at : b.at+n], err
}

// Discard skips the next n bytes; fewer with an error.
func (b *Reader) Discard(n int) (discarded int, err error) {
	if n < 0 {
		return 0, ErrNegativeCount
	}
	if n == 0 {
		return 0, nil
	}
	b.lastByte, b.lastRune = -1, -1
	for left := n; ; {
		skip := b.Buffered()
		if skip == 0 {
			b.fill()
			skip = b.Buffered()
		}
		if skip > left {
			skip = left
		}
		b.at += skip
		left -= skip
		if left == 0 {
			return n, nil
		}
		if b.err != nil {
			return n - left, b.takeErr()
		}
	}
}

// Read reads what is buffered, or by at most one read of what lies below.
func (b *Reader) Read(p []byte) (n int, err error) {
	if len(p) == 0 {
		if b.Buffered() > 0 {
			return 0, nil
		}
		return 0, b.takeErr()
	}
	if b.at == b.end {
		if b.err != nil {
			return 0, b.takeErr()
		}
		if len(p) >= len(b.buf) {
			// Without a detour through the buffer.
			n, b.err = b.r.Read(p)
			if n < 0 {
				panic(errNegativeRead)
			}
			if n > 0 {
				b.lastByte = int(p[n-1])
				b.lastRune = -1
			}
			return n, b.takeErr()
		}
		b.at, b.end = 0, 0
		n, b.err = b.r.Read(b.buf)
		if n < 0 {
			panic(errNegativeRead)
		}
		if n == 0 {
			return 0, b.takeErr()
		}
		b.end = n
	}
	n = copy(p, b.buf[b.at:b.end])
	b.at += n
	b.lastByte = int(b.buf[b.at-1])
	b.lastRune = -1
	return n, nil
}

// ReadByte reads a byte.
func (b *Reader) ReadByte() (byte, error) {
	b.lastRune = -1
	for b.at == b.end {
		if b.err != nil {
			return 0, b.takeErr()
		}
		b.fill()
	}
	c := b.buf[b.at]
	b.at++
	b.lastByte = int(c)
	return c, nil
}

// UnreadByte takes back the last byte read.
func (b *Reader) UnreadByte() error {
	if b.lastByte < 0 || b.at == 0 && b.end > 0 {
		return ErrInvalidUnreadByte
	}
	if b.at > 0 {
		b.at--
	} else {
		b.end = 1
	}
	b.buf[b.at] = byte(b.lastByte)
	b.lastByte, b.lastRune = -1, -1
	return nil
}

// ReadRune reads a rune.
func (b *Reader) ReadRune() (r rune, size int, err error) {
	for b.at+utf8.UTFMax > b.end && !utf8.FullRune(b.buf[b.at:b.end]) && b.err == nil && b.Buffered() < len(b.buf) {
		b.fill()
	}
	b.lastRune = -1
	if b.at == b.end {
		return 0, 0, b.takeErr()
	}
	r, size = utf8.DecodeRune(b.buf[b.at:b.end])
	b.at += size
	b.lastByte = int(b.buf[b.at-1])
	b.lastRune = size
	return r, size, nil
}

// UnreadRune takes back the rune that ReadRune has just read.
func (b *Reader) UnreadRune() error {
	if b.lastRune < 0 || b.at < b.lastRune {
		return ErrInvalidUnreadRune
	}
	b.at -= b.lastRune
	b.lastByte, b.lastRune = -1, -1
	return nil
}

// ReadSlice reads up to and including delim; the slice is valid until the next read. It fails with ErrBufferFull when the buffer
// is too small.
func (b *Reader) ReadSlice(delim byte) (line []byte, err error) {
	searched := 0
	for {
		if i := bytes.IndexByte(b.buf[b.at+searched:b.end], delim); i >= 0 {
			line = b.buf[b.at : b.at+searched+i+1]
			break
		}
		if b.err != nil {
			line = b.buf[b.at:b.end]
			err = b.takeErr()
			break
		}
		if b.Buffered() >= len(b.buf) {
			line = b.buf
			err = ErrBufferFull
			break
		}
		searched = b.Buffered()
		b.fill()
	}
	b.at += len(line)
	if n := len(line); n > 0 {
		b.lastByte = int(line[n-1])
		b.lastRune = -1
	}
	return line, err
}

// ReadLine reads a line without its end, or a part of it when the buffer is too small.
func (b *Reader) ReadLine() (line []byte, isPrefix bool, err error) {
	line, err = b.ReadSlice('\n')
	if err == ErrBufferFull {
		if n := len(line); n > 0 && line[n-1] == '\r' {
			// It may belong to \r\n.
			b.at--
			line = line[:n-1]
		}
		return line, true, nil
	}
	if len(line) == 0 {
		if err != nil {
			line = nil
		}
		return line, false, err
	}
	if n := len(line); line[n-1] == '\n' {
		line = withoutReturn(line[:n-1])
	}
	return line, false, nil
}

// ReadBytes reads up to and including delim; an error comes with what was read before it.
func (b *Reader) ReadBytes(delim byte) ([]byte, error) {
	var all []byte
	for {
		part, err := b.ReadSlice(delim)
		all = append(all, part...)
		if err != ErrBufferFull {
			if all == nil {
				all = []byte{}
			}
			return all, err
		}
	}
}

// ReadString reads up to and including delim; an error comes with what was read before it.
func (b *Reader) ReadString(delim byte) (string, error) {
	part, err := b.ReadSlice(delim)
	if err != ErrBufferFull {
		return string(part), err
	}
	var all strings.Builder
	all.Write(part)
	for err == ErrBufferFull {
		part, err = b.ReadSlice(delim)
		all.Write(part)
	}
	return all.String(), err
}

// WriteTo writes all that there is to w.
func (b *Reader) WriteTo(w io.Writer) (n int64, err error) {
	b.lastByte, b.lastRune = -1, -1
	for {
		if b.at < b.end {
			m, err := w.Write(b.buf[b.at:b.end])
			if m < 0 {
				panic(errors.New("bufio: writer returned negative count from Write"))
			}
			b.at += m
			n += int64(m)
			if err != nil {
				return n, err
			}
		}
		if b.err != nil {
			if err = b.takeErr(); err == io.EOF {
				err = nil
			}
			return n, err
		}
		b.fill()
	}
}
