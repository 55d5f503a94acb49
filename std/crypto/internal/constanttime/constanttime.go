// Package constanttime has comparisons and choices whose time does not depend on their operands.
package constanttime

// bit returns 1 if x is not zero, else 0.
func bit(x uint64) int { return int((x | -x) >> 63) }

// Select returns x if v is not 0, else y.
func Select(v, x, y int) int {
	mask := -bit(uint64(v))
	return x&mask | y&^mask
}

// ByteEq returns 1 if x == y, else 0.
func ByteEq(x, y uint8) int { return 1 ^ bit(uint64(x^y)) }

// Eq returns 1 if x == y, else 0.
func Eq(x, y int32) int { return 1 ^ bit(uint64(uint32(x^y))) }

// LessOrEq returns 1 if x <= y, else 0. Both are at least 0 and below 1<<31.
func LessOrEq(x, y int) int { return 1 ^ int(uint64(y-x)>>63) }
