// Package base64 writes bytes as text, six bits a character.
package base64

import (
	"io"
	"strconv"
)

// An Encoding is a way to do that: 64 characters, and what fills up the end.
type Encoding struct {
	chars  [64]byte
	values [256]uint8
	pad    rune
	strict bool
}

// What fills up text to a multiple of four characters, or nothing.
const (
	StdPadding rune = '='
	NoPadding  rune = -1
)

const (
	alnum   = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	invalid = 0xff
)

// The encodings of RFC 4648.
var (
	StdEncoding    = NewEncoding(alnum + "+/")
	URLEncoding    = NewEncoding(alnum + "-_")
	RawStdEncoding = StdEncoding.WithPadding(NoPadding)
	RawURLEncoding = URLEncoding.WithPadding(NoPadding)
)

// NewEncoding returns an encoding with these characters, padded.
func NewEncoding(chars string) *Encoding {
	if len(chars) != 64 {
		panic("encoding alphabet is not 64-bytes long")
	}
	e := &Encoding{pad: StdPadding}
	copy(e.chars[:], chars)
	for i := range e.values {
		e.values[i] = invalid
	}
	for i := 0; i < len(chars); i++ {
		switch {
		case chars[i] == '\n' || chars[i] == '\r':
			panic("encoding alphabet contains newline character")
		case e.values[chars[i]] != invalid:
			panic("encoding alphabet includes duplicate symbols")
		}
		e.values[chars[i]] = uint8(i)
	}
	return e
}

// WithPadding returns the encoding with another padding.
func (e Encoding) WithPadding(pad rune) *Encoding {
	switch {
	case pad < NoPadding || pad == '\r' || pad == '\n' || pad > 0xff:
		panic("invalid padding")
	case pad != NoPadding && e.values[byte(pad)] != invalid:
		panic("padding contained in alphabet")
	}
	e.pad = pad
	return &e
}

// Strict returns the encoding that refuses text whose last bits are not zero.
func (e Encoding) Strict() *Encoding {
	e.strict = true
	return &e
}

// EncodedLen returns how many characters n bytes have.
func (e *Encoding) EncodedLen(n int) int {
	if e.pad == NoPadding {
		return n/3*4 + (n%3*8+5)/6
	}
	return (n + 2) / 3 * 4
}

// DecodedLen returns how many bytes n characters are at most.
func (e *Encoding) DecodedLen(n int) int {
	if e.pad == NoPadding {
		return n/4*3 + n%4*6/8
	}
	return n / 4 * 3
}

// Encode writes the characters of src to dst, which has room for EncodedLen of them.
func (e *Encoding) Encode(dst, src []byte) {
	n := 0
	for len(src) >= 3 {
		v := uint(src[0])<<16 | uint(src[1])<<8 | uint(src[2])
		dst[n], dst[n+1] = e.chars[v>>18&63], e.chars[v>>12&63]
		dst[n+2], dst[n+3] = e.chars[v>>6&63], e.chars[v&63]
		n += 4
		src = src[3:]
	}
	if len(src) == 0 {
		return
	}
	v := uint(src[0]) << 16
	if len(src) == 2 {
		v |= uint(src[1]) << 8
	}
	dst[n], dst[n+1] = e.chars[v>>18&63], e.chars[v>>12&63]
	n += 2
	if len(src) == 2 {
		dst[n] = e.chars[v>>6&63]
		n++
	}
	for ; e.pad != NoPadding && n%4 != 0; n++ {
		dst[n] = byte(e.pad)
	}
}

// AppendEncode appends the characters of src.
func (e *Encoding) AppendEncode(dst, src []byte) []byte {
	return append(dst, e.EncodeToString(src)...)
}

// EncodeToString returns the characters of src.
func (e *Encoding) EncodeToString(src []byte) string {
	buf := make([]byte, e.EncodedLen(len(src)))
	e.Encode(buf, src)
	return string(buf)
}

// A CorruptInputError is where text is wrong.
type CorruptInputError int64

func (e CorruptInputError) Error() string {
	return "illegal base64 data at input byte " + strconv.FormatInt(int64(e), 10)
}

