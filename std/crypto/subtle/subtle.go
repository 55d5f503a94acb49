// Package subtle has functions whose time does not depend on the values that they are given.
package subtle

// ConstantTimeCompare returns 1 if x and y have the same contents, else 0. Only their lengths are told by its time.
func ConstantTimeCompare(x, y []byte) int {
	if len(x) != len(y) {
		return 0
	}
	var differ byte
	for i, c := range x {
		differ |= c ^ y[i]
	}
	return ConstantTimeByteEq(differ, 0)
}

// ConstantTimeSelect returns x if v is 1 and y if v is 0.
func ConstantTimeSelect(v, x, y int) int { return ^(v-1)&x | (v-1)&y }

// ConstantTimeByteEq returns 1 if x and y are equal, else 0.
func ConstantTimeByteEq(x, y uint8) int {
	return int((uint32(x^y) - 1) >> 31)
}

// ConstantTimeEq returns 1 if x and y are equal, else 0.
func ConstantTimeEq(x, y int32) int {
	return int((uint64(uint32(x^y)) - 1) >> 63)
}

// ConstantTimeCopy copies y to x if v is 1, and does nothing if v is 0. It panics if their lengths differ.
func ConstantTimeCopy(v int, x, y []byte) {
	if len(x) != len(y) {
		panic("subtle: slices have different lengths")
	}
	keep, take := byte(v-1), ^byte(v-1)
	for i := range x {
		x[i] = x[i]&keep | y[i]&take
	}
}

// ConstantTimeLessOrEq returns 1 if x is at most y, else 0. Both must lie between 0 and 2³¹ - 1.
func ConstantTimeLessOrEq(x, y int) int {
	return int(((int32(x) - int32(y) - 1) >> 31) & 1)
}

// XORBytes sets dst[i] to x[i] ^ y[i] for each i below the smaller length, which it returns. It panics if dst is shorter.
func XORBytes(dst, x, y []byte) int {
	n := min(len(x), len(y))
	if n > len(dst) {
		panic("subtle.XORBytes: dst too short")
	}
	for i := range n {
		dst[i] = x[i] ^ y[i]
	}
	return n
}

// WithDataIndependentTiming calls f. No processor of WebAssembly has a mode that has to be set.
func WithDataIndependentTiming(f func()) { f() }
