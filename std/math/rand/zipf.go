package rand

import "math"

// A Zipf makes numbers of Zipf's distribution.
type Zipf struct {
	r          *Rand
	imax, v, s float64
	least, all float64
	shortcut   float64
}

// NewZipf returns a generator of numbers k from 0 to imax with probabilities proportional to (v + k) ** (-s). It returns nil
// unless s > 1 and v >= 1.
func NewZipf(r *Rand, s float64, v float64, imax uint64) *Zipf {
	if s <= 1 || v < 1 {
		return nil
	}
	z := &Zipf{r: r, imax: float64(imax), v: v, s: s}
	z.least = z.integral(z.imax + 0.5)
	z.all = z.integral(0.5) - math.Exp(math.Log(v)*-s) - z.least
	z.shortcut = 1 - z.inverse(z.integral(1.5)-math.Exp(-s*math.Log(v+1)))
	return z
}

// integral is what the density sums up to from x on, and inverse its inverse.
func (z *Zipf) integral(x float64) float64 { return math.Exp((1-z.s)*math.Log(z.v+x)) / (1 - z.s) }
func (z *Zipf) inverse(x float64) float64  { return math.Exp(math.Log((1-z.s)*x)/(1-z.s)) - z.v }

// Uint64 returns a number of the distribution (W. Hörmann, G. Derflinger, "Rejection-inversion to generate variates from
// monotone discrete distributions").
func (z *Zipf) Uint64() uint64 {
	if z == nil {
		panic("rand: nil Zipf")
	}
	for {
		u := z.least + z.r.Float64()*z.all
		x := z.inverse(u)
		k := math.Floor(x + 0.5)
		if k-x <= z.shortcut || u >= z.integral(k+0.5)-math.Exp(-math.Log(k+z.v)*z.s) {
			return uint64(k)
		}
	}
}
