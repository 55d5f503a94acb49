package bytes

import (
	"errors"
	"io"
	"unicode/utf8"
)

// MinRead is the least room that ReadFrom offers a reader.
const MinRead = 512

// ErrTooLarge is what a Buffer panics with when it cannot grow.
var ErrTooLarge = errors.New("bytes.Buffer: too large")

// A Buffer is bytes that are written at the end and read from the beginning. Its zero value is empty.
type Buffer struct {
	buf  []byte
	at   int  // what is before was read
	last int8 // what the last operation was: the width of the rune read, or one of those below
}

const (
	lastRead  = -1
	lastOther = 0
)

// NewBuffer returns a buffer of buf, which it owns from then on.
func NewBuffer(buf []byte) *Buffer { return &Buffer{buf: buf} }

// NewBufferString returns a buffer of s.
func NewBufferString(s string) *Buffer { return &Buffer{buf: []byte(s)} }

// Bytes returns what was not read yet, valid until the buffer is changed.
func (b *Buffer) Bytes() []byte { return b.buf[b.at:] }

// AvailableBuffer returns an empty slice with the buffer's spare room, to be appended to and written.
func (b *Buffer) AvailableBuffer() []byte { return b.buf[len(b.buf):] }

// String returns what was not read yet; "<nil>" for a nil buffer.
func (b *Buffer) String() string {
	if b == nil {
		return "<nil>"
	}
	return string(b.buf[b.at:])
}

// Len returns how many bytes were not read yet.
func (b *Buffer) Len() int { return len(b.buf) - b.at }

// Cap returns how many bytes the buffer has room for.
func (b *Buffer) Cap() int { return cap(b.buf) }

// Available returns how many bytes can be written without growing.
func (b *Buffer) Available() int { return cap(b.buf) - len(b.buf) }

// Truncate drops all but the first n bytes not read yet.
func (b *Buffer) Truncate(n int) {
	if n == 0 {
		b.Reset()
		return
	}
	b.last = lastOther
	if n < 0 || n > b.Len() {
		panic("bytes.Buffer: truncation out of range")
	}
	b.buf = b.buf[:b.at+n]
}

// Reset makes the buffer empty, and keeps its memory.
func (b *Buffer) Reset() {
	b.buf = b.buf[:0]
	b.at = 0
	b.last = lastOther
}

// room makes room for n more bytes.
func (b *Buffer) room(n int) {
	if n <= cap(b.buf)-len(b.buf) {
		return
	}
	if b.at == len(b.buf) && b.at != 0 {
		b.Reset()
		if n <= cap(b.buf) {
			return
		}
	}
	if length := b.Len(); length+n <= cap(b.buf)/2 {
		// Move down instead of growing.
		copy(b.buf, b.buf[b.at:])
		b.buf = b.buf[:length]
	} else {
		size := 2*cap(b.buf) + n
		if size < 64 {
			size = 64
		}
		if size > 1<<31-1 {
			panic(ErrTooLarge)
		}
		buf := make([]byte, length, size)
		copy(buf, b.buf[b.at:])
		b.buf = buf
	}
	b.at = 0
}

// Grow makes room for n more bytes.
func (b *Buffer) Grow(n int) {
	if n < 0 {
		panic("bytes.Buffer.Grow: negative count")
	}
	b.room(n)
}

// Write appends p; the error is always nil.
func (b *Buffer) Write(p []byte) (n int, err error) {
	b.last = lastOther
	b.room(len(p))
	b.buf = append(b.buf, p...)
	return len(p), nil
}

// WriteString appends s; the error is always nil.
func (b *Buffer) WriteString(s string) (n int, err error) {
	b.last = lastOther
	b.room(len(s))
	b.buf = append(b.buf, s...)
	return len(s), nil
}

// WriteByte appends c; the error is always nil.
func (b *Buffer) WriteByte(c byte) error {
	b.last = lastOther
	b.room(1)
	b.buf = append(b.buf, c)
	return nil
}

// WriteRune appends the encoding of r; the error is always nil.
func (b *Buffer) WriteRune(r rune) (n int, err error) {
	b.last = lastOther
	b.room(utf8.UTFMax)
	n = len(b.buf)
	b.buf = utf8.AppendRune(b.buf, r)
	return len(b.buf) - n, nil
}

