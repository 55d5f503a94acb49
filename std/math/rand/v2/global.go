package rand

import (
	"sync"
	_ "unsafe"
)

// runtime_rand returns a random number from the host.
//
//go:burrow pure
//go:linkname runtime_rand math/rand.runtime_rand
func runtime_rand() uint64

// shared is the source of the package's functions; several goroutines may use it.
type shared struct {
	m    sync.Mutex
	once bool
	pcg  PCG
}

func (s *shared) Uint64() uint64 {
	s.m.Lock()
	if !s.once {
		s.once = true
		s.pcg.Seed(runtime_rand(), runtime_rand())
	}
	v := s.pcg.Uint64()
	s.m.Unlock()
	return v
}

var global = &Rand{new(shared)}

// The following use a source that is seeded at random.

// Uint64 returns an integer of 64 bits.
func Uint64() uint64 { return global.Uint64() }

// Uint32 returns an integer of 32 bits.
func Uint32() uint32 { return global.Uint32() }

// Int64 returns an integer that is not negative.
func Int64() int64 { return global.Int64() }

// Int32 returns an integer that is not negative.
func Int32() int32 { return global.Int32() }

// Int returns an integer that is not negative.
func Int() int { return global.Int() }

// Uint returns an integer.
func Uint() uint { return global.Uint() }

// Int64N returns an integer from 0 to n-1.
func Int64N(n int64) int64 { return global.Int64N(n) }

// Uint64N returns an integer from 0 to n-1.
func Uint64N(n uint64) uint64 { return global.Uint64N(n) }

// Int32N returns an integer from 0 to n-1.
func Int32N(n int32) int32 { return global.Int32N(n) }

// Uint32N returns an integer from 0 to n-1.
func Uint32N(n uint32) uint32 { return global.Uint32N(n) }

// IntN returns an integer from 0 to n-1.
func IntN(n int) int { return global.IntN(n) }

// UintN returns an integer from 0 to n-1.
func UintN(n uint) uint { return global.UintN(n) }

type intType interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

// N returns an integer from 0 to n-1, of any type.
func N[Int intType](n Int) Int {
	return global.N(n)
}

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

// N returns an integer from 0 to n-1, of any type.
func (r *Rand) N[Int intType](n Int) Int { return limited(r, n, "N") }
