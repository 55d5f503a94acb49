// Package bits counts and moves the bits of unsigned integers. Functions marked as intrinsics are single instructions
// where the compiler knows them; their bodies say what they mean.
package bits

// UintSize is the number of bits in a uint.
const UintSize = 64

// LeadingZeros returns the number of zero bits above the highest one bit.
func LeadingZeros(x uint) int { return 64 - Len64(uint64(x)) }

// LeadingZeros8 is LeadingZeros for 8 bits.
func LeadingZeros8(x uint8) int { return 8 - Len64(uint64(x)) }

// LeadingZeros16 is LeadingZeros for 16 bits.
func LeadingZeros16(x uint16) int { return 16 - Len64(uint64(x)) }

// LeadingZeros32 is LeadingZeros for 32 bits.
func LeadingZeros32(x uint32) int { return 32 - Len64(uint64(x)) }

// LeadingZeros64 is LeadingZeros for 64 bits.
func LeadingZeros64(x uint64) int { return 64 - Len64(x) }

// Len returns the number of bits that x takes; 0 for 0.
func Len(x uint) int { return Len64(uint64(x)) }

// Len8 is Len for 8 bits.
func Len8(x uint8) int { return Len64(uint64(x)) }

// Len16 is Len for 16 bits.
func Len16(x uint16) int { return Len64(uint64(x)) }

// Len32 is Len for 32 bits.
func Len32(x uint32) int { return Len64(uint64(x)) }

// Len64 is Len for 64 bits.
//
// Intrinsic: 64 - clz.
func Len64(x uint64) int {
	n := 0
	if x >= 1<<32 {
		x >>= 32
		n = 32
	}
	if x >= 1<<16 {
		x >>= 16
		n += 16
	}
	if x >= 1<<8 {
		x >>= 8
		n += 8
	}
	if x >= 1<<4 {
		x >>= 4
		n += 4
	}
	if x >= 1<<2 {
		x >>= 2
		n += 2
	}
	if x >= 1<<1 {
		x >>= 1
		n++
	}
	return n + int(x)
}

// TrailingZeros returns the number of zero bits below the lowest one bit; the size of x for 0.
func TrailingZeros(x uint) int { return TrailingZeros64(uint64(x)) }

// TrailingZeros8 is TrailingZeros for 8 bits.
func TrailingZeros8(x uint8) int { return TrailingZeros64(uint64(x) | 1<<8) }

// TrailingZeros16 is TrailingZeros for 16 bits.
func TrailingZeros16(x uint16) int { return TrailingZeros64(uint64(x) | 1<<16) }

// TrailingZeros32 is TrailingZeros for 32 bits.
func TrailingZeros32(x uint32) int { return TrailingZeros64(uint64(x) | 1<<32) }

// TrailingZeros64 is TrailingZeros for 64 bits.
//
// Intrinsic: ctz.
func TrailingZeros64(x uint64) int {
	if x == 0 {
		return 64
	}
	return Len64(x&-x) - 1
}

// OnesCount returns the number of one bits.
func OnesCount(x uint) int { return OnesCount64(uint64(x)) }

// OnesCount8 is OnesCount for 8 bits.
func OnesCount8(x uint8) int { return OnesCount64(uint64(x)) }

// OnesCount16 is OnesCount for 16 bits.
func OnesCount16(x uint16) int { return OnesCount64(uint64(x)) }

// OnesCount32 is OnesCount for 32 bits.
func OnesCount32(x uint32) int { return OnesCount64(uint64(x)) }

// OnesCount64 is OnesCount for 64 bits.
//
// Intrinsic: popcnt.
func OnesCount64(x uint64) int {
	x -= x >> 1 & 0x5555555555555555
	x = x&0x3333333333333333 + x>>2&0x3333333333333333
	x = (x + x>>4) & 0x0F0F0F0F0F0F0F0F
	return int(x * 0x0101010101010101 >> 56)
}

// RotateLeft rotates x by k bits to the left, or to the right when k is negative.
func RotateLeft(x uint, k int) uint { return uint(RotateLeft64(uint64(x), k)) }

// RotateLeft8 is RotateLeft for 8 bits.
func RotateLeft8(x uint8, k int) uint8 { return x<<(uint(k)&7) | x>>(-uint(k)&7) }

// RotateLeft16 is RotateLeft for 16 bits.
func RotateLeft16(x uint16, k int) uint16 { return x<<(uint(k)&15) | x>>(-uint(k)&15) }

// RotateLeft32 is RotateLeft for 32 bits.
//
// Intrinsic: rotl.
func RotateLeft32(x uint32, k int) uint32 { return x<<(uint(k)&31) | x>>(-uint(k)&31) }

// RotateLeft64 is RotateLeft for 64 bits.
//
// Intrinsic: rotl.
func RotateLeft64(x uint64, k int) uint64 { return x<<(uint(k)&63) | x>>(-uint(k)&63) }

// Reverse returns x with its bits in reverse order.
func Reverse(x uint) uint { return uint(Reverse64(uint64(x))) }

// Reverse8 is Reverse for 8 bits.
func Reverse8(x uint8) uint8 { return uint8(Reverse64(uint64(x)) >> 56) }

// Reverse16 is Reverse for 16 bits.
func Reverse16(x uint16) uint16 { return uint16(Reverse64(uint64(x)) >> 48) }

// Reverse32 is Reverse for 32 bits.
func Reverse32(x uint32) uint32 { return uint32(Reverse64(uint64(x)) >> 32) }

// Reverse64 is Reverse for 64 bits.
func Reverse64(x uint64) uint64 {
	x = x>>1&0x5555555555555555 | x&0x5555555555555555<<1
	x = x>>2&0x3333333333333333 | x&0x3333333333333333<<2
	x = x>>4&0x0F0F0F0F0F0F0F0F | x&0x0F0F0F0F0F0F0F0F<<4
	return ReverseBytes64(x)
}

