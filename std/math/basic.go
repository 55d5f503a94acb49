package math

const (
	signBit  = 1 << 63
	mantBits = 52
	expMask  = 0x7FF
	bias     = 1023
)

// Inf returns positive infinity if sign >= 0, else negative.
func Inf(sign int) float64 {
	if sign >= 0 {
		return Float64frombits(expMask << mantBits)
	}
	return Float64frombits(signBit | expMask<<mantBits)
}

// NaN returns a value that is not a number.
func NaN() float64 { return Float64frombits(0x7FF8000000000001) }

// IsNaN reports whether f is not a number.
func IsNaN(f float64) (is bool) { return f != f }

// IsInf reports whether f is an infinity: of the sign given, or any for 0.
func IsInf(f float64, sign int) bool {
	return sign >= 0 && f > MaxFloat64 || sign <= 0 && f < -MaxFloat64
}

// Signbit reports whether x is negative or negative zero.
func Signbit(x float64) bool { return Float64bits(x)&signBit != 0 }

// Copysign returns f with the sign of sign.
//
// Intrinsic: f64.copysign.
func Copysign(f, sign float64) float64 {
	return Float64frombits(Float64bits(f)&^signBit | Float64bits(sign)&signBit)
}

// Abs returns the absolute value.
//
// Intrinsic: f64.abs.
func Abs(x float64) float64 { return Float64frombits(Float64bits(x) &^ signBit) }

// Trunc returns x rounded to an integer towards zero.
//
// Intrinsic: f64.trunc.
func Trunc(x float64) float64 {
	b := Float64bits(x)
	e := int(b>>mantBits)&expMask - bias
	switch {
	case e < 0:
		return Float64frombits(b & signBit)
	case e < mantBits:
		b &^= 1<<uint(mantBits-e) - 1
	}
	return Float64frombits(b)
}

// Floor returns the greatest integer not above x.
//
// Intrinsic: f64.floor.
func Floor(x float64) float64 {
	t := Trunc(x)
	if t > x {
		t--
	}
	return t
}

// Ceil returns the least integer not below x.
//
// Intrinsic: f64.ceil.
func Ceil(x float64) float64 {
	t := Trunc(x)
	if t < x {
		// -0.5 becomes -0.
		t = Copysign(t+1, x)
	}
	return t
}

// RoundToEven returns the nearest integer, halves to the even one.
//
// Intrinsic: f64.nearest.
func RoundToEven(x float64) float64 {
	if Abs(x) < 1<<mantBits {
		// Adding 2**52 leaves no room for a fraction.
		if x > 0 {
			return x + 1<<mantBits - 1<<mantBits
		}
		return Copysign(x-1<<mantBits+1<<mantBits, x)
	}
	return x
}

// Round returns the nearest integer, halves away from zero.
func Round(x float64) float64 {
	t := Trunc(x)
	if Abs(x-t) >= 0.5 {
		t += Copysign(1, x)
	}
	return t
}

// Modf returns the integer and the fraction of which f is the sum, both with its sign.
func Modf(f float64) (integer float64, fractional float64) {
	integer = Trunc(f)
	if IsInf(f, 0) {
		return f, NaN()
	}
	return integer, Copysign(f-integer, f)
}

// Max returns the greater of x and y.
//
// Intrinsic: f64.max, except that infinity is greater than NaN.
func Max(x, y float64) float64 {
	switch {
	case IsInf(x, 1) || IsInf(y, 1):
		return Inf(1)
	case x != x || y != y:
		return NaN()
	case x == 0 && x == y:
		if Signbit(x) {
			return y
		}
		return x
	case x > y:
		return x
	}
	return y
}

// Min returns the lesser of x and y.
func Min(x, y float64) float64 {
	switch {
	case IsInf(x, -1) || IsInf(y, -1):
		return Inf(-1)
	case x != x || y != y:
		return NaN()
	case x == 0 && x == y:
		if Signbit(x) {
			return x
		}
		return y
	case x < y:
		return x
	}
	return y
}

// Dim returns x-y, or 0 when that is negative.
func Dim(x, y float64) float64 {
	if v := x - y; v > 0 || v != v {
		return v
	}
	return 0
}

// Frexp returns frac with an absolute value in [0.5, 1) and exp with f = frac * 2**exp.
func Frexp(f float64) (frac float64, exp int) {
	if f == 0 || f != f || IsInf(f, 0) {
		return f, 0
	}
	if Abs(f) < 0x1p-1022 {
		f *= 1 << mantBits
		exp = -mantBits
	}
	b := Float64bits(f)
	exp += int(b>>mantBits)&expMask - bias + 1
	return Float64frombits(b&^(expMask<<mantBits) | (bias-1)<<mantBits), exp
}

// Ldexp returns frac * 2**exp.
func Ldexp(frac float64, exp int) float64 {
	// At most three exact steps; the last one rounds.
	switch {
	case exp > 3000:
		exp = 3000
	case exp < -3000:
		exp = -3000
	}
	for exp > 1023 {
		frac *= 0x1p1023
		exp -= 1023
	}
	if exp < -1022 {
		// Scale such that only the last step can leave the normal range.
		f, e := Frexp(frac)
		exp += e
		if f == 0 || f != f || IsInf(f, 0) {
			return frac
		}
		if exp < -1080 {
			return Copysign(0, frac)
		}
		if exp < -1020 {
			return f * 0x1p-1000 * Float64frombits(uint64(exp+1000+bias)<<mantBits)
		}
		frac = f
	}
	return frac * Float64frombits(uint64(exp+bias)<<mantBits)
}

// Nextafter returns the float next to x in the direction of y.
func Nextafter(x, y float64) (r float64) {
	switch {
	case x != x || y != y:
		return NaN()
	case x == y:
		return x
	case x == 0:
		return Copysign(SmallestNonzeroFloat64, y)
	case (y > x) == (x > 0):
		return Float64frombits(Float64bits(x) + 1)
	}
	return Float64frombits(Float64bits(x) - 1)
}

// Nextafter32 is Nextafter for 32 bits.
func Nextafter32(x, y float32) (r float32) {
	switch {
	case x != x || y != y:
		return float32(NaN())
	case x == y:
		return x
	case x == 0:
		return float32(Copysign(SmallestNonzeroFloat32, float64(y)))
	case (y > x) == (x > 0):
		return Float32frombits(Float32bits(x) + 1)
	}
	return Float32frombits(Float32bits(x) - 1)
}
