// One thread gets new memory from the host while another is in the middle of something long, and then uses it at once. V8 tells
// threads of new memory only now and then; until they know, they cannot copy blocks there.
package main

import (
	"fmt"
	"runtime/debug"
	"sync/atomic"
)

const large = 8 << 20

type block [64 << 10]byte

var (
	busy  atomic.Uint32
	found atomic.Pointer[[large]byte]
)

func main() {
	// Memory that is free would be used again.
	debug.SetGCPercent(-1)
	from, to := make([]byte, 32<<20), make([]byte, 32<<20)
	var b block
	for i := range b {
		b[i] = byte(i * 7)
	}
	sum := 0
	for range 10 {
		busy.Store(0)
		found.Store(nil)
		over := make(chan bool)
		go func() {
			for busy.Load() == 0 {
			}
			found.Store(new([large]byte))
			over <- true
		}()
		busy.Store(1)
		// Nowhere in all this does V8 look at what other threads want of it.
		copy(to, from)
		copy(from, to)
		copy(to, from)
		copy(from, to)
		p := found.Load()
		if p != nil {
			*(*block)(p[large-len(b):]) = b
		}
		<-over
		if p = found.Load(); p[large-1] == 0 {
			*(*block)(p[large-len(b):]) = b
		}
		sum += int(p[large-2]) + int(p[large-1])
	}
	fmt.Println(sum)
}
