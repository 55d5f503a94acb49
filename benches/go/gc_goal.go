// Heaps of 64 MiB and more under several loads. Run with GODEBUG=gctrace=1 each line tells how large the heap was at the end of a
// collection, and how large it should have been.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

type node struct {
	l, r *node
	v    [2]int64
}

var (
	random uint32 = 1
	table  []*node
	bytes  [][]byte
	list   *node
)

func next(n int) int {
	random = random*1664525 + 1013904223
	return int(uint64(random) * uint64(n) >> 32)
}

// Live objects are replaced one by one; each points to another one.
func replace(n int) {
	for ; n > 0; n-- {
		o := &node{l: table[next(len(table))]}
		table[next(len(table))] = o
		o.l = nil
	}
}

func main() {
	table = make([]*node, 3<<20)
	for i := range table {
		table[i] = &node{}
	}
	fmt.Println("steady")
	replace(24 << 20)
	fmt.Println("steady with GOGC=50")
	// Or the heap might be beyond the new goal already.
	runtime.GC()
	debug.SetGCPercent(50)
	replace(16 << 20)
	debug.SetGCPercent(100)
	table = nil
	runtime.GC()
	fmt.Println("strings of bytes")
	bytes = make([][]byte, 1<<17)
	for n := 0; n < 1<<20; n++ {
		bytes[next(len(bytes))] = make([]byte, 64+next(2000))
	}
	bytes = nil
	runtime.GC()
	fmt.Println("ramp")
	for n := 0; n < 8<<20; n++ {
		list = &node{l: list}
	}
}
