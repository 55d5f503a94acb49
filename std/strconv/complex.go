package strconv

// FormatComplex returns c as (a+bi), its parts formatted as by FormatFloat; bitSize is 64 or 128.
func FormatComplex(c complex128, fmt byte, prec, bitSize int) string {
	if bitSize != 64 && bitSize != 128 {
		panic("invalid bitSize")
	}
	b := append(make([]byte, 0, 32), '(')
	b = AppendFloat(b, real(c), fmt, prec, bitSize/2)
	at := len(b)
	b = AppendFloat(b, imag(c), fmt, prec, bitSize/2)
	if b[at] != '+' && b[at] != '-' {
		b = append(b, 0)
		copy(b[at+1:], b[at:])
		b[at] = '+'
	}
	return string(append(b, 'i', ')'))
}

// ParseComplex reads N, Ni or N±Ni, perhaps in parentheses, where N is a number as ParseFloat reads it; bitSize is 64 or
// 128.
func ParseComplex(s string, bitSize int) (complex128, error) {
	size := 64
	if bitSize == 64 {
		size = 32
	}
	whole := s
	if n := len(s); n >= 2 && s[0] == '(' && s[n-1] == ')' {
		s = s[1 : n-1]
	}
	var pending error
	re, n, err := parseFloatPrefix(s, size)
	if err != nil {
		if err.Err != ErrRange {
			return 0, numError("ParseComplex", whole, err.Err)
		}
		pending = numError("ParseComplex", whole, ErrRange)
	}
	s = s[n:]
	if s == "" {
		return complex(re, 0), pending
	}
	switch s[0] {
	case '+':
		// NaN has no sign of its own.
		if len(s) > 1 && s[1] != '+' {
			s = s[1:]
		}
	case '-':
	case 'i':
		if len(s) == 1 {
			return complex(0, re), pending
		}
		return 0, numError("ParseComplex", whole, ErrSyntax)
	default:
		return 0, numError("ParseComplex", whole, ErrSyntax)
	}
	im, n, err := parseFloatPrefix(s, size)
	if err != nil {
		if err.Err != ErrRange {
			return 0, numError("ParseComplex", whole, err.Err)
		}
		pending = numError("ParseComplex", whole, ErrRange)
	}
	if s[n:] != "i" {
		return 0, numError("ParseComplex", whole, ErrSyntax)
	}
	return complex(re, im), pending
}