// Decode writes the bytes of src to dst, and returns how many before the first error. Line ends do not count.
func (e *Encoding) Decode(dst, src []byte) (n int, err error) {
	for at := 0; ; {
		var v uint
		count, padded := 0, 0
		for count < 4 {
			if at == len(src) {
				if count == 0 {
					return n, nil
				}
				if count == 1 || e.pad != NoPadding {
					return n, CorruptInputError(at - count)
				}
				break
			}
			c := src[at]
			at++
			if c == '\n' || c == '\r' {
				continue
			}
			if x := e.values[c]; x != invalid {
				v = v<<6 | uint(x)
				count++
				continue
			}
			if rune(c) != e.pad || count < 2 {
				return n, CorruptInputError(at - 1)
			}
			padded = at - 1
			if at, err = e.padding(src, at, count); err != nil {
				return n, err
			}
			break
		}
		v <<= 6 * uint(4-count)
		if count < 4 && e.strict && v>>(8*uint(4-count))<<(8*uint(4-count)) != v {
			if padded == 0 {
				padded = at - 1
			}
			return n, CorruptInputError(padded)
		}
		for i := 0; i < count-1; i++ {
			dst[n] = byte(v >> (16 - 8*uint(i)))
			n++
		}
		if count < 4 {
			if at < len(src) {
				return n, CorruptInputError(at)
			}
			return n, nil
		}
	}
}

// padding reads what follows the first padding, up to the end of the text.
func (e *Encoding) padding(src []byte, at, count int) (int, error) {
	skip := func() {
		for at < len(src) && (src[at] == '\n' || src[at] == '\r') {
			at++
		}
	}
	if count == 2 {
		skip()
		if at == len(src) {
			return at, CorruptInputError(len(src))
		}
		if rune(src[at]) != e.pad {
			return at, CorruptInputError(at - 1)
		}
		at++
	}
	skip()
	return at, nil
}

// AppendDecode appends the bytes of src.
func (e *Encoding) AppendDecode(dst, src []byte) ([]byte, error) {
	buf := make([]byte, e.DecodedLen(len(src)))
	n, err := e.Decode(buf, src)
	return append(dst, buf[:n]...), err
}

// DecodeString returns the bytes of s.
func (e *Encoding) DecodeString(s string) ([]byte, error) {
	buf := make([]byte, e.DecodedLen(len(s)))
	n, err := e.Decode(buf, []byte(s))
	return buf[:n], err
}

// NewEncoder returns a writer of characters. What is left of three bytes is written when it is closed.
func NewEncoder(e *Encoding, w io.Writer) io.WriteCloser { return &encoder{e: e, w: w} }

type encoder struct {
	e    *Encoding
	w    io.Writer
	err  error
	left []byte
}

func (c *encoder) Write(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	all := append(c.left, p...)
	whole := len(all) / 3 * 3
	if whole > 0 {
		if _, c.err = io.WriteString(c.w, c.e.EncodeToString(all[:whole])); c.err != nil {
			return 0, c.err
		}
	}
	c.left = append([]byte(nil), all[whole:]...)
	return len(p), nil
}

func (c *encoder) Close() error {
	if c.err == nil && len(c.left) > 0 {
		_, c.err = io.WriteString(c.w, c.e.EncodeToString(c.left))
		c.left = nil
	}
	return c.err
}

// NewDecoder returns a reader of the bytes of which r has the characters.
func NewDecoder(e *Encoding, r io.Reader) io.Reader { return &decoder{e: e, r: r} }

type decoder struct {
	e    *Encoding
	r    io.Reader
	err  error
	text []byte
	out  []byte
}

func (d *decoder) Read(p []byte) (int, error) {
	var buf [1024]byte
	for len(d.out) == 0 && d.err == nil {
		n, err := d.r.Read(buf[:])
		for _, c := range buf[:n] {
			if c != '\n' && c != '\r' {
				d.text = append(d.text, c)
			}
		}
		whole := len(d.text) / 4 * 4
		if err == io.EOF {
			whole = len(d.text)
		}
		if whole > 0 {
			out, bad := d.e.AppendDecode(nil, d.text[:whole])
			d.out, d.text = out, d.text[whole:]
			if bad != nil {
				if err == io.EOF && whole%4 != 0 {
					bad = io.ErrUnexpectedEOF
				}
				err = bad
			}
		}
		d.err = err
	}
	n := copy(p, d.out)
	d.out = d.out[n:]
	if n == 0 && len(p) > 0 {
		return 0, d.err
	}
	return n, nil
}
