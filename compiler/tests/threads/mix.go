// Goroutines on several threads share channels, locks, counters, pools and memory; what comes out does not depend on the
// order in which they run.
package main

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type node struct {
	left, right *node
	n           int
}

func tree(depth int) *node {
	if depth == 0 {
		return &node{n: 1}
	}
	return &node{tree(depth - 1), tree(depth - 1), 1}
}

func (t *node) count() int {
	if t == nil {
		return 0
	}
	return t.n + t.left.count() + t.right.count()
}

// Each goroutine makes trees, drops them, and keeps one while others collect.
func trees() {
	var wg sync.WaitGroup
	var sum atomic.Int64
	for i := range 8 {
		wg.Go(func() {
			kept := tree(8)
			for range 30 {
				sum.Add(int64(tree(4 + i%3).count()))
			}
			sum.Add(int64(kept.count()))
		})
	}
	wg.Wait()
	fmt.Println("trees", sum.Load())
}

// Producers, a stage in the middle, consumers; buffered and unbuffered.
func pipeline() {
	a, b := make(chan []int, 3), make(chan string)
	var producers, stages, consumers sync.WaitGroup
	for p := range 4 {
		producers.Go(func() {
			for i := range 200 {
				a <- []int{p, i}
			}
		})
	}
	for range 3 {
		stages.Go(func() {
			for v := range a {
				b <- strings.Repeat("x", v[0]+v[1]%5)
			}
		})
	}
	var bytes, n atomic.Int32
	for range 4 {
		consumers.Go(func() {
			for s := range b {
				bytes.Add(int32(len(s)))
				n.Add(1)
			}
		})
	}
	producers.Wait()
	close(a)
	stages.Wait()
	close(b)
	consumers.Wait()
	fmt.Println("pipeline", n.Load(), bytes.Load())
}

// A mutex, a lock for readers and writers, a condition, a pool, a map with a lock and one without.
func locks() {
	var mu sync.Mutex
	var rw sync.RWMutex
	var m sync.Map
	var wg sync.WaitGroup
	pool := sync.Pool{New: func() any { return new([64]int) }}
	count, table := 0, map[int]int{}
	for g := range 8 {
		wg.Go(func() {
			for i := range 300 {
				mu.Lock()
				count++
				mu.Unlock()
				if i%10 == 0 {
					rw.Lock()
					table[i] += g
					rw.Unlock()
				} else {
					rw.RLock()
					_ = table[i-i%10]
					rw.RUnlock()
				}
				p := pool.Get().(*[64]int)
				p[g]++
				pool.Put(p)
				m.LoadOrStore(i, g)
			}
		})
	}
	wg.Wait()
	entries, sum := 0, 0
	m.Range(func(k, v any) bool { entries++; return true })
	for _, v := range table {
		sum += v
	}
	fmt.Println("locks", count, len(table), sum, entries)

	ready := sync.NewCond(&mu)
	turn := 0
	for g := range 5 {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			for turn != g {
				ready.Wait()
			}
			turn++
			ready.Broadcast()
		})
	}
	wg.Wait()
	fmt.Println("turns", turn)
}

type link struct {
	next *link
	id   int
}

// A stack without locks, of pointers that only atomic operations see; and values that are swapped.
func atomics() {
	var top atomic.Pointer[link]
	var value atomic.Value
	var wg sync.WaitGroup
	value.Store("start")
	for g := range 6 {
		wg.Go(func() {
			for i := range 200 {
				n := &link{id: g*1000 + i}
				for {
					n.next = top.Load()
					if top.CompareAndSwap(n.next, n) {
						break
					}
				}
				if s := value.Swap(fmt.Sprint(g, i)).(string); len(s) < 3 {
					panic(s)
				}
			}
		})
	}
	wg.Wait()
	seen := map[int]bool{}
	for n := top.Load(); n != nil; n = n.next {
		seen[n.id] = true
	}
	fmt.Println("atomics", len(seen))
}

// Selects from both ends, with timeouts that do not come and ticks that do.
func selects() {
	a, b, quit := make(chan int), make(chan int, 2), make(chan bool)
	var wg sync.WaitGroup
	var sum atomic.Int64
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case v := <-a:
					sum.Add(int64(v))
				case v := <-b:
					sum.Add(int64(v))
				case <-quit:
					return
				case <-time.After(time.Minute):
					panic("late")
				}
			}
		})
	}
	var senders sync.WaitGroup
	for s := range 3 {
		senders.Go(func() {
			for i := range 150 {
				select {
				case a <- i:
				case b <- i + s - s:
				}
			}
		})
	}
	ticker := time.NewTicker(time.Millisecond)
	for range 3 {
		<-ticker.C
	}
	ticker.Stop()
	senders.Wait()
	for len(b) > 0 {
		runtime.Gosched()
	}
	close(quit)
	wg.Wait()
	fmt.Println("selects", sum.Load())
}

func deep(n int, a [8]int) int {
	if n == 0 {
		return a[0]
	}
	a[0]++
	return deep(n-1, a) + a[1]
}

// Stacks that grow and move, panics and recoveries, Goexit.
func stacks() {
	var wg sync.WaitGroup
	var sum, recovered, deferred atomic.Int64
	for g := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 20 {
				sum.Add(int64(deep(50*(g+i), [8]int{})))
				func() {
					defer func() {
						if r := recover(); r != nil {
							recovered.Add(int64(len(r.(error).Error())))
						}
					}()
					var list []int
					list[i]++
				}()
			}
			defer deferred.Add(1)
			runtime.Goexit()
		}()
	}
	wg.Wait()
	fmt.Println("stacks", sum.Load(), recovered.Load(), deferred.Load())
}

func main() {
	done := make(chan bool)
	go func() {
		for {
			select {
			case <-done:
				done <- true
				return
			default:
				runtime.GC()
				time.Sleep(time.Millisecond)
			}
		}
	}()
	for range 3 {
		trees()
		pipeline()
		locks()
		atomics()
		selects()
		stacks()
	}
	done <- true
	<-done
}
