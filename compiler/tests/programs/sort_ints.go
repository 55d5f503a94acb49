package main

import "sort"

// Ints in all the orders that sorts fear.

func check(name string, list []int) {
	sum, mix := 0, 0
	for _, v := range list {
		sum += v
		mix ^= v * 31
	}
	sort.Ints(list)
	for i, v := range list {
		sum -= v
		mix ^= v * 31
		if i > 0 && list[i-1] > v {
			println(name, len(list), "not sorted at", i)
			return
		}
	}
	if sum != 0 || mix != 0 || !sort.IntsAreSorted(list) {
		println(name, len(list), "other elements", sum, mix)
	}
}

func main() {
	x := uint32(1)
	for _, n := range []int{0, 1, 2, 3, 11, 12, 13, 14, 50, 51, 100, 1000, 5000} {
		orders := []struct {
			name string
			at   func(i int) int
		}{
			{"up", func(i int) int { return i }},
			{"down", func(i int) int { return n - i }},
			{"same", func(i int) int { return 7 }},
			{"two", func(i int) int { return i & 1 }},
			{"pipe", func(i int) int { return min(i, n-i) }},
			{"saw", func(i int) int { return i % 17 }},
			{"low bits", func(i int) int { return int(uint32(i)*2654435761) & 255 }},
			{"random", func(i int) int { x = x*1664525 + 1013904223; return int(int32(x)) }},
			{"last is least", func(i int) int { return (i + 1) % max(n, 1) }},
			{"first is most", func(i int) int { return (i + n - 1) % max(n, 1) }},
		}
		for _, o := range orders {
			list := make([]int, n)
			for i := range list {
				list[i] = o.at(i)
			}
			check(o.name, list)
		}
	}
	println(sort.IntsAreSorted([]int{1, 2, 2, 3}), sort.IntsAreSorted([]int{2, 1}), sort.IntsAreSorted(nil))
	println("done")
}
