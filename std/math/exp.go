package math

// Exp returns e**x.
func Exp(x float64) float64 {
	if x != x || x > MaxFloat64 {
		return x
	}
	return expSum(x, 0)
}

// expSum returns e**(x+lo).
func expSum(x, lo float64) float64 {
	switch {
	case x > 710:
		return Inf(1)
	case x < -746:
		return 0
	}
	k := int(x*Log2E + Copysign(0.5, x))
	s, e := expRest(x, lo, k)
	y, rest := fastSum(1, s)
	return Ldexp(y+(rest+e), k)
}

// expRest returns e**(x+lo) / 2**k - 1.
func expRest(x, lo float64, k int) (hi, rest float64) {
	n := float64(k)
	r, rl := twoSum(x-n*ln2Hi, lo-n*ln2Lo)
	// The series of e**r behind 1 + r.
	p := 1.0 / 87178291200
	p = 1.0/6227020800 + r*p
	p = 1.0/479001600 + r*p
	p = 1.0/39916800 + r*p
	p = 1.0/3628800 + r*p
	p = 1.0/362880 + r*p
	p = 1.0/40320 + r*p
	p = 1.0/5040 + r*p
	p = 1.0/720 + r*p
	p = 1.0/120 + r*p
	p = 1.0/24 + r*p
	p = 1.0/6 + r*p
	p = 1.0/2 + r*p
	hi, rest = fastSum(r, r*r*p)
	return hi, rest + rl + rl*r
}

// Expm1 returns e**x - 1, precisely even where that is near 0.
func Expm1(x float64) float64 {
	switch {
	case x != x || x == 0:
		return x
	case x > 700:
		return Exp(x)
	case x < -50:
		return -1
	}
	k := int(x*Log2E + Copysign(0.5, x))
	s, e := expRest(x, 0, k)
	if k == 0 {
		return s + e
	}
	t := Ldexp(1, k)
	if k > 53 {
		return t + (t*s + (t*e - 1))
	}
	a, b := twoSum(t-1, t*s)
	return a + (b + t*e)
}

// Exp2 returns 2**x.
func Exp2(x float64) float64 {
	switch {
	case x != x || x > MaxFloat64:
		return x
	case x >= 1025:
		return Inf(1)
	case x < -1080:
		return 0
	}
	n := RoundToEven(x)
	if n == x {
		return Ldexp(1, int(n))
	}
	hi, lo := twoProd(x-n, Ln2)
	s, e := expRest(hi, lo+(x-n)*0x1.abc9e3b39803fp-56, 0)
	y, rest := fastSum(1, s)
	return Ldexp(y+(rest+e), int(n))
}

// Pow10 returns 10**n.
func Pow10(n int) float64 { return Pow(10, float64(n)) }

// Sinh returns the hyperbolic sine.
func Sinh(x float64) float64 {
	a := Abs(x)
	if a > 700 {
		h := Exp(a / 2)
		return Copysign(h/2*h, x)
	}
	e := Expm1(a)
	return Copysign((e+e/(e+1))/2, x)
}

// Cosh returns the hyperbolic cosine.
func Cosh(x float64) float64 {
	a := Abs(x)
	if a > 700 {
		h := Exp(a / 2)
		return h / 2 * h
	}
	e := Exp(a)
	return e/2 + 0.5/e
}

// Tanh returns the hyperbolic tangent.
func Tanh(x float64) float64 {
	a := Abs(x)
	if a > 22 {
		return Copysign(1, x)
	}
	if x != x {
		return x
	}
	e := Expm1(2 * a)
	return Copysign(e/(e+2), x)
}
