// A product of matrices, in parts of its rows. It prints a checksum, and to standard error how many seconds it took.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

const n = 480

func main() {
	a, b, c := make([][]float64, n), make([][]float64, n), make([][]float64, n)
	for i := range a {
		a[i], b[i], c[i] = make([]float64, n), make([]float64, n), make([]float64, n)
		for j := range a[i] {
			a[i][j], b[i][j] = float64(i*j%7), float64((i+j)%5)
		}
	}
	t := time.Now()
	var wg sync.WaitGroup
	for r := 0; r < 6; r++ {
		for p := 0; p < 16; p++ {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for i := p * n / 16; i < (p+1)*n/16; i++ {
					ai, ci := a[i], c[i]
					for j := range ci {
						ci[j] = 0
					}
					for k, x := range ai {
						bk := b[k]
						for j := range ci {
							ci[j] += x * bk[j]
						}
					}
				}
			}()
		}
		wg.Wait()
	}
	fmt.Println(c[17][19])
	fmt.Fprintln(os.Stderr, time.Since(t).Seconds())
}
