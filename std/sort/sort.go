// Package sort sorts slices and other collections.
package sort

import (
	"internal/reflectlite"
	"math/bits"
)

// Interface is a collection that can be sorted.
type Interface interface {
	// Len is the number of elements.
	Len() int
	// Less reports whether element i comes before element j.
	Less(i, j int) bool
	// Swap swaps two elements.
	Swap(i, j int)
}

// Sort sorts a collection; equal elements may change their order.
func Sort(data Interface) {
	n := data.Len()
	if n > 1 {
		(&sorter{data.Less, data.Swap}).introsort(0, n, 2*bits.Len(uint(n)))
	}
}

// Stable sorts a collection; equal elements keep their order.
func Stable(data Interface) { (&sorter{data.Less, data.Swap}).stable(data.Len()) }

// Slice sorts a slice by less, which compares elements by their indexes; equal elements may change their order.
func Slice(x any, less func(i, j int) bool) {
	n := reflectlite.ValueOf(x).Len()
	swap := reflectlite.Swapper(x)
	if n > 1 {
		(&sorter{less, swap}).introsort(0, n, 2*bits.Len(uint(n)))
	}
}

// SliceStable sorts a slice by less, which compares elements by their indexes; equal elements keep their order.
func SliceStable(x any, less func(i, j int) bool) {
	(&sorter{less, reflectlite.Swapper(x)}).stable(reflectlite.ValueOf(x).Len())
}

// SliceIsSorted reports whether a slice is sorted by less.
func SliceIsSorted(x any, less func(i, j int) bool) bool {
	for i := reflectlite.ValueOf(x).Len() - 1; i > 0; i-- {
		if less(i, i-1) {
			return false
		}
	}
	return true
}

// IsSorted reports whether a collection is sorted.
func IsSorted(data Interface) bool {
	for i := data.Len() - 1; i > 0; i-- {
		if data.Less(i, i-1) {
			return false
		}
	}
	return true
}

// Reverse returns the collection with its order reversed.
func Reverse(data Interface) Interface { return &reverse{data} }

type reverse struct{ Interface }

func (r reverse) Less(i, j int) bool { return r.Interface.Less(j, i) }

// sorter sorts whatever can be compared and swapped by index.
type sorter struct {
	less func(i, j int) bool
	swap func(i, j int)
}

// A range below this is sorted by insertion.
const short = 12

// introsort sorts [a, b) by quicksort, and by heapsort when depth partitions did not bring it to an end.
func (s *sorter) introsort(a, b, depth int) {
	for b-a > short {
		if depth == 0 {
			s.heapsort(a, b)
			return
		}
		depth--
		if s.pivot(a, b) {
			return
		}
		lo, hi := s.partition(a, b)
		// The smaller part first, so that the recursion stays shallow.
		if lo-a < b-hi {
			s.introsort(a, lo, depth)
			a = hi
		} else {
			s.introsort(hi, b, depth)
			b = lo
		}
	}
	s.insertion(a, b)
}

func (s *sorter) insertion(a, b int) {
	for i := a + 1; i < b; i++ {
		for j := i; j > a && s.less(j, j-1); j-- {
			s.swap(j, j-1)
		}
	}
}

// pivot puts a likely median at a. It reports whether [a, b) turned out to be sorted.
func (s *sorter) pivot(a, b int) (sorted bool) {
	mid := a + (b-a)/2
	x, y, z := a, mid, b-1
	swaps := 0
	if b-a > 50 {
		// The median of three medians.
		step := (b - a) / 8
		x = s.median(a, a+step, a+2*step, &swaps)
		y = s.median(mid-step, mid, mid+step, &swaps)
		z = s.median(b-1-2*step, b-1-step, b-1, &swaps)
	}
	m := s.median(x, y, z, &swaps)
	if swaps == 0 && s.sorted(a, b) {
		return true
	}
	if swaps >= 12 || b-a <= 50 && swaps == 3 {
		// All samples were in reverse order: so may be the whole.
		for i, j := a, b-1; i < j; i, j = i+1, j-1 {
			s.swap(i, j)
		}
		if s.sorted(a, b) {
			return true
		}
		m = a + b - 1 - m
	}
	if m != a {
		s.swap(a, m)
	}
	return false
}

