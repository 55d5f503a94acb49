// Package bytes does with slices of bytes what package strings does with strings.
//
// Searching is left to package strings, which looks at the bytes through a string that shares their memory.
package bytes

import (
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// text views bytes as a string without a copy.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// Equal reports whether a and b have the same bytes.
func Equal(a, b []byte) bool { return text(a) == text(b) }

// Compare returns -1, 0 or 1 as a is less than, equal to or greater than b.
func Compare(a, b []byte) int { return strings.Compare(text(a), text(b)) }

// Clone returns a copy, nil for nil.
func Clone(b []byte) []byte {
	if b == nil {
		return nil
	}
	return append([]byte{}, b...)
}

// Contains reports whether sub is in b.
func Contains(b, sub []byte) bool { return strings.Contains(text(b), text(sub)) }

// ContainsAny reports whether any of the runes of chars is in b.
func ContainsAny(b []byte, chars string) bool { return strings.ContainsAny(text(b), chars) }

// ContainsRune reports whether r is in b.
func ContainsRune(b []byte, r rune) bool { return strings.ContainsRune(text(b), r) }

// ContainsFunc reports whether f is true for any rune of b.
func ContainsFunc(b []byte, f func(rune) bool) bool { return strings.ContainsFunc(text(b), f) }

// Count returns how often sep is in s without overlap; for an empty one the number of runes and one more.
func Count(s, sep []byte) int { return strings.Count(text(s), text(sep)) }

// EqualFold reports whether s and t are equal under simple case folding.
func EqualFold(s, t []byte) bool { return strings.EqualFold(text(s), text(t)) }

// HasPrefix reports whether s begins with prefix.
func HasPrefix(s, prefix []byte) bool { return strings.HasPrefix(text(s), text(prefix)) }

// HasSuffix reports whether s ends with suffix.
func HasSuffix(s, suffix []byte) bool { return strings.HasSuffix(text(s), text(suffix)) }

// Index returns where sep first is in s, or -1.
func Index(s, sep []byte) int { return strings.Index(text(s), text(sep)) }

// IndexAny returns where any of the runes of chars first is in s, or -1.
func IndexAny(s []byte, chars string) int { return strings.IndexAny(text(s), chars) }

// IndexByte returns where c first is in b, or -1.
func IndexByte(b []byte, c byte) int { return strings.IndexByte(text(b), c) }

// IndexFunc returns where the first rune is for which f is true, or -1.
func IndexFunc(s []byte, f func(r rune) bool) int { return strings.IndexFunc(text(s), f) }

// IndexRune returns where r first is in s, or -1.
func IndexRune(s []byte, r rune) int { return strings.IndexRune(text(s), r) }

// LastIndex returns where sep last is in s, or -1.
func LastIndex(s, sep []byte) int { return strings.LastIndex(text(s), text(sep)) }

// LastIndexAny returns where any of the runes of chars last is in s, or -1.
func LastIndexAny(s []byte, chars string) int { return strings.LastIndexAny(text(s), chars) }

// LastIndexByte returns where c last is in s, or -1.
func LastIndexByte(s []byte, c byte) int { return strings.LastIndexByte(text(s), c) }

// LastIndexFunc returns where the last rune is for which f is true, or -1.
func LastIndexFunc(s []byte, f func(r rune) bool) int { return strings.LastIndexFunc(text(s), f) }

// Split returns what stands between the occurrences of sep; for an empty sep, the runes.
func Split(s, sep []byte) [][]byte { return split(s, sep, 0, -1) }

// SplitN is Split into at most n parts, of which the last is what remains; n < 0 means no limit.
func SplitN(s, sep []byte, n int) [][]byte { return split(s, sep, 0, n) }

// SplitAfter is Split with sep kept at the end of each part.
func SplitAfter(s, sep []byte) [][]byte { return split(s, sep, len(sep), -1) }

// SplitAfterN is SplitAfter into at most n parts.
func SplitAfterN(s, sep []byte, n int) [][]byte { return split(s, sep, len(sep), n) }

func split(s, sep []byte, keep, n int) [][]byte {
	if n == 0 {
		return nil
	}
	most := Count(s, sep)
	if len(sep) > 0 {
		most++
	} else {
		most--
	}
	if n < 0 || n > most {
		n = most
	}
	parts := make([][]byte, 0, n)
	for len(parts) < n-1 {
		var end, next int
		if len(sep) == 0 {
			_, next = utf8.DecodeRune(s)
			end = next
		} else {
			i := Index(s, sep)
			end, next = i+keep, i+len(sep)
		}
		parts = append(parts, s[:end:end])
		s = s[next:]
	}
	if n > 0 {
		parts = append(parts, s)
	}
	return parts
}

// Fields returns what stands between runs of white space.
func Fields(s []byte) [][]byte { return FieldsFunc(s, unicode.IsSpace) }

// FieldsFunc returns what stands between runs of runes for which f is true.
func FieldsFunc(s []byte, f func(rune) bool) [][]byte {
	parts := make([][]byte, 0, 8)
	start := -1
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRune(s[i:])
		if f(r) {
			if start >= 0 {
				parts = append(parts, s[start:i:i])
				start = -1
			}
		} else if start < 0 {
			start = i
		}
		i += n
	}
	if start >= 0 {
		parts = append(parts, s[start:len(s):len(s)])
	}
	return parts
}

