package rand

import (
	"math"
	"sync"
)

// layers cover a falling density with rectangles of the same area (G. Marsaglia, W. W. Tsang, "The ziggurat method for
// generating random variables"): up to which number a random one lies in the rectangle that is wholly below the curve, how
// wide each is, and the density at its edge.
type layers struct {
	inside []uint32
	width  []float32
	edge   []float32
}

// ziggurat computes n layers of the density f, whose inverse is g. The lowest begins at r, each has area v, and random numbers are
// below m.
func ziggurat(n int, r, v, m float64, f, g func(float64) float64) *layers {
	z := &layers{make([]uint32, n), make([]float32, n), make([]float32, n)}
	q := v / f(r)
	z.inside[0] = uint32(r / q * m)
	z.width[0], z.width[n-1] = float32(q/m), float32(r/m)
	z.edge[0], z.edge[n-1] = 1, float32(f(r))
	x := r
	for i := n - 2; i > 0; i-- {
		next := g(v/x + f(x))
		z.inside[i+1] = uint32(next / x * m)
		x = next
		z.width[i], z.edge[i] = float32(x/m), float32(f(x))
	}
	return z
}

const (
	normalEdge      = 3.442619855899
	exponentialEdge = 7.69711747013104972
)

var normal = sync.OnceValue(func() *layers {
	density := func(x float64) float64 { return math.Exp(-x * x / 2) }
	inverse := func(y float64) float64 { return math.Sqrt(-2 * math.Log(y)) }
	return ziggurat(128, normalEdge, 9.91256303526217e-3, 1<<31, density, inverse)
})

var exponential = sync.OnceValue(func() *layers {
	density := func(x float64) float64 { return math.Exp(-x) }
	inverse := func(y float64) float64 { return -math.Log(y) }
	return ziggurat(256, exponentialEdge, 3.949659822581572e-3, 1<<32, density, inverse)
})

// NormFloat64 returns a number of the normal distribution with mean 0 and standard deviation 1.
func (r *Rand) NormFloat64() float64 {
	z := normal()
	for {
		u := r.Uint64()
		j, i := int32(u), u>>32&127
		x := float64(j) * float64(z.width[i])
		if uint32(max(j, -j)) < z.inside[i] {
			return x
		}
		if i == 0 {
			for {
				x = -math.Log(r.Float64()) * (1 / normalEdge)
				if y := -math.Log(r.Float64()); y+y >= x*x {
					break
				}
			}
			if j > 0 {
				return normalEdge + x
			}
			return -normalEdge - x
		}
		if z.edge[i]+float32(r.Float64())*(z.edge[i-1]-z.edge[i]) < float32(math.Exp(-x*x/2)) {
			return x
		}
	}
}

// ExpFloat64 returns a number of the exponential distribution with rate 1.
func (r *Rand) ExpFloat64() float64 {
	z := exponential()
	for {
		u := r.Uint64()
		j, i := uint32(u), u>>32&255
		x := float64(j) * float64(z.width[i])
		if j < z.inside[i] {
			return x
		}
		if i == 0 {
			return exponentialEdge - math.Log(r.Float64())
		}
		if z.edge[i]+float32(r.Float64())*(z.edge[i-1]-z.edge[i]) < float32(math.Exp(-x)) {
			return x
		}
	}
}

// A Zipf makes numbers of Zipf's distribution.
type Zipf struct {
	r          *Rand
	imax       float64
	v, s       float64
	least, all float64
	shortcut   float64
}

// NewZipf returns a generator of numbers k from 0 to imax with probabilities proportional to (v + k) ** (-s). It returns nil
// unless s > 1 and v >= 1.
func NewZipf(r *Rand, s, v float64, imax uint64) *Zipf {
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
func (z *Zipf) integral(x float64) float64 {
	return math.Exp((1-z.s)*math.Log(z.v+x)) / (1 - z.s)
}

func (z *Zipf) inverse(x float64) float64 {
	return math.Exp(math.Log((1-z.s)*x)/(1-z.s)) - z.v
}

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
