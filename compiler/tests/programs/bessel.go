package main

import (
	"fmt"
	"math"
)

func main() {
	inf, nan := math.Inf(1), math.NaN()
	for _, x := range []float64{0, math.Copysign(0, -1), inf, -inf, nan, -1, -2.5} {
		fmt.Printf("%v: %.10g %.10g %.10g %.10g %.10g %.10g %.10g %.10g %.10g %.10g\n", x, math.J0(x), math.J1(x), math.Jn(2, x), math.Jn(-3, x), math.Jn(3, x),
			math.Y0(x), math.Y1(x), math.Yn(2, x), math.Yn(-3, x), math.Yn(-2, x))
	}
	for _, x := range []float64{1e-300, 1e-20, 1e-5, 0.1, 0.5, 1, 1.9, 2.5, 5, 7.9, 9.5, 12, 17.3, 24.9, 25.1, 31, 50, 99.5, 1000, 12345.5, 1e6, 1e10} {
		fmt.Printf("%v:", x)
		for _, f := range []func(float64) float64{math.J0, math.J1, math.Y0, math.Y1} {
			fmt.Printf(" %.11g", f(x))
		}
		for _, n := range []int{2, 5, 24, 60, 200, -7} {
			fmt.Printf(" %.10g %.10g", math.Jn(n, x), math.Yn(n, x))
		}
		fmt.Println()
	}
}
