// Goroutines that wait: for a channel, for a lock, for a time.
package main

import (
	"sync"
	"time"
)

func main() {
	c := make(chan int)
	var mu sync.Mutex
	mu.Lock()
	for range 4 {
		go func() { <-c }()
		go mu.Lock()
		go time.Sleep(time.Hour)
	}
	time.Sleep(5 * time.Second)
}
