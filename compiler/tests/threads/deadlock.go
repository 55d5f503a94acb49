// Several threads, and a goroutine that waits for ever when all others are over.
package main

import "sync"

func main() {
	var wg sync.WaitGroup
	c := make(chan int, 3)
	for i := range 3 {
		wg.Go(func() { c <- i })
	}
	wg.Wait()
	for range 4 {
		<-c
	}
}
