// Package sha1 has the hash function SHA-1 of RFC 3174. It is broken: use it for nothing that must be safe.
package sha1

import (
	"crypto/internal/block"
	"encoding/binary"
	"hash"
	"math/bits"
)

// Size is how many bytes a sum has.
const Size = 20

// BlockSize is how many bytes are taken at a time.
const BlockSize = 64

var function = block.Function[uint32]{
	Size:      Size,
	BlockSize: BlockSize,
	Order:     binary.BigEndian,
	Start:     [8]uint32{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0},
	Blocks:    blocks,
}

// New returns a Hash that computes the sum.
func New() hash.Hash { return function.New() }

// Sum returns the sum of data.
func Sum(data []byte) [Size]byte { return [Size]byte(function.Sum(data)) }

func blocks(state *[8]uint32, p []byte) {
	var w [80]uint32
	for ; len(p) >= BlockSize; p = p[BlockSize:] {
		for i := range 16 {
			w[i] = binary.BigEndian.Uint32(p[4*i:])
		}
		for i := 16; i < 80; i++ {
			w[i] = bits.RotateLeft32(w[i-3]^w[i-8]^w[i-14]^w[i-16], 1)
		}
		a, b, c, e, f := state[0], state[1], state[2], state[3], state[4]
		for i, word := range w {
			var g, k uint32
			switch {
			case i < 20:
				g, k = b&c|^b&e, 0x5A827999
			case i < 40:
				g, k = b^c^e, 0x6ED9EBA1
			case i < 60:
				g, k = b&c|b&e|c&e, 0x8F1BBCDC
			default:
				g, k = b^c^e, 0xCA62C1D6
			}
			a, b, c, e, f = bits.RotateLeft32(a, 5)+g+f+k+word, a, bits.RotateLeft32(b, 30), c, e
		}
		state[0] += a
		state[1] += b
		state[2] += c
		state[3] += e
		state[4] += f
	}
}
