// Package maphash has hash functions for tables of one process: fast, different from run to run, and of no use against those
// who see the hashes.
package maphash

import (
	"encoding/binary"
	"hash"
	"math/bits"
	_ "unsafe"
)

// Seed chooses one of the hash functions. Its zero value chooses none: MakeSeed makes one.
type Seed struct{ s uint64 }

// runtime_rand returns a random number from the host.
//
//go:linkname runtime_rand math/rand.runtime_rand
//go:burrow pure
func runtime_rand() uint64

// MakeSeed returns a random seed.
func MakeSeed() Seed {
	for {
		if s := runtime_rand(); s != 0 {
			return Seed{s}
		}
	}
}

func (s Seed) check() uint64 {
	if s.s == 0 {
		panic("maphash: use of uninitialized Seed")
	}
	return s.s
}

// What is hashed goes through a state block by block; the last one is not empty, unless nothing is hashed.
const blockSize = 128

// Odd numbers without a pattern, of 64 bits: those of the fractions of the roots of 2, 3, 5 and 7.
const (
	k0 = 0x6A09E667F3BCC909
	k1 = 0xBB67AE8584CAA73B
	k2 = 0x3C6EF372FE94F82B
	k3 = 0xA54FF53A5F1D36F1
)

// mix multiplies and folds the product: the step of hash functions such as Wang Yi's wyhash.
func mix(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}

// bytesOrString has the bytes that are hashed, without a copy.
type bytesOrString interface{ []byte | string }

func word[B bytesOrString](b B) uint64 {
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// block takes a block into the state.
func block[B bytesOrString](state uint64, b B) uint64 {
	n := uint64(len(b))
	for len(b) >= 16 {
		state = mix(word(b)^k0, word(b[8:])^state)
		b = b[16:]
	}
	var low, high uint64
	if len(b) >= 8 {
		high = word(b)
		b = b[8:]
	}
	for i := 0; i < len(b); i++ {
		low |= uint64(b[i]) << (8 * i)
	}
	return mix(mix(low^k1, high^state), n^k2)
}

func sum[B bytesOrString](state uint64, b B) uint64 {
	for len(b) > blockSize {
		state = block(state, b[:blockSize])
		b = b[blockSize:]
	}
	return mix(block(state, b), k3)
}

// Bytes returns what Sum64 does of a Hash with this seed to which only b was written.
func Bytes(seed Seed, b []byte) uint64 { return sum(seed.check(), b) }

// String returns what Sum64 does of a Hash with this seed to which only s was written.
func String(seed Seed, s string) uint64 { return sum(seed.check(), s) }

// Hash hashes what is written to it. It has a random seed from when it is first used on, unless SetSeed gives it one. It must not be
// copied, nor used by several goroutines at once.
type Hash struct {
	_     [0]func()
	seed  Seed
	state Seed
	n     int
	buf   [blockSize]byte
}

var (
	_ hash.Hash64 = (*Hash)(nil)
	_ hash.Cloner = (*Hash)(nil)
)

func (h *Hash) begin() {
	if h.seed.s == 0 {
		h.SetSeed(MakeSeed())
	}
}

// Seed returns the seed.
func (h *Hash) Seed() Seed {
	h.begin()
	return h.seed
}

// SetSeed gives a Hash a seed, and forgets what was written.
func (h *Hash) SetSeed(seed Seed) {
	seed.check()
	h.seed, h.state, h.n = seed, seed, 0
}

// Reset forgets what was written, and keeps the seed.
func (h *Hash) Reset() {
	h.begin()
	h.state, h.n = h.seed, 0
}

// flush makes room where there is none.
func (h *Hash) flush() {
	if h.n == blockSize {
		h.state.s = block(h.state.s, h.buf[:])
		h.n = 0
	}
}

func write[B bytesOrString](h *Hash, b B) int {
	h.begin()
	n := len(b)
	for len(b) > 0 {
		h.flush()
		m := copy(h.buf[h.n:], b)
		h.n += m
		b = b[m:]
	}
	return n
}

// Write adds b. It never fails.
func (h *Hash) Write(b []byte) (int, error) { return write(h, b), nil }

// WriteString adds the bytes of s. It never fails.
func (h *Hash) WriteString(s string) (int, error) { return write(h, s), nil }

// WriteByte adds a byte. It never fails.
func (h *Hash) WriteByte(b byte) error {
	h.begin()
	h.flush()
	h.buf[h.n] = b
	h.n++
	return nil
}

// Sum64 returns the hash of what was written; more may be.
func (h *Hash) Sum64() uint64 {
	h.begin()
	return sum(h.state.s, h.buf[:h.n])
}

// Sum appends the hash to b.
func (h *Hash) Sum(b []byte) []byte { return binary.LittleEndian.AppendUint64(b, h.Sum64()) }

// Size returns how many bytes Sum appends.
func (h *Hash) Size() int { return 8 }

// BlockSize returns how many bytes are hashed at a time.
func (h *Hash) BlockSize() int { return blockSize }

// Clone returns a Hash that goes on from where this one is.
func (h *Hash) Clone() (hash.Cloner, error) {
	h.begin()
	c := *h
	return &c, nil
}
