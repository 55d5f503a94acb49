// Binary trees that are made and dropped, some of each depth on a goroutine. It prints a checksum, and to standard error how many seconds it took.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

type node struct{ l, r *node }

func tree(d int) *node {
	if d == 0 {
		return &node{}
	}
	return &node{tree(d - 1), tree(d - 1)}
}

func (t *node) check() int {
	if t.l == nil {
		return 1
	}
	return 1 + t.l.check() + t.r.check()
}

func main() {
	t := time.Now()
	const max = 18
	long := tree(max)
	var wg sync.WaitGroup
	sums := make([]int, max+1)
	for d := 4; d <= max; d += 2 {
		wg.Go(func() {
			n := 1 << (max - d + 4)
			var mu sync.Mutex
			var in sync.WaitGroup
			for p := range 4 {
				in.Go(func() {
					s := 0
					for i := p; i < n; i += 4 {
						s += tree(d).check()
					}
					mu.Lock()
					sums[d] += s
					mu.Unlock()
				})
			}
			in.Wait()
		})
	}
	wg.Wait()
	fmt.Println(sums, long.check())
	fmt.Fprintln(os.Stderr, time.Since(t).Seconds())
}
