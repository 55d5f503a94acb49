package main

// What goroutines' stacks cost, as lines of nanoseconds an operation: switching, growing, moving. The last three have the
// meaning of the benchmarks of the same names in Go's package runtime, the last one with ten thousand levels instead of a
// million, which Go's wasip1 module does not survive.

import (
	"fmt"
	"runtime"
	"time"
)

func measure(name string, per int, f func(n int)) {
	n := 1
	for {
		began := time.Now()
		f(n)
		took := time.Since(began)
		if took > 200*time.Millisecond {
			fmt.Printf("%s %.2f ns/op\n", name, float64(took.Nanoseconds())/float64(n)/float64(per))
			return
		}
		if took < 10*time.Millisecond {
			n *= 10
		} else {
			n = int(float64(n)*float64(250*time.Millisecond)/float64(took)) + 1
		}
	}
}

// yield parks and resumes the frame of the only goroutine.
func yield(n int) {
	for i := 0; i < n; i++ {
		runtime.Gosched()
	}
}

// swap runs two goroutines in turn; an operation is one switch.
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
	measure("Gosched", 1, yield)
	measure("Switch", 1, swap)
	measure("Start", 1, start)
	measure("GrowKiB", 1024, func(n int) { eachIn(n, func() { large(1024) }) })
	measure("StackGrowth", 1, func(n int) { eachIn(n, func() { down(10) }) })
	measure("StackGrowthDeep", 1, func(n int) { eachIn(n, func() { down(1024) }) })
	measure("StackCopy", 1, func(n int) { eachIn(n, func() { down(10_000) }) })
}