// Join joins slices with sep between them, in new memory.
func Join(s [][]byte, sep []byte) []byte {
	if len(s) == 0 {
		return []byte{}
	}
	if len(s) == 1 {
		return append([]byte(nil), s[0]...)
	}
	n := len(sep) * (len(s) - 1)
	for _, e := range s {
		n += len(e)
	}
	b := append(make([]byte, 0, n), s[0]...)
	for _, e := range s[1:] {
		b = append(b, sep...)
		b = append(b, e...)
	}
	return b
}

// Cut returns what stands before and after the first sep, or s alone when there is none.
func Cut(s, sep []byte) (before, after []byte, found bool) {
	if i := Index(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, nil, false
}

// CutPrefix returns s without prefix, and whether it had it.
func CutPrefix(s, prefix []byte) (after []byte, found bool) {
	if !HasPrefix(s, prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// CutSuffix returns s without suffix, and whether it had it.
func CutSuffix(s, suffix []byte) (before []byte, found bool) {
	if !HasSuffix(s, suffix) {
		return s, false
	}
	return s[:len(s)-len(suffix)], true
}

// part returns the bytes of s that t, a part of its text, shows; nil when there are none at its beginning.
func part(s []byte, t string) []byte {
	if t == "" {
		return nil
	}
	at := int(uintptr(unsafe.Pointer(unsafe.StringData(t))) - uintptr(unsafe.Pointer(unsafe.SliceData(s))))
	return s[at : at+len(t)]
}

// TrimSpace returns s without white space at its ends.
func TrimSpace(s []byte) []byte { return part(s, strings.TrimSpace(text(s))) }

// Trim returns s without the runes of cutset at its ends.
func Trim(s []byte, cutset string) []byte { return part(s, strings.Trim(text(s), cutset)) }

// TrimLeft returns s without the runes of cutset at its beginning.
func TrimLeft(s []byte, cutset string) []byte { return part(s, strings.TrimLeft(text(s), cutset)) }

// TrimRight returns s without the runes of cutset at its end.
func TrimRight(s []byte, cutset string) []byte {
	return s[:len(strings.TrimRight(text(s), cutset))]
}

// TrimFunc returns s without the runes at its ends for which f is true.
func TrimFunc(s []byte, f func(r rune) bool) []byte { return TrimRightFunc(TrimLeftFunc(s, f), f) }

// TrimLeftFunc returns s without the runes at its beginning for which f is true.
func TrimLeftFunc(s []byte, f func(r rune) bool) []byte {
	return part(s, strings.TrimLeftFunc(text(s), f))
}

// TrimRightFunc returns s without the runes at its end for which f is true.
func TrimRightFunc(s []byte, f func(r rune) bool) []byte {
	return s[:len(strings.TrimRightFunc(text(s), f))]
}

// TrimPrefix returns s without prefix.
func TrimPrefix(s, prefix []byte) []byte {
	if HasPrefix(s, prefix) {
		return s[len(prefix):]
	}
	return s
}

// TrimSuffix returns s without suffix.
func TrimSuffix(s, suffix []byte) []byte {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)]
	}
	return s
}

// Map returns a copy with each rune replaced by what mapping makes of it; negative means that it is dropped.
func Map(mapping func(r rune) rune, s []byte) []byte {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRune(s[i:])
		if r = mapping(r); r >= 0 {
			b = utf8.AppendRune(b, r)
		}
		i += n
	}
	return b
}

// ToUpper returns a copy in upper case.
func ToUpper(s []byte) []byte { return []byte(strings.ToUpper(text(s))) }

// ToLower returns a copy in lower case.
func ToLower(s []byte) []byte { return []byte(strings.ToLower(text(s))) }

// ToTitle returns a copy in title case.
func ToTitle(s []byte) []byte { return Map(unicode.ToTitle, s) }

// Title returns a copy with the first letter of each word in title case.
//
// Deprecated: It does not know what a word is.
func Title(s []byte) []byte { return []byte(strings.Title(text(s))) }

// ToValidUTF8 returns a copy with each run of invalid bytes replaced.
func ToValidUTF8(s, replacement []byte) []byte {
	return []byte(strings.ToValidUTF8(text(s), text(replacement)))
}

// Runes returns the runes of s.
func Runes(s []byte) []rune { return []rune(text(s)) }

// Repeat returns count copies of b.
func Repeat(b []byte, count int) []byte {
	if count < 0 {
		panic("bytes: negative Repeat count")
	}
	if count > 0 && len(b) > (1<<31-1)/count {
		panic("bytes: Repeat output length overflow")
	}
	out := make([]byte, len(b)*count)
	for at := copy(out, b); at < len(out) && at > 0; {
		at += copy(out[at:], out[:at])
	}
	return out
}

// Replace returns a copy with the first n occurrences of old replaced; n < 0 means all. An empty old is before each rune and at
// the end.
func Replace(s, old, new []byte, n int) []byte {
	if n == 0 || Count(s, old) == 0 {
		return append([]byte(nil), s...)
	}
	return []byte(strings.Replace(text(s), text(old), text(new), n))
}

// ReplaceAll returns a copy with all occurrences of old replaced.
func ReplaceAll(s, old, new []byte) []byte { return Replace(s, old, new, -1) }
