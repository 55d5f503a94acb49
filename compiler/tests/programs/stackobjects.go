// Variables whose addresses are handed on: collected as soon as nobody can reach them, and not before.
package main

import "runtime"

type cell struct{ n [8]int }

type box struct {
	c    *cell
	next *box
}

var phase, died int

//go:noinline
func newCell(n int) *cell {
	c := new(cell)
	for i := range c.n {
		c.n[i] = n
	}
	return c
}

// check reports a cell whose memory was given to somebody else.
func check(c *cell, n int) {
	for _, have := range c.n {
		if have != n {
			println("a cell of", n, "holds", have)
			return
		}
	}
}

func watched(n int) *cell {
	c := newCell(n)
	died = -1
	runtime.SetFinalizer(c, func(*cell) { died = phase })
	return c
}

//go:noinline
func collect() {
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	phase++
}

//go:noinline
func churn(n int) {
	for i := 0; i < n; i++ {
		newCell(-1)
	}
}

//go:noinline
func borrow(b *box) {
	collect() // 0
	check(b.c, 7)
	collect() // 1: the last use was before it
}

//go:noinline
func borrows() {
	var b box
	b.c = watched(7)
	phase = 0
	borrow(&b)
	collect() // 2
}

//go:noinline
func again() {
	var b box
	b.c = watched(8)
	phase = 0
	borrow8(&b)
	collect() // 1
	b.c = nil
	collect() // 2
	borrow8(&b)
}

//go:noinline
func borrow8(b *box) {
	if b.c != nil {
		check(b.c, 8)
	}
	collect() // 0
}

//go:noinline
func inLoop() {
	for i := 0; i < 3; i++ {
		var b box
		b.c = watched(i)
		phase = 0
		use(&b, i)
		collect()
		println("turn", i, "died in", died)
	}
}

//go:noinline
func use(b *box, n int) { check(b.c, n) }

// The only pointer to outer lies in a variable of a caller far out, which a callee overwrites. Collections are at
// another point of their work in each round.
//
//go:noinline
func chain(round int) {
	outer := box{c: newCell(1)}
	middle := box{c: newCell(2), next: &outer}
	if round >= 0 {
		descend(&middle, 1500, round)
	}
}

//go:noinline
func descend(b *box, depth, round int) {
	if depth > 0 {
		descend(b, depth-1, round)
		return
	}
	churn(round)
	outer := b.next
	*b = box{}
	churn(100 - round)
	check(outer.c, 1)
	c := outer.c
	outer.c = nil
	churn(round)
	check(c, 1)
}

// Every frame points to the one before it.
//
//go:noinline
func linked(up *box, depth int) int {
	b := box{newCell(depth), up}
	if depth == 0 {
		churn(200)
		runtime.GC()
		sum := 0
		for p := &b; p != nil; p = p.next {
			check(p.c, p.c.n[3])
			sum += p.c.n[5]
		}
		return sum
	}
	return linked(&b, depth-1)
}

// A deferred closure on the stack is all that leads to b.
//
//go:noinline
func deferred(fail bool) (sum int) {
	var b box
	b.c = newCell(3)
	defer func() {
		churn(200)
		runtime.GC()
		check(b.c, 3)
		recover()
		churn(200)
		check(b.c, 3)
		sum = b.c.n[0]
	}()
	for i := 0; i < 3; i++ {
		if fail && i == 2 {
			deeper(nil, 20, 200)
		}
	}
	runtime.GC()
	return 0
}

//go:noinline
func deeper(p *int, depth, garbage int) int {
	if depth > 0 {
		return deeper(p, depth-1, garbage) + 1
	}
	churn(garbage)
	return *p
}

// Deferred calls in records, taken off one by one while the frame panics. The last closure is all that leads to b.
//
//go:noinline
func records(round int) (sum int) {
	var b box
	b.c = newCell(9)
	defer func() { recover() }()
	defer func() {
		churn(100 - round)
		check(b.c, 9)
		sum += b.c.n[0]
	}()
	defer func() { sum++ }()
	defer func() { sum++ }()
	defer func() { sum++ }()
	defer func() { sum++ }()
	defer func() { sum++ }()
	defer func() { sum++ }()
	defer func() { sum++ }()
	defer func() { sum++ }()
	deeper(nil, 1500, round)
	return
}

// More variables than are told apart.
//
//go:noinline
func many() {
	var a [90]box
	for i := range a {
		a[i].c = newCell(i)
	}
	var b0, b1, b2, b3, b4, b5, b6, b7, b8, b9 box
	all := [...]*box{&b0, &b1, &b2, &b3, &b4, &b5, &b6, &b7, &b8, &b9}
	for i, b := range all {
		b.c = newCell(100 + i)
		b.next = &a[9*i]
	}
	wide(all, 5)
}

//go:noinline
func wide(all [10]*box, depth int) {
	if depth > 0 {
		next := all
		next[0], next[9] = next[9], next[0]
		wide(next, depth-1)
		return
	}
	churn(200)
	runtime.GC()
	churn(200)
	for _, b := range all {
		check(b.c, b.c.n[7])
		check(b.next.c, b.next.c.n[7])
	}
	println("many", all[0].c.n[0], all[9].next.c.n[0])
}

func main() {
	borrows()
	println("borrows: died in", died)
	again()
	println("again: died in", died)
	inLoop()
	for round := 0; round < 80; round++ {
		chain(round)
	}
	println("linked", linked(nil, 300))
	println("deferred", deferred(false), deferred(true))
	sum := 0
	for round := 0; round < 80; round++ {
		sum += records(round)
	}
	println("records", sum)
	many()
}
