package main

import "sync/atomic"

// Atomic operations as deferred calls, goroutines and function values.

func deferred(n *int32) int32 {
	defer atomic.AddInt32(n, 5)
	return atomic.LoadInt32(n)
}

func main() {
	var n int32
	println(deferred(&n), n)
	add := atomic.AddInt32
	println(add(&n, 2))
	var p atomic.Pointer[int32]
	defer func() { println(*p.Load()) }()
	defer p.Store(&n)
	cas := p.CompareAndSwap
	println(cas(nil, new(int32)), cas(nil, nil))
	swap := (*atomic.Pointer[int32]).Swap
	println(*swap(&p, nil))
	var c chan int
	go atomic.StoreInt32(&n, 9)
	for n != 9 {
		select {
		case <-c:
		default:
			yield()
		}
	}
}

func yield() {
	done := make(chan int)
	go func() { close(done) }()
	<-done
}
