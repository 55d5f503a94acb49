// 100 000 goroutines blocked on one channel, then released.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	const n = 100000
	gate := make(chan int)
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	wg.Add(n)
	for i := 0; i < n; i++ {
		go func() {
			defer wg.Done()
			v, ok := <-gate
			mu.Lock()
			if ok {
				total += v
			} else {
				total++
			}
			mu.Unlock()
		}()
	}
	for runtime.NumGoroutine() < n {
		runtime.Gosched()
	}
	fmt.Println("waiting:", runtime.NumGoroutine()-1 == n)
	for i := 0; i < 10; i++ {
		gate <- 100
	}
	close(gate)
	wg.Wait()
	fmt.Println("total", total)
}
