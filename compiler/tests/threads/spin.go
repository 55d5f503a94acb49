// Loops whose end another goroutine decides, by plain variables. A program should not, but Go's compiler leaves the loads in
// the loop, and who waits in such a way sees the end.
package main

import "time"

type state struct {
	done  bool
	inner *struct{ turns, limit int }
}

var (
	stop  bool
	level int
	sink  int
)

func set(f func()) {
	go func() {
		time.Sleep(2 * time.Millisecond)
		f()
	}()
}

func main() {
	set(func() { stop = true })
	for !stop {
	}
	println("a variable")

	stop = false
	set(func() { stop = true })
	if stop {
		// It has taken long to get here.
		sink++
	}
	for !stop {
	}
	println("known before")

	s := &state{}
	set(func() { s.done = true })
	for {
		if s.done {
			break
		}
	}
	println("a field")

	s.inner = &struct{ turns, limit int }{0, 5}
	set(func() { s.inner.turns = 9 })
	for s.inner.turns < s.inner.limit {
		sink++
	}
	println("a field of a field")

	set(func() { level = 3 })
	for i := 0; ; i++ {
		for level < 2 {
		}
		if i == 10 {
			break
		}
	}
	println("a loop in a loop")

	n := 0
	set(func() { n = 1 })
	for n == 0 {
	}
	println("a captured variable")
}