// ReverseBytes returns x with its bytes in reverse order.
func ReverseBytes(x uint) uint { return uint(ReverseBytes64(uint64(x))) }

// ReverseBytes16 is ReverseBytes for 16 bits.
func ReverseBytes16(x uint16) uint16 { return x>>8 | x<<8 }

// ReverseBytes32 is ReverseBytes for 32 bits.
func ReverseBytes32(x uint32) uint32 { return uint32(ReverseBytes64(uint64(x)) >> 32) }

// ReverseBytes64 is ReverseBytes for 64 bits.
func ReverseBytes64(x uint64) uint64 {
	x = x>>8&0x00FF00FF00FF00FF | x&0x00FF00FF00FF00FF<<8
	x = x>>16&0x0000FFFF0000FFFF | x&0x0000FFFF0000FFFF<<16
	return x>>32 | x<<32
}

// Add returns x + y + carry and the carry out; carry is 0 or 1.
func Add(x, y, carry uint) (sum, carryOut uint) {
	s, c := Add64(uint64(x), uint64(y), uint64(carry))
	return uint(s), uint(c)
}

// Add32 is Add for 32 bits.
func Add32(x, y, carry uint32) (sum, carryOut uint32) {
	s := uint64(x) + uint64(y) + uint64(carry)
	return uint32(s), uint32(s >> 32)
}

// Add64 is Add for 64 bits.
func Add64(x, y, carry uint64) (sum, carryOut uint64) {
	sum = x + y + carry
	return sum, (x&y | (x|y)&^sum) >> 63
}

// Sub returns x - y - borrow and the borrow out; borrow is 0 or 1.
func Sub(x, y, borrow uint) (diff, borrowOut uint) {
	d, b := Sub64(uint64(x), uint64(y), uint64(borrow))
	return uint(d), uint(b)
}

// Sub32 is Sub for 32 bits.
func Sub32(x, y, borrow uint32) (diff, borrowOut uint32) {
	d := uint64(x) - uint64(y) - uint64(borrow)
	return uint32(d), uint32(d >> 63)
}

// Sub64 is Sub for 64 bits.
func Sub64(x, y, borrow uint64) (diff, borrowOut uint64) {
	diff = x - y - borrow
	return diff, (^x&y | ^(x^y)&diff) >> 63
}

// Mul returns the full product of x and y.
func Mul(x, y uint) (hi, lo uint) {
	h, l := Mul64(uint64(x), uint64(y))
	return uint(h), uint(l)
}

// Mul32 is Mul for 32 bits.
func Mul32(x, y uint32) (hi, lo uint32) {
	p := uint64(x) * uint64(y)
	return uint32(p >> 32), uint32(p)
}

// Mul64 is Mul for 64 bits.
func Mul64(x, y uint64) (hi, lo uint64) {
	const half = 1<<32 - 1
	a, b, c, d := x>>32, x&half, y>>32, y&half
	low := b * d
	mid := a*d + low>>32
	carry := b*c + mid&half
	return a*c + mid>>32 + carry>>32, x * y
}

// Div divides the number (hi, lo) by y. It panics when y is 0 or the quotient does not fit.
func Div(hi, lo, y uint) (quo, rem uint) {
	q, r := Div64(uint64(hi), uint64(lo), uint64(y))
	return uint(q), uint(r)
}

// Div32 is Div for 32 bits.
func Div32(hi, lo, y uint32) (quo, rem uint32) {
	if y != 0 && y <= hi {
		panic(overflowError{})
	}
	x := uint64(hi)<<32 | uint64(lo)
	return uint32(x / uint64(y)), uint32(x % uint64(y))
}

// Div64 is Div for 64 bits.
func Div64(hi, lo, y uint64) (quo, rem uint64) {
	if hi == 0 {
		return lo / y, lo % y
	}
	if y == 0 {
		return lo / y, 0
	}
	if y <= hi {
		panic(overflowError{})
	}
	// Schoolbook division by a normalised divisor, in digits of 32 bits (Knuth, 4.3.1, algorithm D).
	s := uint(LeadingZeros64(y))
	y <<= s
	yh, yl := y>>32, y&(1<<32-1)
	hi = hi<<s | lo>>(64-s)
	if s == 0 {
		hi &= 1<<64 - 1
	}
	lo <<= s
	q1, r := digit(hi, lo>>32, yh, yl, y)
	q0, r := digit(r, lo&(1<<32-1), yh, yl, y)
	return q1<<32 | q0, r >> s
}

// digit returns the next 32-bit digit of a quotient, and what remains.
func digit(rem, next, yh, yl, y uint64) (quo, left uint64) {
	q, r := rem/yh, rem%yh
	for q >= 1<<32 || q*yl > r<<32|next {
		q--
		r += yh
		if r >= 1<<32 {
			break
		}
	}
	return q, rem<<32 + next - q*y
}

// Rem returns what remains of (hi, lo) divided by y, whether or not the quotient fits. It panics when y is 0.
func Rem(hi, lo, y uint) uint { return uint(Rem64(uint64(hi), uint64(lo), uint64(y))) }

// Rem32 is Rem for 32 bits.
func Rem32(hi, lo, y uint32) uint32 {
	return uint32((uint64(hi)<<32 | uint64(lo)) % uint64(y))
}

// Rem64 is Rem for 64 bits.
func Rem64(hi, lo, y uint64) uint64 {
	_, r := Div64(hi%y, lo, y)
	return r
}

// overflowError is the run-time error for a quotient that does not fit.
type overflowError struct{}

func (overflowError) RuntimeError() {}
func (overflowError) Error() string { return "runtime error: integer overflow" }
