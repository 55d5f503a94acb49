// Package heap keeps the least element of a collection at index 0.
//
// A collection of n elements is a tree in which element i lies above the elements 2*i+1 and 2*i+2 and is not greater than
// either.
package heap

import "sort"

// Interface is a collection that can be a heap. Push appends an element; Pop removes and returns the last one.
type Interface interface {
	sort.Interface
	Push(x any)
	Pop() any
}

// Init orders a collection as a heap.
func Init(h Interface) {
	n := h.Len()
	for i := n/2 - 1; i >= 0; i-- {
		sink(h, i, n)
	}
}

// Push adds an element.
func Push(h Interface, x any) {
	h.Push(x)
	rise(h, h.Len()-1)
}

// Pop removes the least element and returns it.
func Pop(h Interface) any {
	last := h.Len() - 1
	h.Swap(0, last)
	sink(h, 0, last)
	return h.Pop()
}

// Remove removes the element at an index and returns it.
func Remove(h Interface, i int) any {
	last := h.Len() - 1
	if i != last {
		h.Swap(i, last)
		if !sink(h, i, last) {
			rise(h, i)
		}
	}
	return h.Pop()
}

// Fix restores the order after the element at an index has changed.
func Fix(h Interface, i int) {
	if !sink(h, i, h.Len()) {
		rise(h, i)
	}
}

// rise moves an element up to its place.
func rise(h Interface, i int) {
	for i > 0 {
		above := (i - 1) / 2
		if !h.Less(i, above) {
			return
		}
		h.Swap(above, i)
		i = above
	}
}

// sink moves an element down to its place among the first n, and reports whether it moved.
func sink(h Interface, i, n int) bool {
	from := i
	for {
		least := 2*i + 1
		if least >= n || least < 0 {
			break
		}
		if right := least + 1; right < n && h.Less(right, least) {
			least = right
		}
		if !h.Less(least, i) {
			break
		}
		h.Swap(i, least)
		i = least
	}
	return i > from
}
