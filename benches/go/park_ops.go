package main

// Parking and resuming the frame of a loop, with nothing that a scheduler does.

import (
	"burrow/bench"
	"fmt"
	"time"
)

const n = 10_000_000

// loop parks and is resumed at once.
func loop() {
	for range n {
		bench.Park()
	}
}

func main() {
	best := time.Hour
	for range 5 {
		began := time.Now()
		loop()
		best = min(best, time.Since(began))
	}
	fmt.Printf("Park %.2f ns/op\n", float64(best.Nanoseconds())/n)
}
