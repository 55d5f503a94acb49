// Several threads, and a goroutine that waits for ever when all others are over.
package main

import "sync"

var c = make(chan int, 3)

//go:noinline
func others() {
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() { c <- i })
	}
	wg.Wait()
}

//go:noinline
func main() {
	others()
	for range 4 {
		<-c
	}
}
