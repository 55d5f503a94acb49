// Package md5 has the hash function of RFC 1321. It is broken: use it for nothing that must be safe.
package md5

import (
	"crypto/internal/block"
	"encoding/binary"
	"hash"
	"math/bits"
)

// Size is how many bytes a sum has.
const Size = 16

// BlockSize is how many bytes are taken at a time.
const BlockSize = 64

var function = block.Function[uint32]{
	Size:      Size,
	BlockSize: BlockSize,
	Order:     binary.LittleEndian,
	Start:     [8]uint32{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476},
	Blocks:    blocks,
}

// New returns a Hash that computes the sum.
func New() hash.Hash { return function.New() }

// Sum returns the sum of data.
func Sum(data []byte) [Size]byte { return [Size]byte(function.Sum(data)) }

// sines are the whole parts of 2³² times the absolute values of the sines of 1 to 64.
var sines = [64]uint32{
	0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
	0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
	0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
	0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
	0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
	0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
	0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
	0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391,
}

// turns are how far each step of a round turns, four by four.
var turns = [4][4]int{{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}

func blocks(state *[8]uint32, p []byte) {
	var x [16]uint32
	for ; len(p) >= BlockSize; p = p[BlockSize:] {
		for i := range x {
			x[i] = binary.LittleEndian.Uint32(p[4*i:])
		}
		a, b, c, e := state[0], state[1], state[2], state[3]
		for i := range 64 {
			var f uint32
			var k int
			switch i / 16 {
			case 0:
				f, k = b&c|^b&e, i
			case 1:
				f, k = b&e|c&^e, 5*i+1
			case 2:
				f, k = b^c^e, 3*i+5
			default:
				f, k = c^(b|^e), 7*i
			}
			f += a + sines[i] + x[k&15]
			a, e, c, b = e, c, b, b+bits.RotateLeft32(f, turns[i/16][i&3])
		}
		state[0] += a
		state[1] += b
		state[2] += c
		state[3] += e
	}
}
