package math

// arcs holds the angles whose tangents are 0, 1/8, ..., 1.
var arcs = [9][2]float64{
	{0, 0},
	{0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},
	{0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
	{0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},
	{0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
	{0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
	{0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56},
	{0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56},
	{0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55},
}

// arc returns the angle whose tangent is x+xl, from 0 to 1.
func arc(x, xl float64) (hi, lo float64) {
	i := int(x*8 + 0.5)
	if i > 0 {
		// arctan x = arctan c + arctan((x-c) / (1+x*c))
		c := float64(i) / 8
		p, pl := twoProd(x, c)
		dh, dl := twoSum(1, p)
		x, xl = quotient(x-c, xl, dh, dl+pl+xl*c)
	}
	z := x * x
	p := 1.0 / 15
	p = 1.0/13 - z*p
	p = 1.0/11 - z*p
	p = 1.0/9 - z*p
	p = 1.0/7 - z*p
	p = 1.0/5 - z*p
	p = 1.0/3 - z*p
	xl -= x * z * p
	h, l := twoSum(arcs[i][0], x)
	return fastSum(h, l+xl+arcs[i][1])
}

// angle returns the angle of a point whose coordinates are not negative and not both 0.
func angle(yh, yl, xh, xl float64) (hi, lo float64) {
	steep := yh > xh
	if steep {
		yh, yl, xh, xl = xh, xl, yh, yl
	}
	if xh > 0x1p900 || xh < 0x1p-900 {
		s := 0x1p-200
		if xh < 1 {
			s = 0x1p+200
		}
		yh, yl, xh, xl = yh*s, yl*s, xh*s, xl*s
	}
	qh, ql := yh/xh, 0.0
	if qh > 0x1p-900 {
		qh, ql = quotient(yh, yl, xh, xl)
		qh, ql = fastSum(qh, ql)
	}
	hi, lo = arc(qh, ql)
	if steep {
		h, l := fastSum(halfPi, -hi)
		return fastSum(h, l+halfPl-lo)
	}
	return hi, lo
}

// Atan returns the angle whose tangent is x.
func Atan(x float64) float64 {
	switch {
	case x == 0 || x != x:
		return x
	case IsInf(x, 0):
		return Copysign(halfPi, x)
	}
	hi, lo := angle(Abs(x), 0, 1, 0)
	return Copysign(hi+lo, x)
}

// Atan2 returns the angle of the point (x, y), from -Pi to Pi.
func Atan2(y, x float64) float64 {
	if x != x || y != y {
		return NaN()
	}
	a, b := Abs(y), Abs(x)
	if a > MaxFloat64 && b > MaxFloat64 {
		a, b = 1, 1
	} else if a > MaxFloat64 {
		a, b = 1, 0
	} else if b > MaxFloat64 || a == 0 {
		a, b = 0, 1
	}
	hi, lo := angle(a, 0, b, 0)
	if Signbit(x) {
		h, l := fastSum(2*halfPi, -hi)
		hi, lo = h, l+2*halfPl-lo
	}
	return Copysign(hi+lo, y)
}

// side returns the square root of 1 - x*x.
func side(x float64) (hi, lo float64) {
	p, pl := twoProd(x, x)
	h, l := fastSum(1, -p)
	h, l = fastSum(h, l-pl)
	return root(h, l)
}

// Asin returns the angle whose sine is x.
func Asin(x float64) float64 {
	a := Abs(x)
	if x == 0 || x != x {
		return x
	}
	if a > 1 {
		return NaN()
	}
	h, l := side(a)
	hi, lo := angle(a, 0, h, l)
	return Copysign(hi+lo, x)
}

// Acos returns the angle whose cosine is x.
func Acos(x float64) float64 {
	a := Abs(x)
	if x != x || a > 1 {
		return NaN()
	}
	h, l := side(a)
	hi, lo := angle(h, l, a, 0)
	if x < 0 {
		h, l := fastSum(2*halfPi, -hi)
		hi, lo = h, l+2*halfPl-lo
	}
	return hi + lo
}
