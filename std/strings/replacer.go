package strings

import "io"

// A Replacer replaces strings by others.
type Replacer struct {
	pairs []string
	// For each first byte the least pair that begins with it and the next one, plus 1; made when first used.
	first *[256]int32
	next  []int32
	empty int32 // the pair with the empty string, plus 1
}

// NewReplacer returns a Replacer for pairs of old and new strings. At each place the first old string that matches is replaced,
// and replaced text is not looked at again.
func NewReplacer(oldnew ...string) *Replacer {
	if len(oldnew)%2 == 1 {
		panic("strings.NewReplacer: odd argument count")
	}
	r := &Replacer{pairs: append([]string(nil), oldnew...)}
	r.first = new([256]int32)
	r.next = make([]int32, len(oldnew)/2)
	for i := len(r.next) - 1; i >= 0; i-- {
		if old := oldnew[2*i]; old == "" {
			r.empty = int32(i + 1)
		} else {
			r.next[i] = r.first[old[0]]
			r.first[old[0]] = int32(i + 1)
		}
	}
	return r
}

// match returns the pair that matches at the beginning of s, plus 1. The empty string matches only where it may.
func (r *Replacer) match(s string, empty bool) int32 {
	if s != "" {
		for i := r.first[s[0]]; i != 0; i = r.next[i-1] {
			if empty && r.empty != 0 && r.empty < i {
				return r.empty
			}
			if HasPrefix(s, r.pairs[2*i-2]) {
				return i
			}
		}
	}
	if empty {
		return r.empty
	}
	return 0
}

// Replace returns s with all replacements made.
func (r *Replacer) Replace(s string) string {
	var b []byte
	start := 0
	empty := true
	for i := 0; i <= len(s); {
		m := r.match(s[i:], empty)
		if m == 0 {
			i++
			empty = true
			continue
		}
		old := r.pairs[2*m-2]
		if b == nil {
			b = make([]byte, 0, len(s)+16)
		}
		b = append(b, s[start:i]...)
		b = append(b, r.pairs[2*m-1]...)
		i += len(old)
		start = i
		// The empty string does not match twice at one place.
		empty = old != ""
	}
	if b == nil {
		return s
	}
	return text(append(b, s[start:]...))
}

// WriteString writes s to w with all replacements made.
func (r *Replacer) WriteString(w io.Writer, s string) (n int, err error) {
	return io.WriteString(w, r.Replace(s))
}
