package fmt

import (
	"strconv"
)

// float prints a float.
//
//go:kinds float complex
func (p *printer) float(v float64, size int, verb rune) bool {
	prec := -1
	switch verb {
	case 'v':
		verb = 'g'
	case 'b', 'g', 'G', 'x', 'X':
	case 'f', 'e', 'E':
		prec = 6
	case 'F':
		verb, prec = 'f', 6
	default:
		return false
	}
	p.fmtFloat(v, size, verb, prec)
	return true
}

// complex prints a complex number.
//
//go:kinds complex
func (p *printer) complex(v complex128, size int, verb rune) bool {
	switch verb {
	case 'v', 'b', 'g', 'G', 'x', 'X', 'f', 'F', 'e', 'E':
	default:
		return false
	}
	plus := p.plus
	p.byte('(')
	p.float(real(v), size/2, verb)
	p.plus = true
	p.float(imag(v), size/2, verb)
	p.text("i)")
	p.plus = plus
	return true
}

// fmtFloat prints a float in one of strconv's formats; prec is the precision where none is given.
func (p *printer) fmtFloat(v float64, size int, format rune, prec int) {
	if p.hasPrec {
		prec = p.prec
	}
	// The first byte is the sign.
	var store [40]byte
	num := strconv.AppendFloat(store[:1], v, byte(format), prec, size)
	if num[1] == '-' || num[1] == '+' {
		num = num[1:]
	} else {
		num[0] = '+'
	}
	if p.space && num[0] == '+' && !p.plus {
		num[0] = ' '
	}
	if num[1] == 'I' || num[1] == 'N' {
		zero := p.zero
		p.zero = false
		if num[1] == 'N' && !p.space && !p.plus {
			num = num[1:]
		}
		p.pad(num)
		p.zero = zero
		return
	}
	if p.sharp && format != 'b' {
		num = withPoint(num, format, prec)
	}
	if !p.plus && num[0] == '+' {
		p.pad(num[1:])
		return
	}
	if p.zero && !p.minus && p.hasWid && p.wid > len(num) {
		// The zeroes go between the sign and the digits.
		p.byte(num[0])
		p.fill(p.wid - len(num))
		p.Write(num[1:])
		return
	}
	p.pad(num)
}

// withPoint gives a number its point, and zeroes up to the precision.
//
//go:noinline
func withPoint(num []byte, format rune, prec int) []byte {
	digits := 0
	switch format {
	case 'g', 'G', 'x':
		digits = prec
		if digits < 0 {
			digits = 6
		}
	}
	hex := format == 'x' || format == 'X'
	var tail [8]byte
	n := 0
	point, counting := false, false
	for i := 1; i < len(num); i++ {
		c := num[i]
		if c == '.' {
			point = true
			continue
		}
		if c|0x20 == 'p' || c|0x20 == 'e' && !hex {
			n = copy(tail[:], num[i:])
			num = num[:i]
			break
		}
		if c != '0' {
			counting = true
		}
		// Leading zeroes are no digits.
		if counting {
			digits--
		}
	}
	if !point {
		if len(num) == 2 && num[1] == '0' {
			digits--
		}
		num = append(num, '.')
	}
	for ; digits > 0; digits-- {
		num = append(num, '0')
	}
	return append(num, tail[:n]...)
}
