package main

type ordered interface{ ~int | ~float64 | ~string }

type heap[T ordered] struct{ items []T }

func (h *heap[T]) push(v T) {
	h.items = append(h.items, v)
	i := len(h.items) - 1
	for i > 0 {
		up := (i - 1) / 2
		if h.items[up] <= h.items[i] {
			return
		}
		h.items[up], h.items[i] = h.items[i], h.items[up]
		i = up
	}
}

func (h *heap[T]) pop() T {
	top := h.items[0]
	last := len(h.items) - 1
	h.items[0] = h.items[last]
	h.items = h.items[:last]
	i := 0
	for {
		least := i
		for k := 2*i + 1; k <= 2*i+2 && k < last; k++ {
			if h.items[k] < h.items[least] {
				least = k
			}
		}
		if least == i {
			return top
		}
		h.items[least], h.items[i] = h.items[i], h.items[least]
		i = least
	}
}

func run[T ordered](n int, make func(uint32) T) (least, most T) {
	var h heap[T]
	x := uint32(7)
	for i := 0; i < n; i++ {
		x = x*1664525 + 1013904223
		h.push(make(x >> 8))
	}
	least = h.pop()
	for i := 1; i < n; i++ {
		most = h.pop()
	}
	return
}

func main() {
	a, b := run(700000, func(x uint32) int { return int(x) })
	c, d := run(700000, func(x uint32) float64 { return float64(x) })
	println(a, b, int(c), int(d))
}
