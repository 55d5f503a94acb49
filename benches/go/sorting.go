package main

import "sort"

func main() {
	const n = 1000000
	list := make([]int, n)
	x := uint32(1)
	for i := range list {
		x = x*1664525 + 1013904223
		list[i] = int(x >> 8)
	}
	sort.Ints(list)
	sum := 0
	for i, v := range list {
		sum += i & 15 * v
	}
	println(sum, sort.IntsAreSorted(list))
}
