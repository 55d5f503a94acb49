package strings

import (
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// text views bytes that nobody changes any more as a string.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// Clone returns a copy of s in memory of its own.
func Clone(s string) string {
	if s == "" {
		return ""
	}
	return text(append([]byte(nil), s...))
}

// Map returns s with each rune replaced by what mapping makes of it; negative means that it is dropped.
func Map(mapping func(rune) rune, s string) string {
	for i, r := range s {
		m := mapping(r)
		if m == r && (r != utf8.RuneError || validErrorAt(s, i)) {
			continue
		}
		// The first change: what is before it stays.
		b := make([]byte, i, len(s)+utf8.UTFMax)
		copy(b, s)
		if m >= 0 {
			b = utf8.AppendRune(b, m)
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		for _, r := range s[i+n:] {
			if m := mapping(r); m >= 0 {
				b = utf8.AppendRune(b, m)
			}
		}
		return text(b)
	}
	return s
}

// validErrorAt reports whether s[i:] begins with the encoding of RuneError and not with an invalid byte.
func validErrorAt(s string, i int) bool {
	_, n := utf8.DecodeRuneInString(s[i:])
	return n > 1
}

// ToUpper returns s in upper case.
func ToUpper(s string) string {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return Map(unicode.ToUpper, s)
		}
		if 'a' <= c && c <= 'z' {
			return changeASCII(s, i, 'a', unicode.ToUpper)
		}
	}
	return s
}

// ToLower returns s in lower case.
func ToLower(s string) string {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return Map(unicode.ToLower, s)
		}
		if 'A' <= c && c <= 'Z' {
			return changeASCII(s, i, 'A', unicode.ToLower)
		}
	}
	return s
}

// changeASCII changes the case of the letters of the alphabet that begins with a, from s[i:] on; otherwise is for strings that
// are not ASCII.
func changeASCII(s string, i int, a byte, otherwise func(rune) rune) string {
	b := make([]byte, len(s))
	copy(b, s[:i])
	for ; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return Map(otherwise, s)
		}
		if c-a < 26 {
			c ^= 0x20
		}
		b[i] = c
	}
	return text(b)
}

// ToTitle returns s in title case.
func ToTitle(s string) string { return Map(unicode.ToTitle, s) }

// Title returns s with the first letter of each word in title case.
//
// Deprecated: It does not know what a word is.
func Title(s string) string {
	previous := ' '
	return Map(func(r rune) rune {
		inside := separates(previous)
		previous = r
		if inside {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}

// separates reports whether a word may begin after r.
func separates(r rune) bool {
	if r < utf8.RuneSelf {
		return !('0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z' || r == '_')
	}
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && unicode.IsSpace(r)
}

// ToValidUTF8 returns s with each run of invalid bytes replaced.
func ToValidUTF8(s, replacement string) string {
	var b []byte
	bad := false
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			if b == nil {
				b = make([]byte, i, len(s)+len(replacement))
				copy(b, s)
			}
			if !bad {
				b = append(b, replacement...)
			}
			bad = true
		} else {
			bad = false
			if b != nil {
				b = append(b, s[i:i+n]...)
			}
		}
		i += n
	}
	if b == nil {
		return s
	}
	return text(b)
}

// Repeat returns count copies of s.
func Repeat(s string, count int) string {
	if count < 0 {
		panic("strings: negative Repeat count")
	}
	if count == 0 || s == "" {
		return ""
	}
	if len(s) > (1<<31-1)/count {
		panic("strings: Repeat output length overflow")
	}
	n := len(s) * count
	b := make([]byte, n)
	at := copy(b, s)
	for at < n {
		at += copy(b[at:], b[:at])
	}
	return text(b)
}

// Replace returns s with the first n occurrences of old replaced; n < 0 means all. An empty old is before each rune and
// at the end.
func Replace(s, old, new string, n int) string {
	if old == new || n == 0 {
		return s
	}
	if m := Count(s, old); m == 0 {
		return s
	} else if n < 0 || m < n {
		n = m
	}
	b := make([]byte, 0, len(s)+n*(len(new)-len(old)))
	start := 0
	for i := 0; i < n; i++ {
		j := start
		if old != "" {
			j += Index(s[start:], old)
		} else if i > 0 {
			_, size := utf8.DecodeRuneInString(s[start:])
			j += size
		}
		b = append(b, s[start:j]...)
		b = append(b, new...)
		start = j + len(old)
	}
	return text(append(b, s[start:]...))
}

// ReplaceAll returns s with all occurrences of old replaced.
func ReplaceAll(s, old, new string) string { return Replace(s, old, new, -1) }
