package fmt

import (
	"errors"
	"internal/reflectlite"
	"strconv"
	"strings"
)

const (
	digits2  = "01_"
	digits8  = "01234567_"
	digits10 = "0123456789_"
	digits16 = "0123456789aAbBcCdDeEfF_"
)

// scanOne reads one value.
func (s *scan) scanOne(verb rune, arg any) {
	s.buf = s.buf[:0]
	switch v := arg.(type) {
	case Scanner:
		if err := v.Scan(s, verb); err != nil {
			s.fail(err)
		}
		return
	case *int:
		if x := s.int(verb, 64); s.err == nil {
			*v = int(x)
		}
		return
	case *string:
		if x := s.string(verb); s.err == nil {
			*v = x
		}
		return
	}
	p := reflectlite.ValueOf(arg)
	if p.Kind() != reflectlite.Pointer {
		name := "<nil>"
		if p.IsValid() {
			name = p.Type().String()
		}
		s.failText("type not a pointer: " + name)
		return
	}
	v := p.Elem()
	switch v.Kind() {
	case reflectlite.Bool:
		if b := s.bool(verb); s.err == nil {
			v.SetBool(b)
		}
	case reflectlite.Int, reflectlite.Int8, reflectlite.Int16, reflectlite.Int32, reflectlite.Int64:
		if x := s.int(verb, uint(v.Type().Size())*8); s.err == nil {
			v.SetInt(x)
		}
	case reflectlite.Uint, reflectlite.Uint8, reflectlite.Uint16, reflectlite.Uint32, reflectlite.Uint64, reflectlite.Uintptr:
		if x := s.uint(verb, uint(v.Type().Size())*8); s.err == nil {
			v.SetUint(x)
		}
	case reflectlite.String:
		if x := s.string(verb); s.err == nil {
			v.SetString(x)
		}
	case reflectlite.Float32, reflectlite.Float64:
		if x := s.float(verb, int(v.Type().Size())*8, v.Type().String()); s.err == nil {
			v.SetFloat(x)
		}
	case reflectlite.Complex64, reflectlite.Complex128:
		if x := s.complex(verb, int(v.Type().Size())*4); s.err == nil {
			v.SetComplex(x)
		}
	case reflectlite.Slice:
		if v.Type().Elem().Kind() == reflectlite.Uint8 {
			if x := s.string(verb); s.err == nil {
				v.SetBytes([]byte(x))
			}
			return
		}
		s.failText("can't scan type: " + p.Type().String())
	default:
		s.failText("can't scan type: " + p.Type().String())
	}
}

// verbIn fails unless the verb is one of ok.
func (s *scan) verbIn(verb rune, ok, what string) bool {
	if strings.IndexRune(ok, verb) < 0 {
		s.failText("bad verb '%" + string(verb) + "' for " + what)
	}
	return s.err == nil
}

func (s *scan) start() bool {
	s.SkipSpace()
	s.notEnd()
	return s.err == nil
}

func (s *scan) bool(verb rune) bool {
	if !s.start() || !s.verbIn(verb, "tv", "boolean") {
		return false
	}
	rest := ""
	r := s.get()
	switch r {
	case '1':
		return true
	case 't', 'T':
		rest = "rRuUeE"
	case 'f', 'F':
		rest = "aAlLsSeE"
	}
	if rest != "" && s.accept(rest[:2], false) {
		for i := 2; i < len(rest); i += 2 {
			if !s.accept(rest[i:i+2], false) {
				s.failText("syntax error scanning boolean")
				return false
			}
		}
	}
	return r == 't' || r == 'T'
}

// char reads a rune.
func (s *scan) char(size uint) int64 {
	r := s.get()
	if r == eof {
		s.notEnd()
		return 0
	}
	if x := int64(r) << (64 - size) >> (64 - size); x != int64(r) {
		s.failText("overflow on character value " + string(r))
	}
	return int64(r)
}

// integer reads the text of an integer.
func (s *scan) integer(verb rune, signed bool) (token string, base int) {
	if !s.start() || !s.verbIn(verb, "bdoUxXv", "integer") {
		return "", 0
	}
	base, digits, found := 10, digits10, false
	switch verb {
	case 'b':
		base, digits = 2, digits2
	case 'o':
		base, digits = 8, digits8
	case 'x', 'X':
		base, digits = 16, digits16
	case 'U':
		base, digits = 16, digits16
		if !s.accept("U", false) || !s.accept("+", false) {
			s.failText("bad unicode format ")
			return "", 0
		}
	}
	if signed && verb != 'U' {
		s.accept("+-", true)
	}
	if verb == 'v' {
		base = 0
		if s.accept("0", true) {
			found = true
			switch {
			case s.accept("bB", true):
				digits = digits2
			case s.accept("oO", true):
				digits = digits8
			case s.accept("xX", true):
				digits = digits16
			default:
				digits = digits8
			}
		}
	}
	if !found {
		s.notEnd()
		if s.err == nil && !s.accept(digits, true) {
			s.failText("expected integer")
		}
	}
	s.acceptAll(digits)
	return string(s.buf), base
}

