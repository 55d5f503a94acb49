// The Mandelbrot set, row by row from a channel. It prints a checksum, and to standard error how many seconds it took.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

func main() {
	const n = 700
	t := time.Now()
	rows := make(chan int, n)
	counts := make([]int, n)
	for y := range n {
		rows <- y
	}
	close(rows)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for y := range rows {
				ci := 2*float64(y)/n - 1
				inside := 0
				for x := range n {
					cr := 3*float64(x)/n - 2
					zr, zi := 0.0, 0.0
					i := 0
					for ; i < 200 && zr*zr+zi*zi < 4; i++ {
						zr, zi = zr*zr-zi*zi+cr, 2*zr*zi+ci
					}
					if i == 200 {
						inside++
					}
				}
				counts[y] = inside
			}
		})
	}
	wg.Wait()
	s := 0
	for _, c := range counts {
		s += c
	}
	fmt.Println(s)
	fmt.Fprintln(os.Stderr, time.Since(t).Seconds())
}
