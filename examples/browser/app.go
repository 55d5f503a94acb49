// A program in a page: it computes, keeps time and answers a button, and the page goes on meanwhile.
//
//	burrow build --event-loop examples/browser/app.go -o app.wasm
package main

import (
	"burrow/host"
	"fmt"
	"time"
)

func primes(n int) int {
	count := 0
next:
	for i := 2; i < n; i++ {
		for d := 2; d*d <= i; d++ {
			if i%d == 0 {
				continue next
			}
		}
		count++
	}
	return count
}

func main() {
	began := time.Now()
	fmt.Println("started")
	done := make(chan int)
	go func() { done <- primes(600_000) }()

	events := make(chan int64)
	go func() {
		for {
			events <- host.Next()
		}
	}()
	ticker := time.NewTicker(20 * time.Millisecond)
	ticks := 0
	for {
		select {
		case <-ticker.C:
			if ticks++; ticks <= 5 {
				fmt.Println("tick", ticks)
			}
		case n := <-done:
			fmt.Println("primes", n)
			if time.Since(began) < 20*time.Millisecond {
				fmt.Println("too fast to tell")
			}
		case n := <-events:
			fmt.Println("event", n)
			if n == 0 {
				return
			}
		}
	}
}
