// Package sha512 has the hash functions SHA-384, SHA-512, SHA-512/224 and SHA-512/256 of FIPS 180-4.
package sha512

import (
	"crypto/internal/block"
	"encoding/binary"
	"hash"
	"math/bits"
)

// BlockSize is how many bytes are taken at a time.
const BlockSize = 128

// How many bytes the sums have.
const (
	// Size is that of SHA-512.
	Size = 64
	// Size384 is that of SHA-384.
	Size384 = 48
	// Size224 is that of SHA-512/224.
	Size224 = 28
	// Size256 is that of SHA-512/256.
	Size256 = 32
)

func with(size int, start [8]uint64) block.Function[uint64] {
	return block.Function[uint64]{Size: size, BlockSize: BlockSize, Order: binary.BigEndian, Start: start, Blocks: blocks}
}

var sha512 = with(Size, [8]uint64{
	0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
	0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
})

// New returns a Hash that computes SHA-512.
func New() hash.Hash { return sha512.New() }

// Sum512 returns the SHA-512 of data.
func Sum512(data []byte) [Size]byte { return [Size]byte(sha512.Sum(data)) }

var sha384 = with(Size384, [8]uint64{
	0xCBBB9D5DC1059ED8, 0x629A292A367CD507, 0x9159015A3070DD17, 0x152FECD8F70E5939,
	0x67332667FFC00B31, 0x8EB44A8768581511, 0xDB0C2E0D64F98FA7, 0x47B5481DBEFA4FA4,
})

// New384 returns a Hash that computes SHA-384.
func New384() hash.Hash { return sha384.New() }

// Sum384 returns the SHA-384 of data.
func Sum384(data []byte) [Size384]byte { return [Size384]byte(sha384.Sum(data)) }

var sha512_224 = with(Size224, [8]uint64{
	0x8C3D37C819544DA2, 0x73E1996689DCD4D6, 0x1DFAB7AE32FF9C82, 0x679DD514582F9FCF,
	0x0F6D2B697BD44DA8, 0x77E36F7304C48942, 0x3F9D85A86A1D36C8, 0x1112E6AD91D692A1,
})

// New512_224 returns a Hash that computes SHA-512/224.
func New512_224() hash.Hash { return sha512_224.New() }

// Sum512_224 returns the SHA-512/224 of data.
func Sum512_224(data []byte) [Size224]byte { return [Size224]byte(sha512_224.Sum(data)) }

var sha512_256 = with(Size256, [8]uint64{
	0x22312194FC2BF72C, 0x9F555FA3C84C64C2, 0x2393B86B6F53B151, 0x963877195940EABD,
	0x96283EE2A88EFFE3, 0xBE5E1E2553863992, 0x2B0199FC2C85B8AA, 0x0EB72DDC81C52CA2,
})

// New512_256 returns a Hash that computes SHA-512/256.
func New512_256() hash.Hash { return sha512_256.New() }

// Sum512_256 returns the SHA-512/256 of data.
func Sum512_256(data []byte) [Size256]byte { return [Size256]byte(sha512_256.Sum(data)) }