// ReadFrom appends all that r has.
func (b *Buffer) ReadFrom(r io.Reader) (n int64, err error) {
	b.last = lastOther
	for {
		b.room(MinRead)
		m, err := r.Read(b.buf[len(b.buf):cap(b.buf)])
		if m < 0 {
			panic(errors.New("bytes.Buffer: reader returned negative count from Read"))
		}
		b.buf = b.buf[:len(b.buf)+m]
		n += int64(m)
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// WriteTo writes what was not read yet to w.
func (b *Buffer) WriteTo(w io.Writer) (n int64, err error) {
	b.last = lastOther
	if length := b.Len(); length > 0 {
		m, err := w.Write(b.buf[b.at:])
		if m > length {
			panic("bytes.Buffer.WriteTo: invalid Write count")
		}
		b.at += m
		if err != nil {
			return int64(m), err
		}
		if m != length {
			return int64(m), io.ErrShortWrite
		}
		n = int64(m)
	}
	b.Reset()
	return n, nil
}

// Next returns the next n bytes, or as many as there are, valid until the buffer is changed.
func (b *Buffer) Next(n int) []byte {
	b.last = lastOther
	if length := b.Len(); n > length {
		n = length
	}
	data := b.buf[b.at : b.at+n]
	b.at += n
	if n > 0 {
		b.last = lastRead
	}
	return data
}

// Peek returns the next n bytes, or as many as there are and io.EOF, without reading them.
func (b *Buffer) Peek(n int) ([]byte, error) {
	if b.Len() < n {
		return b.buf[b.at:], io.EOF
	}
	return b.buf[b.at : b.at+n], nil
}

func (b *Buffer) Read(p []byte) (n int, err error) {
	b.last = lastOther
	if b.at == len(b.buf) {
		b.Reset()
		if len(p) == 0 {
			return 0, nil
		}
		return 0, io.EOF
	}
	n = copy(p, b.buf[b.at:])
	b.at += n
	if n > 0 {
		b.last = lastRead
	}
	return n, nil
}

// ReadByte reads a byte.
func (b *Buffer) ReadByte() (byte, error) {
	if b.at == len(b.buf) {
		b.Reset()
		return 0, io.EOF
	}
	c := b.buf[b.at]
	b.at++
	b.last = lastRead
	return c, nil
}

// ReadRune reads a rune.
func (b *Buffer) ReadRune() (r rune, size int, err error) {
	if b.at == len(b.buf) {
		b.Reset()
		return 0, 0, io.EOF
	}
	r, size = utf8.DecodeRune(b.buf[b.at:])
	b.at += size
	b.last = int8(size)
	return r, size, nil
}

// UnreadRune takes back the rune that ReadRune has just read.
func (b *Buffer) UnreadRune() error {
	if b.last <= 0 {
		return errors.New("bytes.Buffer: UnreadRune: previous operation was not a successful ReadRune")
	}
	if b.at >= int(b.last) {
		b.at -= int(b.last)
	}
	b.last = lastOther
	return nil
}

// UnreadByte takes back the last byte that has just been read.
func (b *Buffer) UnreadByte() error {
	if b.last == lastOther {
		return errors.New("bytes.Buffer: UnreadByte: previous operation was not a successful read")
	}
	b.last = lastOther
	if b.at > 0 {
		b.at--
	}
	return nil
}

// ReadBytes reads up to and including delim; io.EOF when there was none.
func (b *Buffer) ReadBytes(delim byte) (line []byte, err error) {
	part, err := b.slice(delim)
	return append(line, part...), err
}

// ReadString reads up to and including delim; io.EOF when there was none.
func (b *Buffer) ReadString(delim byte) (line string, err error) {
	part, err := b.slice(delim)
	return string(part), err
}

func (b *Buffer) slice(delim byte) (part []byte, err error) {
	end := len(b.buf)
	if i := IndexByte(b.buf[b.at:], delim); i >= 0 {
		end = b.at + i + 1
	} else {
		err = io.EOF
	}
	part = b.buf[b.at:end]
	b.at = end
	b.last = lastRead
	return part, err
}
