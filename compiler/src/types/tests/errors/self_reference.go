package main

type T T

type I1 = interface{ I2 }
type I2 interface{ I1 }

func f(c chan int, s []int) {
	type L L
	var i, j, k int
	for i, j, k = range c {
	}
	for i, j, k = range s {
	}
	_, _, _ = i, j, k
}

func main() {}
