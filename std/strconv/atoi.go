package strconv

import "errors"

// IntSize is the size in bits of an int.
const IntSize = 64

// ErrRange says that a value does not fit its type.
var ErrRange = errors.New("value out of range")

// ErrSyntax says that a text is not of the form wanted.
var ErrSyntax = errors.New("invalid syntax")

// A NumError is a failed conversion.
type NumError struct {
	Func string // which function
	Num  string // the text
	Err  error  // ErrRange, ErrSyntax or another
}

func (e *NumError) Error() string {
	return "strconv." + e.Func + ": parsing " + Quote(e.Num) + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *NumError) Unwrap() error { return e.Err }

// numError makes an error that does not keep a larger text alive.
func numError(fn, s string, err error) *NumError { return &NumError{fn, string([]byte(s)), err} }

// Atoi is ParseInt(s, 10, 0), converted to int.
func Atoi(s string) (int, error) {
	if n := len(s); 0 < n && n < 19 {
		i := 0
		if s[0] == '-' || s[0] == '+' {
			i = 1
		}
		v := 0
		for ; i < n; i++ {
			d := s[i] - '0'
			if d > 9 {
				return 0, numError("Atoi", s, ErrSyntax)
			}
			v = v*10 + int(d)
		}
		if s[0] < '0' {
			if n == 1 {
				return 0, numError("Atoi", s, ErrSyntax)
			}
			if s[0] == '-' {
				v = -v
			}
		}
		return v, nil
	}
	v, err := parseInt("Atoi", s, 10, 0)
	return int(v), err
}

// ParseInt reads an integer with sign in a base from 2 to 36, or, for base 0, in the base that its prefix says (0b, 0, 0o,
// 0x), in which case underscores may separate digits. It must fit into bitSize bits (0: an int); the value nearest to
// what does not is returned with the error.
func ParseInt(s string, base int, bitSize int) (int64, error) {
	return parseInt("ParseInt", s, base, bitSize)
}

func parseInt(fn, s string, base int, bitSize int) (int64, error) {
	if s == "" {
		return 0, numError(fn, s, ErrSyntax)
	}
	digits := s
	negative := s[0] == '-'
	if negative || s[0] == '+' {
		digits = s[1:]
	}
	u, err := parseUint(fn, digits, base, bitSize)
	if err != nil && err.Err != ErrRange {
		err.Num = string([]byte(s))
		return 0, err
	}
	if bitSize == 0 {
		bitSize = IntSize
	}
	limit := uint64(1) << uint(bitSize-1)
	if !negative && u >= limit {
		return int64(limit - 1), numError(fn, s, ErrRange)
	}
	if negative && u > limit {
		return -int64(limit), numError(fn, s, ErrRange)
	}
	if negative {
		return -int64(u), nil
	}
	return int64(u), nil
}

// ParseUint is ParseInt for integers without sign.
func ParseUint(s string, base int, bitSize int) (uint64, error) {
	u, err := parseUint("ParseUint", s, base, bitSize)
	if err != nil {
		return u, err
	}
	return u, nil
}

func parseUint(fn, s string, base int, bitSize int) (uint64, *NumError) {
	whole := s
	if s == "" {
		return 0, numError(fn, s, ErrSyntax)
	}
	prefixed := base == 0
	if base == 0 {
		base = 10
		if s[0] == '0' {
			base = 8
			skip := 1
			if len(s) >= 3 {
				switch s[1] | 0x20 {
				case 'b':
					base, skip = 2, 2
				case 'o':
					base, skip = 8, 2
				case 'x':
					base, skip = 16, 2
				}
			}
			s = s[skip:]
		}
	} else if base < 2 || base > 36 {
		return 0, numError(fn, s, errors.New("invalid base "+Itoa(base)))
	}
	if bitSize == 0 {
		bitSize = IntSize
	} else if bitSize < 0 || bitSize > 64 {
		return 0, numError(fn, whole, errors.New("invalid bit size "+Itoa(bitSize)))
	}
	max := uint64(1)<<uint(bitSize) - 1
	cutoff := ^uint64(0)/uint64(base) + 1
	underscores := false
	v := uint64(0)
	for i := 0; i < len(s); i++ {
		c := s[i]
		var d byte
		switch {
		case c == '_' && prefixed:
			underscores = true
			continue
		case '0' <= c && c <= '9':
			d = c - '0'
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			d = c | 0x20 - 'a' + 10
		default:
			return 0, numError(fn, whole, ErrSyntax)
		}
		if d >= byte(base) {
			return 0, numError(fn, whole, ErrSyntax)
		}
		if v >= cutoff {
			return max, numError(fn, whole, ErrRange)
		}
		v *= uint64(base)
		w := v + uint64(d)
		if w < v || w > max {
			return max, numError(fn, whole, ErrRange)
		}
		v = w
	}
	if underscores && !underscoresFit(whole) {
		return 0, numError(fn, whole, ErrSyntax)
	}
	return v, nil
}

// underscoresFit reports whether each underscore stands between two digits, or between a base prefix and a digit.
func underscoresFit(s string) bool {
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	hex := false
	digit := false // whether a digit or base prefix is just before
	i := 0
	if len(s) >= 2 && s[0] == '0' {
		switch s[1] | 0x20 {
		case 'b', 'o', 'x':
			hex = s[1]|0x20 == 'x'
			digit = true
			i = 2
		}
	}
	for ; i < len(s); i++ {
		c := s[i]
		switch {
		case '0' <= c && c <= '9' || hex && 'a' <= c|0x20 && c|0x20 <= 'f':
			digit = true
		case c == '_':
			if !digit || i+1 == len(s) {
				return false
			}
			next := s[i+1]
			if !('0' <= next && next <= '9' || hex && 'a' <= next|0x20 && next|0x20 <= 'f') {
				return false
			}
			digit = false
		default:
			digit = false
		}
	}
	return true
}

// ParseBool reads 1, t, T, TRUE, true, True, 0, f, F, FALSE, false, False.
func ParseBool(str string) (bool, error) {
	switch str {
	case "1", "t", "T", "true", "TRUE", "True":
		return true, nil
	case "0", "f", "F", "false", "FALSE", "False":
		return false, nil
	}
	return false, numError("ParseBool", str, ErrSyntax)
}
