// How long slices are: a goroutine is busy, another one lets it run again and again, and looks at the clock each time. Says the
// shortest, the first quarter, the median and the longest, in microseconds.
package main

import (
	"runtime"
	"sort"
	"strings"
	"time"
)

type tree struct{ l, r *tree }

type shape interface{ grow(n int) int }

type even struct{}
type odd struct{}

func (even) grow(n int) int {
	if n == 0 {
		return 1
	}
	return odd{}.grow(n-1) + shape(odd{}).grow(n-1)
}

func (odd) grow(n int) int {
	if n == 0 {
		return 0
	}
	return shape(even{}).grow(n - 1)
}

var (
	stop  bool
	words = make([]int, 1<<20)
	found int
	kept  *tree
	text  []byte
)

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func grown(n int) *tree {
	if n == 0 {
		return nil
	}
	return &tree{grown(n - 1), grown(n - 1)}
}

func step(x int) int { return x*1664525 + 1013904223 }

var kinds = []struct {
	name string
	work func()
}{
	{"a sum of an array", func() {
		for _, w := range words {
			found += w
		}
	}},
	{"an empty loop", func() {
		for i := 0; i < 1<<30 && !stop; i++ {
		}
	}},
	{"loops in loops", func() {
		for i := range 1 << 12 {
			for j := range 1 << 12 {
				found += step(i ^ j)
			}
		}
	}},
	{"recursion", func() { found += fib(36) }},
	{"recursion through interfaces", func() { found += even{}.grow(48) }},
	{"allocation in a loop", func() {
		for range 1 << 20 {
			kept = &tree{l: kept}
			if step(found)&255 == 0 {
				kept = nil
			}
			found++
		}
		kept = nil
	}},
	{"allocation in recursion", func() { kept = grown(20) }},
	{"large objects", func() {
		for range 64 {
			text = make([]byte, 1<<20)
		}
	}},
	{"copies", func() {
		for range 64 {
			copy(words[1:], words)
		}
	}},
	{"zeroing", func() {
		for range 64 {
			clear(words)
		}
	}},
	{"strings", func() { found += len(strings.Repeat("gopher", 1<<18)) }},
	{"sorting by a function", func() {
		for i := range words {
			words[i] = step(i) & 0xffff
		}
		sort.Slice(words, func(i, j int) bool { return words[i] < words[j] })
	}},
	{"a map", func() {
		m := map[int]int{}
		for i := range 1 << 18 {
			m[step(i)] = i
		}
		found += len(m)
	}},
}

func main() {
	const turns = 25
	for _, kind := range kinds {
		stop = false
		over := make(chan bool)
		go func() {
			for !stop {
				kind.work()
			}
			over <- true
		}()
		runtime.Gosched()
		var slices []int
		for range turns {
			began := time.Now()
			runtime.Gosched()
			slices = append(slices, int(time.Since(began)/time.Microsecond))
		}
		stop = true
		<-over
		sort.Ints(slices)
		println(kind.name+":", slices[0], slices[turns/4], slices[turns/2], slices[turns-1])
	}
}
