package main

import "fmt"

const (
	a         = 1e99999999999
	b         = 1e-3000000000
	c         = 1e2000000000
	d         = 1e600000000
	e         = d * d
	f int     = d
	g float32 = d
	h         = -1.5e-5000
)

var x int = h
var y int = 1e5000 / 3

const z uint8 = d / 1e599999999

var w = [1e700000000]int{}

const k = complex(d, 1) * complex(d, 1)
const l = complex(1e-400000000, 0)
const m = l / l

func main() {
	fmt.Println(float64(h), z, real(m), 1/1e-400000000)
	_ = d == 1
	switch 1.0 {
	case d:
	}
	var arr [3]int
	_ = arr[d]
	_ = 1 << d
	_ = d % 2
	fmt.Println(d)
	println(d)
}
