package strconv

import "unicode/utf8"

// Unquote reads s as a Go string literal in double or back quotes, or a rune literal, and returns its value.
func Unquote(s string) (string, error) {
	literal, value, ok := quotedPrefix(s, true)
	if !ok || len(literal) != len(s) {
		return "", ErrSyntax
	}
	return value, nil
}

// QuotedPrefix returns the literal, as it stands, at the beginning of s.
func QuotedPrefix(s string) (string, error) {
	literal, _, ok := quotedPrefix(s, false)
	if !ok {
		return "", ErrSyntax
	}
	return literal, nil
}

// quotedPrefix returns the literal at the beginning of s and, if wanted, its value.
func quotedPrefix(s string, want bool) (literal, value string, ok bool) {
	if len(s) < 2 {
		return "", "", false
	}
	q := s[0]
	switch q {
	case '`':
		returns := 0
		for i := 1; i < len(s); i++ {
			switch s[i] {
			case '\r':
				returns++
			case '`':
				value = s[1:i]
				if want && returns > 0 {
					b := make([]byte, 0, i-returns)
					for j := 0; j < len(value); j++ {
						if value[j] != '\r' {
							b = append(b, value[j])
						}
					}
					value = string(b)
				}
				return s[:i+1], value, true
			}
		}
		return "", "", false
	case '"', '\'':
	default:
		return "", "", false
	}
	// A literal without escapes is its own value.
	plain := true
	i := 1
	for i < len(s) && s[i] != q {
		if s[i] == '\\' || s[i] == '\n' || s[i] >= utf8.RuneSelf || q == '\'' {
			plain = false
			break
		}
		i++
	}
	if plain {
		if i == len(s) || q == '\'' && want {
			return "", "", false
		}
		return s[:i+1], s[1:i], true
	}
	var b []byte
	if want {
		b = append(make([]byte, 0, len(s)), s[1:i]...)
	}
	rest := s[i:]
	for len(rest) > 0 && rest[0] != q {
		r, multibyte, tail, err := UnquoteChar(rest, q)
		if err != nil || rest[0] == '\n' {
			return "", "", false
		}
		rest = tail
		if want {
			if multibyte || r < utf8.RuneSelf {
				b = utf8.AppendRune(b, r)
			} else {
				b = append(b, byte(r))
			}
		}
		if q == '\'' {
			break
		}
	}
	if len(rest) == 0 || rest[0] != q {
		return "", "", false
	}
	return s[:len(s)-len(rest)+1], string(b), true
}

// UnquoteChar reads the first rune or escape of the inside of a literal: the value, whether it takes several bytes in
// UTF-8 (and is no single byte), and what follows. quote is the quote that may be escaped and may not stand unescaped; 0: none
// may be escaped.
func UnquoteChar(s string, quote byte) (value rune, multibyte bool, tail string, err error) {
	if s == "" {
		return 0, false, "", ErrSyntax
	}
	c := s[0]
	if c == quote && (quote == '\'' || quote == '"') {
		return 0, false, "", ErrSyntax
	}
	if c >= utf8.RuneSelf {
		r, n := utf8.DecodeRuneInString(s)
		return r, true, s[n:], nil
	}
	if c != '\\' {
		return rune(c), false, s[1:], nil
	}
	if len(s) < 2 {
		return 0, false, "", ErrSyntax
	}
	c = s[1]
	s = s[2:]
	const escapes, meanings = "abfnrtv\\", "\a\b\f\n\r\t\v\\"
	for i := 0; i < len(escapes); i++ {
		if escapes[i] == c {
			return rune(meanings[i]), false, s, nil
		}
	}
	if c == '\'' || c == '"' {
		if c != quote {
			return 0, false, "", ErrSyntax
		}
		return rune(c), false, s, nil
	}
	n, shift := 0, uint(4)
	switch c {
	case 'x':
		n = 2
	case 'u':
		n = 4
	case 'U':
		n = 8
	case '0', '1', '2', '3', '4', '5', '6', '7':
		value = rune(c - '0')
		n, shift = 2, 3
	}
	if n == 0 || len(s) < n {
		return 0, false, "", ErrSyntax
	}
	for i := 0; i < n; i++ {
		d := rune(s[i]) - '0'
		if d > 9 {
			d = rune(s[i]|0x20) - 'a' + 10
			if d < 10 {
				d = -1
			}
		}
		if d < 0 || d >= 1<<shift {
			return 0, false, "", ErrSyntax
		}
		value = value<<shift | d
	}
	s = s[n:]
	if shift == 3 && value > 255 {
		return 0, false, "", ErrSyntax
	}
	multibyte = c == 'u' || c == 'U'
	if multibyte && !utf8.ValidRune(value) {
		return 0, false, "", ErrSyntax
	}
	return value, multibyte, s, nil
}
