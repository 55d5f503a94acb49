package main

import (
	"runtime"
	_ "runtime/checkheap"
)

type tree struct{ l, r *tree }

func build(d int) *tree {
	if d == 0 {
		return &tree{}
	}
	return &tree{build(d - 1), build(d - 1)}
}

func (t *tree) count() int {
	if t == nil {
		return 0
	}
	return 1 + t.l.count() + t.r.count()
}

var steps int

// A goroutine goes on while another waits for a collection of a large heap.
func main() {
	t := build(18)
	done := make(chan bool)
	stop := false
	go func() {
		for !stop {
			steps++
			runtime.Gosched()
		}
		close(done)
	}()
	before := steps
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	if steps-before < 3 {
		println("nobody else ran:", steps-before)
	}
	stop = true
	<-done
	println(t.count())
}
