package main

import (
	_ "runtime/checkheap"
	"fmt"
	"runtime"
	"runtime/debug"
)

type node struct {
	next *node
	pad  [3]int
}

var sink *node
var big []byte

func check(name string, ok bool) {
	if !ok {
		fmt.Println("wrong:", name)
	}
}

func main() {
	var a, b runtime.MemStats
	// Under stress there are collections that nobody asked for.
	runtime.ReadMemStats(&a)
	for i := 0; i < 100000; i++ {
		sink = &node{}
	}
	runtime.ReadMemStats(&b)
	stress := b.NumGC > a.NumGC+1
	runtime.GC()
	runtime.ReadMemStats(&a)
	for i := 0; i < 1000; i++ {
		sink = &node{next: sink}
	}
	runtime.ReadMemStats(&b)
	check("mallocs", b.Mallocs-a.Mallocs >= 1000 && b.Mallocs-a.Mallocs < 1100)
	check("total", b.TotalAlloc-a.TotalAlloc >= 32000 && b.TotalAlloc-a.TotalAlloc < 36000)
	class := func(m *runtime.MemStats, size uint32) uint64 {
		for _, c := range m.BySize {
			if c.Size == size {
				return c.Mallocs
			}
		}
		return 0
	}
	check("class", class(&b, 32)-class(&a, 32) == 1000)
	check("alloc", b.Alloc == b.HeapAlloc && b.HeapAlloc-a.HeapAlloc <= 36000)
	check("objects", b.HeapObjects == b.Mallocs-b.Frees)
	sink = nil
	runtime.GC()
	runtime.ReadMemStats(&a)
	check("frees", a.Frees-b.Frees >= 1000)
	check("alloc after", a.HeapAlloc+28000 <= b.HeapAlloc)
	check("numgc", stress || a.NumGC == b.NumGC+1)
	check("forced", stress || a.NumForcedGC == b.NumForcedGC+1)
	check("pause", a.PauseTotalNs > b.PauseTotalNs && a.PauseNs[(a.NumGC+255)%256] > 0)
	check("pause end", a.PauseEnd[(a.NumGC+255)%256] == a.LastGC && a.LastGC > 1e18)
	check("next", a.NextGC >= 4<<20)
	check("cpu", a.GCCPUFraction > 0 && a.GCCPUFraction < 1)
	check("sums", a.Sys == a.HeapSys+a.StackSys+a.MSpanSys+a.MCacheSys+a.BuckHashSys+a.GCSys+a.OtherSys)
	check("heap sys", a.HeapSys == a.HeapIdle+a.HeapInuse && a.HeapInuse >= a.HeapAlloc)
	check("stacks", a.StackInuse > 0 && a.EnableGC && !a.DebugGC)
	big = make([]byte, 10<<20)
	runtime.ReadMemStats(&b)
	check("large", b.HeapAlloc-a.HeapAlloc >= 10<<20)
	big = nil
	debug.FreeOSMemory()
	runtime.ReadMemStats(&a)
	check("large freed", a.HeapAlloc+10<<20 <= b.HeapAlloc+1<<10)

	fmt.Println(debug.SetGCPercent(50), debug.SetGCPercent(-1), debug.SetGCPercent(100))
	fmt.Println(debug.SetMemoryLimit(-1) == 1<<63-1, debug.SetMemoryLimit(100<<20) == 1<<63-1, debug.SetMemoryLimit(-1), debug.SetMemoryLimit(1<<63-1))
	debug.SetGCPercent(-1)
	runtime.ReadMemStats(&a)
	for i := 0; i < 100000; i++ {
		sink = &node{}
	}
	runtime.ReadMemStats(&b)
	check("off", stress || a.NumGC == b.NumGC)
	debug.SetGCPercent(100)
	var stats debug.GCStats
	debug.ReadGCStats(&stats)
	check("gcstats", (stress || stats.NumGC == int64(b.NumGC)) && len(stats.Pause) > 0 && !stats.LastGC.IsZero())
	fmt.Println("done")
}
