package slices

import (
	"cmp"
	"math/bits"
)

// A range below this is sorted by insertion.
const short = 12

// Sort sorts s in ascending order; NaN comes first.
func Sort[S ~[]E, E cmp.Ordered](x S) { introsort(x, 2*bits.Len(uint(len(x))), cmp.Less[E]) }

// SortFunc sorts x by cmp; equal elements may change their order.
func SortFunc[S ~[]E, E any](x S, cmp func(a, b E) int) {
	introsort(x, 2*bits.Len(uint(len(x))), func(a, b E) bool { return cmp(a, b) < 0 })
}

// SortStableFunc sorts x by cmp; equal elements keep their order.
func SortStableFunc[S ~[]E, E any](x S, cmp func(a, b E) int) {
	if len(x) < 2 {
		return
	}
	mergesort(x, make([]E, (len(x)+1)/2), cmp)
}

// IsSorted reports whether x is in ascending order.
func IsSorted[S ~[]E, E cmp.Ordered](x S) bool {
	for i := len(x) - 1; i > 0; i-- {
		if cmp.Less(x[i], x[i-1]) {
			return false
		}
	}
	return true
}

// IsSortedFunc reports whether x is in ascending order by cmp.
func IsSortedFunc[S ~[]E, E any](x S, cmp func(a, b E) int) bool {
	for i := len(x) - 1; i > 0; i-- {
		if cmp(x[i], x[i-1]) < 0 {
			return false
		}
	}
	return true
}

// Min returns the least element, NaN where there is one. It panics if x is empty.
func Min[S ~[]E, E cmp.Ordered](x S) E {
	if len(x) < 1 {
		panic("slices.Min: empty list")
	}
	m := x[0]
	for _, v := range x[1:] {
		m = min(m, v)
	}
	return m
}

// MinFunc returns the first least element by cmp. It panics if x is empty.
func MinFunc[S ~[]E, E any](x S, cmp func(a, b E) int) E {
	if len(x) < 1 {
		panic("slices.MinFunc: empty list")
	}
	m := x[0]
	for _, v := range x[1:] {
		if cmp(v, m) < 0 {
			m = v
		}
	}
	return m
}

// Max returns the greatest element, NaN where there is one. It panics if x is empty.
func Max[S ~[]E, E cmp.Ordered](x S) E {
	if len(x) < 1 {
		panic("slices.Max: empty list")
	}
	m := x[0]
	for _, v := range x[1:] {
		m = max(m, v)
	}
	return m
}

// MaxFunc returns the first greatest element by cmp. It panics if x is empty.
func MaxFunc[S ~[]E, E any](x S, cmp func(a, b E) int) E {
	if len(x) < 1 {
		panic("slices.MaxFunc: empty list")
	}
	m := x[0]
	for _, v := range x[1:] {
		if cmp(v, m) > 0 {
			m = v
		}
	}
	return m
}

// BinarySearch finds target in a sorted slice: where it is or would be, and whether it is there.
func BinarySearch[S ~[]E, E cmp.Ordered](x S, target E) (int, bool) {
	return BinarySearchFunc(x, target, cmp.Compare[E])
}

// BinarySearchFunc is BinarySearch in a slice that is sorted by cmp.
func BinarySearchFunc[S ~[]E, E, T any](x S, target T, cmp func(E, T) int) (int, bool) {
	i, j := 0, len(x)
	for i < j {
		mid := int(uint(i+j) / 2)
		if cmp(x[mid], target) < 0 {
			i = mid + 1
		} else {
			j = mid
		}
	}
	return i, i < len(x) && cmp(x[i], target) == 0
}

func insertion[E any](x []E, less func(a, b E) bool) {
	for i := 1; i < len(x); i++ {
		v := x[i]
		j := i
		for ; j > 0 && less(v, x[j-1]); j-- {
			x[j] = x[j-1]
		}
		x[j] = v
	}
}

// introsort is quicksort; after depth partitions without end it is heapsort.
func introsort[E any](x []E, depth int, less func(a, b E) bool) {
	for len(x) > short {
		if depth == 0 {
			heapsort(x, less)
			return
		}
		depth--
		lo, hi := partition(x, less)
		// The smaller part by recursion, so that the stack stays small.
		if lo < len(x)-hi {
			introsort(x[:lo], depth, less)
			x = x[hi:]
		} else {
			introsort(x[hi:], depth, less)
			x = x[:lo]
		}
	}
	insertion(x, less)
}

// partition moves what is less than a pivot to x[:lo] and what is greater to x[hi:]; between them is what is equal.
func partition[E any](x []E, less func(a, b E) bool) (lo, hi int) {
	pivot := median(x, less)
	lo, hi = 0, len(x)
	for i := 0; i < hi; {
		switch {
		case less(x[i], pivot):
			x[lo], x[i] = x[i], x[lo]
			lo++
			i++
		case less(pivot, x[i]):
			hi--
			x[hi], x[i] = x[i], x[hi]
		default:
			i++
		}
	}
	return lo, hi
}

// median returns the middle one of three elements; in long slices, of the medians of three times three.
func median[E any](x []E, less func(a, b E) bool) E {
	n := len(x)
	of := func(a, b, c E) E {
		if less(b, a) {
			a, b = b, a
		}
		if less(c, b) {
			b = c
			if less(b, a) {
				b = a
			}
		}
		return b
	}
	if n < 64 {
		return of(x[0], x[n/2], x[n-1])
	}
	k := n / 8
	return of(of(x[0], x[k], x[2*k]), of(x[n/2-k], x[n/2], x[n/2+k]), of(x[n-1-2*k], x[n-1-k], x[n-1]))
}

func heapsort[E any](x []E, less func(a, b E) bool) {
	sift := func(i, n int) {
		for {
			child := 2*i + 1
			if child >= n {
				return
			}
			if child+1 < n && less(x[child], x[child+1]) {
				child++
			}
			if !less(x[i], x[child]) {
				return
			}
			x[i], x[child] = x[child], x[i]
			i = child
		}
	}
	for i := len(x)/2 - 1; i >= 0; i-- {
		sift(i, len(x))
	}
	for n := len(x) - 1; n > 0; n-- {
		x[0], x[n] = x[n], x[0]
		sift(0, n)
	}
}

// mergesort sorts x stably with room for half of its elements.
func mergesort[E any](x, room []E, cmp func(a, b E) int) {
	if len(x) <= short {
		insertion(x, func(a, b E) bool { return cmp(a, b) < 0 })
		return
	}
	half := len(x) / 2
	mergesort(x[:half], room, cmp)
	mergesort(x[half:], room, cmp)
	if cmp(x[half-1], x[half]) <= 0 {
		return
	}
	left := room[:copy(room, x[:half])]
	i, j, k := 0, half, 0
	for ; i < len(left) && j < len(x); k++ {
		if cmp(x[j], left[i]) < 0 {
			x[k] = x[j]
			j++
		} else {
			x[k] = left[i]
			i++
		}
	}
	copy(x[k:], left[i:])
	clear(left)
}
