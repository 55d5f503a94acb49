// Merge sort, whose first halves are sorted on goroutines. It prints a checksum, and to standard error how many seconds it took.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

func sort(a, tmp []int, depth int) {
	if len(a) <= 24 {
		for i := 1; i < len(a); i++ {
			for j := i; j > 0 && a[j] < a[j-1]; j-- {
				a[j], a[j-1] = a[j-1], a[j]
			}
		}
		return
	}
	m := len(a) / 2
	if depth > 0 {
		var wg sync.WaitGroup
		wg.Go(func() { sort(a[:m], tmp[:m], depth-1) })
		sort(a[m:], tmp[m:], depth-1)
		wg.Wait()
	} else {
		sort(a[:m], tmp[:m], 0)
		sort(a[m:], tmp[m:], 0)
	}
	copy(tmp, a)
	i, j := 0, m
	for k := range a {
		if j >= len(a) || i < m && tmp[i] <= tmp[j] {
			a[k] = tmp[i]
			i++
		} else {
			a[k] = tmp[j]
			j++
		}
	}
}

func main() {
	const n = 2_000_000
	a, tmp := make([]int, n), make([]int, n)
	x := uint32(1)
	for i := range a {
		x = x*1664525 + 1013904223
		a[i] = int(x >> 8)
	}
	t := time.Now()
	sort(a, tmp, 4)
	for i := 1; i < n; i++ {
		if a[i] < a[i-1] {
			panic(i)
		}
	}
	fmt.Println(a[n/2])
	fmt.Fprintln(os.Stderr, time.Since(t).Seconds())
}
