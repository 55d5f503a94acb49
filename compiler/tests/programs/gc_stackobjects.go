package main

import (
	"fmt"
	"runtime"
	_ "runtime/checkheap"
)

type big [8]int64

type holder struct {
	h    *big
	next *holder
}

var (
	phase int
	died  [8]int
)

func gc() {
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	phase++
}

func watched(n int) *big {
	b := new(big)
	b[0] = int64(n)
	died[n] = -1
	runtime.SetFinalizer(b, func(b *big) { died[b[0]] = phase })
	return b
}

func show(what string, n int) {
	fmt.Println(what, died[:n])
	phase = 0
}

// An object lives as long as a callee has its address.
//
//go:noinline
func callee(s *holder) {
	gc()
	runtime.KeepAlive(s)
	gc()
}

//go:noinline
func throughCallee() {
	var s holder
	s.h = watched(0)
	callee(&s)
	gc()
}

// Objects keep each other alive, here and in frames further out.
//
//go:noinline
func inner(s *holder) {
	var t holder
	t.h, t.next = watched(1), s
	innermost(&t)
	gc()
}

//go:noinline
func innermost(t *holder) {
	gc()
	if t.next.h[0] != 0 || t.h[0] != 1 {
		fmt.Println("lost")
	}
	s := t.next
	gc()
	runtime.KeepAlive(s)
	gc()
}

//go:noinline
func linked() {
	var s holder
	s.h = watched(0)
	inner(&s)
	gc()
}

var none holder

// One of two objects is meant.
//
//go:noinline
func either(first bool) {
	var s, t holder
	s.h, t.h = watched(0), watched(1)
	p := &s
	if !first {
		p = &t
	}
	gc()
	runtime.KeepAlive(p)
	gc()
}

// More addresses than are remembered, and a stack that is reported in parts.
//
//go:noinline
func deep(n int, list []*holder) int64 {
	var s [4]holder
	s[1].h = new(big)
	s[1].h[0] = int64(n)
	if n == 0 {
		gc()
		sum := int64(0)
		for _, h := range list {
			sum += h.h[0]
		}
		return sum
	}
	return deep(n-1, append(list, &s[1])) + s[1].h[0]
}

// What a panic runs may use everything.
//
//go:noinline
func recovers() (got int64) {
	var s holder
	s.h = watched(0)
	p := &s
	defer func() {
		gc()
		recover()
		got = p.h[0] + 7
	}()
	var q *holder
	q.next = p
	return
}

func main() {
	throughCallee()
	show("callee", 1)
	linked()
	show("linked", 2)
	either(true)
	show("first", 2)
	either(false)
	show("second", 2)
	fmt.Println(deep(200, nil))
	fmt.Println(recovers())
	gc()
}