func (s *scan) int(verb rune, size uint) int64 {
	if verb == 'c' {
		return s.char(size)
	}
	token, base := s.integer(verb, true)
	if s.err != nil {
		return 0
	}
	x, err := strconv.ParseInt(token, base, 64)
	if err != nil {
		s.fail(err)
	} else if x<<(64-size)>>(64-size) != x {
		s.failText("integer overflow on token " + token)
	}
	return x
}

func (s *scan) uint(verb rune, size uint) uint64 {
	if verb == 'c' {
		return uint64(s.char(size))
	}
	token, base := s.integer(verb, false)
	if s.err != nil {
		return 0
	}
	x, err := strconv.ParseUint(token, base, 64)
	if err != nil {
		s.fail(err)
	} else if x<<(64-size)>>(64-size) != x {
		s.failText("unsigned integer overflow on token " + token)
	}
	return x
}

// floatToken reads the text of a float.
func (s *scan) floatToken() string {
	s.buf = s.buf[:0]
	if s.accept("nN", true) && s.accept("aA", true) && s.accept("nN", true) {
		return string(s.buf)
	}
	s.accept("+-", true)
	if s.accept("iI", true) && s.accept("nN", true) && s.accept("fF", true) {
		return string(s.buf)
	}
	digits, exp := digits10, "eEpP"
	if s.accept("0", true) && s.accept("xX", true) {
		digits, exp = digits16, "pP"
	}
	s.acceptAll(digits)
	if s.accept(".", true) {
		s.acceptAll(digits)
	}
	if s.accept(exp, true) {
		s.accept("+-", true)
		s.acceptAll(digits10)
	}
	return string(s.buf)
}

func (s *scan) parseFloat(token string, size int) float64 {
	f, err := strconv.ParseFloat(token, size)
	if err != nil && s.err == nil {
		s.fail(err)
	}
	return f
}

func (s *scan) float(verb rune, size int, name string) float64 {
	if !s.verbIn(verb, "beEfFgGv", name) || !s.start() {
		return 0
	}
	return s.parseFloat(s.floatToken(), size)
}

func (s *scan) complex(verb rune, size int) complex128 {
	if !s.verbIn(verb, "beEfFgGv", "complex") || !s.start() {
		return 0
	}
	bad := errors.New("syntax error scanning complex number")
	parens := s.accept("(", false)
	re := s.floatToken()
	s.buf = s.buf[:0]
	if !s.accept("+-", true) {
		s.fail(bad)
		return 0
	}
	im := string(s.buf)
	im += s.floatToken()
	if !s.accept("i", false) || parens && !s.accept(")", false) {
		s.fail(bad)
		return 0
	}
	return complex(s.parseFloat(re, size), s.parseFloat(im, size))
}

func (s *scan) string(verb rune) string {
	if !s.verbIn(verb, "svqxX", "string") || !s.start() {
		return ""
	}
	switch verb {
	case 'q':
		return s.quoted()
	case 'x', 'X':
		var b []byte
		for {
			hi, ok := s.hexDigit()
			if !ok {
				break
			}
			lo, ok := s.hexDigit()
			if !ok {
				s.failText("illegal hex digit")
				break
			}
			b = append(b, byte(hi<<4|lo))
		}
		if len(b) == 0 {
			s.failText("no hex data for %x string")
		}
		return string(b)
	}
	return string(s.token(true, notSpace))
}

func (s *scan) hexDigit() (int, bool) {
	s.buf = s.buf[:0]
	if !s.accept(digits16[:len(digits16)-1], true) {
		return 0, false
	}
	n, _ := strconv.ParseUint(string(s.buf), 16, 8)
	return int(n), true
}

// quoted reads a Go string literal.
func (s *scan) quoted() string {
	q := s.get()
	if q != '"' && q != '`' {
		s.failText("expected quoted string")
		return ""
	}
	s.buf = append(s.buf, byte(q))
	for {
		r := s.get()
		if r == eof {
			s.notEnd()
			return ""
		}
		s.buf = append(s.buf, string(r)...)
		if r == q {
			break
		}
		if r == '\\' && q == '"' {
			r = s.get()
			if r == eof {
				s.notEnd()
				return ""
			}
			s.buf = append(s.buf, string(r)...)
		}
	}
	text, err := strconv.Unquote(string(s.buf))
	if err != nil {
		s.fail(err)
	}
	return text
}
