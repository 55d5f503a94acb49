package runtime

const largest = 0x1p1023 * (1 + (1 - 0x1p-52))

func isNaN(f float64) bool    { return f != f }
func isInf(f float64) bool    { return f > largest || f < -largest }
func isFinite(f float64) bool { return f-f == 0 }

// negative tells whether the sign bit is set, that of minus zero too.
func negative(f float64) bool { return f < 0 || f == 0 && 1/f < 0 }

func magnitude(f float64) float64 {
	if f < 0 {
		return -f
	}
	return f
}

// unit is 1 for infinities and 0 for all else, with the sign of f.
func unit(f float64) float64 {
	u := 0.0
	if isInf(f) {
		u = 1
	}
	if negative(f) {
		return -u
	}
	return u
}

// complex128div divides complex numbers; compiled code calls it. Smith's method scales by the larger part of the
// divisor; where that gives no number, infinities and zeros are restored as annex G of the C standard has it.
func complex128div(n, m complex128) complex128 {
	a, b := real(n), imag(n)
	c, d := real(m), imag(m)
	var re, im float64
	if magnitude(c) >= magnitude(d) {
		ratio := d / c
		scale := c + ratio*d
		re = (a + b*ratio) / scale
		im = (b - a*ratio) / scale
	} else {
		ratio := c / d
		scale := d + ratio*c
		re = (a*ratio + b) / scale
		im = (b*ratio - a) / scale
	}
	if !isNaN(re) || !isNaN(im) {
		return complex(re, im)
	}
	zero := 0.0
	inf := 1 / zero
	switch {
	case c == 0 && d == 0 && (!isNaN(a) || !isNaN(b)):
		if negative(c) {
			inf = -inf
		}
		re, im = inf*a, inf*b
	case (isInf(a) || isInf(b)) && isFinite(c) && isFinite(d):
		a, b = unit(a), unit(b)
		re, im = inf*(a*c+b*d), inf*(b*c-a*d)
	case (isInf(c) || isInf(d)) && isFinite(a) && isFinite(b):
		c, d = unit(c), unit(d)
		re, im = 0*(a*c+b*d), 0*(b*c-a*d)
	}
	return complex(re, im)
}
