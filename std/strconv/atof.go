package strconv

import (
	"math"
	"math/bits"
)

// layout describes a floating-point format.
type layout struct {
	mantBits int // without the leading one
	bias     int
	maxExp   int // of the exponent field
}

// ParseFloat reads a decimal or hexadecimal floating-point number, an infinity or NaN, and rounds it to the nearest float
// of bitSize bits, halves to even. For numbers out of range it returns ±Inf and an error. Underscores may separate digits
// as in Go's literals when the number has a base prefix.
func ParseFloat(s string, bitSize int) (float64, error) {
	f, n, err := parseFloatPrefix(s, bitSize)
	if n != len(s) && (err == nil || err.Err != ErrSyntax) {
		return 0, numError("ParseFloat", s, ErrSyntax)
	}
	if err != nil {
		return f, err
	}
	return f, nil
}

// parseFloatPrefix reads the number at the beginning of s and returns its length.
func parseFloatPrefix(s string, bitSize int) (float64, int, *NumError) {
	if f, n := special(s); n > 0 {
		if bitSize == 32 {
			f = float64(float32(f))
		}
		return f, n, nil
	}
	num, n := scanNumber(s)
	if n == 0 {
		return 0, 0, numError("ParseFloat", s, ErrSyntax)
	}
	if bitSize != 32 && !num.hex && num.mant>>53 == 0 && !num.truncated && -22 <= num.exp && num.exp <= 22 {
		// Both operands are exact, so the one operation rounds correctly.
		v := float64(num.mant)
		if num.exp < 0 {
			v /= float64(pow5[-num.exp]) * float64(uint64(1)<<uint(-num.exp))
		} else {
			v *= float64(pow5[num.exp]) * float64(uint64(1)<<uint(num.exp))
		}
		if num.negative {
			v = -v
		}
		return v, n, nil
	}
	l := layout{52, 1023, 2047}
	if bitSize == 32 {
		l = layout{23, 127, 255}
	}
	var m uint64
	var e int
	switch {
	case num.mant == 0:
	case num.hex:
		m, e = num.fromHex(&l)
	default:
		m, e = num.fromDecimal(&l)
	}
	over := false
	b := m
	if m>>uint(l.mantBits) != 0 {
		x := e + l.bias + l.mantBits
		if m>>uint(l.mantBits) == 2 {
			m >>= 1
			x++
		}
		over = x >= l.maxExp
		if over {
			x = l.maxExp
			m = 0
		}
		b = uint64(x)<<uint(l.mantBits) | m&(1<<uint(l.mantBits)-1)
	}
	var v float64
	if bitSize == 32 {
		if num.negative {
			b |= 1 << 31
		}
		v = float64(math.Float32frombits(uint32(b)))
	} else {
		if num.negative {
			b |= 1 << 63
		}
		v = math.Float64frombits(b)
	}
	if over {
		return v, n, numError("ParseFloat", s, ErrRange)
	}
	return v, n, nil
}

// special reads the names of infinities and NaN.
func special(s string) (float64, int) {
	sign, at := 1, 0
	if s != "" && (s[0] == '+' || s[0] == '-') {
		if s[0] == '-' {
			sign = -1
		}
		at = 1
	} else if prefixFold(s, "nan") == 3 {
		return math.NaN(), 3
	}
	switch n := prefixFold(s[at:], "infinity"); {
	case n == 8:
		return math.Inf(sign), at + 8
	case n >= 3:
		return math.Inf(sign), at + 3
	}
	return 0, 0
}

// prefixFold returns how many bytes of s match the lower-case name.
func prefixFold(s, name string) int {
	n := 0
	for n < len(s) && n < len(name) && s[n]|0x20 == name[n] {
		n++
	}
	return n
}

// number is a scanned number: 0.d1d2d3... * base**point, of which mant holds the first digits: mant * base**exp.
type number struct {
	mant      uint64
	exp       int // of 2 for hexadecimal numbers
	point     int
	negative  bool
	truncated bool // digits other than 0 follow those of mant
	hex       bool
	digits    string // all of them, with point and underscores
}

