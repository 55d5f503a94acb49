// Package hex writes bytes as pairs of hexadecimal digits.
package hex

import (
	"errors"
	"fmt"
	"io"
)

const digits = "0123456789abcdef"

// ErrLength says that half of a byte is missing.
var ErrLength = errors.New("encoding/hex: odd length hex string")

// An InvalidByteError is a character that is no digit.
type InvalidByteError byte

func (e InvalidByteError) Error() string {
	return fmt.Sprintf("encoding/hex: invalid byte: %#U", rune(e))
}

// EncodedLen returns how many digits n bytes have.
func EncodedLen(n int) int { return n * 2 }

// DecodedLen returns how many bytes n digits are.
func DecodedLen(n int) int { return n / 2 }

// Encode writes the digits of src to dst, and returns how many.
func Encode(dst, src []byte) int {
	for i, b := range src {
		dst[2*i] = digits[b>>4]
		dst[2*i+1] = digits[b&15]
	}
	return 2 * len(src)
}

// AppendEncode appends the digits of src.
func AppendEncode(dst, src []byte) []byte {
	for _, b := range src {
		dst = append(dst, digits[b>>4], digits[b&15])
	}
	return dst
}

// EncodeToString returns the digits of src.
func EncodeToString(src []byte) string { return string(AppendEncode(nil, src)) }

func value(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// Decode writes the bytes of which src has the digits to dst, and returns how many before the first error.
func Decode(dst, src []byte) (int, error) {
	n := 0
	for ; 2*n+1 < len(src); n++ {
		hi, ok := value(src[2*n])
		if !ok {
			return n, InvalidByteError(src[2*n])
		}
		lo, ok := value(src[2*n+1])
		if !ok {
			return n, InvalidByteError(src[2*n+1])
		}
		dst[n] = hi<<4 | lo
	}
	if len(src)%2 == 1 {
		if _, ok := value(src[2*n]); !ok {
			return n, InvalidByteError(src[2*n])
		}
		return n, ErrLength
	}
	return n, nil
}

// AppendDecode appends the bytes of which src has the digits.
func AppendDecode(dst, src []byte) ([]byte, error) {
	bytes := make([]byte, DecodedLen(len(src)))
	n, err := Decode(bytes, src)
	return append(dst, bytes[:n]...), err
}

// DecodeString returns the bytes of which s has the digits; those before the first error with it.
func DecodeString(s string) ([]byte, error) {
	bytes := make([]byte, DecodedLen(len(s)))
	n, err := Decode(bytes, []byte(s))
	return bytes[:n], err
}

// NewEncoder returns a writer of digits.
func NewEncoder(w io.Writer) io.Writer { return &encoder{w: w} }

type encoder struct {
	w   io.Writer
	err error
}

func (e *encoder) Write(p []byte) (n int, err error) {
	for len(p) > 0 && e.err == nil {
		part := p[:min(len(p), 512)]
		var written int
		written, e.err = e.w.Write(AppendEncode(nil, part))
		n += written / 2
		p = p[len(part):]
	}
	return n, e.err
}

// NewDecoder returns a reader of bytes of which r has the digits.
func NewDecoder(r io.Reader) io.Reader { return &decoder{r: r} }

type decoder struct {
	r    io.Reader
	err  error
	left []byte
	buf  [1024]byte
}

func (d *decoder) Read(p []byte) (n int, err error) {
	if len(d.left) < 2 && d.err == nil {
		kept := copy(d.buf[:], d.left)
		var read int
		read, d.err = d.r.Read(d.buf[kept:])
		d.left = d.buf[:kept+read]
		if d.err == io.EOF && len(d.left)%2 != 0 {
			if _, ok := value(d.left[len(d.left)-1]); !ok {
				d.err = InvalidByteError(d.left[len(d.left)-1])
			} else {
				d.err = io.ErrUnexpectedEOF
			}
		}
	}
	if most := len(d.left) / 2; len(p) > most {
		p = p[:most]
	}
	n, err = Decode(p, d.left[:len(p)*2])
	d.left = d.left[2*n:]
	if err != nil {
		d.left, d.err = nil, err
	}
	if len(d.left) < 2 {
		return n, d.err
	}
	return n, nil
}

// Dump returns bytes as lines of digits and characters, as hexdump -C does.
func Dump(data []byte) string {
	var out []byte
	for at := 0; at < len(data); at += 16 {
		out = appendLine(out, uint32(at), data[at:min(at+16, len(data))])
	}
	return string(out)
}

// appendLine appends a line for at most 16 bytes, of which the first is byte number at.
func appendLine(out []byte, at uint32, line []byte) []byte {
	for shift := 28; shift >= 0; shift -= 4 {
		out = append(out, digits[at>>uint(shift)&15])
	}
	for i := 0; i < 16; i++ {
		if i%8 == 0 {
			out = append(out, ' ')
		}
		if i < len(line) {
			out = append(out, ' ', digits[line[i]>>4], digits[line[i]&15])
		} else {
			out = append(out, "   "...)
		}
	}
	out = append(out, "  |"...)
	for _, c := range line {
		if c < 32 || c > 126 {
			c = '.'
		}
		out = append(out, c)
	}
	return append(out, "|\n"...)
}

// dumper writes lines as Dump has them, each when it is full.
type dumper struct {
	w      io.Writer
	line   [16]byte
	n      int
	at     uint32
	closed bool
}

// Dumper returns a writer that writes what Dump returns of all that is written to it; the last line comes with Close.
func Dumper(w io.Writer) io.WriteCloser { return &dumper{w: w} }

func (d *dumper) Write(data []byte) (n int, err error) {
	if d.closed {
		return 0, errors.New("encoding/hex: dumper closed")
	}
	for n < len(data) {
		m := copy(d.line[d.n:], data[n:])
		n += m
		d.n += m
		if d.n == len(d.line) {
			if err := d.flush(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

func (d *dumper) flush() error {
	line := appendLine(nil, d.at, d.line[:d.n])
	d.at += uint32(d.n)
	d.n = 0
	_, err := d.w.Write(line)
	return err
}

// Close writes the last line.
func (d *dumper) Close() error {
	if d.closed {
		return nil
	}
	d.closed = true
	if d.n == 0 {
		return nil
	}
	return d.flush()
}
