package main

type V [1 << 50]byte

type S struct {
	a [4]*int
	b [1 << 60]int
}

type P *[1 << 50]int

func f(x [1 << 50]int) [1 << 51]int {
	var y [1 << 52]byte
	_ = y
	panic(0)
}

func main() {}
