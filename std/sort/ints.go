package sort

import "math/bits"

// Ints sorts ints. It is Sort, written for elements that are compared and moved as they are.
func Ints(x []int) { ints(x, 2*bits.Len(uint(len(x)))) }

// IntsAreSorted reports whether ints are sorted.
func IntsAreSorted(x []int) bool {
	for i := len(x) - 1; i > 0; i-- {
		if x[i] < x[i-1] {
			return false
		}
	}
	return true
}

func ints(x []int, depth int) {
	for len(x) > short {
		if depth == 0 {
			heapInts(x)
			return
		}
		depth--
		n := len(x)
		m := medianInts(x, 0, n/2, n-1)
		if n > 50 {
			step := n / 8
			m = medianInts(x, medianInts(x, 0, step, 2*step), medianInts(x, n/2-step, n/2, n/2+step),
				medianInts(x, n-1-2*step, n-1-step, n-1))
		}
		// The pivot comes first: so neither part is everything.
		x[0], x[m] = x[m], x[0]
		pivot := x[0]
		i, j := -1, n
		for {
			for i++; x[i] < pivot; i++ {
			}
			for j--; x[j] > pivot; j-- {
			}
			if i >= j {
				break
			}
			x[i], x[j] = x[j], x[i]
		}
		// The smaller part first, so that the recursion stays shallow.
		lo, hi := x[:j+1], x[j+1:]
		if len(lo) < len(hi) {
			ints(lo, depth)
			x = hi
		} else {
			ints(hi, depth)
			x = lo
		}
	}
	for i := 1; i < len(x); i++ {
		v := x[i]
		j := i
		for ; j > 0 && x[j-1] > v; j-- {
			x[j] = x[j-1]
		}
		x[j] = v
	}
}

// medianInts is the index of the middle one of three elements.
func medianInts(x []int, a, b, c int) int {
	if x[a] > x[b] {
		a, b = b, a
	}
	if x[b] > x[c] {
		b = c
		if x[a] > x[b] {
			b = a
		}
	}
	return b
}

func heapInts(x []int) {
	for i := len(x)/2 - 1; i >= 0; i-- {
		sinkInts(x, i)
	}
	for n := len(x) - 1; n > 0; n-- {
		x[0], x[n] = x[n], x[0]
		sinkInts(x[:n], 0)
	}
}

// sinkInts moves element i down to its place in a heap.
func sinkInts(x []int, i int) {
	for {
		k := 2*i + 1
		if k >= len(x) {
			return
		}
		if k+1 < len(x) && x[k+1] > x[k] {
			k++
		}
		if x[i] >= x[k] {
			return
		}
		x[i], x[k] = x[k], x[i]
		i = k
	}
}
