// What a crash prints: panics of panics, inlined calls, deferred calls, the goroutine that failed, then the others.
package main

import (
	"errors"
	"runtime/debug"
	"time"
)

type T struct{ n int }

func (t *T) Ptr(x int) int { return t.Val(x) / (x - x) }
func (t T) Val(x int) int  { return x + t.n }

type I interface{ Ptr(int) int }

//go:noinline
func call(i I, n int) int {
	defer println("deferred in call")
	return i.Ptr(n)
}

func inner(i any, n int) int { return call(i.(I), n) }

func again() {
	defer func() {
		if e := recover(); e != nil {
			panic(errors.New("again"))
		}
	}()
	for n := range 3 {
		println(inner(&T{3}, n), "not printed")
	}
}

func last() {
	var a []int
	a[3]++
}

func wait(c chan int) {
	select {
	case c <- 1:
	case <-c:
	}
}

func main() {
	debug.SetTraceback("all")
	c := make(chan int)
	go wait(make(chan int))
	go func() {
		c <- 1
		<-c
	}()
	<-c
	time.Sleep(5 * time.Millisecond)
	defer last()
	again()
}
