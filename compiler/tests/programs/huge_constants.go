// Constants beyond exact fractions are numbers with 512 bits and large exponents.
package main

const (
	big  = 1e646456992
	less = 1e646456991
	tiny = 1e-600000000
	hex  = 0x1.8p2000000
)

func main() {
	println(big/less == 10, float64(big/less), int(big/less))
	println(hex/0x1p2000000 == 1.5, float64(hex/0x1p2000001))
	println(tiny > 0, -tiny < 0, tiny*1e600000000 < 1.5, big > less, -big < -less)
	println(tiny*tiny == 0, float64(tiny), 1e-2000000000 == 0)
	const c = complex(1e5000, 1e4999) / 1e5000
	println(real(c) == 1, float32(imag(c)))
	const third = 1e5000 / 3
	const whole int = third * 3 / 1e5000
	println(whole)
}
