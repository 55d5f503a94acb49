// A collection stops goroutines that loop without calls or allocation, wherever they run.
package main

import (
	"runtime"
	"sync/atomic"
)

var stop atomic.Bool

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
		for !stop.Load() {
			n ^= 1
		}
		over <- n &^ 1
	}()
	go func() {
		n := 0
		for !stop.Load() {
			n |= fib(20)
		}
		over <- n
	}()
	go func() {
		list, n := make([]int, 1000), 0
		for !stop.Load() {
			for _, v := range list {
				n += v
			}
		}
		over <- n
	}()
	for range 20 {
		runtime.GC()
	}
	stop.Store(true)
	println(<-over + <-over + <-over)
}
