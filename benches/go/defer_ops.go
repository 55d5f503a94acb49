package main

// What deferred calls, panics and recoveries cost, as lines of nanoseconds an operation. A name ends in how many calls deep
// it goes: how many frames there are that each defer, or between the panic and the function that recovers.

import (
	"fmt"
	"time"
)

// measure prints the best of many short runs: what else the machine does only ever adds.
func measure(name string, f func(n int)) {
	n := 1
	best := 0.0
	for runs := 0; runs < 40; {
		began := time.Now()
		f(n)
		took := time.Since(began)
		if took < time.Millisecond {
			n *= 2
			continue
		}
		if each := float64(took.Nanoseconds()) / float64(n); runs == 0 || each < best {
			best = each
		}
		runs++
	}
	fmt.Printf("%s %.2f ns/op\n", name, best)
}

var calls int

// one defers a call with arguments that looks for a panic.
//
//go:noinline
func one(depth int) {
	defer func(x, y, z int) {
		if recover() != nil || x != 1 || y != 2 || z != 3 {
			panic("there was no panic")
		}
	}(1, 2, 3)
	if depth > 1 {
		one(depth - 1)
	}
}

// simple defers a call without arguments.
//
//go:noinline
func simple(depth int) {
	defer count()
	if depth > 1 {
		simple(depth - 1)
	}
}

func count() { calls++ }

// ten defers ten calls in a loop.
//
//go:noinline
func ten(depth int) {
	for i := 0; i < 10; i++ {
		defer func(x, y, z int) {
			if recover() != nil || x != 1 || y != 2 || z != 3 {
				panic("there was no panic")
			}
		}(1, 2, 3)
	}
	if depth > 1 {
		ten(depth - 1)
	}
}

// many defers n calls.
//
//go:noinline
func many(n int) {
	for i := 0; i < n; i++ {
		defer func(x, y, z int) {
			if recover() != nil || x != 1 || y != 2 || z != 3 {
				panic("there was no panic")
			}
		}(1, 2, 3)
	}
}

//go:noinline
func recovers(depth int) {
	defer func(x, y, z int) {
		if recover() == nil {
			panic("there was a panic")
		}
	}(1, 2, 3)
	panics(depth - 1)
}

//go:noinline
func panics(depth int) {
	if depth == 0 {
		panic("hi")
	}
	panics(depth - 1)
	calls++
}

// deferring has something deferred in each frame that the panic passes.
//
//go:noinline
func deferring(depth int) {
	defer count()
	if depth == 0 {
		panic("hi")
	}
	deferring(depth - 1)
	calls++
}

//go:noinline
func recoversDeferring(depth int) {
	defer func() {
		if recover() == nil {
			panic("there was a panic")
		}
	}()
	deferring(depth - 1)
}

func each(f func(depth int), depth int) func(n int) {
	return func(n int) {
		for i := 0; i < n; i++ {
			f(depth)
		}
	}
}

func main() {
	for _, depth := range []int{1, 10, 100} {
		measure(fmt.Sprint("Defer", "/", depth), each(one, depth))
		measure(fmt.Sprint("DeferSimple", "/", depth), each(simple, depth))
		measure(fmt.Sprint("Defer10", "/", depth), each(ten, depth))
		measure(fmt.Sprint("PanicRecover", "/", depth), each(recovers, depth))
		measure(fmt.Sprint("PanicDefers", "/", depth), each(recoversDeferring, depth))
	}
	// In bounded numbers, as they are all pending at once.
	measure("DeferMany", func(n int) {
		for ; n > 0; n -= 1000 {
			many(min(n, 1000))
		}
	})
	if calls == 0 {
		panic("nothing was called")
	}
}
