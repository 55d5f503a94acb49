package math

import "math/bits"

// twoOverPi is 2/Pi: 64 zero bits, then those behind the point.
var twoOverPi = [...]uint64{
	0,
	0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561, 0xb7246e3a424dd2e0,
	0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4,
	0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d,
	0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d,
}

// bitsAt returns 64 bits of 2/Pi.
func bitsAt(at uint) uint64 {
	i, s := at/64, at%64
	w := twoOverPi[i] << s
	if s > 0 && i+1 < uint(len(twoOverPi)) {
		w |= twoOverPi[i+1] >> (64 - s)
	}
	return w
}

// reduce returns x less n right angles, at most half a right angle, and n modulo 4. x is finite.
func reduce(x float64) (hi, lo float64, n int) {
	a := Abs(x)
	if a <= Pi/4 {
		return x, 0, 0
	}
	if a < 1<<19 {
		// Right angles in parts whose products with k are exact.
		k := RoundToEven(x * (2 / Pi))
		h, l := twoSum(x-k*0x1.921fb54400000p+0, -k*0x1.0b4611a600000p-34)
		c, d := twoProd(k, 0x1.3198a2e037073p-69)
		h, e := twoSum(h, -c)
		hi, lo = fastSum(h, l+(e-d))
		return hi, lo, int(int64(k) & 3)
	}
	// (M. Payne, R. Hanek, "Radian reduction for trigonometric functions".) a is m * 2**e; of 2/Pi, the bits that make
	// multiples of 4 are left out, and of the rest 192 taken.
	f, e := Frexp(a)
	m := uint64(Ldexp(f, 53))
	at := uint(e - 53 - 2 + 64)
	h2, _ := bits.Mul64(m, bitsAt(at+128))
	h1, l1 := bits.Mul64(m, bitsAt(at+64))
	l1, carry := bits.Add64(l1, h2, 0)
	top := m*bitsAt(at) + h1 + carry
	// The first two bits count right angles; the rest is the fraction of one.
	n = int(top >> 62)
	top = top<<2 | l1>>62
	l1 <<= 2
	negative := top>>63 != 0
	if negative {
		n++
		top, l1 = ^top, ^l1
	}
	z := uint(bits.LeadingZeros64(top))
	top = top<<z | l1>>(64-z)
	l1 <<= z
	unit := Ldexp(1, -64-int(z))
	qh := float64(top>>11) * (unit * 2048)
	ql := (float64(top&2047) + float64(l1)*0x1p-64) * unit
	hi, lo = twoProd(qh, halfPi)
	hi, lo = fastSum(hi, lo+qh*halfPl+ql*halfPi)
	if negative != (x < 0) {
		hi, lo = -hi, -lo
	}
	if x < 0 {
		n = -n
	}
	return hi, lo, n & 3
}

// sinSum and cosSum are for angles of at most half a right angle.
func sinSum(y, yl float64) (hi, lo float64) {
	z := y * y
	p := -1.0 / 121645100408832000
	p = 1.0/355687428096000 + z*p
	p = -1.0/1307674368000 + z*p
	p = 1.0/6227020800 + z*p
	p = -1.0/39916800 + z*p
	p = 1.0/362880 + z*p
	p = -1.0/5040 + z*p
	p = 1.0/120 + z*p
	p = -1.0/6 + z*p
	hi, lo = fastSum(y, y*z*p)
	return hi, lo + yl*(1-z/2)
}

func cosSum(y, yl float64) (hi, lo float64) {
	z, zl := twoProd(y, y)
	p := 1.0 / 2432902008176640000
	p = -1.0/6402373705728000 + z*p
	p = 1.0/20922789888000 + z*p
	p = -1.0/87178291200 + z*p
	p = 1.0/479001600 + z*p
	p = -1.0/3628800 + z*p
	p = 1.0/40320 + z*p
	p = -1.0/720 + z*p
	p = 1.0/24 + z*p
	hi, lo = fastSum(1, -z/2)
	return fastSum(hi, lo-zl/2-y*yl+z*z*p)
}

// sine returns the sine of x and n more right angles.
func sine(x float64, n int) (hi, lo float64) {
	y, yl, k := reduce(x)
	n += k
	if n&1 == 0 {
		hi, lo = sinSum(y, yl)
	} else {
		hi, lo = cosSum(y, yl)
	}
	if n&2 != 0 {
		return -hi, -lo
	}
	return hi, lo
}

// Sin returns the sine of an angle in radians.
func Sin(x float64) float64 {
	if x != x || IsInf(x, 0) {
		return NaN()
	}
	if x == 0 {
		return x
	}
	hi, lo := sine(x, 0)
	return hi + lo
}

// Cos returns the cosine of an angle in radians.
func Cos(x float64) float64 {
	if x != x || IsInf(x, 0) {
		return NaN()
	}
	hi, lo := sine(x, 1)
	return hi + lo
}

// Sincos returns both.
func Sincos(x float64) (sin, cos float64) { return Sin(x), Cos(x) }

// Tan returns the tangent of an angle in radians.
func Tan(x float64) float64 {
	if x != x || IsInf(x, 0) {
		return NaN()
	}
	if Abs(x) < 0x1p-28 {
		return x
	}
	sh, sl := sine(x, 0)
	ch, cl := sine(x, 1)
	hi, lo := quotient(sh, sl, ch, cl)
	return hi + lo
}

// quotient divides one sum by another.
func quotient(ah, al, bh, bl float64) (hi, lo float64) {
	hi = ah / bh
	ph, pl := twoProd(hi, bh)
	return hi, ((ah - ph) - pl + al - hi*bl) / bh
}