// scanNumber reads the longest number at the beginning of s; a length of 0 means that there is none.
func scanNumber(s string) (num number, n int) {
	i := 0
	if s != "" && (s[0] == '+' || s[0] == '-') {
		num.negative = s[0] == '-'
		i++
	}
	base, max, mark := uint64(10), 19, byte('e')
	if i+2 < len(s) && s[i] == '0' && s[i+1]|0x20 == 'x' {
		base, max, mark = 16, 16, 'p'
		num.hex = true
		i += 2
	}
	start := i
	point, seen, underscores := false, false, false
	count, used, dp := 0, 0, 0
scan:
	for ; i < len(s); i++ {
		c := s[i]
		var d byte
		switch {
		case c == '_':
			underscores = true
			continue
		case c == '.' && !point:
			point = true
			dp = count
			continue
		case '0' <= c && c <= '9':
			d = c - '0'
		case num.hex && 'a' <= c|0x20 && c|0x20 <= 'f':
			d = c | 0x20 - 'a' + 10
		default:
			break scan
		}
		seen = true
		if d == 0 && count == 0 {
			if point {
				dp--
			}
			continue
		}
		count++
		if used < max {
			num.mant = num.mant*base + uint64(d)
			used++
		} else if d != 0 {
			num.truncated = true
		}
	}
	if !seen {
		return num, 0
	}
	num.digits = s[start:i]
	if !point {
		dp = count
	}
	if num.hex {
		dp *= 4
		used *= 4
	}
	if i < len(s) && s[i]|0x20 == mark {
		i++
		sign := 1
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			if s[i] == '-' {
				sign = -1
			}
			i++
		}
		if i >= len(s) || s[i] < '0' || s[i] > '9' {
			return num, 0
		}
		e := 0
		for ; i < len(s) && ('0' <= s[i] && s[i] <= '9' || s[i] == '_'); i++ {
			if s[i] == '_' {
				underscores = true
			} else if e < 10000 {
				e = e*10 + int(s[i]-'0')
			}
		}
		dp += e * sign
	} else if num.hex {
		return num, 0
	}
	if underscores && !underscoresFit(s[:i]) {
		return num, 0
	}
	num.point = dp
	num.exp = dp - used
	return num, i
}

// cut says where a number hi * 2**x, the highest bit of hi set, ends in the format: drop bits of hi lie below its last one.
// When drop is more than 64, the number is less than a quarter of the least float.
func (l *layout) cut(x int) (drop int) {
	drop = 63 - l.mantBits
	if below := 1 - l.bias - (x + 63); below > 0 {
		drop += below
	}
	return drop
}

// fromHex returns m and e with m * 2**e the number rounded.
func (num *number) fromHex(l *layout) (m uint64, e int) {
	s := bits.LeadingZeros64(num.mant)
	hi := num.mant << uint(s)
	x := num.exp - s
	drop := l.cut(x)
	if drop > 64 {
		return 0, 0
	}
	m = hi >> uint(drop)
	rest, half := hi&(1<<uint(drop)-1), uint64(1)<<uint(drop-1)
	if rest > half || rest == half && (num.truncated || m&1 != 0) {
		m++
	}
	return m, x + drop
}

// fromDecimal returns m and e with m * 2**e the number rounded.
func (num *number) fromDecimal(l *layout) (m uint64, e int) {
	if num.exp > maxPow10 {
		return 1 << uint(l.mantBits), l.maxExp
	}
	if num.exp < minPow10 {
		return 0, 0
	}
	m, e, sure := approximate(num.mant, num.exp, l)
	if sure && num.truncated {
		m2, e2, sure2 := approximate(num.mant+1, num.exp, l)
		sure = sure2 && m == m2 && e == e2
	}
	if !sure {
		m, e = num.exact(l)
	}
	return m, e
}

