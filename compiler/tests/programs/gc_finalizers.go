package main

import (
	_ "runtime/checkheap"
	"fmt"
	"runtime"
	"time"
)

type T struct {
	name string
	next *T
}

func (t *T) Name() string { return t.name }

type namer interface{ Name() string }

var out = make(chan string, 100)
var saved *T

// Collects until so many messages are there, and shows them.
func wait(n int) {
	for i := 0; i < n; i++ {
		for try := 0; ; try++ {
			runtime.GC()
			select {
			case s := <-out:
				fmt.Println(s)
			case <-time.After(time.Millisecond):
				if try < 1000 {
					continue
				}
				fmt.Println("nothing")
			}
			break
		}
	}
	for i := 0; i < 3; i++ {
		runtime.GC()
		runtime.Gosched()
	}
	select {
	case s := <-out:
		fmt.Println("too many:", s)
	default:
	}
}

//go:noinline
func chain() {
	a, b, c := &T{name: "a"}, &T{name: "b"}, &T{name: "c"}
	a.next, b.next = b, c
	f := func(t *T) { out <- "finalized " + t.name }
	for _, t := range []*T{c, a, b} {
		runtime.SetFinalizer(t, f)
	}
}

//go:noinline
func cycle() {
	a, b := &T{name: "x"}, &T{name: "y"}
	a.next, b.next = b, a
	runtime.SetFinalizer(a, func(t *T) { out <- "never" })
}

//go:noinline
func kinds() {
	runtime.SetFinalizer(&T{name: "any"}, func(x any) { out <- "any " + x.(*T).name })
	runtime.GC()
	runtime.SetFinalizer(&T{name: "namer"}, func(x namer) { out <- "namer " + x.Name() })
	var n any = saved
	_, _ = n.(namer)
	runtime.GC()
	runtime.SetFinalizer(&T{name: "int"}, func(t *T) int { out <- "result " + t.name; return 1 })
	runtime.GC()
	runtime.SetFinalizer(&T{name: "string"}, func(t *T) string { out <- "result " + t.name; return t.name })
	runtime.GC()
}

//go:noinline
func tiny() {
	for i := 0; i < 3; i++ {
		p := new(byte)
		*p = byte('0' + i)
		runtime.SetFinalizer(p, func(p *byte) { out <- "tiny " + string(rune(*p)) })
	}
}

//go:noinline
func revive() {
	t := &T{name: "revived"}
	runtime.SetFinalizer(t, func(t *T) { saved = t; out <- "revive" })
}

//go:noinline
func removed() {
	t := &T{name: "removed"}
	runtime.SetFinalizer(t, func(t *T) { out <- "wrong" })
	runtime.SetFinalizer(t, nil)
	runtime.SetFinalizer(new(struct{}), func(*struct{}) { })
}

func main() {
	chain()
	wait(3)
	cycle()
	wait(0)
	kinds()
	wait(4)
	revive()
	wait(1)
	fmt.Println(saved.name)
	runtime.SetFinalizer(saved, func(t *T) { out <- "again " + t.name })
	saved = nil
	wait(1)
	removed()
	wait(0)
	tiny()
	seen := 0
	for i := 0; seen == 0 && i < 1000; i++ {
		runtime.GC()
		select {
		case <-out:
			seen++
		case <-time.After(time.Millisecond):
		}
	}
	fmt.Println("tiny:", seen)
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	for len(out) > 0 {
		<-out
	}
	t := &T{name: "kept"}
	runtime.SetFinalizer(t, func(t *T) { out <- "kept too short" })
	wait(0)
	runtime.KeepAlive(t)
}
