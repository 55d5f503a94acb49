package main

import "math"

func at(i, j int) float64 { return 1 / float64((i+j)*(i+j+1)/2+i+1) }

func times(v, u []float64) {
	for i := range v {
		s := 0.0
		for j := range u {
			s += at(i, j) * u[j]
		}
		v[i] = s
	}
}

func timesTransposed(v, u []float64) {
	for i := range v {
		s := 0.0
		for j := range u {
			s += at(j, i) * u[j]
		}
		v[i] = s
	}
}

func main() {
	const n = 1500
	u, v, t := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range u {
		u[i] = 1
	}
	for i := 0; i < 10; i++ {
		times(t, u)
		timesTransposed(v, t)
		times(t, v)
		timesTransposed(u, t)
	}
	var uv, vv float64
	for i := range u {
		uv += u[i] * v[i]
		vv += v[i] * v[i]
	}
	println(int(math.Sqrt(uv/vv) * 1e9))
}
