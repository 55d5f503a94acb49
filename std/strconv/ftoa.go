package strconv

import (
	"math"
	"math/bits"
)

// decimal is 0.d1d2d3... * 10**dp.
type decimal struct {
	d  []byte
	dp int
}

// FormatFloat returns f, a float of bitSize bits, as text: format is one of b (-ddddp±ddd), e, E (-d.dddde±dd), f
// (-ddd.dddd), g, G (e or E for large exponents, else f), x, X (-0xd.ddddp±ddd). prec is the number of digits behind the
// point, for g and G of all digits; -1 means as many as it takes to read the same value back.
func FormatFloat(f float64, format byte, prec, bitSize int) string {
	n := prec + 4
	if n < 24 {
		n = 24
	}
	return string(AppendFloat(make([]byte, 0, n), f, format, prec, bitSize))
}

// AppendFloat appends what FormatFloat returns.
func AppendFloat(dst []byte, f float64, format byte, prec, bitSize int) []byte {
	b := math.Float64bits(f)
	mantBits, bias := uint(52), 1023
	if bitSize == 32 {
		b = uint64(math.Float32bits(float32(f)))
		mantBits, bias = 23, 127
	} else if bitSize != 64 {
		panic("strconv: illegal AppendFloat/FormatFloat bitSize")
	}
	expBits := uint(bitSize-1) - mantBits
	negative := b>>(uint(bitSize)-1) != 0
	exp := int(b>>mantBits) & (1<<expBits - 1)
	mant := b & (1<<mantBits - 1)
	if exp == 1<<expBits-1 {
		switch {
		case mant != 0:
			return append(dst, "NaN"...)
		case negative:
			return append(dst, "-Inf"...)
		}
		return append(dst, "+Inf"...)
	}
	closer := mant == 0 && exp > 1
	if exp == 0 {
		exp = 1
	} else {
		mant |= 1 << mantBits
	}
	exp -= bias + int(mantBits)

	if negative {
		dst = append(dst, '-')
	}
	switch format {
	case 'b':
		dst = AppendUint(dst, mant, 10)
		dst = append(dst, 'p')
		if exp >= 0 {
			dst = append(dst, '+')
		}
		return AppendInt(dst, int64(exp), 10)
	case 'x', 'X':
		return appendHex(dst, mant, exp, mantBits, prec, format)
	case 'e', 'E', 'f', 'g', 'G':
	default:
		if negative {
			dst = dst[:len(dst)-1]
		}
		return append(dst, '%', format)
	}

	var store [24]byte
	dec := decimal{store[:0], 0}
	asShortest := prec < 0
	switch {
	case mant == 0:
		if asShortest {
			prec = 0
			if format|0x20 == 'g' {
				prec = -1
			}
		}
	case asShortest:
		if whole := mant >> uint(-exp&63); exp <= 0 && exp > -64 && whole<<uint(-exp&63) == mant {
			// All digits of an integer whose neighbours are at most 1 away.
			dec.set(whole, 0)
		} else {
			d, k := shortest(mant, exp, closer)
			dec.set(d, k)
		}
		switch format {
		case 'e', 'E':
			prec = len(dec.d) - 1
		case 'f':
			prec = len(dec.d) - dec.dp
			if prec < 0 {
				prec = 0
			}
		default:
			prec = len(dec.d)
		}
	default:
		if format == 'f' {
			dec.fixed(mant, exp, prec)
		} else {
			n := prec
			if format|0x20 == 'e' {
				n++
			}
			if n == 0 {
				n = 1
			}
			if format|0x20 == 'g' {
				prec = n
			}
			dec.precise(mant, exp, n)
		}
	}

	switch format {
	case 'e', 'E':
		return appendE(dst, dec, prec, format)
	case 'f':
		return appendF(dst, dec, prec)
	}
	limit := prec
	if limit > len(dec.d) && len(dec.d) >= dec.dp {
		limit = len(dec.d)
	}
	if asShortest {
		limit = 6
	}
	if x := dec.dp - 1; x < -4 || x >= limit {
		if prec > len(dec.d) {
			prec = len(dec.d)
		}
		return appendE(dst, dec, prec-1, format+'e'-'g')
	}
	if prec > dec.dp {
		prec = len(dec.d)
	}
	prec -= dec.dp
	if prec < 0 {
		prec = 0
	}
	return appendF(dst, dec, prec)
}

// set makes it v * 10**k, without zeroes at the end.
func (d *decimal) set(v uint64, k int) {
	if v == 0 {
		d.d, d.dp = d.d[:0], 0
		return
	}
	d.d = AppendUint(d.d[:0], v, 10)
	d.dp = len(d.d) + k
	d.trim()
}

