package fmt

import (
	"internal/reflectlite"
	"math/bits"
	"strconv"
	"unicode/utf8"
	"unsafe"
)

func appendInt(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

// text appends a string. It is not inlined, as is nothing that appends and is used often: each place where a slice may have to
// grow is much code.
//
//go:noinline
func (p *printer) text(s string) { p.buf = append(p.buf, s...) }

// byte appends a byte.
//
//go:noinline
func (p *printer) byte(c byte) { p.buf = append(p.buf, c) }

// repeat appends n bytes c, none if n is negative.
//
//go:noinline
func (p *printer) repeat(c byte, n int) {
	for ; n > 0; n-- {
		p.buf = append(p.buf, c)
	}
}

// fill writes n bytes of padding.
func (p *printer) fill(n int) {
	c := byte(' ')
	if p.zero && !p.minus {
		c = '0'
	}
	p.repeat(c, n)
}

// padString writes s in the width.
func (p *printer) padString(s string) {
	n := 0
	if p.hasWid {
		n = p.wid - utf8.RuneCountInString(s)
	}
	if !p.minus {
		p.fill(n)
	}
	p.text(s)
	if p.minus {
		p.fill(n)
	}
}

// pad is padString for bytes.
func (p *printer) pad(b []byte) { p.padString(unsafe.String(unsafe.SliceData(b), len(b))) }

// The following print an operand of some type by a verb. They report whether the type has such a verb.

func (p *printer) bool(v bool, verb rune) bool {
	if verb != 't' && verb != 'v' {
		return false
	}
	p.padString(strconv.FormatBool(v))
	return true
}

// integer prints an integer.
func (p *printer) integer(v uint64, signed bool, verb rune) bool {
	base := 10
	switch verb {
	case 'v':
		if p.sharpV && !signed {
			p.hex(v, true)
			return true
		}
	case 'd':
	case 'b':
		base = 2
	case 'o', 'O':
		base = 8
	case 'x', 'X':
		base = 16
	case 'c':
		p.padString(string(runeOf(v)))
		return true
	case 'q':
		if p.plus {
			p.padString(strconv.QuoteRuneToASCII(runeOf(v)))
		} else {
			p.padString(strconv.QuoteRune(runeOf(v)))
		}
		return true
	case 'U':
		p.unicode(v)
		return true
	default:
		return false
	}
	p.number(v, base, signed, verb)
	return true
}

func runeOf(v uint64) rune {
	if v > utf8.MaxRune {
		return utf8.RuneError
	}
	return rune(v)
}

// hex prints as %x or %#x.
func (p *printer) hex(v uint64, leading0x bool) {
	sharp := p.sharp
	p.sharp = leading0x
	p.number(v, 16, false, 'v')
	p.sharp = sharp
}

// number prints an integer in a base.
func (p *printer) number(v uint64, base int, signed bool, verb rune) {
	negative := signed && int64(v) < 0
	if negative {
		v = -v
	}
	sign := byte(0)
	switch {
	case negative:
		sign = '-'
	case p.plus:
		sign = '+'
	case p.space:
		sign = ' '
	}
	if !p.hasWid && !p.hasPrec && !p.sharp && verb != 'O' && verb != 'X' {
		if sign != 0 {
			p.byte(sign)
		}
		p.buf = strconv.AppendUint(p.buf, v, base)
		return
	}
	least := 0 // digits
	if p.hasPrec {
		least = p.prec
		if least == 0 && v == 0 {
			zero := p.zero
			p.zero = false
			p.fill(p.wid)
			p.zero = zero
			return
		}
	} else if p.zero && !p.minus && p.hasWid {
		least = p.wid
		if sign != 0 {
			least--
		}
	}
	var store [64]byte
	digits := strconv.AppendUint(store[:0], v, base)
	if verb == 'X' {
		for i, c := range digits {
			if c >= 'a' {
				digits[i] = c - 0x20
			}
		}
	}
	prefix := ""
	switch {
	case verb == 'O':
		prefix = "0o"
	case !p.sharp:
	case base == 2:
		prefix = "0b"
	case base == 16 && verb == 'X':
		prefix = "0X"
	case base == 16:
		prefix = "0x"
	}
	zeros := least - len(digits)
	if p.sharp && base == 8 && zeros <= 0 && digits[0] != '0' {
		zeros = 1
	}
	if zeros < 0 {
		zeros = 0
	}
	n := p.wid - len(prefix) - zeros - len(digits)
	if sign != 0 {
		n--
	}
	if !p.minus {
		p.repeat(' ', n)
	}
	if sign != 0 {
		p.byte(sign)
	}
	p.text(prefix)
	p.repeat('0', zeros)
	p.Write(digits)
	if p.minus {
		p.repeat(' ', n)
	}
}

// unicode prints as U+0078 or U+0078 'x'.
func (p *printer) unicode(v uint64) {
	var out [80]byte
	n := p.unicodeText(&out, v)
	zero := p.zero
	p.zero = false
	p.pad(out[:n])
	p.zero = zero
}

func (p *printer) unicodeText(out *[80]byte, v uint64) int {
	least := 4
	if p.hasPrec && p.prec > 4 {
		least = p.prec
		if least > 64 {
			least = 64
		}
	}
	if n := (bits.Len64(v) + 3) / 4; least < n {
		least = n
	}
	out[0] = 'U'
	out[1] = '+'
	n := 2
	for i := 63; i >= 0; i-- {
		if i < least {
			out[n] = "0123456789ABCDEF"[v>>uint(4*i)&15]
			n++
		}
	}
	if p.sharp && v <= utf8.MaxRune && strconv.IsPrint(rune(v)) {
		out[n] = ' '
		out[n+1] = '\''
		n += 2
		n += utf8.EncodeRune(out[n:], rune(v))
		out[n] = '\''
		n++
	}
	return n
}

// string prints a string.
func (p *printer) string(s string, verb rune) bool {
	switch verb {
	case 'v':
		if p.sharpV {
			p.fmtQ(s)
		} else {
			p.fmtS(s)
		}
	case 's':
		p.fmtS(s)
	case 'x', 'X':
		p.fmtX(s, verb)
	case 'q':
		p.fmtQ(s)
	default:
		return false
	}
	return true
}

// truncate cuts a string to the precision.
func (p *printer) truncate(s string) string {
	if p.hasPrec {
		n := p.prec
		for i := range s {
			n--
			if n < 0 {
				return s[:i]
			}
		}
	}
	return s
}

func (p *printer) fmtS(s string) { p.padString(p.truncate(s)) }

func (p *printer) fmtQ(s string) {
	s = p.truncate(s)
	switch {
	case p.sharp && strconv.CanBackquote(s):
		s = "`" + s + "`"
	case p.plus:
		s = strconv.QuoteToASCII(s)
	default:
		s = strconv.Quote(s)
	}
	p.padString(s)
}

// fmtX prints bytes in base 16.
func (p *printer) fmtX(s string, verb rune) {
	if p.hasPrec && len(s) > p.prec {
		s = s[:p.prec]
	}
	zero := p.zero
	var b []byte
	if !p.hasWid {
		b = p.buf
	}
	digits := "0123456789abcdef"
	if verb == 'X' {
		digits = "0123456789ABCDEF"
	}
	for i := 0; i < len(s); i++ {
		if p.space && i > 0 {
			b = append(b, ' ')
		}
		if p.sharp && (p.space || i == 0) {
			b = append(b, '0', byte(verb))
		}
		b = append(b, digits[s[i]>>4], digits[s[i]&15])
	}
	if !p.hasWid {
		p.buf = b
	} else {
		p.pad(b)
	}
	p.zero = zero
}

// bytes prints bytes.
//
//go:kinds array slice
func (p *printer) bytes(v []byte, verb rune, typ string) bool {
	if verb != 'v' && verb != 'd' {
		return p.string(unsafe.String(unsafe.SliceData(v), len(v)), verb)
	}
	begin, end := byte('['), byte(']')
	if p.sharpV {
		begin, end = '{', '}'
		p.text(typ)
		if v == nil {
			p.text("(nil)")
			return true
		}
	}
	p.byte(begin)
	for i, c := range v {
		if i > 0 {
			p.separate()
		}
		p.integer(uint64(c), false, verb)
	}
	p.byte(end)
	return true
}

// pointer prints an address.
func (p *printer) pointer(v reflectlite.Value, verb rune) bool {
	switch v.Kind() {
	case reflectlite.Chan, reflectlite.Func, reflectlite.Map, reflectlite.Pointer, reflectlite.Slice, reflectlite.UnsafePointer:
	default:
		return false
	}
	u := uint64(v.Pointer())
	switch {
	case verb == 'v' && p.sharpV:
		p.byte('(')
		p.text(v.Type().String())
		p.text(")(")
		if u == 0 {
			p.text("nil")
		} else {
			p.hex(u, true)
		}
		p.byte(')')
	case verb == 'v' && u == 0:
		p.padString("<nil>")
	case verb == 'v' || verb == 'p':
		p.hex(u, !p.sharp)
	case verb == 'c' || verb == 'q' || verb == 'U' || verb == 'O':
		return false
	default:
		return p.integer(u, false, verb)
	}
	return true
}
