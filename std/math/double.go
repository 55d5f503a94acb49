package math

// A number may be the sum of two floats of which the second is at most half a unit in the last place of the first. Results
// computed so, and rounded once at the end, are nearly always the floats nearest to the true values. (T. J. Dekker, "A
// floating-point technique for extending the available precision".)

// fastSum returns a+b exactly, given |a| >= |b| or a == 0.
func fastSum(a, b float64) (hi, lo float64) {
	hi = a + b
	return hi, b - (hi - a)
}

// twoSum returns a+b exactly.
func twoSum(a, b float64) (hi, lo float64) {
	hi = a + b
	c := hi - a
	return hi, (a - (hi - c)) + (b - c)
}

// halves splits a into two floats of 26 bits.
func halves(a float64) (hi, lo float64) {
	c := a * (1<<27 + 1)
	hi = c - (c - a)
	return hi, a - hi
}

// twoProd returns a*b exactly, unless it is very large or small.
func twoProd(a, b float64) (hi, lo float64) {
	hi = a * b
	ah, al := halves(a)
	bh, bl := halves(b)
	return hi, ((ah*bh - hi) + ah*bl + al*bh) + al*bl
}

const (
	ln2Hi  = 0x1.62e42fee00000p-1 // 32 bits of ln 2, so that products with exponents are exact
	ln2Lo  = 0x1.a39ef35793c76p-33
	thirdH = 0x1.5555555555555p-2 // one third
	thirdL = 0x1.5555555555555p-56
	halfPi = 0x1.921fb54442d18p+0 // a right angle
	halfPl = 0x1.1a62633145c07p-54
)
