// Package slices has functions on slices of any type.
package slices

import (
	"cmp"
	"unsafe"
)

// Equal reports whether two slices have equal elements. Floats that are NaN differ from themselves.
func Equal[S ~[]E, E comparable](s1, s2 S) bool {
	if len(s1) != len(s2) {
		return false
	}
	for i, v := range s1 {
		if v != s2[i] {
			return false
		}
	}
	return true
}

// EqualFunc is Equal with elements compared by eq.
func EqualFunc[S1 ~[]E1, S2 ~[]E2, E1, E2 any](s1 S1, s2 S2, eq func(E1, E2) bool) bool {
	if len(s1) != len(s2) {
		return false
	}
	for i, v := range s1 {
		if !eq(v, s2[i]) {
			return false
		}
	}
	return true
}

// Compare compares two slices element by element, the shorter one first where all others are equal.
func Compare[S ~[]E, E cmp.Ordered](s1, s2 S) int { return CompareFunc(s1, s2, cmp.Compare[E]) }

// CompareFunc is Compare with elements compared by cmp.
func CompareFunc[S1 ~[]E1, S2 ~[]E2, E1, E2 any](s1 S1, s2 S2, cmp func(E1, E2) int) int {
	for i, v := range s1 {
		if i >= len(s2) {
			return 1
		}
		if c := cmp(v, s2[i]); c != 0 {
			return c
		}
	}
	if len(s1) < len(s2) {
		return -1
	}
	return 0
}

// Index returns the index of the first v, -1 if there is none.
func Index[S ~[]E, E comparable](s S, v E) int {
	for i := range s {
		if s[i] == v {
			return i
		}
	}
	return -1
}

// IndexFunc returns the index of the first element for which f returns true, -1 if there is none.
func IndexFunc[S ~[]E, E any](s S, f func(E) bool) int {
	for i := range s {
		if f(s[i]) {
			return i
		}
	}
	return -1
}

// Contains reports whether v is in s.
func Contains[S ~[]E, E comparable](s S, v E) bool { return Index(s, v) >= 0 }

// ContainsFunc reports whether f returns true for some element.
func ContainsFunc[S ~[]E, E any](s S, f func(E) bool) bool { return IndexFunc(s, f) >= 0 }

// Insert inserts values before s[i]. It panics if i is out of range.
func Insert[S ~[]E, E any](s S, i int, v ...E) S {
	_ = s[i:]
	return replace(s, i, i, v)
}

// Delete removes s[i:j] and zeroes what is left over at the end. It panics if that is no valid slice of s.
func Delete[S ~[]E, E any](s S, i, j int) S {
	_ = s[i:j:len(s)]
	if i == j {
		return s
	}
	old := len(s)
	s = append(s[:i], s[j:]...)
	clear(s[len(s):old])
	return s
}

// DeleteFunc removes the elements for which del returns true and zeroes what is left over at the end.
func DeleteFunc[S ~[]E, E any](s S, del func(E) bool) S {
	n := IndexFunc(s, del)
	if n < 0 {
		return s
	}
	for _, v := range s[n+1:] {
		if !del(v) {
			s[n] = v
			n++
		}
	}
	clear(s[n:])
	return s[:n]
}

// Replace puts values in the place of s[i:j]. It panics if that is no valid slice of s.
func Replace[S ~[]E, E any](s S, i, j int, v ...E) S {
	_ = s[i:j]
	old := len(s)
	r := replace(s, i, j, v)
	if len(r) < old {
		clear(s[len(r):old])
	}
	return r
}

// replace puts v in the place of s[i:j]; v may overlap s.
func replace[S ~[]E, E any](s S, i, j int, v []E) S {
	if len(v) == 0 && i == j {
		return s
	}
	n := len(s) - (j - i) + len(v)
	if n > cap(s) || len(v) > 0 && overlap(s[:cap(s)], v) {
		// A new array, with room to grow as append gives it.
		r := append(S(nil), s[:i]...)
		r = append(r, make(S, n-i)...)
		copy(r[i:], v)
		copy(r[i+len(v):], s[j:])
		return r
	}
	tail := s[j:]
	s = s[:n]
	copy(s[i+len(v):], tail)
	copy(s[i:], v)
	return s
}

// overlap reports whether two slices, not empty, share memory.
func overlap[E any](a, b []E) bool {
	size := unsafe.Sizeof(a[0])
	if size == 0 {
		return false
	}
	begin := func(s []E) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(s))) }
	end := func(s []E) uintptr { return begin(s) + uintptr(len(s))*size }
	return begin(a) < end(b) && begin(b) < end(a)
}

// Clone returns a copy of s, nil for nil.
func Clone[S ~[]E, E any](s S) S { return append(s[:0:0], s...) }

// Compact leaves one of each run of equal elements and zeroes what is left over at the end.
func Compact[S ~[]E, E comparable](s S) S {
	return CompactFunc(s, func(a, b E) bool { return a == b })
}

// CompactFunc is Compact with elements compared by eq.
func CompactFunc[S ~[]E, E any](s S, eq func(E, E) bool) S {
	if len(s) < 2 {
		return s
	}
	n := 1
	for i := 1; i < len(s); i++ {
		if !eq(s[n-1], s[i]) {
			s[n] = s[i]
			n++
		}
	}
	clear(s[n:])
	return s[:n]
}

// Grow makes room for n more elements. It panics if n is negative.
func Grow[S ~[]E, E any](s S, n int) S {
	if n < 0 {
		panic("cannot be negative")
	}
	if n -= cap(s) - len(s); n > 0 {
		s = append(s[:cap(s)], make([]E, n)...)[:len(s)]
	}
	return s
}

// Clip takes the room beyond the length off.
func Clip[S ~[]E, E any](s S) S { return s[:len(s):len(s)] }

// Reverse reverses the elements.
func Reverse[S ~[]E, E any](s S) {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
}

// Concat returns a new slice of the elements of all.
func Concat[S ~[]E, E any](slices ...S) S {
	n := 0
	for _, s := range slices {
		n += len(s)
		if n < 0 {
			panic("len out of range")
		}
	}
	r := Grow[S](nil, n)
	for _, s := range slices {
		r = append(r, s...)
	}
	return r
}

// Repeat returns a new slice of count times x. It panics if count is negative or the result too large.
func Repeat[S ~[]E, E any](x S, count int) S {
	if count < 0 {
		panic("cannot be negative")
	}
	n := len(x) * count
	if len(x) > 0 && n/len(x) != count {
		panic("the result of (len(x) * count) overflows")
	}
	r := make(S, 0, n)
	for range count {
		r = append(r, x...)
	}
	return r
}
