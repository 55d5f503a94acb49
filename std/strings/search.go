// Package strings searches, splits, changes and builds strings.
package strings

import (
	"unicode"
	"unicode/utf8"
)

// IndexByte returns where c first is in s, or -1.
func IndexByte(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			return i
		}
	}
	return -1
}

// LastIndexByte returns where c last is in s, or -1.
func LastIndexByte(s string, c byte) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == c {
			return i
		}
	}
	return -1
}

// Index returns where substr first is in s, or -1.
func Index(s, substr string) int {
	n := len(substr)
	switch {
	case n == 0:
		return 0
	case n == 1:
		return IndexByte(s, substr[0])
	case n > len(s):
		return -1
	case n == len(s):
		if s == substr {
			return 0
		}
		return -1
	}
	first, second := substr[0], substr[1]
	misses := 0
	for i, end := 0, len(s)-n; i <= end; i++ {
		if s[i] != first {
			j := IndexByte(s[i+1:end+1], first)
			if j < 0 {
				return -1
			}
			i += j + 1
		}
		if s[i+1] == second {
			if s[i:i+n] == substr {
				return i
			}
			misses += n
			if misses > 4*i+64 {
				// Much was compared in vain: go on with a method whose effort is bounded.
				if j := indexTwoWay(s[i+1:], substr); j >= 0 {
					return i + 1 + j
				}
				return -1
			}
		}
	}
	return -1
}

// indexTwoWay is Index by comparing a rolling hash first (Karp and Rabin).
func indexTwoWay(s, substr string) int {
	const prime = 16777619
	n := len(substr)
	if n > len(s) {
		return -1
	}
	var want, have, pow uint32 = 0, 0, 1
	for i := 0; i < n; i++ {
		want = want*prime + uint32(substr[i])
		have = have*prime + uint32(s[i])
		pow *= prime
	}
	for i := n; ; i++ {
		if have == want && s[i-n:i] == substr {
			return i - n
		}
		if i == len(s) {
			return -1
		}
		have = have*prime + uint32(s[i]) - pow*uint32(s[i-n])
	}
}

// LastIndex returns where substr last is in s, or -1.
func LastIndex(s, substr string) int {
	n := len(substr)
	for i := len(s) - n; i >= 0; i-- {
		if s[i:i+n] == substr {
			return i
		}
	}
	return -1
}

// IndexRune returns where r first is in s, or -1. RuneError finds invalid bytes too.
func IndexRune(s string, r rune) int {
	switch {
	case 0 <= r && r < utf8.RuneSelf:
		return IndexByte(s, byte(r))
	case r == utf8.RuneError:
		for i, c := range s {
			if c == utf8.RuneError {
				return i
			}
		}
		return -1
	case !utf8.ValidRune(r):
		return -1
	}
	return Index(s, string(r))
}

// IndexAny returns where any of the runes of chars first is in s, or -1.
func IndexAny(s, chars string) int {
	for i, c := range s {
		if IndexRune(chars, c) >= 0 {
			return i
		}
	}
	return -1
}

// LastIndexAny returns where any of the runes of chars last is in s, or -1.
func LastIndexAny(s, chars string) int {
	for i := len(s); i > 0; {
		r, n := utf8.DecodeLastRuneInString(s[:i])
		i -= n
		if IndexRune(chars, r) >= 0 {
			return i
		}
	}
	return -1
}

// IndexFunc returns where the first rune is for which f is true, or -1.
func IndexFunc(s string, f func(rune) bool) int { return indexFunc(s, f, true) }

// LastIndexFunc returns where the last rune is for which f is true, or -1.
func LastIndexFunc(s string, f func(rune) bool) int { return lastIndexFunc(s, f, true) }

func indexFunc(s string, f func(rune) bool, want bool) int {
	for i, r := range s {
		if f(r) == want {
			return i
		}
	}
	return -1
}

func lastIndexFunc(s string, f func(rune) bool, want bool) int {
	for i := len(s); i > 0; {
		r, n := utf8.DecodeLastRuneInString(s[:i])
		i -= n
		if f(r) == want {
			return i
		}
	}
	return -1
}

// Contains reports whether substr is in s.
func Contains(s, substr string) bool { return Index(s, substr) >= 0 }

// ContainsAny reports whether any of the runes of chars is in s.
func ContainsAny(s, chars string) bool { return IndexAny(s, chars) >= 0 }

// ContainsRune reports whether r is in s.
func ContainsRune(s string, r rune) bool { return IndexRune(s, r) >= 0 }

// ContainsFunc reports whether f is true for any rune of s.
func ContainsFunc(s string, f func(rune) bool) bool { return IndexFunc(s, f) >= 0 }

// Count returns how often substr is in s without overlap; for an empty one the number of runes and one more.
func Count(s, substr string) int {
	if substr == "" {
		return utf8.RuneCountInString(s) + 1
	}
	n := 0
	if len(substr) == 1 {
		for i, c := 0, substr[0]; i < len(s); i++ {
			if s[i] == c {
				n++
			}
		}
		return n
	}
	for {
		i := Index(s, substr)
		if i < 0 {
			return n
		}
		n++
		s = s[i+len(substr):]
	}
}

// HasPrefix reports whether s begins with prefix.
func HasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

// HasSuffix reports whether s ends with suffix.
func HasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}

// Compare returns -1, 0 or 1 as a is less than, equal to or greater than b.
func Compare(a, b string) int {
	if a == b {
		return 0
	}
	if a < b {
		return -1
	}
	return 1
}

// EqualFold reports whether s and t are equal under simple case folding.
func EqualFold(s, t string) bool {
	for s != "" && t != "" {
		var a, b rune
		if c := s[0]; c < utf8.RuneSelf {
			a, s = rune(c), s[1:]
		} else {
			r, n := utf8.DecodeRuneInString(s)
			a, s = r, s[n:]
		}
		if c := t[0]; c < utf8.RuneSelf {
			b, t = rune(c), t[1:]
		} else {
			r, n := utf8.DecodeRuneInString(t)
			b, t = r, t[n:]
		}
		if a == b {
			continue
		}
		if a > b {
			a, b = b, a
		}
		if b < utf8.RuneSelf {
			if 'A' <= a && a <= 'Z' && b == a+'a'-'A' {
				continue
			}
			return false
		}
		r := unicode.SimpleFold(a)
		for r != a && r < b {
			r = unicode.SimpleFold(r)
		}
		if r != b {
			return false
		}
	}
	return s == t
}
