// How long a goroutine waits for the collector: 256 MiB of objects of which some are replaced all the time, and a stack of 64 MiB
// that is full of pointers.
package main

import (
	"fmt"
	"runtime"
	"sort"
	"time"
)

const nodes = 256 << 20 / 32
const stack = 64 << 20

type node struct {
	l, r *node
	n    [2]int
}

var (
	table  []*node
	random uint32 = 1
	frame  uintptr
	deepest uintptr
)

func next() uint32 {
	random = random*1664525 + 1013904223
	return random >> 4
}

// down uses up the stack, with four pointers in each frame.
func down(a, b, c, d *node, depth int) int {
	if depth == 0 {
		work()
		return 0
	}
	i := next() % nodes
	s := down(table[i], a, b, c, depth-1)
	if a != nil && b != nil && c != nil && d != nil {
		s += int(a.n[0] + b.n[0] + c.n[0] + d.n[0])
	}
	return s
}

func work() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("%d MiB of objects, %d MiB of stacks\n", m.HeapAlloc>>20, m.StackInuse>>20)
	first := m.NumGC
	times := make([]int32, 0, 4<<20)
	for m.NumGC < first+3 {
		for k := 0; k < 100000; k++ {
			began := time.Now()
			for j := 0; j < 16; j++ {
				i := next() % nodes
				table[i] = &node{l: table[next()%nodes], r: table[next()%nodes]}
				table[i].l.l, table[i].r.r = nil, nil
			}
			if len(times) < cap(times) {
				times = append(times, int32(time.Since(began)))
			}
		}
		runtime.ReadMemStats(&m)
	}
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	at := func(q float64) float64 { return float64(times[int(float64(len(times)-1)*q)]) / 1000 }
	fmt.Printf("%d cycles, %d times 16 allocations: median %.1f us, 99 %% %.1f us, 99.9 %% %.1f us, 99.99 %% %.1f us, longest %.1f us\n",
		m.NumGC-first, len(times), at(0.5), at(0.99), at(0.999), at(0.9999), at(1))
	var pause uint64
	for i := first; i < m.NumGC; i++ {
		if p := m.PauseNs[i%256]; p > pause {
			pause = p
		}
	}
	fmt.Printf("longest stop of the world %.1f us\n", float64(pause)/1000)
	// For `cargo xtask bench gc`, which checks them.
	fmt.Printf("Wait999 %.0f ns/op\nLongestWait %.0f ns/op\n", at(0.999)*1000, at(1)*1000)
}

func main() {
	table = make([]*node, nodes)
	for i := range table {
		table[i] = &node{}
	}
	// Frames differ in size between compilers: as many as fill the stack.
	depth := 1000
	if runtime.Compiler == "gc" {
		depth = stack / 112
	} else {
		depth = stack / 48
	}
	down(nil, nil, nil, nil, depth)
}
