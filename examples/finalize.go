// A finalizer that revives its object once.
package main

import (
	"fmt"
	"runtime"
	"time"
)

type phoenix struct {
	lives int
	data  *[4]int
}

var nest *phoenix

func rise(p *phoenix) {
	p.lives++
	fmt.Println("finalizer runs, lives", p.lives, "data", p.data[3])
	if p.lives == 1 {
		nest = p // it lives again
		runtime.SetFinalizer(p, rise)
	}
}

//go:noinline
func lay() {
	p := &phoenix{data: &[4]int{1, 2, 3, 4}}
	runtime.SetFinalizer(p, rise)
}

func collect() {
	for i := 0; i < 3; i++ {
		runtime.GC()
		time.Sleep(10 * time.Millisecond)
	}
}

func main() {
	lay()
	collect()
	fmt.Println("revived:", nest != nil, nest.lives)
	nest = nil
	collect()
	fmt.Println("gone:", nest == nil)
}
