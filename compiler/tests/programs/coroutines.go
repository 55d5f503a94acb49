package main

// iter.Pull: goroutines that hand over to each other directly.

import (
	"fmt"
	"iter"
	"runtime"
	"time"
)

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// pairs pulls from its argument while it is pulled from.
func pairs(s iter.Seq[int]) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		next, stop := iter.Pull(s)
		defer stop()
		for {
			a, ok := next()
			if !ok {
				return
			}
			b, _ := next()
			if !yield(a, b) {
				return
			}
		}
	}
}

// deep yields from far down.
func deep(n int, yield func(*int) bool) bool {
	x := n
	if n == 0 {
		return yield(&x)
	}
	return deep(n-1, yield) && yield(&x) && x == n
}

type node struct {
	left, right *node
	key         int
}

func (t *node) all(yield func(int) bool) bool {
	return t == nil || t.left.all(yield) && yield(t.key) && t.right.all(yield)
}

func tree(lo, hi int) *node {
	if lo >= hi {
		return nil
	}
	mid := (lo + hi) / 2
	return &node{tree(lo, mid), tree(mid+1, hi), mid}
}

func main() {
	next, stop := iter.Pull(count(3))
	for range 5 {
		fmt.Println(next())
	}
	stop()

	next2, stop2 := iter.Pull2(pairs(count(100_001)))
	sum := 0
	for a, b, ok := next2(); ok; a, b, ok = next2() {
		sum += a - 2*b
	}
	stop2()
	fmt.Println(sum)

	nextp, stopp := iter.Pull(func(yield func(*int) bool) { deep(3000, yield) })
	sum = 0
	for p, ok := nextp(); ok; p, ok = nextp() {
		sum += *p
		if *p == 2000 {
			runtime.GC()
			stopp()
		}
	}
	fmt.Println(sum)

	// The same trees, walked in step.
	a, stopA := iter.Pull(func(yield func(int) bool) { tree(0, 1000).all(yield) })
	b, stopB := iter.Pull(func(yield func(int) bool) { tree(0, 1000).all(yield) })
	same := true
	for {
		x, okX := a()
		y, okY := b()
		same = same && x == y && okX == okY
		if !okX || !okY {
			break
		}
	}
	stopA()
	stopB()
	fmt.Println(same)

	// From a goroutine other than the one that began, and one that is blocked meanwhile.
	c := make(chan int)
	shared, stop := iter.Pull(func(yield func(int) bool) {
		for v := range c {
			if !yield(v) {
				return
			}
		}
	})
	go func() {
		for i := range 6 {
			time.Sleep(time.Millisecond)
			c <- i
		}
		close(c)
	}()
	turn := make(chan bool)
	for range 3 {
		go func() {
			fmt.Println(shared())
			turn <- true
		}()
		<-turn
		fmt.Println(shared())
	}
	fmt.Println(shared())
	stop()

	// A third goroutine has its turns while two hand over to each other.
	ticks := 0
	done := false
	go func() {
		for !done {
			ticks++
			runtime.Gosched()
		}
		turn <- true
	}()
	next, stop = iter.Pull(count(1 << 40))
	for ticks < 100 {
		next()
	}
	stop()
	done = true
	<-turn

	func() {
		defer func() { fmt.Println("recovered", recover()) }()
		next, _ := iter.Pull(func(yield func(int) bool) {
			yield(1)
			panic("in the iterator")
		})
		fmt.Println(next())
		next()
	}()
	go func() {
		defer func() { turn <- true }()
		next, _ := iter.Pull(func(yield func(int) bool) {
			yield(1)
			runtime.Goexit()
		})
		fmt.Println(next())
		next()
		fmt.Println("not reached")
	}()
	<-turn
	fmt.Println("end")
}
