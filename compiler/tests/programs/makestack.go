package main

// Slices of a size that is not known, small ones in the frame, and what must not be confused by that.

import "runtime"

//go:noinline
func sum(s []int) int {
	t := len(s) * 1000
	for _, v := range s {
		t += v
	}
	return t
}

//go:noinline
func fill(n, m int) int {
	s := make([]int, n, m)
	for i := range s {
		if s[i] != 0 {
			panic("not zero")
		}
		s[i] = i + 1
	}
	s = append(s, 7)
	return sum(s) + m
}

// turns has a slice in each turn, and the last one's values in none of the next.
//
//go:noinline
func turns(n int) (t int) {
	for i := range n {
		b := make([]byte, i%40)
		for k := range b {
			t += int(b[k])
			b[k] = byte(i)
		}
		t += len(b)
	}
	return t
}

// carried keeps the slices of earlier turns.
//
//go:noinline
func carried(n int) int {
	var last []int32
	t := 0
	for i := range n {
		s := make([]int32, i%9+1)
		for k := range s {
			s[k] = int32(i)
		}
		for _, v := range last {
			t += int(v)
		}
		last = s
	}
	return t
}

func down(n int) int {
	if n == 0 {
		runtime.GC()
		return 0
	}
	s := make([]uint16, n%20)
	for i := range s {
		s[i] = uint16(n)
	}
	d := down(n - 1)
	for _, v := range s {
		if v != uint16(n) {
			panic("moved wrongly")
		}
		d++
	}
	return d
}

//go:noinline
func boxes(n int) int {
	x, y := 1, 2
	s := make([]*int, n)
	for i := range s {
		s[i] = &x
		if i&1 != 0 {
			s[i] = &y
		}
	}
	runtime.GC()
	t := 0
	for _, p := range s {
		t += *p
	}
	return t
}

// capped has a known capacity.
//
//go:noinline
func capped(n int) int {
	x := 5
	s := make([]*int, n, 6)
	for i := range s {
		s[i] = &x
	}
	runtime.GC()
	t := cap(s)
	for _, p := range s {
		t += *p
	}
	return t
}

//go:noinline
func empty(n int) bool {
	s := make([]int, n)
	e := make([]struct{}, n)
	return s == nil || e == nil || len(s) != len(e)
}

var kept []int

//go:noinline
func keep(n int) {
	s := make([]int, n)
	kept = s
}

func try(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

func main() {
	println(fill(0, 0), fill(0, 4), fill(3, 3), fill(3, 4), fill(4, 4), fill(4, 5), fill(100, 200))
	println(turns(1000), carried(1000), down(5000))
	println(boxes(0), boxes(3), boxes(50), capped(0), capped(6))
	println(empty(0), empty(5))
	keep(2)
	k := kept
	keep(2)
	k[0] = 1
	println(kept[0])
	n := -1
	try(func() { fill(n, 4) })
	try(func() { fill(4, n) })
	try(func() { fill(3, 2) })
	try(func() { capped(7) })
	try(func() { capped(n) })
	try(func() { turnsOf(n) })
}

//go:noinline
func turnsOf(n int) int { return len(make([]byte, n)) }
