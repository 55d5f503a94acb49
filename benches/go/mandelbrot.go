package main

func main() {
	const n, limit = 1200, 50
	inside := 0
	for y := 0; y < n; y++ {
		ci := 2*float64(y)/n - 1
		for x := 0; x < n; x++ {
			cr := 2*float64(x)/n - 1.5
			var zr, zi, rr, ii float64
			i := 0
			for ; i < limit && rr+ii <= 4; i++ {
				zi = 2*zr*zi + ci
				zr = rr - ii + cr
				rr, ii = zr*zr, zi*zi
			}
			if i == limit {
				inside++
			}
		}
	}
	println(inside)
}
