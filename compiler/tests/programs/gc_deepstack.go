package main

import (
	"runtime"
	_ "runtime/checkheap"
)

type box struct {
	p *box
	n int
}

var sink *box

// Frames of a deep stack hold the only pointers to objects, while collections go on beside calls and returns, panics and
// growth of the stack.
func down(n int, b *box) int {
	mine := &box{b, n}
	s := 0
	if n > 0 {
		s = down(n-1, mine)
	} else {
		// A cycle begins here, all frames parked.
		for i := 0; i < 50000; i++ {
			sink = &box{nil, i}
		}
	}
	if n%1000 == 0 {
		for i := 0; i < 300; i++ {
			sink = &box{sink, i}
		}
		sink = nil
	}
	if mine.n != n || mine.p != b {
		panic("lost")
	}
	return s + mine.n - n + 1
}

type thrown struct{ at *box }

func unwind(n int, b *box) (r int) {
	mine := &box{b, n}
	if n%100 == 0 {
		defer func() {
			if e := recover(); e != nil {
				t := e.(thrown)
				r = t.at.n + mine.n
				for i := 0; i < 2000; i++ {
					sink = &box{nil, i}
				}
				if n > 0 {
					panic(thrown{&box{mine, r}})
				}
			}
		}()
	}
	if n == 12345 {
		runtime.GC()
		for i := 0; i < 200000; i++ {
			sink = &box{nil, i}
		}
		panic(thrown{&box{nil, 1}})
	}
	return unwind(n+1, mine) + mine.n - n
}

func main() {
	for i := 0; i < 4; i++ {
		println(down(100000, nil))
	}
	println(unwind(0, nil))
	c := make(chan int)
	for i := 0; i < 50; i++ {
		go func() { c <- down(2000+i, nil) }()
	}
	sum := 0
	for i := 0; i < 50; i++ {
		sum += <-c
	}
	println(sum)
}
