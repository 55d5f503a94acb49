// Package sha256 has the hash functions SHA-224 and SHA-256 of FIPS 180-4.
package sha256

import (
	"crypto/internal/block"
	"encoding/binary"
	"hash"
	"math/bits"
)

// BlockSize is how many bytes are taken at a time.
const BlockSize = 64

// How many bytes the sums have.
const (
	// Size is that of SHA-256.
	Size = 32
	// Size224 is that of SHA-224.
	Size224 = 28
)

func with(size int, start [8]uint32) block.Function[uint32] {
	return block.Function[uint32]{Size: size, BlockSize: BlockSize, Order: binary.BigEndian, Start: start, Blocks: blocks}
}

var sha256 = with(Size, [8]uint32{
	0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
	0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
})

// New returns a Hash that computes SHA-256.
func New() hash.Hash { return sha256.New() }

// Sum256 returns the SHA-256 of data.
func Sum256(data []byte) [Size]byte { return [Size]byte(sha256.Sum(data)) }

var sha224 = with(Size224, [8]uint32{
	0xC1059ED8, 0x367CD507, 0x3070DD17, 0xF70E5939,
	0xFFC00B31, 0x68581511, 0x64F98FA7, 0xBEFA4FA4,
})

// New224 returns a Hash that computes SHA-224.
func New224() hash.Hash { return sha224.New() }

// Sum224 returns the SHA-224 of data.
func Sum224(data []byte) [Size224]byte { return [Size224]byte(sha224.Sum(data)) }

// roots are the first bits of the fractions of the cube roots of the first primes.
var roots = [64]uint32{
	0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
	0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
	0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
	0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
	0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
	0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
	0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
	0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
}

func blocks(state *[8]uint32, p []byte) {
	var w [64]uint32
	for ; len(p) >= BlockSize; p = p[BlockSize:] {
		for i := range 16 {
			w[i] = binary.BigEndian.Uint32(p[4*i:])
		}
		for i := 16; i < 64; i++ {
			x, y := w[i-15], w[i-2]
			x = bits.RotateLeft32(x, -7) ^ bits.RotateLeft32(x, -18) ^ x>>3
			y = bits.RotateLeft32(y, -17) ^ bits.RotateLeft32(y, -19) ^ y>>10
			w[i] = w[i-16] + x + w[i-7] + y
		}
		s := *state
		for i, word := range w {
			a, e := s[0], s[4]
			sum1 := bits.RotateLeft32(e, -6) ^ bits.RotateLeft32(e, -11) ^ bits.RotateLeft32(e, -25)
			t := s[7] + sum1 + (e&s[5] ^ ^e&s[6]) + roots[i] + word
			sum0 := bits.RotateLeft32(a, -2) ^ bits.RotateLeft32(a, -13) ^ bits.RotateLeft32(a, -22)
			u := sum0 + (a&s[1] ^ a&s[2] ^ s[1]&s[2])
			s[7], s[6], s[5], s[4] = s[6], s[5], e, s[3]+t
			s[3], s[2], s[1], s[0] = s[2], s[1], a, t+u
		}
		for i, v := range s {
			state[i] += v
		}
	}
}
