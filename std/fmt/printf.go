package fmt

import (
	"internal/reflectlite"
	"unicode/utf8"
)

// tooLarge bounds widths, precisions and indexes.
const tooLarge = 1000000

// parseNumber reads a number at format[i:]; ok is false when there is none or it is too large.
func parseNumber(format string, i int) (n int, ok bool, next int) {
	for ; i < len(format) && '0' <= format[i] && format[i] <= '9'; i++ {
		n = n*10 + int(format[i]-'0')
		ok = true
		if n > tooLarge {
			return 0, false, len(format)
		}
	}
	return n, ok, i
}

// index reads an operand index [n] at format[i:] if there is one.
func (p *printer) index(at int, format string, i, count int) (arg, next int, found bool) {
	if i >= len(format) || format[i] != '[' {
		return at, i, false
	}
	p.reordered = true
	for j := i + 1; j < len(format); j++ {
		if format[j] == ']' {
			n, ok, end := parseNumber(format, i+1)
			if ok && end == j && 1 <= n && n <= count {
				return n - 1, j + 1, true
			}
			p.badIndex = true
			return at, j + 1, ok && end == j
		}
	}
	p.badIndex = true
	return at, i + 1, false
}

// star returns the operand that a * stands for.
func star(a []any, at int) (n int, ok bool, next int) {
	if at >= len(a) {
		return 0, false, at
	}
	switch v := reflectlite.ValueOf(a[at]); v.Kind() {
	case reflectlite.Int, reflectlite.Int8, reflectlite.Int16, reflectlite.Int32, reflectlite.Int64:
		x := v.Int()
		n, ok = int(x), -tooLarge <= x && x <= tooLarge
	case reflectlite.Uint, reflectlite.Uint8, reflectlite.Uint16, reflectlite.Uint32, reflectlite.Uint64, reflectlite.Uintptr:
		x := v.Uint()
		n, ok = int(x), x <= tooLarge
	}
	if !ok {
		n = 0
	}
	return n, ok, at + 1
}

func (p *printer) printf(format string, a []any) {
	at := 0
	indexed := false // an index came just before
	p.reordered = false
	for i := 0; i < len(format); {
		p.badIndex = false
		start := i
		for i < len(format) && format[i] != '%' {
			i++
		}
		if i > start {
			p.buf = append(p.buf, format[start:i]...)
		}
		if i >= len(format) {
			break
		}
		i++
		p.clearFlags()
	flags:
		for ; i < len(format); i++ {
			switch format[i] {
			case '#':
				p.sharp = true
			case '0':
				p.zero = true
			case '+':
				p.plus = true
			case '-':
				p.minus = true
			case ' ':
				p.space = true
			default:
				break flags
			}
		}
		if i < len(format) && 'a' <= format[i] && format[i] <= 'z' && at < len(a) {
			// Most directives are this simple.
			p.verb(rune(format[i]), a, at)
			at++
			i++
			continue
		}
		at, i, indexed = p.index(at, format, i, len(a))
		if i < len(format) && format[i] == '*' {
			i++
			p.wid, p.hasWid, at = star(a, at)
			if !p.hasWid {
				p.text("%!(BADWIDTH)")
			}
			if p.wid < 0 {
				p.wid = -p.wid
				p.minus = true
			}
			indexed = false
		} else {
			p.wid, p.hasWid, i = parseNumber(format, i)
			if indexed && p.hasWid {
				p.badIndex = true
			}
		}
		if i+1 < len(format) && format[i] == '.' {
			i++
			if indexed {
				p.badIndex = true
			}
			at, i, indexed = p.index(at, format, i, len(a))
			if i < len(format) && format[i] == '*' {
				i++
				p.prec, p.hasPrec, at = star(a, at)
				if p.prec < 0 {
					p.prec = 0
					p.hasPrec = false
				}
				if !p.hasPrec {
					p.text("%!(BADPREC)")
				}
				indexed = false
			} else {
				p.prec, p.hasPrec, i = parseNumber(format, i)
				if !p.hasPrec {
					p.prec = 0
					p.hasPrec = true
				}
			}
		}
		if !indexed {
			at, i, indexed = p.index(at, format, i, len(a))
		}
		if i >= len(format) {
			p.text("%!(NOVERB)")
			break
		}
		verb, n := utf8.DecodeRuneInString(format[i:])
		i += n
		switch {
		case verb == '%':
			p.byte('%')
		case p.badIndex:
			p.begin(verb)
			p.text("(BADINDEX)")
		case at >= len(a):
			p.begin(verb)
			p.text("(MISSING)")
		default:
			p.verb(verb, a, at)
			at++
		}
	}
	if p.reordered || at >= len(a) {
		return
	}
	p.clearFlags()
	p.text("%!(EXTRA ")
	for i, arg := range a[at:] {
		if i > 0 {
			p.text(", ")
		}
		if arg == nil {
			p.text("<nil>")
		} else {
			p.text(reflectlite.TypeOf(arg).String())
			p.byte('=')
			p.printArg(arg, 'v')
		}
	}
	p.byte(')')
}

// verb prints an operand by a directive whose flags are set.
func (p *printer) verb(verb rune, a []any, at int) {
	switch verb {
	case 'w':
		p.wrapped = append(p.wrapped, at)
		fallthrough
	case 'v':
		p.sharpV, p.sharp = p.sharp, false
		p.plusV, p.plus = p.plus, false
	}
	p.printArg(a[at], verb)
}
