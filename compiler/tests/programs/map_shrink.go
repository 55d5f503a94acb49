package main

import (
	"math"
	"runtime"
	_ "runtime/checkheap"
	"strconv"
)

const (
	entries = 3000
	// One in so many stays.
	stays = 97
)

// Most of a map is deleted while it is iterated over, and comes back before the iteration ends; several iterations are at different places then.
func iterate[K comparable](name string, key func(i int) K, extra func(m map[K]*int)) {
	m := map[K]*int{}
	for i := range entries {
		m[key(i)] = &[]int{i}[0]
	}
	extra(m)
	more := len(m) - entries
	for _, at := range []int{1, entries / 2, entries - 2} {
		seen := map[int]int{}
		others, turns := 0, 0
		for _, v := range m {
			if *v < 0 {
				others++
			} else {
				seen[*v]++
			}
			switch turns++; turns {
			case at:
				for i := range entries {
					if i%stays != 0 {
						delete(m, key(i))
					}
				}
				if want := (entries + stays - 1) / stays; len(m) != want+more {
					panic("not deleted")
				}
				runtime.GC()
				for _, v := range m {
					if *v >= 0 && *v%stays != 0 {
						panic("deleted, but produced")
					}
				}
			case at + 1:
				for i := range entries {
					if i%stays != 0 {
						m[key(i)] = &[]int{i + entries}[0]
					}
				}
				runtime.GC()
			}
		}
		for _, n := range seen {
			if n != 1 {
				panic("an entry came twice")
			}
		}
		for i := 0; i < entries; i += stays {
			if seen[i] != 1 {
				panic("an entry was missed")
			}
		}
		if others != more {
			panic("an entry that nobody can delete was missed")
		}
		for i := range entries {
			m[key(i)] = &[]int{i}[0]
		}
	}
	println(name, len(m)-more)
}

func allocated() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// What a map no longer needs is given back although it has entries.
func memory() {
	before := allocated()
	m := map[int][4]int{}
	for i := range 10 * entries {
		m[i] = [4]int{i}
	}
	full := allocated() - before
	for i := range 10*entries - 50 {
		delete(m, i)
	}
	left := allocated() - before
	sum := 0
	for k, v := range m {
		sum += k - v[0] + 1
	}
	println(sum, full > 1<<20, left < full/16)
}

func main() {
	none := func(map[string]*int) {}
	iterate("int", func(i int) int { return i * 7919 }, func(map[int]*int) {})
	iterate("string", func(i int) string { return "key " + strconv.Itoa(i) }, none)
	iterate("any", func(i int) any {
		if i%2 == 0 {
			return i
		}
		return strconv.Itoa(i)
	}, func(m map[any]*int) { m[math.NaN()] = &[]int{-1}[0] })
	iterate("float64", func(i int) float64 { return float64(i) }, func(m map[float64]*int) {
		for range 100 {
			m[math.NaN()] = &[]int{-1}[0]
		}
	})
	memory()
}
