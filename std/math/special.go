package math

const halfLog2Pi = 0.918938533204672741780329736405617639861397473637783412817151540

// stirling returns what Stirling's series adds to (x-1/2)*ln x - x + ln(2*Pi)/2 for ln Gamma(x), x >= 15.
func stirling(x float64) float64 {
	z := 1 / (x * x)
	p := 1.0 / 156
	p = -691.0/360360 + z*p
	p = 1.0/1188 + z*p
	p = -1.0/1680 + z*p
	p = 1.0/1260 + z*p
	p = -1.0/360 + z*p
	p = 1.0/12 + z*p
	return p / x
}

// Gamma returns the Gamma function, (x-1)! for integers.
func Gamma(x float64) float64 {
	whole := Trunc(x) == x
	switch {
	case x != x || x > MaxFloat64:
		return x
	case x == 0:
		return Copysign(Inf(1), x)
	case x < 0 && (whole || IsInf(x, -1)):
		return NaN()
	case x > 171.7:
		return Inf(1)
	case whole:
		r := 1.0
		for i := 2.0; i < x; i++ {
			r *= i
		}
		return r
	case x < -190:
		if int64(Floor(x))&1 != 0 {
			return Copysign(0, -1)
		}
		return 0
	case 0 < x && x < 1e-10:
		return 1 / x
	case x < 0:
		// Reflection.
		return Pi / (sinPi(x) * Gamma(-x)) / -x
	}
	// Shift to where the series is good.
	d := 1.0
	for x < 15 {
		d *= x
		x++
	}
	h := Pow(x, x/2-0.25)
	return h * (h * Exp(stirling(x)-x)) * 2.50662827463100050241576528481104525300698674060993831662992357 / d
}

// sinPi returns sin(Pi*x).
func sinPi(x float64) float64 { return Sin(Pi * (x - 2*RoundToEven(x/2))) }

// Lgamma returns the logarithm of the absolute value of Gamma(x), and Gamma's sign.
func Lgamma(x float64) (lgamma float64, sign int) {
	switch {
	case x != x || IsInf(x, 0):
		return x, 1
	case x == 0:
		return Inf(1), 1
	case x < 0:
		if Trunc(x) == x {
			return Inf(1), 1
		}
		sign = 1
		s := sinPi(x)
		if s < 0 {
			sign = -1
		}
		l, _ := Lgamma(1 - x)
		return Log(Pi/Abs(x*s)) - (l - Log(-x)), sign
	case x == 1 || x == 2:
		return 0, 1
	case x < 1e-10:
		return -Log(x), 1
	case x < 30:
		return Log(Gamma(x)), 1
	}
	return (x-0.5)*(Log(x)-1) + (halfLog2Pi - 0.5 + stirling(x)), 1
}

// Erf returns the error function.
func Erf(x float64) float64 {
	a := Abs(x)
	switch {
	case x != x || x == 0:
		return x
	case a > 6:
		return Copysign(1, x)
	case a > 2:
		return Copysign(1-Erfc(a), x)
	}
	// 2/sqrt(Pi) * e**(-x*x) * (x + 2/3*x**3 + 4/15*x**5 + ...): no terms cancel.
	sum, term := a, a
	for n := 3.0; term > sum*0x1p-60; n += 2 {
		term *= 2 * a * a / n
		sum += term
	}
	return Copysign(2/SqrtPi*Exp(-a*a)*sum, x)
}

// Erfc returns 1 - Erf(x), precisely even where that is near 0.
func Erfc(x float64) float64 {
	switch {
	case x != x:
		return x
	case x < 1:
		return 1 - Erf(x)
	case x > 28:
		return 0
	}
	// A continued fraction, from the end.
	f := 0.0
	for k := 200; k > 0; k-- {
		f = float64(k) / 2 / (x + f)
	}
	h, l := twoProd(x, x)
	return expSum(-h, -l) / (SqrtPi * (x + f))
}

// Erfinv returns the inverse of Erf.
func Erfinv(x float64) float64 {
	a := Abs(x)
	switch {
	case x != x || a > 1:
		return NaN()
	case a == 1:
		return Copysign(Inf(1), x)
	case x == 0:
		return x
	case a > 0.5:
		return Copysign(Erfcinv(1-a), x)
	}
	// A first guess (S. Winitzki), then Newton's method.
	l := Log1p(-a * a)
	t := 2/(Pi*0.147) + l/2
	y := Sqrt(Sqrt(t*t-l/0.147) - t)
	if a < 1e-8 {
		y = a * SqrtPi / 2
	}
	for i := 0; i < 3; i++ {
		y -= (Erf(y) - a) / (2 / SqrtPi * Exp(-y*y))
	}
	return Copysign(y, x)
}

// Erfcinv returns the inverse of Erfc.
func Erfcinv(x float64) float64 {
	switch {
	case x != x || x < 0 || x > 2:
		return NaN()
	case x == 0:
		return Inf(1)
	case x == 2:
		return Inf(-1)
	case x >= 0.5 && x <= 1.5:
		return Erfinv(1 - x)
	case x > 1:
		return -Erfcinv(2 - x)
	}
	y := Sqrt(-Log(x))
	if y > 1.5 {
		y = Sqrt(-Log(x * y * SqrtPi))
	} else {
		y = 0.5
	}
	for i := 0; i < 8; i++ {
		// Halley's method.
		d := (Erfc(y) - x) / (2 / SqrtPi * Exp(-y*y))
		y += d / (1 + y*d)
	}
	return y
}
