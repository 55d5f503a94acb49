// Package rand makes pseudo-random numbers.
package rand

import "math/bits"

// A Source makes random integers of 64 bits.
type Source interface {
	Uint64() uint64
}

// A Rand makes random values of many kinds from a source.
type Rand struct {
	src Source
}

// New returns a Rand with a source.
func New(src Source) *Rand { return &Rand{src} }

// Uint64 returns an integer of 64 bits.
func (r *Rand) Uint64() uint64 { return r.src.Uint64() }

// Uint32 returns an integer of 32 bits.
func (r *Rand) Uint32() uint32 { return uint32(r.src.Uint64() >> 32) }

// Int64 returns an integer that is not negative.
func (r *Rand) Int64() int64 { return int64(r.src.Uint64() &^ (1 << 63)) }

// Int32 returns an integer that is not negative.
func (r *Rand) Int32() int32 { return int32(r.src.Uint64() >> 33) }

// Int returns an integer that is not negative.
func (r *Rand) Int() int { return int(uint(r.src.Uint64()) << 1 >> 1) }

// Uint returns an integer.
func (r *Rand) Uint() uint { return uint(r.src.Uint64()) }

// below returns a number below n, each as likely as the others: the upper half of a product with n, unless the lower half is
// one of the few that would favour some (D. Lemire, "Fast random integer generation in an interval").
func (r *Rand) below(n uint64) uint64 {
	if n&(n-1) == 0 {
		return r.src.Uint64() & (n - 1)
	}
	high, low := bits.Mul64(r.src.Uint64(), n)
	if low < n {
		for least := -n % n; low < least; {
			high, low = bits.Mul64(r.src.Uint64(), n)
		}
	}
	return high
}

// limited returns an integer from 0 to n-1 to the function of this name.
func limited[T intType](r *Rand, n T, name string) T {
	if n <= 0 {
		panic("invalid argument to " + name)
	}
	return T(r.below(uint64(n)))
}

// Int64N returns an integer from 0 to n-1.
func (r *Rand) Int64N(n int64) int64 { return limited(r, n, "Int64N") }

// Uint64N returns an integer from 0 to n-1.
func (r *Rand) Uint64N(n uint64) uint64 { return limited(r, n, "Uint64N") }

// Int32N returns an integer from 0 to n-1.
func (r *Rand) Int32N(n int32) int32 { return limited(r, n, "Int32N") }

// Uint32N returns an integer from 0 to n-1.
func (r *Rand) Uint32N(n uint32) uint32 { return limited(r, n, "Uint32N") }

// IntN returns an integer from 0 to n-1.
func (r *Rand) IntN(n int) int { return limited(r, n, "IntN") }

// UintN returns an integer from 0 to n-1.
func (r *Rand) UintN(n uint) uint { return limited(r, n, "UintN") }

// Float64 returns a number from 0 to below 1.
func (r *Rand) Float64() float64 { return float64(r.src.Uint64()<<11>>11) / (1 << 53) }

// Float32 returns a number from 0 to below 1.
func (r *Rand) Float32() float32 { return float32(r.Uint32()<<8>>8) / (1 << 24) }

// Perm returns the integers from 0 to n-1 in random order.
func (r *Rand) Perm(n int) []int {
	p := make([]int, n)
	for i := range p {
		p[i] = i
	}
	r.Shuffle(n, func(i, j int) { p[i], p[j] = p[j], p[i] })
	return p
}

// Shuffle brings n elements into random order by swap.
func (r *Rand) Shuffle(n int, swap func(i, j int)) {
	if n < 0 {
		panic("invalid argument to Shuffle")
	}
	for i := n - 1; i > 0; i-- {
		swap(i, int(r.below(uint64(i+1))))
	}
}
