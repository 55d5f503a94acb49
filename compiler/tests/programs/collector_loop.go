// A goroutine that does nothing but collect lets others run.
package main

import "runtime"

type wide struct{ a, b, c, d, e string }

//go:noinline
func make5(n int) wide { return wide{"a", "b", string(rune('a' + n)), "d", "e"} }

var x, y wide

func main() {
	go func() {
		for {
			runtime.GC()
		}
	}()
	for i := 0; i < 50; i++ {
		runtime.Gosched()
		x = make5(i % 26)
		y = x
		if x != y {
			panic("torn")
		}
	}
	println(y.c)
}
