package main

import (
	"fmt"
	"runtime"
	_ "runtime/checkheap"
)

type big [8]int64

var died [8]bool

func gc() {
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
}

// A closed channel of one object.
//
//go:noinline
func one(n int) chan *big {
	b := new(big)
	b[0] = int64(n)
	runtime.SetFinalizer(b, func(b *big) { died[b[0]] = true })
	c := make(chan *big, 2)
	c <- b
	close(c)
	return c
}

func show(what string, early bool, n int) {
	fmt.Println(what, early, died[n])
}

// What was received is forgotten with the variable that has it, also where the next is received into the same place.

//go:noinline
func ranges(c chan *big) {
	for x := range c {
		gc()
		early := died[0]
		runtime.KeepAlive(x)
		x = nil
		gc()
		show("range", early, 0)
	}
}

//go:noinline
func receives(c chan *big) {
	for {
		x, ok := <-c
		if !ok {
			return
		}
		gc()
		early := died[1]
		runtime.KeepAlive(x)
		x = nil
		gc()
		show("receive", early, 1)
	}
}

//go:noinline
func selects(c chan *big) {
	var never chan int
	for {
		select {
		case x, ok := <-c:
			if !ok {
				return
			}
			gc()
			early := died[2]
			runtime.KeepAlive(x)
			x = nil
			gc()
			show("select", early, 2)
		case <-never:
		}
	}
}

//go:noinline
func tries(c chan *big) {
	for {
		select {
		case x, ok := <-c:
			if !ok {
				return
			}
			gc()
			early := died[3]
			runtime.KeepAlive(x)
			x = nil
			gc()
			show("select with default", early, 3)
		default:
		}
	}
}

// A waiting receiver gets its element when it runs again.
//
//go:noinline
func waits(c chan []*big) {
	for x := range c {
		gc()
		early := died[4]
		runtime.KeepAlive(x)
		x = nil
		gc()
		show("wait", early, 4)
	}
}

func main() {
	ranges(one(0))
	receives(one(1))
	selects(one(2))
	tries(one(3))
	c := make(chan []*big)
	done := make(chan bool)
	go func() {
		waits(c)
		done <- true
	}()
	runtime.Gosched()
	func() { c <- []*big{<-one(4)} }()
	close(c)
	<-done
}