func (s *sorter) sorted(a, b int) bool {
	for i := a + 1; i < b; i++ {
		if s.less(i, i-1) {
			return false
		}
	}
	return true
}

// median returns the index of the median of three elements and counts how far they were from being in order.
func (s *sorter) median(x, y, z int, swaps *int) int {
	if s.less(y, x) {
		*swaps++
		x, y = y, x
	}
	if s.less(z, y) {
		*swaps++
		y, z = z, y
		if s.less(y, x) {
			*swaps++
			y = x
		}
	}
	return y
}

// partition splits [a, b) by the element at a: what is before lo is less or equal, [lo, hi) equal, and
// what follows greater or equal.
func (s *sorter) partition(a, b int) (lo, hi int) {
	i, j := a+1, b-1
	for {
		for i <= j && s.less(i, a) {
			i++
		}
		for i <= j && s.less(a, j) {
			j--
		}
		if i >= j {
			break
		}
		s.swap(i, j)
		i++
		j--
	}
	s.swap(a, j)
	return j, j + 1
}

func (s *sorter) heapsort(a, b int) {
	n := b - a
	for i := n/2 - 1; i >= 0; i-- {
		s.sink(a, i, n)
	}
	for n--; n > 0; n-- {
		s.swap(a, a+n)
		s.sink(a, 0, n)
	}
}

// sink moves an element of the heap of n elements at a down to where no child is greater.
func (s *sorter) sink(a, i, n int) {
	for {
		child := 2*i + 1
		if child >= n {
			return
		}
		if child+1 < n && s.less(a+child, a+child+1) {
			child++
		}
		if !s.less(a+i, a+child) {
			return
		}
		s.swap(a+i, a+child)
		i = child
	}
}

// stable sorts n elements by merging in place.
func (s *sorter) stable(n int) {
	const block = 20
	for a := 0; a < n; a += block {
		b := a + block
		if b > n {
			b = n
		}
		s.insertion(a, b)
	}
	for size := block; size < n; size *= 2 {
		for a := 0; a+size < n; a += 2 * size {
			b := a + 2*size
			if b > n {
				b = n
			}
			s.merge(a, a+size, b)
		}
	}
}

// merge merges the sorted [a, m) and [m, b): it finds where the middle of the longer one belongs in the other, rotates what
// lies between, and does the same with both halves.
func (s *sorter) merge(a, m, b int) {
	for a < m && m < b {
		if b-m == 1 && m-a == 1 {
			if s.less(m, a) {
				s.swap(m, a)
			}
			return
		}
		var i, j, lo, hi int // i and j cut the two parts
		if m-a > b-m {
			i = a + (m-a)/2
			for lo, hi = m, b; lo < hi; {
				if h := int(uint(lo+hi) / 2); s.less(h, i) {
					lo = h + 1
				} else {
					hi = h
				}
			}
			j = lo
		} else {
			j = m + (b-m)/2
			for lo, hi = a, m; lo < hi; {
				if h := int(uint(lo+hi) / 2); s.less(j, h) {
					hi = h
				} else {
					lo = h + 1
				}
			}
			i = lo
		}
		s.rotate(i, m, j)
		cut := i + (j - m)
		s.merge(a, i, cut)
		a, m = cut, j
	}
}

// rotate swaps the neighbours [a, m) and [m, b).
func (s *sorter) rotate(a, m, b int) {
	i, j := m-a, b-m
	for i > 0 && j > 0 {
		if i <= j {
			for k := 0; k < i; k++ {
				s.swap(a+k, m+k)
			}
			a += i
			m += i
			j -= i
		} else {
			for k := 0; k < j; k++ {
				s.swap(m-j+k, m+k)
			}
			m -= j
			i -= j
		}
	}
}
