package math

import "math/bits"

// FMA returns x*y + z, rounded once.
func FMA(x, y, z float64) float64 {
	if z-z != 0 && x-x == 0 && y-y == 0 {
		return z
	}
	if x == 0 || y == 0 || z == 0 || x-x != 0 || y-y != 0 || z-z != 0 {
		return x*y + z
	}
	fx, ex := Frexp(x)
	fy, ey := Frexp(y)
	fz, ez := Frexp(z)
	// The product as an integer of 126 bits times a power of two, and z likewise.
	ph, pl := bits.Mul64(uint64(Ldexp(Abs(fx), 63)), uint64(Ldexp(Abs(fy), 63)))
	e := ex + ey - 126
	zh, zl := uint64(Ldexp(Abs(fz), 62)), uint64(0)
	ze := ez - 126
	negative := (x < 0) != (y < 0)
	subtract := negative != (z < 0)
	if ze > e || ze == e && zh > ph {
		ph, pl, e, zh, zl, ze = zh, zl, ze, ph, pl, e
		negative = z < 0
	}
	// Bring the one with the lesser exponent into line; what falls off leaves a trace in the last bit.
	zh, zl = shiftRight(zh, zl, uint(e-ze))
	var c uint64
	if subtract {
		pl, c = bits.Sub64(pl, zl, 0)
		ph, c = bits.Sub64(ph, zh, c)
		if c != 0 {
			pl, c = bits.Sub64(0, pl, 0)
			ph, _ = bits.Sub64(0, ph, c)
			negative = !negative
		}
	} else {
		pl, c = bits.Add64(pl, zl, 0)
		ph, _ = bits.Add64(ph, zh, c)
	}
	if ph|pl == 0 {
		return 0
	}
	n := uint(bits.LeadingZeros64(ph))
	if ph == 0 {
		n = 64 + uint(bits.LeadingZeros64(pl))
		ph, pl = pl<<(n-64), 0
	} else {
		ph, pl = ph<<n|pl>>(64-n), pl<<n
	}
	e -= int(n)
	if pl != 0 {
		ph |= 1
	}
	// The value is ph * 2**(e+64); round to 53 bits, or fewer below the normal range.
	drop := uint(11)
	if low := -1074 - (e + 64); low > 11 {
		drop = uint(low)
	}
	m := ph >> drop
	rest, half := ph, uint64(1)<<63
	if drop < 64 {
		rest, half = ph&(1<<drop-1), 1<<(drop-1)
	} else if drop > 64 {
		rest = 1
	}
	if rest > half || rest == half && m&1 != 0 {
		m++
	}
	r := Ldexp(float64(m), e+64+int(drop))
	if negative {
		r = -r
	}
	return r
}

// shiftRight shifts 128 bits; the last one is set if any bit falls off.
func shiftRight(h, l uint64, n uint) (hi, lo uint64) {
	if n == 0 {
		return h, l
	}
	lost := l << (64 - n)
	switch {
	case n >= 128:
		lost = h | l
	case n >= 64:
		lost = l | h<<(128-n)
		lo = h >> (n - 64)
	default:
		lo = l>>n | h<<(64-n)
		hi = h >> n
	}
	if lost != 0 {
		lo |= 1
	}
	return hi, lo
}
