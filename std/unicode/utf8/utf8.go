// Package utf8 encodes and decodes runes as UTF-8.
package utf8

import "unsafe"

const (
	// RuneError is U+FFFD, what decoding yields for invalid input.
	RuneError = '\uFFFD'
	// RuneSelf is the first byte that is not a rune of its own.
	RuneSelf = 0x80
	// MaxRune is the largest code point.
	MaxRune = '\U0010FFFF'
	// UTFMax is the most bytes an encoded rune takes.
	UTFMax = 4
)

const (
	surrogateMin = 0xD800
	surrogateMax = 0xDFFF
)

// text views bytes as a string without a copy.
func text(p []byte) string { return unsafe.String(unsafe.SliceData(p), len(p)) }

// size returns how many bytes the encoding that begins with c has and which second bytes it allows, or 0 when no
// encoding begins with c.
func size(c byte) (n int, lo, hi byte) {
	switch {
	case c < 0x80:
		return 1, 0, 0
	case c < 0xC2:
		return 0, 0, 0
	case c < 0xE0:
		return 2, 0x80, 0xBF
	case c == 0xE0:
		return 3, 0xA0, 0xBF
	case c == 0xED:
		return 3, 0x80, 0x9F
	case c < 0xF0:
		return 3, 0x80, 0xBF
	case c == 0xF0:
		return 4, 0x90, 0xBF
	case c < 0xF4:
		return 4, 0x80, 0xBF
	case c == 0xF4:
		return 4, 0x80, 0x8F
	}
	return 0, 0, 0
}

// FullRune reports whether p begins with a whole encoding; an invalid one counts as a rune of one byte.
func FullRune(p []byte) bool { return FullRuneInString(text(p)) }

// FullRuneInString is FullRune for a string.
func FullRuneInString(s string) bool {
	if len(s) == 0 {
		return false
	}
	n, lo, hi := size(s[0])
	if len(s) >= n {
		return true
	}
	if len(s) > 1 && (s[1] < lo || s[1] > hi) {
		return true
	}
	return len(s) > 2 && s[2]&0xC0 != 0x80
}

// DecodeRune returns the first rune of p and its width: RuneError and 0 when p is empty, RuneError and 1 when it is
// invalid.
func DecodeRune(p []byte) (rune, int) { return DecodeRuneInString(text(p)) }

// DecodeRuneInString is DecodeRune for a string.
func DecodeRuneInString(s string) (rune, int) {
	if len(s) == 0 {
		return RuneError, 0
	}
	c := s[0]
	if c < RuneSelf {
		return rune(c), 1
	}
	n, lo, hi := size(c)
	if n == 0 || len(s) < n {
		return RuneError, 1
	}
	d := s[1]
	if d < lo || d > hi {
		return RuneError, 1
	}
	if n == 2 {
		return rune(c&0x1F)<<6 | rune(d&0x3F), 2
	}
	e := s[2]
	if e&0xC0 != 0x80 {
		return RuneError, 1
	}
	if n == 3 {
		return rune(c&0x0F)<<12 | rune(d&0x3F)<<6 | rune(e&0x3F), 3
	}
	f := s[3]
	if f&0xC0 != 0x80 {
		return RuneError, 1
	}
	return rune(c&0x07)<<18 | rune(d&0x3F)<<12 | rune(e&0x3F)<<6 | rune(f&0x3F), 4
}

// DecodeLastRune returns the last rune of p and its width, as DecodeRune does the first.
func DecodeLastRune(p []byte) (rune, int) { return DecodeLastRuneInString(text(p)) }

// DecodeLastRuneInString is DecodeLastRune for a string.
func DecodeLastRuneInString(s string) (rune, int) {
	end := len(s)
	if end == 0 {
		return RuneError, 0
	}
	if c := s[end-1]; c < RuneSelf {
		return rune(c), 1
	}
	for start := end - 1; start >= 0 && start >= end-UTFMax; start-- {
		if s[start]&0xC0 == 0x80 {
			continue
		}
		if r, n := DecodeRuneInString(s[start:]); start+n == end {
			return r, n
		}
		break
	}
	return RuneError, 1
}

// RuneLen returns the number of bytes r takes, or -1 when it cannot be encoded.
func RuneLen(r rune) int {
	switch {
	case r < 0:
		return -1
	case r < 0x80:
		return 1
	case r < 0x800:
		return 2
	case surrogateMin <= r && r <= surrogateMax:
		return -1
	case r < 0x10000:
		return 3
	case r <= MaxRune:
		return 4
	}
	return -1
}

// EncodeRune writes r into p and returns the number of bytes; what cannot be encoded is written as RuneError.
func EncodeRune(p []byte, r rune) int {
	if uint32(r) < RuneSelf {
		p[0] = byte(r)
		return 1
	}
	if uint32(r) < 0x800 {
		_ = p[1]
		p[0] = 0xC0 | byte(r>>6)
		p[1] = 0x80 | byte(r)&0x3F
		return 2
	}
	if !ValidRune(r) {
		r = RuneError
	}
	if r < 0x10000 {
		_ = p[2]
		p[0] = 0xE0 | byte(r>>12)
		p[1] = 0x80 | byte(r>>6)&0x3F
		p[2] = 0x80 | byte(r)&0x3F
		return 3
	}
	_ = p[3]
	p[0] = 0xF0 | byte(r>>18)
	p[1] = 0x80 | byte(r>>12)&0x3F
	p[2] = 0x80 | byte(r>>6)&0x3F
	p[3] = 0x80 | byte(r)&0x3F
	return 4
}

// AppendRune appends the encoding of r to p.
func AppendRune(p []byte, r rune) []byte {
	if uint32(r) < RuneSelf {
		return append(p, byte(r))
	}
	var b [UTFMax]byte
	n := EncodeRune(b[:], r)
	return append(p, b[:n]...)
}

// RuneCount returns the number of runes in p; each invalid byte counts as one.
func RuneCount(p []byte) int { return RuneCountInString(text(p)) }

// RuneCountInString is RuneCount for a string.
func RuneCountInString(s string) int {
	count := 0
	for i := 0; i < len(s); {
		if s[i] < RuneSelf {
			i++
		} else {
			_, n := DecodeRuneInString(s[i:])
			i += n
		}
		count++
	}
	return count
}

// RuneStart reports whether b could be the first byte of an encoding.
func RuneStart(b byte) bool { return b&0xC0 != 0x80 }

// Valid reports whether p is nothing but valid encodings.
func Valid(p []byte) bool { return ValidString(text(p)) }

// ValidString is Valid for a string.
func ValidString(s string) bool {
	for i := 0; i < len(s); {
		if s[i] < RuneSelf {
			i++
			continue
		}
		_, n := DecodeRuneInString(s[i:])
		if n == 1 {
			return false
		}
		i += n
	}
	return true
}

// ValidRune reports whether r can be encoded.
func ValidRune(r rune) bool {
	return 0 <= r && r < surrogateMin || surrogateMax < r && r <= MaxRune
}
