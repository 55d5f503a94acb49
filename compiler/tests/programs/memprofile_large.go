// Large objects are sampled as often as they should be, whatever their allocation has to wait for.
package main

import (
	"fmt"
	"math"
	"runtime"
)

const (
	count = 8000
	size  = 17 << 10
	rate  = 16 << 10
)

var sink *[size]byte

func allocate() {
	for range count {
		sink = new([size]byte)
		runtime.Gosched()
	}
}

func main() {
	runtime.MemProfileRate = rate
	allocate()
	runtime.GC()
	runtime.GC()
	records := make([]runtime.MemProfileRecord, 1000)
	n, ok := runtime.MemProfile(records, true)
	samples := int64(0)
	for _, r := range records[:n] {
		if r.AllocObjects != 0 && r.AllocBytes/r.AllocObjects >= size {
			samples += r.AllocObjects
		}
	}
	// Six deviations of as many throws.
	p := 1 - math.Exp(-float64(size)/rate)
	want, off := count*p, 6*math.Sqrt(count*p*(1-p))
	if d := float64(samples) - want; d < -off || d > off {
		fmt.Println(samples, "samples, not", want)
	}
	fmt.Println(ok)
}
