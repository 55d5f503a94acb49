package main

import (
	"runtime"
	"strings"
	"structs"
	"unsafe"
)

type sample struct {
	_    structs.HostLayout
	a, b int32
}

var (
	values = make(chan int)
	sums   = make(chan int)
	kept   []*sample
	buffer [64]byte
)

func init() {
	println("init")
	go func() {
		sum := 0
		for v := range values {
			sum += v
			select {
			case sums <- sum:
			default:
			}
		}
		sums <- -sum
	}()
}

//go:wasmexport add
func add(a int32, b int64) int64 { return int64(a) + b }

//go:wasmexport half
func half(x float64, y float32, negative bool) float64 {
	if negative {
		x = -x
	}
	return x/2 + float64(y)
}

//go:wasmexport even
func even(n uint32) bool { return n%2 == 0 }

// It waits for the other goroutine, and that one for it.
//
//go:wasmexport send
func send(v int32) { values <- int(v) }

//go:wasmexport finish
func finish() int64 {
	close(values)
	return int64(<-sums)
}

//go:wasmexport room
func room() unsafe.Pointer { return unsafe.Pointer(&buffer) }

//go:wasmexport letters
func letters(s string, c uint32) int32 { return int32(strings.Count(s, string(rune(c)))) }

// What the host holds is not held by the program: it keeps it itself.
//
//go:wasmexport make
func makeSample(a, b int32) *sample {
	s := &sample{a: a, b: b}
	kept = append(kept, s)
	return s
}

//go:wasmexport swap
func swap(s *sample) *sample {
	s.a, s.b = s.b, s.a
	return s
}

//go:wasmexport churn
func churn(n int32) int32 {
	var list []*sample
	for i := range n {
		list = append(list, &sample{a: i, b: i})
		if i%1000 == 0 {
			runtime.Gosched()
		}
	}
	runtime.GC()
	sum := int32(0)
	for _, s := range list {
		sum += s.a - s.b + 1
	}
	return sum
}

//go:wasmexport index
func index(i int32) int32 { return int32(buffer[i]) }

func main() { println("main is not called") }
