package strconv

import "math/bits"

// shortest returns the shortest decimal d * 10**k that rounds to the float mant * 2**exp, and of those the nearest.
// closer says that the next float below is only half as far away as the one above. d may end in zeroes.
func shortest(mant uint64, exp int, closer bool) (d uint64, k int) {
	odd := mant & 1
	c := mant << 2
	below := c - 2
	k = log10Pow2(exp)
	if closer {
		below = c - 1
		k = (exp*1262611 - 524031) >> 22
	}
	// The scale is 10**-k rounded up.
	hi, lo := pow10(-k)
	if k > 0 || k < -55 {
		lo++
		if lo == 0 {
			hi++
		}
	}
	h := uint(exp + log2Pow10(-k) + 1)
	value := roundToOdd(hi, lo, c<<h)
	lower := roundToOdd(hi, lo, below<<h) + odd
	upper := roundToOdd(hi, lo, (c+2)<<h) - odd

	s := value / 4
	if s >= 10 {
		t := s / 10
		down := lower <= 40*t
		up := 40*t+40 <= upper
		if down != up {
			if up {
				t++
			}
			return t, k + 1
		}
	}
	down := lower <= 4*s
	up := 4*s+4 <= upper
	if down != up {
		if up {
			s++
		}
		return s, k
	}
	if mid := 4*s + 2; value > mid || value == mid && s&1 != 0 {
		s++
	}
	return s, k
}

// roundToOdd returns the product divided by 2**128; its lowest bit is set when the quotient is not exact.
func roundToOdd(hi, lo, c uint64) uint64 {
	x, _ := bits.Mul64(lo, c)
	y1, y0 := bits.Mul64(hi, c)
	y0, carry := bits.Add64(y0, x, 0)
	y1 += carry
	if y0 > 1 {
		y1 |= 1
	}
	return y1
}