// roots are the first bits of the fractions of the cube roots of the first primes.
var roots = [80]uint64{
	0x428A2F98D728AE22, 0x7137449123EF65CD, 0xB5C0FBCFEC4D3B2F, 0xE9B5DBA58189DBBC,
	0x3956C25BF348B538, 0x59F111F1B605D019, 0x923F82A4AF194F9B, 0xAB1C5ED5DA6D8118,
	0xD807AA98A3030242, 0x12835B0145706FBE, 0x243185BE4EE4B28C, 0x550C7DC3D5FFB4E2,
	0x72BE5D74F27B896F, 0x80DEB1FE3B1696B1, 0x9BDC06A725C71235, 0xC19BF174CF692694,
	0xE49B69C19EF14AD2, 0xEFBE4786384F25E3, 0x0FC19DC68B8CD5B5, 0x240CA1CC77AC9C65,
	0x2DE92C6F592B0275, 0x4A7484AA6EA6E483, 0x5CB0A9DCBD41FBD4, 0x76F988DA831153B5,
	0x983E5152EE66DFAB, 0xA831C66D2DB43210, 0xB00327C898FB213F, 0xBF597FC7BEEF0EE4,
	0xC6E00BF33DA88FC2, 0xD5A79147930AA725, 0x06CA6351E003826F, 0x142929670A0E6E70,
	0x27B70A8546D22FFC, 0x2E1B21385C26C926, 0x4D2C6DFC5AC42AED, 0x53380D139D95B3DF,
	0x650A73548BAF63DE, 0x766A0ABB3C77B2A8, 0x81C2C92E47EDAEE6, 0x92722C851482353B,
	0xA2BFE8A14CF10364, 0xA81A664BBC423001, 0xC24B8B70D0F89791, 0xC76C51A30654BE30,
	0xD192E819D6EF5218, 0xD69906245565A910, 0xF40E35855771202A, 0x106AA07032BBD1B8,
	0x19A4C116B8D2D0C8, 0x1E376C085141AB53, 0x2748774CDF8EEB99, 0x34B0BCB5E19B48A8,
	0x391C0CB3C5C95A63, 0x4ED8AA4AE3418ACB, 0x5B9CCA4F7763E373, 0x682E6FF3D6B2B8A3,
	0x748F82EE5DEFB2FC, 0x78A5636F43172F60, 0x84C87814A1F0AB72, 0x8CC702081A6439EC,
	0x90BEFFFA23631E28, 0xA4506CEBDE82BDE9, 0xBEF9A3F7B2C67915, 0xC67178F2E372532B,
	0xCA273ECEEA26619C, 0xD186B8C721C0C207, 0xEADA7DD6CDE0EB1E, 0xF57D4F7FEE6ED178,
	0x06F067AA72176FBA, 0x0A637DC5A2C898A6, 0x113F9804BEF90DAE, 0x1B710B35131C471B,
	0x28DB77F523047D84, 0x32CAAB7B40C72493, 0x3C9EBE0A15C9BEBC, 0x431D67C49C100D4C,
	0x4CC5D4BECB3E42B6, 0x597F299CFC657E2A, 0x5FCB6FAB3AD6FAEC, 0x6C44198C4A475817,
}

func blocks(state *[8]uint64, p []byte) {
	var w [80]uint64
	for ; len(p) >= BlockSize; p = p[BlockSize:] {
		for i := range 16 {
			w[i] = binary.BigEndian.Uint64(p[8*i:])
		}
		for i := 16; i < 80; i++ {
			x, y := w[i-15], w[i-2]
			x = bits.RotateLeft64(x, -1) ^ bits.RotateLeft64(x, -8) ^ x>>7
			y = bits.RotateLeft64(y, -19) ^ bits.RotateLeft64(y, -61) ^ y>>6
			w[i] = w[i-16] + x + w[i-7] + y
		}
		s := *state
		for i, word := range w {
			a, e := s[0], s[4]
			sum1 := bits.RotateLeft64(e, -14) ^ bits.RotateLeft64(e, -18) ^ bits.RotateLeft64(e, -41)
			t := s[7] + sum1 + (e&s[5] ^ ^e&s[6]) + roots[i] + word
			sum0 := bits.RotateLeft64(a, -28) ^ bits.RotateLeft64(a, -34) ^ bits.RotateLeft64(a, -39)
			u := sum0 + (a&s[1] ^ a&s[2] ^ s[1]&s[2])
			s[7], s[6], s[5], s[4] = s[6], s[5], e, s[3]+t
			s[3], s[2], s[1], s[0] = s[2], s[1], a, t+u
		}
		for i, v := range s {
			state[i] += v
		}
	}
}
