// Goroutines that never yield are stopped at the end of their slice, whatever they loop over, also when what comes is much
// slower than what ran before. Each would go on for seconds.
package main

import "runtime"

var stop bool
var sink int

func fib(n int) int {
	if n < 2 || stop {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func main() {
	x, y := make([]byte, 1<<20), make([]byte, 1<<20)
	c := make(chan int, 1)
	var f func(n int) int
	f = func(n int) int {
		if n < 2 || stop {
			return n
		}
		return f(n-1) + f(n-2)
	}
	loops := []struct {
		name string
		run  func()
	}{
		{"sum", func() {
			for i := 0; i < 1_000_000_000 && !stop; i++ {
				sink += i
			}
		}},
		{"copy", func() {
			for i := 0; i < 50_000 && !stop; i++ {
				copy(x, y)
			}
		}},
		{"recursion", func() { fib(45) }},
		{"channel", func() {
			for i := 0; i < 100_000_000 && !stop; i++ {
				c <- i
				sink += <-c
			}
		}},
		{"closure", func() { f(45) }},
		{"select", func() {
			for i := 0; i < 100_000_000 && !stop; i++ {
				select {
				case v := <-c:
					sink += v
				case c <- i:
				}
			}
		}},
		{"map", func() {
			m := map[int]int{}
			for i := 0; i < 300_000_000 && !stop; i++ {
				m[i&1023]++
			}
		}},
		{"string", func() {
			for i := 0; i < 300_000_000 && !stop; i++ {
				sink += len(string(x[:i&63]))
			}
		}},
	}
	for _, l := range loops {
		stop = false
		over := make(chan bool, 1)
		go func() {
			l.run()
			over <- stop
		}()
		runtime.Gosched()
		stop = true
		println(l.name, <-over)
	}
}
