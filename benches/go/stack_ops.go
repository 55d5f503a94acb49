package main

// What goroutines' stacks cost, as lines of nanoseconds an operation: switching, growing, moving. The last three have the
// meaning of the benchmarks of the same names in Go's package runtime, the last one with ten thousand levels instead of a
// million, which Go's wasip1 module does not survive.

import (
	"fmt"
	"iter"
	"runtime"
	"time"
)

func measure(name string, per int, f func(n int)) {
	fmt.Printf("%s %.2f ns/op\n", name, nanoseconds(f)/float64(per))
}

// nanoseconds returns how many f(n) takes, divided by n.
func nanoseconds(f func(n int)) float64 {
	n := 1
	for {
		began := time.Now()
		f(n)
		took := time.Since(began)
		if took > 200*time.Millisecond {
			return float64(took.Nanoseconds()) / float64(n)
		}
		if took < 10*time.Millisecond {
			n *= 10
		} else {
			n = int(float64(n)*float64(250*time.Millisecond)/float64(took)) + 1
		}
	}
}

var sum int

// push calls yield n times, pull switches to a goroutine and back n times for the same.
func push(n int) {
	count(n)(func(v int) bool {
		sum += v
		return true
	})
}

func pull(n int) {
	next, stop := iter.Pull(count(n))
	defer stop()
	for v, ok := next(); ok; v, ok = next() {
		sum += v
	}
}

//go:noinline
func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// yield asks for a switch when there is nobody to switch to.
func yield(n int) {
	for i := 0; i < n; i++ {
		runtime.Gosched()
	}
}

// swap runs two goroutines in turn, by the scheduler's queues; an operation is one switch.
func swap(n int) {
	done := make(chan bool)
	turns := func() {
		for i := 0; i < n/2; i++ {
			runtime.Gosched()
		}
		done <- true
	}
	go turns()
	go turns()
	<-done
	<-done
}

// start runs goroutines that end at once, one after the other.
func start(n int) {
	done := make(chan bool)
	for i := 0; i < n; i++ {
		go func() { done <- true }()
		<-done
	}
}

func down(n int) int {
	if n == 0 {
		return 0
	}
	return down(n-1) + 1
}

// eachIn calls f in a new goroutine, n times.
func eachIn(n int, f func()) {
	done := make(chan bool)
	for i := 0; i < n; i++ {
		go func() {
			f()
			done <- true
		}()
		<-done
	}
}

// large has a frame of a KiB.
func large(n int) byte {
	var a [1000]byte
	a[n&511] = byte(n)
	if n == 0 {
		return a[7]
	}
	return large(n-1) + a[n&255]
}

func main() {
	// Two goroutines hand over to each other: what is left without the calls.
	fmt.Printf("HandOver %.2f ns/op\n", (nanoseconds(pull)-nanoseconds(push))/2)
	measure("Gosched", 1, yield)
	measure("Switch", 1, swap)
	measure("Start", 1, start)
	measure("GrowKiB", 1024, func(n int) { eachIn(n, func() { large(1024) }) })
	measure("StackGrowth", 1, func(n int) { eachIn(n, func() { down(10) }) })
	measure("StackGrowthDeep", 1, func(n int) { eachIn(n, func() { down(1024) }) })
	measure("StackCopy", 1, func(n int) { eachIn(n, func() { down(10_000) }) })
}
