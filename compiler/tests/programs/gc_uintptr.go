package main

import (
	"fmt"
	"runtime"
	_ "runtime/checkheap"
	"unsafe"
)

var (
	gone int
	done = make(chan string, 10)
)

type block [100]byte

//go:noinline
func fresh(b byte) unsafe.Pointer {
	p := &block{7: b}
	runtime.SetFinalizer(p, func(b *block) { b[7] = 100; gone++ })
	return unsafe.Pointer(p)
}

func look(what string, list ...uintptr) {
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	sum := 0
	for _, p := range list {
		sum += int((*block)(unsafe.Pointer(p))[7])
	}
	done <- fmt.Sprint(what, " ", sum)
}

// Pointers that are handed over as numbers are alive until it returns.
//
//go:noinline
//go:uintptrescapes
func takes(what string, p uintptr, rest ...uintptr) int {
	look(what, append(rest, p)...)
	return len(rest)
}

type T struct{ name string }

//go:noinline
//go:uintptrescapes
func (t T) takes(p uintptr) { look(t.name, p) }

//go:noinline
//go:uintptrescapes
func (t *T) rest(p ...uintptr) { look(t.name, p...) }

func each() {
	takes("call", uintptr(fresh(1)), uintptr(fresh(2)), uintptr((fresh(3))))
	T{"method"}.takes(uintptr(fresh(4)))
	(&T{"pointer method"}).rest(uintptr(fresh(5)), uintptr(fresh(6)))
	go takes("go", uintptr(fresh(7)), uintptr(fresh(8)))
	for len(done) < 4 {
		runtime.Gosched()
	}
	func() {
		defer takes("defer", uintptr(fresh(9)))
		for i := byte(0); i < 2; i++ {
			defer (&T{"loop"}).rest(uintptr(fresh(10 + i)))
		}
	}()
	_ = takes("operand", uintptr(fresh(12))) + takes("and", uintptr(fresh(13)))
}

func main() {
	each()
	for len(done) > 0 {
		fmt.Println(<-done)
	}
	for i := 0; i < 5; i++ {
		runtime.GC()
		runtime.Gosched()
	}
	fmt.Println(gone)
}
