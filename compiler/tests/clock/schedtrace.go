// Goroutines compute for a while, on as many threads as there are.
package main

import (
	"sync"
	"time"
)

func main() {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			n := 0
			for began := time.Now(); time.Since(began) < 150*time.Millisecond; {
				n++
			}
		})
	}
	wg.Wait()
}
