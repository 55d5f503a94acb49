// A collection stops goroutines that loop without calls or allocation, wherever they run.
package main

import (
	"runtime"
	"sync/atomic"
)

var (
	started atomic.Int32
	stop    atomic.Bool
)

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func main() {
	over := make(chan int)
	go func() {
		n := 0
		started.Add(1)
		for !stop.Load() {
			n ^= 1
		}
		over <- n &^ 1
	}()
	go func() {
		n := 0
		started.Add(1)
		for {
			n |= fib(20)
			if stop.Load() {
				break
			}
		}
		over <- n
	}()
	go func() {
		list, n := make([]int, 1000), 0
		started.Add(1)
		for !stop.Load() {
			for _, v := range list {
				n += v
			}
		}
		over <- n
	}()
	for started.Load() < 3 {
		runtime.Gosched()
	}
	for range 20 {
		runtime.GC()
	}
	stop.Store(true)
	println(<-over + <-over + <-over)
}