func (d *decimal) trim() {
	n := len(d.d)
	for n > 0 && d.d[n-1] == '0' {
		n--
	}
	d.d = d.d[:n]
	if n == 0 {
		d.dp = 0
	}
}

// fixed makes it mant * 2**exp rounded to prec digits behind the point.
func (d *decimal) fixed(mant uint64, exp, prec int) {
	// Below 2**60 the scaled number fits: 10**prec < 2**(log2Pow10(prec)+1).
	if prec < 300 && bits.Len64(mant)+exp+log2Pow10(prec)+1 <= 60 {
		if v, ok := scaled(mant, exp, prec); ok {
			d.set(v, -prec)
			return
		}
	}
	d.exact(mant, exp)
	d.round(d.dp + prec)
}

// precise makes it mant * 2**exp rounded to n digits.
func (d *decimal) precise(mant uint64, exp, n int) {
	if n <= 17 {
		k := n - 1 - log10Pow2(bits.Len64(mant)+exp-1)
		if minPow10 < k && k <= maxPow10 {
			v, ok := scaled(mant, exp, k)
			if ok && v >= pow5[n]<<uint(n) {
				// The estimate of the exponent was one too low.
				k--
				v, ok = scaled(mant, exp, k)
			}
			if ok {
				d.set(v, -k)
				return
			}
		}
	}
	d.exact(mant, exp)
	d.round(n)
}

// scaled returns mant * 2**exp * 10**k rounded half to even, when 128 bits of the power suffice to know. The result must
// be below 2**62.
func scaled(mant uint64, exp, k int) (uint64, bool) {
	hi, lo := pow10(k)
	s := uint(bits.LeadingZeros64(mant))
	w := mant << s
	p2, p1 := bits.Mul64(w, hi)
	c, p0 := bits.Mul64(w, lo)
	p1, carry := bits.Add64(p1, c, 0)
	p2 += carry
	// The value is (p2, p1, p0) * 2**(exp - s + log2Pow10(k) - 127).
	down := -(exp - int(s) + log2Pow10(k) - 127) - 128 // how far p2 lies above units
	if down <= 0 {
		return 0, false
	}
	if down > 64 {
		// Less than a half: rounds to zero, unless it is on the border, which 65 bits could be.
		return 0, down > 66
	}
	var whole, rest uint64
	if down == 64 {
		rest = p2
	} else {
		whole = p2 >> uint(down)
		rest = p2 << uint(64-down)
	}
	exact := k >= 0 && k <= 55
	// (rest, p1 >> down and more) is the fraction: half is rest == 1<<63 with nothing below.
	below := p1 >> uint(down&63)
	if down == 64 {
		below = p1
	}
	if down < 64 {
		rest |= p1 >> uint(down)
		below = p1 << uint(64-down)
	}
	const half = 1 << 63
	switch {
	case rest > half || rest == half && below > 0 && (exact || below < ^uint64(0)):
		return whole + 1, true
	case rest == half && below == 0 && p0 == 0 && exact:
		return whole + whole&1, true
	case rest == half && below == 0 && exact:
		return whole + 1, true
	case rest < half-1 || rest < half && exact:
		return whole, true
	}
	return 0, false
}

// exact makes it all digits of mant * 2**exp.
func (d *decimal) exact(mant uint64, exp int) {
	// A number in base 10**9, highest limb first, from a[first] on; a[point] and what follows are the fraction.
	const base = 1000000000
	if tz := bits.TrailingZeros64(mant); exp < 0 {
		if tz > -exp {
			tz = -exp
		}
		mant >>= uint(tz)
		exp += tz
	}
	var a []uint32
	var first, point int
	if exp >= 0 {
		a = make([]uint32, 36+3)
		point = len(a)
	} else {
		a = make([]uint32, 3, 3+(-exp+8)/9)
		point = 3
	}
	first = point
	for v := mant; v != 0; v /= base {
		first--
		a[first] = uint32(v % base)
	}
	for exp > 0 {
		s := uint(29)
		if exp < 29 {
			s = uint(exp)
		}
		exp -= int(s)
		carry := uint64(0)
		for i := point - 1; i >= first; i-- {
			v := uint64(a[i])<<s + carry
			carry = v / base
			a[i] = uint32(v - carry*base)
		}
		if carry != 0 {
			first--
			a[first] = uint32(carry)
		}
	}
	for exp < 0 {
		s := uint(9)
		if -exp < 9 {
			s = uint(-exp)
		}
		exp += int(s)
		carry := uint32(0)
		for i := first; i < len(a); i++ {
			v := a[i]
			a[i] = v>>s + carry
			carry = v & (1<<s - 1) * (base >> s)
		}
		if carry != 0 {
			a = append(a, carry)
		}
		for first < len(a) && a[first] == 0 {
			first++
		}
	}
	d.d = AppendUint(d.d[:0], uint64(a[first]), 10)
	d.dp = len(d.d) + (point-first-1)*9
	for _, v := range a[first+1:] {
		at := len(d.d)
		d.d = append(d.d, "000000000"...)
		for i := at + 8; v != 0; i-- {
			d.d[i] = byte('0' + v%10)
			v /= 10
		}
	}
	d.trim()
}

