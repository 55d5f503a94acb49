package math

// logSum returns the natural logarithm of x, which is positive and finite.
func logSum(x float64) (hi, lo float64) {
	m, k := Frexp(x)
	if m < Sqrt2/2 {
		m *= 2
		k--
	}
	// ln m = 2*artanh(s) = 2*(s + s**3/3 + s**5/5 + ...) with s = f/(2+f).
	f := m - 1
	dh, dl := fastSum(2, f)
	sh := f / dh
	ph, pl := twoProd(sh, dh)
	sl := ((f - ph) - pl - sh*dl) / dh
	zh, zl := twoProd(sh, sh)
	zl += 2 * sh * sl
	t := 1.0 / 27
	t = 1.0/25 + zh*t
	t = 1.0/23 + zh*t
	t = 1.0/21 + zh*t
	t = 1.0/19 + zh*t
	t = 1.0/17 + zh*t
	t = 1.0/15 + zh*t
	t = 1.0/13 + zh*t
	t = 1.0/11 + zh*t
	t = 1.0/9 + zh*t
	t = 1.0/7 + zh*t
	t = 1.0/5 + zh*t
	uh, ul := fastSum(thirdH, zh*t)
	ul += thirdL
	wh, wl := twoProd(zh, uh)
	wl += zh*ul + zl*uh
	ph, pl = twoProd(2*sh, wh)
	pl += 2*sh*wl + 2*sl*wh
	ah, al := fastSum(2*sh, ph)
	al += pl + 2*sl
	n := float64(k)
	hi, lo = twoSum(n*ln2Hi, ah)
	return fastSum(hi, lo+al+n*ln2Lo)
}

// logSpecial deals with arguments that have no finite logarithm.
func logSpecial(x float64) (result float64, special bool) {
	switch {
	case x != x || x > MaxFloat64:
		return x, true
	case x < 0:
		return NaN(), true
	case x == 0:
		return Inf(-1), true
	}
	return 0, false
}

// Log returns the natural logarithm.
func Log(x float64) float64 {
	if r, special := logSpecial(x); special {
		return r
	}
	hi, lo := logSum(x)
	return hi + lo
}

// scaledLog returns the logarithm times hi+lo.
func scaledLog(x, hi, lo float64) float64 {
	if r, special := logSpecial(x); special {
		return r
	}
	h, l := logSum(x)
	p, e := twoProd(h, hi)
	return p + (e + h*lo + l*hi)
}

// Log2 returns the logarithm to base 2.
func Log2(x float64) float64 {
	frac, exp := Frexp(x)
	if frac == 0.5 {
		return float64(exp - 1)
	}
	return scaledLog(x, 0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56)
}

// Log10 returns the logarithm to base 10.
func Log10(x float64) float64 {
	return scaledLog(x, 0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57)
}

// Log1p returns the natural logarithm of 1+x, precisely even where that is near 0.
func Log1p(x float64) float64 {
	u, e := twoSum(1, x)
	if u == 1 {
		return x
	}
	if r, special := logSpecial(u); special {
		return r
	}
	hi, lo := logSum(u)
	return hi + (lo + e/u)
}

// Logb returns the exponent of x, as a float.
func Logb(x float64) float64 {
	switch {
	case x == 0:
		return Inf(-1)
	case IsInf(x, 0):
		return Inf(1)
	case x != x:
		return x
	}
	return float64(Ilogb(x))
}

// Ilogb returns the exponent of x: |x| is from 2**n to below 2**(n+1).
func Ilogb(x float64) int {
	switch {
	case x == 0:
		return MinInt32
	case x != x || IsInf(x, 0):
		return MaxInt32
	}
	_, e := Frexp(x)
	return e - 1
}

// Asinh returns the inverse hyperbolic sine.
func Asinh(x float64) float64 {
	a := Abs(x)
	switch {
	case x != x || a > MaxFloat64 || x == 0:
		return x
	case a > 1<<28:
		return Copysign(Log(a)+Ln2, x)
	}
	return Copysign(Log1p(a+a*a/(1+Sqrt(1+a*a))), x)
}

// Acosh returns the inverse hyperbolic cosine.
func Acosh(x float64) float64 {
	switch {
	case x < 1 || x != x:
		return NaN()
	case x > 1<<28:
		return Log(x) + Ln2
	}
	t := x - 1
	return Log1p(t + Sqrt(2*t+t*t))
}

// Atanh returns the inverse hyperbolic tangent.
func Atanh(x float64) float64 {
	a := Abs(x)
	switch {
	case x != x || a > 1:
		return NaN()
	case a == 1:
		return Copysign(Inf(1), x)
	}
	return Copysign(Log1p(2*a/(1-a))/2, x)
}
