package math

// Pow returns x**y.
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case x != x || y != y:
		return NaN()
	case y == 1:
		return x
	}
	whole := Trunc(y) == y
	odd := whole && Abs(y) < 1<<53 && int64(y)&1 != 0
	a := Abs(x)
	switch {
	case a == 1 && IsInf(y, 0):
		return 1
	case x == 0 || a > MaxFloat64 || Abs(y) > 1<<62:
		if a == 1 {
			// -1 to an even power.
			return 1
		}
		r := 0.0
		if (a > 1) == (y > 0) {
			r = Inf(1)
		}
		if odd {
			r = Copysign(r, x)
		}
		return r
	case x < 0 && !whole:
		return NaN()
	case y == 0.5:
		return Sqrt(x)
	case y == -0.5:
		return 1 / Sqrt(x)
	}
	h, l := logSum(a)
	p, e := h*y, 0.0
	if Abs(p) < 800 {
		p, e = twoProd(h, y)
	}
	r := expSum(p, e+l*y)
	if odd {
		r = Copysign(r, x)
	}
	return r
}

// Cbrt returns the cube root.
func Cbrt(x float64) float64 {
	if x == 0 || x != x || IsInf(x, 0) {
		return x
	}
	h, l := logSum(Abs(x))
	p, e := twoProd(h, thirdH)
	return Copysign(expSum(p, e+h*thirdL+l*thirdH), x)
}

// Sqrt returns the square root.
//
// Intrinsic: f64.sqrt.
func Sqrt(x float64) float64 {
	if x == 0 || x != x || x > MaxFloat64 {
		return x
	}
	if x < 0 {
		return NaN()
	}
	// The root of an integer, bit by bit.
	f, exp := Frexp(x)
	if exp&1 != 0 {
		f *= 2
		exp--
	}
	rest := uint64(Ldexp(f, 54))
	root, bit := uint64(0), uint64(1)<<54
	for bit != 0 {
		if t := root + bit; t <= rest {
			rest -= t
			root += 2 * bit
		}
		rest <<= 1
		bit >>= 1
	}
	// More bits than a float has, the last one telling whether any follow: the conversion rounds.
	m := root
	if rest != 0 {
		m |= 1
	}
	return Ldexp(float64(m), exp/2-55)
}

// Hypot returns the square root of p*p + q*q, without overflow on the way.
func Hypot(p, q float64) float64 {
	p, q = Abs(p), Abs(q)
	switch {
	case p > MaxFloat64 || q > MaxFloat64:
		return Inf(1)
	case p != p || q != q:
		return NaN()
	}
	if p < q {
		p, q = q, p
	}
	if p == 0 {
		return 0
	}
	_, e := Frexp(p)
	p, q = Ldexp(p, -e), Ldexp(q, -e)
	ph, pl := twoProd(p, p)
	qh, ql := twoProd(q, q)
	h, l := fastSum(ph, qh)
	r, rest := root(h, l+pl+ql)
	return Ldexp(r+rest, e)
}

// root returns the square root of h+l.
func root(h, l float64) (hi, lo float64) {
	if h <= 0 {
		return 0, 0
	}
	hi = Sqrt(h)
	sh, sl := twoProd(hi, hi)
	return hi, ((h - sh) - sl + l) / (2 * hi)
}

// Mod returns the remainder of x/y, with the sign of x.
func Mod(x, y float64) float64 {
	if y == 0 || IsInf(x, 0) || x != x || y != y {
		return NaN()
	}
	a, b := Abs(x), Abs(y)
	if a < b {
		return x
	}
	fa, ea := Frexp(a)
	fb, eb := Frexp(b)
	m, n := uint64(Ldexp(fa, 53)), uint64(Ldexp(fb, 53))
	m %= n
	for s := ea - eb; s > 0 && m != 0; {
		// As many bits as there is room for.
		k := 11
		if k > s {
			k = s
		}
		m = m << uint(k) % n
		s -= k
	}
	return Copysign(Ldexp(float64(m), eb-53), x)
}

// Remainder returns x - n*y with n the integer nearest to x/y, halves to even.
func Remainder(x, y float64) float64 {
	switch {
	case x != x || y != y || IsInf(x, 0) || y == 0:
		return NaN()
	case IsInf(y, 0):
		return x
	}
	a, b := Abs(x), Abs(y)
	if b <= MaxFloat64/2 {
		a = Mod(a, 2*b)
	}
	// Now a < 2*b, unless that overflows.
	if b < 0x1p-1021 {
		if a+a > b {
			a -= b
			if a+a >= b {
				a -= b
			}
		}
	} else if h := b / 2; a > h {
		a -= b
		if a >= h {
			a -= b
		}
	}
	if Signbit(x) {
		return -a
	}
	return a
}
