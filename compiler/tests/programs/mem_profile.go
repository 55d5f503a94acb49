// The profile of the heap: at rate 1 every object is in it, with the stack that allocated it, and what has died is told apart.
package main

import (
	"fmt"
	"runtime"
	"sort"
	"strings"
)

type node struct {
	next *node
	pad  [5]int64
}

var (
	list  *node
	bytes [][]byte
	table map[int][200]byte
)

//go:noinline
func nodes(n int) {
	for i := 0; i < n; i++ {
		list = &node{next: list}
	}
}

//go:noinline
func large(n int) {
	for i := 0; i < n; i++ {
		bytes[i] = make([]byte, 100_000)
	}
}

//go:noinline
func both() {
	nodes(3)
	large(2)
}

// Elements of this size lie outside the map's table: one assignment allocates twice.
//
//go:noinline
func entries(n int) {
	for i := 0; i < n; i++ {
		table[i] = [200]byte{1}
	}
}

//go:noinline
func tiny(n int) (last *byte) {
	for i := 0; i < n; i++ {
		last = new(byte)
	}
	return
}

var sink *byte

// show prints the records of allocations in one of the functions above.
func show(title string, inuseZero bool) {
	fmt.Println(title)
	runtime.GC()
	records := make([]runtime.MemProfileRecord, 1)
	n, ok := runtime.MemProfile(records, inuseZero)
	for !ok {
		records = make([]runtime.MemProfileRecord, n+10)
		n, ok = runtime.MemProfile(records, inuseZero)
	}
	var lines []string
	for i := range records[:n] {
		r := &records[i]
		var names []string
		frames := runtime.CallersFrames(r.Stack())
		for {
			frame, more := frames.Next()
			if name, ok := strings.CutPrefix(frame.Function, "main."); ok {
				names = append(names, name)
			}
			if !more {
				break
			}
		}
		switch stack := strings.Join(names, "<"); names[0] {
		case "tiny":
			// How many blocks there are depends on how long the cache keeps one.
			lines = append(lines, fmt.Sprintf("%s: blocks of %d bytes, %d in use", stack, r.AllocBytes/r.AllocObjects, r.InUseObjects()))
		case "nodes", "large":
			lines = append(lines, fmt.Sprintf("%s: %d objects of %d bytes, %d in use: %d bytes", stack,
				r.AllocObjects, r.AllocBytes/r.AllocObjects, r.InUseObjects(), r.InUseBytes()))
		case "entries":
			if r.AllocBytes/r.AllocObjects == 208 {
				lines = append(lines, fmt.Sprintf("%s: elements: %d, %d in use", stack, r.AllocObjects, r.InUseObjects()))
			}
		}
	}
	sort.Strings(lines)
	for _, line := range lines {
		fmt.Println("   ", line)
	}
}

func main() {
	runtime.MemProfileRate = 1
	bytes = make([][]byte, 5)
	table = map[int][200]byte{}
	nodes(1000)
	large(5)
	both()
	entries(50)
	sink = tiny(64)
	show("all in use", false)
	list = list.next.next.next
	bytes[0], bytes[4] = nil, nil
	clear(table)
	sink = nil
	show("some dead", true)
	list = nil
	show("nodes dead", false)
	runtime.MemProfileRate = 0
	nodes(500)
	show("no samples", false)
}
