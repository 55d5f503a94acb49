// Package rand makes pseudo-random numbers.
//
// The numbers that a source makes of a seed are not those that Go's own source makes of it.
package rand

import (
	"math"
	"sync"
)

// A Source makes random integers of 63 bits.
type Source interface {
	Int63() int64
	Seed(seed int64)
}

// A Source64 makes random integers of 64 bits too.
type Source64 interface {
	Source
	Uint64() uint64
}

// splitMix is the generator SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators").
type splitMix struct{ state uint64 }

func (s *splitMix) Seed(seed int64) { s.state = uint64(seed) }
func (s *splitMix) Int63() int64    { return int64(s.Uint64() >> 1) }

func (s *splitMix) Uint64() uint64 {
	s.state += 0x9E3779B97F4A7C15
	z := s.state
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// NewSource returns a source that begins with a seed.
func NewSource(seed int64) Source { return &splitMix{uint64(seed)} }

// runtime_rand returns a random number from the host.
//
//go:burrow pure
func runtime_rand() uint64

// shared is the source of the package's functions; several goroutines may use it.
type shared struct {
	m      sync.Mutex
	s      splitMix
	seeded bool
}

func (s *shared) Seed(seed int64) {
	s.m.Lock()
	s.s.Seed(seed)
	s.seeded = true
	s.m.Unlock()
}

func (s *shared) Int63() int64 { return int64(s.Uint64() >> 1) }

func (s *shared) Uint64() uint64 {
	s.m.Lock()
	if !s.seeded {
		s.seeded = true
		s.s.state = runtime_rand()
	}
	v := s.s.Uint64()
	s.m.Unlock()
	return v
}

var global = &Rand{src: &source}
var source shared

// A Rand makes random values of many kinds from a source.
type Rand struct {
	src Source
	// What Read has left of a number.
	rest uint64
	n    int
}

// New returns a Rand with a source.
func New(src Source) *Rand { return &Rand{src: src} }

// Seed makes the source begin anew.
func (r *Rand) Seed(seed int64) {
	r.src.Seed(seed)
	r.n = 0
}

// Int63 returns an integer of 63 bits.
func (r *Rand) Int63() int64 { return r.src.Int63() }

// Uint32 returns an integer of 32 bits.
func (r *Rand) Uint32() uint32 { return uint32(r.Int63() >> 31) }

// Uint64 returns an integer of 64 bits.
func (r *Rand) Uint64() uint64 {
	if s, ok := r.src.(Source64); ok {
		return s.Uint64()
	}
	return uint64(r.Int63())>>31 | uint64(r.Int63())<<32
}

// Int31 returns an integer of 31 bits.
func (r *Rand) Int31() int32 { return int32(r.Int63() >> 32) }

// Int returns an integer that is not negative.
func (r *Rand) Int() int { return int(r.Int63()) }

// Int63n returns an integer from 0 to n-1.
func (r *Rand) Int63n(n int64) int64 {
	if n <= 0 {
		panic("invalid argument to Int63n")
	}
	if n&(n-1) == 0 {
		return r.Int63() & (n - 1)
	}
	// Numbers above the last multiple of n would favour the lower results.
	max := int64(1<<63 - 1 - (1<<63)%uint64(n))
	v := r.Int63()
	for v > max {
		v = r.Int63()
	}
	return v % n
}

// Int31n returns an integer from 0 to n-1.
func (r *Rand) Int31n(n int32) int32 {
	if n <= 0 {
		panic("invalid argument to Int31n")
	}
	return int32(r.Int63n(int64(n)))
}

// Intn returns an integer from 0 to n-1.
func (r *Rand) Intn(n int) int {
	if n <= 0 {
		panic("invalid argument to Intn")
	}
	return int(r.Int63n(int64(n)))
}

// Float64 returns a number from 0 to below 1.
func (r *Rand) Float64() float64 { return float64(r.Int63()>>10) / (1 << 53) }

// Float32 returns a number from 0 to below 1.
func (r *Rand) Float32() float32 { return float32(r.Int63()>>39) / (1 << 24) }

// Perm returns the integers from 0 to n-1 in random order.
func (r *Rand) Perm(n int) []int {
	p := make([]int, n)
	for i := range p {
		j := r.Intn(i + 1)
		p[i] = p[j]
		p[j] = i
	}
	return p
}

// Shuffle brings n elements into random order by swap.
func (r *Rand) Shuffle(n int, swap func(i, j int)) {
	if n < 0 {
		panic("invalid argument to Shuffle")
	}
	for i := n - 1; i > 0; i-- {
		swap(i, r.Intn(i+1))
	}
}

// NormFloat64 returns a number of the normal distribution with mean 0 and standard deviation 1.
func (r *Rand) NormFloat64() float64 {
	// (G. Marsaglia's polar method.)
	for {
		x, y := 2*r.Float64()-1, 2*r.Float64()-1
		if s := x*x + y*y; s < 1 && s > 0 {
			return x * math.Sqrt(-2*math.Log(s)/s)
		}
	}
}

// ExpFloat64 returns a number of the exponential distribution with rate 1.
func (r *Rand) ExpFloat64() float64 { return -math.Log(1 - r.Float64()) }

// Read fills p with random bytes; it does not fail.
func (r *Rand) Read(p []byte) (n int, err error) {
	for i := range p {
		if r.n == 0 {
			r.rest = r.Uint64()
			r.n = 8
		}
		p[i] = byte(r.rest)
		r.rest >>= 8
		r.n--
	}
	return len(p), nil
}

// The following use a source that is seeded at random.

// Seed makes the shared source begin with a seed.
func Seed(seed int64) { source.Seed(seed) }

// Int63 returns an integer of 63 bits.
func Int63() int64 { return source.Int63() }

// Uint32 returns an integer of 32 bits.
func Uint32() uint32 { return uint32(source.Uint64() >> 32) }

// Uint64 returns an integer of 64 bits.
func Uint64() uint64 { return source.Uint64() }

// Int31 returns an integer of 31 bits.
func Int31() int32 { return int32(source.Uint64() >> 33) }

// Int returns an integer that is not negative.
func Int() int { return int(source.Int63()) }

// Int63n returns an integer from 0 to n-1.
func Int63n(n int64) int64 { return global.Int63n(n) }

// Int31n returns an integer from 0 to n-1.
func Int31n(n int32) int32 { return global.Int31n(n) }

// Intn returns an integer from 0 to n-1.
func Intn(n int) int { return global.Intn(n) }

// Float64 returns a number from 0 to below 1.
func Float64() float64 { return global.Float64() }

// Float32 returns a number from 0 to below 1.
func Float32() float32 { return global.Float32() }

// Perm returns the integers from 0 to n-1 in random order.
func Perm(n int) []int { return global.Perm(n) }

// Shuffle brings n elements into random order by swap.
func Shuffle(n int, swap func(i, j int)) { global.Shuffle(n, swap) }

// NormFloat64 returns a number of the normal distribution with mean 0 and standard deviation 1.
func NormFloat64() float64 { return global.NormFloat64() }

// ExpFloat64 returns a number of the exponential distribution with rate 1.
func ExpFloat64() float64 { return global.ExpFloat64() }

// Read fills p with random bytes; it does not fail.
func Read(p []byte) (n int, err error) {
	var r Rand
	r.src = &source
	return r.Read(p)
}
