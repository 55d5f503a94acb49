package strconv

import "math/bits"

const (
	minPow10 = -348
	maxPow10 = 347
)

// pow10 returns the first 128 bits of 10**k, rounded down, the highest bit set: 10**k is (hi, lo) * 2**(log2Pow10(k)-127).
// It is exact for 0 <= k <= 55. k must be from minPow10 to maxPow10.
func pow10(k int) (hi, lo uint64) {
	if 0 <= k && k < len(pow5) {
		f := pow5[k]
		return f << uint(bits.LeadingZeros64(f)), 0
	}
	i := uint(k + 351)
	c := &coarse[i/27]
	f := pow5[i%27]
	h2, l2 := bits.Mul64(c[0], f)
	h1, l1 := bits.Mul64(c[1], f)
	h0, _ := bits.Mul64(c[2], f)
	l1, carry := bits.Add64(l1, h0, 0)
	l2, carry = bits.Add64(l2, h1, carry)
	h2 += carry
	if h2 == 0 {
		return l2, l1
	}
	s := uint(bits.LeadingZeros64(h2))
	if s == 0 {
		return h2, l2
	}
	return h2<<s | l2>>(64-s), l2<<s | l1>>(64-s)
}

// log2Pow10 returns floor(log2(10**k)).
func log2Pow10(k int) int { return k * 1741647 >> 19 }

// log10Pow2 returns floor(log10(2**q)).
func log10Pow2(q int) int { return q * 1262611 >> 22 }