// round rounds half to even to n digits, which may be none or fewer than none.
func (d *decimal) round(n int) {
	if n >= len(d.d) {
		return
	}
	if n < 0 {
		d.d, d.dp = d.d[:0], 0
		return
	}
	up := d.d[n] > '5' || d.d[n] == '5' && (n+1 < len(d.d) || n > 0 && d.d[n-1]&1 != 0)
	d.d = d.d[:n]
	if up {
		for n > 0 && d.d[n-1] == '9' {
			n--
		}
		if n == 0 {
			d.d = append(d.d[:0], '1')
			d.dp++
			return
		}
		d.d = d.d[:n]
		d.d[n-1]++
	}
	d.trim()
}

// appendE appends -d.dddde±dd.
func appendE(dst []byte, dec decimal, prec int, e byte) []byte {
	first := byte('0')
	if len(dec.d) > 0 {
		first = dec.d[0]
	}
	dst = append(dst, first)
	if prec > 0 {
		dst = append(dst, '.')
		n := len(dec.d)
		if n > prec+1 {
			n = prec + 1
		}
		if n > 1 {
			dst = append(dst, dec.d[1:n]...)
		} else {
			n = 1
		}
		dst = appendZeros(dst, prec+1-n)
	}
	exp := dec.dp - 1
	if len(dec.d) == 0 {
		exp = 0
	}
	return appendExp(dst, e, exp)
}

// appendExp appends e±dd.
func appendExp(dst []byte, e byte, exp int) []byte {
	sign := byte('+')
	if exp < 0 {
		sign = '-'
		exp = -exp
	}
	dst = append(dst, e, sign)
	if exp < 10 {
		dst = append(dst, '0')
	}
	return AppendUint(dst, uint64(exp), 10)
}

// appendF appends ddd.dddd.
func appendF(dst []byte, dec decimal, prec int) []byte {
	at := 0
	if dec.dp > 0 {
		at = dec.dp
		if at > len(dec.d) {
			at = len(dec.d)
		}
		dst = append(dst, dec.d[:at]...)
		dst = appendZeros(dst, dec.dp-at)
	} else {
		dst = append(dst, '0')
	}
	if prec <= 0 {
		return dst
	}
	dst = append(dst, '.')
	if dec.dp < 0 {
		n := -dec.dp
		if n > prec {
			n = prec
		}
		dst = appendZeros(dst, n)
		prec -= n
	}
	n := len(dec.d) - at
	if n > prec {
		n = prec
	}
	dst = append(dst, dec.d[at:at+n]...)
	return appendZeros(dst, prec-n)
}

func appendZeros(dst []byte, n int) []byte {
	for ; n > 0; n-- {
		dst = append(dst, '0')
	}
	return dst
}

// appendHex appends 0xd.ddddp±ddd.
func appendHex(dst []byte, mant uint64, exp int, mantBits uint, prec int, format byte) []byte {
	if mant == 0 {
		exp = 0
	} else {
		exp += int(mantBits)
	}
	// The leading one goes to bit 60, the digits behind the point below it.
	mant <<= 60 - mantBits
	for mant != 0 && mant&(1<<60) == 0 {
		mant <<= 1
		exp--
	}
	if prec >= 0 && prec < 15 {
		shift := uint(prec * 4)
		rest := mant << shift & (1<<60 - 1)
		mant >>= 60 - shift
		if rest|mant&1 > 1<<59 {
			mant++
		}
		mant <<= 60 - shift
		if mant&(1<<61) != 0 {
			mant >>= 1
			exp++
		}
	}
	digits := lowerDigits
	if format == 'X' {
		digits = upperDigits
	}
	dst = append(dst, '0', format, byte('0'+mant>>60&1))
	mant <<= 4
	if prec < 0 && mant != 0 {
		dst = append(dst, '.')
		for mant != 0 {
			dst = append(dst, digits[mant>>60])
			mant <<= 4
		}
	} else if prec > 0 {
		dst = append(dst, '.')
		for i := 0; i < prec; i++ {
			dst = append(dst, digits[mant>>60])
			mant <<= 4
		}
	}
	return appendExp(dst, format+'p'-'x', exp)
}
