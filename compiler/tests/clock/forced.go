// Collections that nobody asks for, after a time without any: how many there were while all slept, and while one computed.
package main

import (
	"fmt"
	"runtime"
	"time"
)

var sink []int

func cycles() (all, forced uint32) {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.NumGC, stats.NumForcedGC
}

func main() {
	died := make(chan bool, 1)
	p := new([100]int)
	runtime.AddCleanup(p, func(int) { died <- true }, 0)
	sink = make([]int, 1000)
	start, _ := cycles()
	time.Sleep(300 * time.Millisecond)
	asleep, _ := cycles()
	for began := time.Now(); time.Since(began) < 300*time.Millisecond; {
		for i := range sink {
			sink[i] += i
		}
	}
	end, forced := cycles()
	fmt.Println(asleep-start >= 3, end-asleep >= 3, forced, len(died))
}