// product returns the first 128 bits of mant * 10**exp, rounded down, as (hi, lo) * 2**(x-64); rest are further bits.
func product(mant uint64, exp int) (hi, lo, rest uint64, x int) {
	s := uint(bits.LeadingZeros64(mant))
	p1, p0 := pow10(exp)
	w := mant << s
	hi, lo = bits.Mul64(w, p1)
	c, rest := bits.Mul64(w, p0)
	lo, carry := bits.Add64(lo, c, 0)
	hi += carry
	x = log2Pow10(exp) - 127 - int(s) + 128
	if hi>>63 == 0 {
		hi = hi<<1 | lo>>63
		lo = lo<<1 | rest>>63
		rest <<= 1
		x--
	}
	return hi, lo, rest, x
}

// approximate rounds mant * 10**exp, and tells whether it could be sure how.
func approximate(mant uint64, exp int, l *layout) (m uint64, e int, sure bool) {
	hi, lo, more, x := product(mant, exp)
	drop := l.cut(x)
	m, e = hi>>uint(drop), x+drop
	if drop > 64 {
		return m, e, drop > 65
	}
	rest, half := hi&(1<<uint(drop)-1), uint64(1)<<uint(drop-1)
	if 0 <= exp && exp <= 55 {
		if rest > half || rest == half && (lo|more != 0 || m&1 != 0) {
			m++
		}
		return m, e, true
	}
	// The number lies less than 3 units of lo above what was computed.
	if rest == half && lo == 0 || rest == half-1 && lo > ^uint64(0)-3 {
		return 0, 0, false
	}
	if rest >= half {
		m++
	}
	return m, e, true
}

// exact rounds by comparing long integers.
func (num *number) exact(l *layout) (m uint64, e int) {
	hi, _, _, x := product(num.mant, num.exp)
	drop := l.cut(x)
	// The number is at least m * 2**e.
	m, e = hi>>uint(drop), x+drop

	const most = 800 // no halfway point has more digits
	var left long
	count := 0
	more := false
	for i := 0; i < len(num.digits); i++ {
		c := num.digits[i]
		if c == '.' || c == '_' || c == '0' && count == 0 {
			continue
		}
		if count < most {
			left = left.mulAdd(10, uint32(c-'0'))
			count++
		} else if c != '0' {
			more = true
		}
	}
	if more {
		left = left.mulAdd(10, 1)
		count++
	}
	exp := num.point - count
	left = left.pow5(exp)
	for {
		// Compare left * 2**exp with the halfway point above m, (2*m + 1) * 2**(e-1).
		right := long{uint32(2*m + 1), uint32((2*m + 1) >> 32)}.pow5(-exp)
		order := 0
		if s := exp - (e - 1); s >= 0 {
			order = left.shift(s).compare(right)
		} else {
			order = left.compare(right.shift(-s))
		}
		if order < 0 || order == 0 && m&1 == 0 {
			return m, e
		}
		m++
	}
}

// long is a long natural number, lowest limb first.
type long []uint32

// mulAdd returns x * f + c, in x's memory if there is room.
func (x long) mulAdd(f, c uint32) long {
	for i, v := range x {
		p := uint64(v)*uint64(f) + uint64(c)
		x[i] = uint32(p)
		c = uint32(p >> 32)
	}
	if c != 0 {
		x = append(x, c)
	}
	return x
}

// pow5 returns x * 5**n, or x when n is negative.
func (x long) pow5(n int) long {
	for ; n >= 13; n -= 13 {
		x = x.mulAdd(1220703125, 0)
	}
	for ; n > 0; n-- {
		x = x.mulAdd(5, 0)
	}
	return x
}

// shift returns x * 2**s in new memory.
func (x long) shift(s int) long {
	y := make(long, s/32, s/32+len(x)+1)
	carry := uint32(0)
	for _, v := range x {
		p := uint64(v) << uint(s%32)
		y = append(y, uint32(p)|carry)
		carry = uint32(p >> 32)
	}
	return append(y, carry)
}

// compare returns -1, 0 or 1.
func (x long) compare(y long) int {
	n := len(x)
	if len(y) > n {
		n = len(y)
	}
	for i := n - 1; i >= 0; i-- {
		var a, b uint32
		if i < len(x) {
			a = x[i]
		}
		if i < len(y) {
			b = y[i]
		}
		if a < b {
			return -1
		}
		if a > b {
			return 1
		}
	}
	return 0
}
