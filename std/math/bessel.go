package math

// The Bessel functions. Below a bound both kinds come from their power series, whose terms become as large as e**x before they fall, so
// they are summed with twice the bits; above it from Hankel's expansions, whose terms fall to e**(-2*x). Higher orders follow from the
// orders 0 and 1 by recurrence, for Jn with n > x downwards, where alone that is stable (J. C. P. Miller). (M. Abramowitz,
// I. Stegun, "Handbook of Mathematical Functions", 9.1, 9.2, 9.12.)

const (
	besselBound = 25
	eulerGamma  = 0.57721566490153286060651209008240243104215933593992
)

// double is the sum of two floats, see twoSum.
type double struct{ hi, lo float64 }

func (a double) plus(b double) double {
	h, e := twoSum(a.hi, b.hi)
	h, e = fastSum(h, e+(a.lo+b.lo))
	return double{h, e}
}

func (a double) times(b double) double {
	h, e := twoProd(a.hi, b.hi)
	h, e = fastSum(h, e+(a.hi*b.lo+a.lo*b.hi))
	return double{h, e}
}

func (a double) over(f float64) double {
	q := a.hi / f
	p, e := twoProd(q, f)
	h, e := fastSum(q, ((a.hi-p)-e+a.lo)/f)
	return double{h, e}
}

// besselSeries returns Jn(x) and the sum of its terms with weights: the harmonic number of the term's place, and half of what is next
// in it for order 1. 0 < x < besselBound.
func besselSeries(n int, x float64) (j, weighted double) {
	half := double{hi: x / 2}
	t := double{hi: 1}
	for i := 1; i <= n && t.hi != 0; i++ {
		t = t.times(half).over(float64(i))
	}
	z := half.times(half)
	z = double{-z.hi, -z.lo}
	j = t
	// Of the harmonic numbers, the one for this term; for order 1 the mean of that and the next.
	harmonic := double{}
	if n == 1 {
		weighted = double{t.hi / 2, t.lo / 2}
	}
	for k := 1.0; k <= x || Abs(t.hi) > 1e-35*Abs(j.hi); k++ {
		t = t.times(z).over(k * (k + float64(n)))
		if t.hi == 0 {
			break
		}
		j = j.plus(t)
		harmonic = harmonic.plus(double{hi: 1}.over(k))
		weight := harmonic
		if n == 1 {
			weight = weight.plus(double{hi: 0.5}.over(k + 1))
		}
		weighted = weighted.plus(t.times(weight))
	}
	return j, weighted
}

// hankel returns Jn(x) and Yn(x) for n of 0 or 1 and a large x.
func hankel(n int, x float64) (j, y float64) {
	p, q := 0.0, 0.0
	t := 1.0
	for k := 0; ; {
		// Signs go + + - -, and even terms belong to p.
		switch k & 3 {
		case 0:
			p += t
		case 1:
			q += t
		case 2:
			p -= t
		case 3:
			q -= t
		}
		k++
		odd := float64(2*k - 1)
		next := t * (float64(4*n*n) - odd*odd) / (8 * float64(k)) / x
		if Abs(next) < 1e-18 || Abs(next) >= Abs(t) {
			break
		}
		t = next
	}
	s, c := Sincos(x)
	// The one of the sum and the difference that cancels follows from the other.
	sum, diff := s+c, s-c
	if x < MaxFloat64/2 {
		if s*c < 0 {
			sum = -Cos(2*x) / diff
		} else {
			diff = -Cos(2*x) / sum
		}
	}
	// Cosine and sine of x - (2*n+1)*Pi/4, times the root of 2.
	cos, sin := sum, diff
	if n == 1 {
		cos, sin = diff, -sum
	}
	f := Sqrt(1/x) / Sqrt(Pi)
	return f * (p*cos - q*sin), f * (p*sin + q*cos)
}

// J0 returns the Bessel function of the first kind of order 0.
func J0(x float64) float64 { return Jn(0, x) }

// J1 returns the Bessel function of the first kind of order 1.
func J1(x float64) float64 { return Jn(1, x) }

// Jn returns the Bessel function of the first kind of order n.
func Jn(n int, x float64) float64 {
	if x != x {
		return x
	}
	// Of an odd order it is odd, and J(-n) is Jn(-x).
	negative := n&1 != 0 && (n < 0) != Signbit(x)
	if n < 0 {
		n = -n
	}
	x = Abs(x)
	j := 0.0
	switch {
	case x == 0 && n == 0:
		return 1
	case x == 0 || IsInf(x, 1):
		return 0
	case x < besselBound:
		sum, _ := besselSeries(n, x)
		j = sum.hi
	default:
		j = largeJn(n, x)
	}
	if negative {
		return -j
	}
	return j
}

func largeJn(n int, x float64) float64 {
	j0, _ := hankel(0, x)
	if n == 0 {
		return j0
	}
	j1, _ := hankel(1, x)
	m := float64(n)
	if m <= x {
		for k := 1.0; k < m; k++ {
			j0, j1 = j1, 2*k/x*j1-j0
		}
		return j1
	}
	if m*Log(x*E/2/m) < -760 {
		return 0
	}
	// From an order so high that what is assumed there does not matter, as it falls by more than a half a step beyond 2*x.
	top := m + Floor(2*x) + 80
	after, at, jn := 0.0, 1e-300, 0.0
	for k := top; k > 0; k-- {
		after, at = at, 2*k/x*at-after
		if k-1 == m {
			jn = at
		}
		if Abs(at) > 1e200 {
			after, at, jn = after*1e-200, at*1e-200, jn*1e-200
		}
	}
	// Now at belongs to order 0, after to 1.
	if Abs(j0) > Abs(j1) {
		return jn / at * j0
	}
	return jn / after * j1
}

// Y0 returns the Bessel function of the second kind of order 0.
func Y0(x float64) float64 { return Yn(0, x) }

// Y1 returns the Bessel function of the second kind of order 1.
func Y1(x float64) float64 { return Yn(1, x) }

// Yn returns the Bessel function of the second kind of order n.
func Yn(n int, x float64) float64 {
	negative := n < 0 && n&1 != 0
	if n < 0 {
		n = -n
	}
	y := 0.0
	switch {
	case x < 0 || x != x:
		return NaN()
	case x == 0:
		y = Inf(-1)
	case IsInf(x, 1):
		return 0
	case n == 0:
		y = lowYn(0, x)
	default:
		y = lowYn(1, x)
		if n > 1 {
			before := lowYn(0, x)
			for k := 1; k < n && !IsInf(y, -1); k++ {
				before, y = y, 2*float64(k)/x*y-before
			}
		}
	}
	if negative {
		return -y
	}
	return y
}

// lowYn returns Yn(x) for n of 0 or 1.
func lowYn(n int, x float64) float64 {
	if x >= besselBound {
		_, y := hankel(n, x)
		return y
	}
	j, weighted := besselSeries(n, x)
	sum := j.times(double{hi: Log(x/2) + eulerGamma}).plus(double{-weighted.hi, -weighted.lo})
	if n == 1 {
		sum = sum.plus(double{hi: -1}.over(x))
	}
	return 2 / Pi * sum.hi
}
