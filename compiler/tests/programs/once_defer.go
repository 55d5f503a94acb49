// Functions that are instructions as deferred calls, goroutines and values; sync.Once whose function panics; atomic.Value.
package main

import (
	"sync"
	"sync/atomic"
)

func main() {
	var once sync.Once
	func() {
		defer func() { println(recover().(string)) }()
		once.Do(func() { panic("first") })
	}()
	once.Do(func() { println("second") })

	var n int32
	add := atomic.AddInt32
	println(add(&n, 3), atomic.OrInt32(&n, 4), n)
	func() { defer atomic.StoreInt32(&n, 9) }()
	println(n)
	done := make(chan bool)
	go func() {
		defer close(done)
		defer atomic.AddInt32(&n, 1)
	}()
	<-done
	println(atomic.LoadInt32(&n))

	var v atomic.Value
	println(v.Swap("a") == nil, v.CompareAndSwap("a", "b"), v.CompareAndSwap("a", "c"), v.Load().(string))
	defer func() { println(recover().(string)) }()
	v.Store(1)
}
