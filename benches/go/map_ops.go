package main

// What operations on maps cost, as lines of nanoseconds an operation, under the names of Go's own benchmarks. The section
// between the two markers is replaced by other kinds of keys.

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"time"
)

// keys begin
const keyType = "int64"

type key = int64
type elem = int64

func keyOf(i int) key { return int64(i) * 7919 }

// keys end

var sizes = []int{6, 64, 1 << 16, 1 << 22}

// measure prints the best of many runs: what else the machine does only ever adds. f does some operations and says how
// many and how long they took. As in package testing, what was allocated before is collected before.
func measure(name string, n int, f func() (int, time.Duration)) {
	runtime.GC()
	best, total := 0.0, time.Duration(0)
	again := func(runs int) bool {
		return total < 30*time.Millisecond && runs < 400 || total < 500*time.Millisecond && runs < 3
	}
	for runs := 0; runs == 0 || again(runs); runs++ {
		count, took := f()
		if each := float64(took.Nanoseconds()) / float64(count); runs == 0 || each < best {
			best = each
		}
		total += took
	}
	fmt.Printf("%s/%s/%d %.2f ns/op\n", name, keyType, n, best)
}

// turns is how often something of so many operations is done to take about a millisecond.
func turns(n int) int { return max(1, 50_000/n) }

func makeKeys(from, n int) []key {
	keys := make([]key, n)
	for i := range keys {
		keys[i] = keyOf(from + i)
	}
	return keys
}

// shuffled keys, so that one access says nothing about the next.
func shuffled(keys []key) []key {
	keys = slices.Clone(keys)
	state := uint64(1)
	for i := len(keys) - 1; i > 0; i-- {
		state = state*6364136223846793005 + 1442695040888963407
		j := int(state>>33) % (i + 1)
		keys[i], keys[j] = keys[j], keys[i]
	}
	return keys
}

func filled(keys []key) map[key]elem {
	m := make(map[key]elem, len(keys))
	for i, k := range keys {
		m[k] = elem(i)
	}
	return m
}

var sink elem

// access looks keys up, at most a million at a time.
func access(name string, n int, m map[key]elem, keys []key) {
	keys = keys[:min(len(keys), 1<<20)]
	rounds := turns(len(keys))
	measure(name, n, func() (int, time.Duration) {
		var sum elem
		began := time.Now()
		for range rounds {
			for _, k := range keys {
				sum += m[k]
			}
		}
		took := time.Since(began)
		sink += sum
		return rounds * len(keys), took
	})
}

func assignExists(n int, m map[key]elem, keys []key) {
	keys = keys[:min(len(keys), 1<<20)]
	rounds := turns(len(keys))
	measure("MapAssignExists", n, func() (int, time.Duration) {
		began := time.Now()
		for range rounds {
			for i, k := range keys {
				m[k] = elem(i)
			}
		}
		return rounds * len(keys), time.Since(began)
	})
}

func fill(name string, n int, keys []key, hint int) {
	rounds := turns(n)
	measure(name, n, func() (int, time.Duration) {
		began := time.Now()
		for range rounds {
			m := make(map[key]elem, hint)
			for i, k := range keys {
				m[k] = elem(i)
			}
			sink += elem(len(m))
		}
		return rounds * n, time.Since(began)
	})
}

func iterate(n int, m map[key]elem) {
	rounds := turns(n)
	measure("MapIter", n, func() (int, time.Duration) {
		var sum elem
		began := time.Now()
		for range rounds {
			for _, e := range m {
				sum += e
			}
		}
		took := time.Since(began)
		sink += sum
		return rounds * n, took
	})
}

// first is the first turn of an iteration.
func first(n int, m map[key]elem) {
	const rounds = 20_000
	measure("MapFirst", n, func() (int, time.Duration) {
		began := time.Now()
		for range rounds {
			for _, e := range m {
				sink += e
				break
			}
		}
		return rounds, time.Since(began)
	})
}

// remove deletes all keys, in maps that were filled before.
func remove(n int, keys []key) {
	rounds := max(1, 4096/n)
	maps := make([]map[key]elem, rounds)
	measure("MapDelete", n, func() (int, time.Duration) {
		for i := range maps {
			maps[i] = filled(keys)
		}
		began := time.Now()
		for _, m := range maps {
			for _, k := range keys {
				delete(m, k)
			}
		}
		return rounds * n, time.Since(began)
	})
}

// pop takes what an iteration produces first, until there is nothing, but at most a million times: the fewer entries are left
// in a large map, the longer they are looked for.
func pop(n int, keys []key) {
	rounds := max(1, 4096/n)
	left := max(0, n-1<<20)
	maps := make([]map[key]elem, rounds)
	measure("MapPop", n, func() (int, time.Duration) {
		for i := range maps {
			maps[i] = filled(keys)
		}
		began := time.Now()
		for _, m := range maps {
			for len(m) > left {
				for k := range m {
					delete(m, k)
					break
				}
			}
		}
		return rounds * (n - left), time.Since(began)
	})
}

// latency shows single assignments to a growing map.
func latency(n int, keys []key) {
	took := make([]int64, n)
	m := map[key]elem{}
	last := time.Now()
	for i, k := range keys {
		m[k] = elem(i)
		now := time.Now()
		took[i] = now.Sub(last).Nanoseconds()
		last = now
	}
	slices.Sort(took)
	fmt.Printf("MapAssignGrowLatency/p50/%s/%d %d ns/op\n", keyType, n, took[n/2])
	fmt.Printf("MapAssignGrowLatency/p999/%s/%d %d ns/op\n", keyType, n, took[n-1-n/1000])
	fmt.Printf("MapAssignGrowLatency/p9999/%s/%d %d ns/op\n", keyType, n, took[n-1-n/10000])
}

func heap() uint64 {
	var s runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}

// memory shows bytes an entry, of as many maps as have 64 Ki entries, and returns one of them.
func memory(n int, keys []key) map[key]elem {
	maps := make([]map[key]elem, max(1, 1<<16/n))
	before := heap()
	for i := range maps {
		m := map[key]elem{}
		for i, k := range keys {
			m[k] = elem(i)
		}
		maps[i] = m
	}
	bytes := heap() - before
	fmt.Printf("MapBytes/%s/%d %.1f B/entry\n", keyType, n, float64(bytes)/float64(len(maps)*n))
	runtime.KeepAlive(maps)
	runtime.KeepAlive(keys)
	return maps[0]
}

func main() {
	// Only one size, where it is given.
	if len(os.Args) > 1 {
		n, err := strconv.Atoi(os.Args[1])
		if err != nil {
			panic(err)
		}
		sizes = []int{n}
	}
	for _, n := range sizes {
		keys := makeKeys(0, n)
		m := memory(n, keys)
		mixed := shuffled(keys)
		iterate(n, m)
		first(n, m)
		access("MapAccessHit", n, m, mixed)
		access("MapAccessMiss", n, m, makeKeys(n, min(n, 1<<20)))
		assignExists(n, m, mixed)
		m = nil
		fill("MapAssignFillNoHint", n, keys, 0)
		fill("MapAssignFillHint", n, keys, n)
		remove(n, mixed)
		pop(n, keys)
		if n >= 1<<16 {
			latency(n, mixed)
		}
	}
}
