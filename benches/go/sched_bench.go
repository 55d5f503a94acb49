package main

// What goroutines cost, as lines of nanoseconds an operation: making one that starts the next and ends, two that wake each
// other beside one that computes, and waking one that sleeps at a channel, in parallel. Go's own tests name them
// BenchmarkCreateGoroutines*, PingPongHog and WakeupParallel*.

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func measure(name string, f func(n int)) {
	n := 1000
	for {
		began := time.Now()
		f(n)
		took := time.Since(began)
		if took > 100*time.Millisecond {
			fmt.Printf("%s %.2f ns/op\n", name, float64(took.Nanoseconds())/float64(n))
			return
		}
		if took < 10*time.Millisecond {
			n *= 10
		} else {
			n = int(float64(n)*float64(120*time.Millisecond)/float64(took)) + 1
		}
	}
}

// create makes chains of goroutines that start the next and end.
func create(chains int) func(n int) {
	return func(n int) {
		done := make(chan bool)
		var next func(left int)
		next = func(left int) {
			if left == 0 {
				done <- true
				return
			}
			go next(left - 1)
		}
		for i := 0; i < chains; i++ {
			go next(n / chains)
		}
		for i := 0; i < chains; i++ {
			<-done
		}
	}
}

// pingPongHog is two that take turns beside one that only computes.
func pingPongHog(n int) {
	var stop sync.Mutex
	over := false
	ended := make(chan bool)
	go func() {
		x := uint(1)
		for i := 0; ; i++ {
			x = x*3 + 1
			if i%1024 == 0 {
				stop.Lock()
				done := over
				stop.Unlock()
				if done {
					break
				}
			}
		}
		sink = x
		ended <- true
	}()
	ping, pong := make(chan bool), make(chan bool)
	go func() {
		for i := 0; i < n; i++ {
			<-ping
			pong <- true
		}
	}()
	for i := 0; i < n; i++ {
		ping <- true
		<-pong
	}
	stop.Lock()
	over = true
	stop.Unlock()
	<-ended
}

var (
	sink uint
	spun atomic.Uint64
)

// preemptible tells whether a goroutine that only computes is stopped for another one. Go's own port for wasm never does, where
// pingPongHog would not end.
func preemptible() bool {
	var ran atomic.Bool
	go ran.Store(true)
	for began := time.Now(); time.Since(began) < 100*time.Millisecond; {
		if ran.Load() {
			return true
		}
	}
	return false
}

// wakeup has one for each P woken over and over, which works a little.
func wakeup(spin int) func(n int) {
	return func(n int) {
		procs := runtime.GOMAXPROCS(0)
		var all sync.WaitGroup
		for p := 0; p < procs; p++ {
			c := make(chan bool)
			all.Add(2)
			go func() {
				x := uint(1)
				for range c {
					for i := 0; i < spin; i++ {
						x = x*3 + 1
					}
				}
				// Or the compiler finds out that nobody wants it, and counts only.
				spun.Add(uint64(x))
				all.Done()
			}()
			go func() {
				for i := 0; i < n/procs; i++ {
					c <- true
				}
				close(c)
				all.Done()
			}()
		}
		all.Wait()
	}
}

func main() {
	measure("CreateGoroutines", create(1))
	measure("CreateGoroutinesParallel", create(runtime.GOMAXPROCS(0)))
	if preemptible() {
		measure("PingPongHog", pingPongHog)
	}
	measure("WakeupParallel", wakeup(0))
	measure("WakeupParallelSpinning1000", wakeup(1000))
}
