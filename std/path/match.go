package path

import (
	"errors"
	"unicode/utf8"
)

// ErrBadPattern says that a pattern is malformed.
var ErrBadPattern = errors.New("syntax error in pattern")

// Match reports whether a name matches a pattern: * stands for any characters but slashes, ? for one, [a-z] for one of
// those, [^a-z] for one of the others, \c for c itself. All of the pattern is checked, whatever the name is.
func Match(pattern, name string) (matched bool, err error) {
	if err := check(pattern); err != nil {
		return false, err
	}
	// Where to go on when what follows the last * does not match: one more character belongs to the star.
	star, rest := -1, 0
	p, n := 0, 0
	for n < len(name) || p < len(pattern) {
		if p < len(pattern) {
			if pattern[p] == '*' {
				star, rest = p, n
				p++
				continue
			}
			if n < len(name) {
				if np, nn, ok := one(pattern, name, p, n); ok {
					p, n = np, nn
					continue
				}
			}
		}
		if star < 0 || rest >= len(name) || name[rest] == '/' {
			return false, nil
		}
		rest++
		p, n = star+1, rest
	}
	return true, nil
}

// one matches a single character of a name.
func one(pattern, name string, p, n int) (int, int, bool) {
	r, size := utf8.DecodeRuneInString(name[n:])
	switch pattern[p] {
	case '?':
		return p + 1, n + size, r != '/'
	case '[':
		end, in, _ := class(pattern, p, r)
		return end, n + size, in && r != '/'
	case '\\':
		p++
	}
	return p + 1, n + 1, pattern[p] == name[n]
}

// class reads a class of characters; it returns what follows, and whether it has r.
func class(pattern string, p int, r rune) (int, bool, error) {
	p++
	not := p < len(pattern) && pattern[p] == '^'
	if not {
		p++
	}
	in := false
	for n := 0; ; n++ {
		if p < len(pattern) && pattern[p] == ']' && n > 0 {
			return p + 1, in != not, nil
		}
		lo, next, err := bound(pattern, p)
		if err != nil {
			return 0, false, err
		}
		hi := lo
		if pattern[next] == '-' {
			if hi, next, err = bound(pattern, next+1); err != nil {
				return 0, false, err
			}
		}
		in = in || lo <= r && r <= hi
		p = next
	}
}

// bound reads one end of a range. Something must follow it.
func bound(pattern string, p int) (rune, int, error) {
	if p >= len(pattern) || pattern[p] == '-' || pattern[p] == ']' {
		return 0, 0, ErrBadPattern
	}
	if pattern[p] == '\\' {
		if p++; p >= len(pattern) {
			return 0, 0, ErrBadPattern
		}
	}
	r, size := utf8.DecodeRuneInString(pattern[p:])
	if r == utf8.RuneError && size == 1 || p+size >= len(pattern) {
		return 0, 0, ErrBadPattern
	}
	return r, p + size, nil
}

// check reports whether a pattern is well formed.
func check(pattern string) error {
	for p := 0; p < len(pattern); {
		switch pattern[p] {
		case '[':
			end, _, err := class(pattern, p, 0)
			if err != nil {
				return err
			}
			p = end
		case '\\':
			if p++; p >= len(pattern) {
				return ErrBadPattern
			}
			p++
		default:
			p++
		}
	}
	return nil
}
