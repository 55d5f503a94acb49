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
	var store [32]byte
	return string(AppendFloat(store[:0], f, format, prec, bitSize))
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
		name := "+Inf"
		switch {
		case mant != 0:
			name = "NaN"
		case negative:
			name = "-Inf"
		}
		return append(dst, name...)
	}
	closer := mant == 0 && exp > 1
	if exp == 0 {
		exp = 1
	} else {
		mant |= 1 << mantBits
	}
	exp -= bias + int(mantBits)

	// Everything is written into spare room, made once: sign, digits before the point, the point, prec digits, the exponent.
	room := 32
	if prec > 0 {
		room += prec
	}
	if format == 'f' {
		if exp > 0 {
			room += 310
		} else if prec < 0 {
			room += 345
		}
	}
	start := len(dst)
	if cap(dst)-start < room {
		dst = append(dst, make([]byte, room)...)
	}
	out := dst[:cap(dst)]
	at := start
	if negative {
		out[at] = '-'
		at++
	}

	var store [20]byte
	var dec decimal
	e := byte(0) // e of the exponent, if it is to be written
	switch format {
	case 'b':
		dec.set(&store, mant, 0)
		n := dec.dp
		if n == 0 {
			n = 1
		}
		at = render(out, at, dec.d, 0, n)
		return out[:writeExp(out, at, 'p', exp, 1)]
	case 'x', 'X':
		return out[:writeHex(out, at, mant, exp, mantBits, prec, format)]
	case 'e', 'E':
		e = format
	case 'f', 'g', 'G':
	default:
		return append(dst[:start], '%', format)
	}

	asShortest := prec < 0
	if asShortest {
		if whole := mant >> uint(-exp&63); mant != 0 && exp <= 0 && exp > -64 && whole<<uint(-exp&63) == mant {
			// All digits of an integer whose neighbours are at most 1 away.
			dec.set(&store, whole, 0)
		} else if mant != 0 {
			d, k := shortest(mant, exp, closer)
			dec.set(&store, d, k)
		}
		switch {
		case e != 0:
			prec = len(dec.d) - 1
		case format == 'f':
			prec = len(dec.d) - dec.dp
		default:
			prec = len(dec.d)
		}
	} else {
		n := prec
		if e != 0 {
			n++
		} else if n == 0 {
			n = 1
		}
		if format != 'f' && e == 0 {
			prec = n
		}
		dec.compute(&store, mant, exp, n, format == 'f', prec)
	}

	if format|0x20 == 'g' {
		limit := prec
		if limit > len(dec.d) && len(dec.d) >= dec.dp {
			limit = len(dec.d)
		}
		if asShortest {
			limit = 6
		}
		if prec > len(dec.d) {
			prec = len(dec.d)
		}
		if x := dec.dp - 1; x < -4 || x >= limit {
			e = format + 'e' - 'g'
			prec--
		} else {
			prec = len(dec.d) - dec.dp
		}
	}
	lead := dec.dp
	if e != 0 {
		lead = 1
	}
	if lead > 0 {
		at = render(out, at, dec.d, 0, lead)
	} else {
		out[at] = '0'
		at++
	}
	if prec > 0 {
		out[at] = '.'
		at = render(out, at+1, dec.d, lead, prec)
	}
	if e != 0 {
		x := dec.dp - 1
		if len(dec.d) == 0 {
			x = 0
		}
		at = writeExp(out, at, e, x, 2)
	}
	return out[:at]
}

// render writes n digits from digit number first on to out[at:]; there are zeroes before and behind the digits that d has.
func render(out []byte, at int, d []byte, first, n int) int {
	for end := at + n; at < end; at++ {
		c := byte('0')
		if uint(first) < uint(len(d)) {
			c = d[first]
		}
		out[at] = c
		first++
	}
	return at
}

// writeExp writes an exponent with at least some digits.
func writeExp(out []byte, at int, e byte, exp, least int) int {
	sign := byte('+')
	if exp < 0 {
		sign = '-'
		exp = -exp
	}
	out[at] = e
	out[at+1] = sign
	at += 2
	for unit := 1000; unit > 0; unit /= 10 {
		if exp >= unit || least == 2 && unit == 10 || unit == 1 {
			out[at] = byte('0' + exp/unit%10)
			at++
		}
	}
	return at
}

// set makes it v * 10**k, without zeroes at the end.
func (d *decimal) set(store *[20]byte, v uint64, k int) {
	at := len(store)
	end := at
	for i := 0; i < 20 && v != 0; i++ {
		q := v / 10
		c := byte(v - q*10)
		v = q
		k++
		if c == 0 && at == end {
			continue
		}
		at--
		store[at] = '0' + c
	}
	d.d = store[at:end]
	d.dp = k
	if at == end {
		d.dp = 0
	}
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

// compute makes it mant * 2**exp rounded to n digits, or, if fixed, to prec digits behind the point.
func (d *decimal) compute(store *[20]byte, mant uint64, exp, n int, fixed bool, prec int) {
	if mant == 0 {
		return
	}
	k := prec
	// Below 2**60 the scaled number fits: 10**prec < 2**(log2Pow10(prec)+1).
	fits := prec < 300 && bits.Len64(mant)+exp+log2Pow10(prec)+1 <= 60
	if !fixed {
		k = n - 1 - log10Pow2(bits.Len64(mant)+exp-1)
		fits = n <= 17 && minPow10 < k && k <= maxPow10
	}
	if fits {
		v, ok := scaled(mant, exp, k)
		if ok && !fixed && v >= pow5[n]<<uint(n) {
			// The estimate of the exponent was one too low.
			k--
			v, ok = scaled(mant, exp, k)
		}
		if ok {
			d.set(store, v, -k)
			return
		}
	}
	d.exact(mant, exp)
	if fixed {
		n = d.dp + prec
	}
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
