package rand

import "math"

// A Zipf makes numbers k with a probability in proportion to (v+k) to the power of -s. By rejection-inversion (W. Hörmann and G.
// Derflinger, Rejection-inversion to generate variates from monotone discrete distributions, 1996).
type Zipf struct {
	r        *Rand
	v, s     float64
	most     float64
	first    float64 // integral from the left end to that of k = 0
	all      float64 // minus that of the right end
	shortcut float64
}

// integral is that of the density, as far as x.
func (z *Zipf) integral(x float64) float64 {
	return math.Exp((1-z.s)*math.Log(z.v+x)) / (1 - z.s)
}

// inverse is the inverse of integral.
func (z *Zipf) inverse(y float64) float64 {
	return math.Exp(math.Log((1-z.s)*y)/(1-z.s)) - z.v
}

// NewZipf returns a Zipf of numbers up to imax; s must be above 1 and v at least 1, else there is none.
func NewZipf(r *Rand, s float64, v float64, imax uint64) *Zipf {
	if s <= 1 || v < 1 {
		return nil
	}
	z := &Zipf{r: r, v: v, s: s, most: float64(imax)}
	z.all = z.integral(z.most + 0.5)
	z.first = z.integral(0.5) - math.Exp(-s*math.Log(v)) - z.all
	z.shortcut = 1 - z.inverse(z.integral(1.5)-math.Exp(-s*math.Log(v+1)))
	return z
}

// Uint64 returns a number.
func (z *Zipf) Uint64() uint64 {
	if z == nil {
		panic("rand: nil Zipf")
	}
	for {
		y := z.all + z.r.Float64()*z.first
		x := z.inverse(y)
		k := math.Floor(x + 0.5)
		if k-x <= z.shortcut || y >= z.integral(k+0.5)-math.Exp(-z.s*math.Log(k+z.v)) {
			return uint64(k)
		}
	}
}
