// Timers and tickers as of Go 1.23: after Stop and Reset no older time comes, channels show no buffer, what is stopped late says
// so, and periods do not pile up.
package main

import (
	"fmt"
	"runtime"
	"time"
)

const ms = time.Millisecond

// received tells whether something is there now.
func received(c <-chan time.Time) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func stops() {
	t := time.NewTimer(time.Hour)
	fmt.Println("stop", t.Stop(), t.Stop(), received(t.C))
	t = time.NewTimer(2 * ms)
	time.Sleep(10 * ms)
	// It is due, but nobody has received: Stop takes the time back.
	fmt.Println("late stop", len(t.C), cap(t.C), t.Stop(), received(t.C), t.Stop())
	t = time.NewTimer(2 * ms)
	<-t.C
	fmt.Println("stop after receive", t.Stop(), received(t.C))
}

func resets() {
	t := time.NewTimer(2 * ms)
	time.Sleep(10 * ms)
	// What was due is forgotten.
	fmt.Println("late reset", t.Reset(time.Hour), received(t.C), t.Stop())
	fmt.Println("reset of a stopped one", t.Reset(2*ms), received(t.C))
	<-t.C
	fmt.Println("reset of a used one", t.Reset(time.Hour), t.Reset(2*ms))
	began := time.Now()
	at := <-t.C
	fmt.Println("in time", at.Sub(began) > 0, at.Sub(began) < time.Minute, received(t.C))
	t.Reset(-1)
	<-t.C
	fmt.Println("at once")
}

func tickers() {
	t := time.NewTicker(2 * ms)
	fmt.Println("ticker", len(t.C), cap(t.C))
	time.Sleep(20 * ms)
	// Of the many only one is there.
	fmt.Println("one at a time", received(t.C), received(t.C))
	t.Reset(time.Hour)
	fmt.Println("slower", received(t.C))
	t.Reset(1 * ms)
	a, b := <-t.C, <-t.C
	fmt.Println("in order", b.After(a))
	time.Sleep(5 * ms)
	t.Stop()
	fmt.Println("stopped", received(t.C))
	time.Sleep(5 * ms)
	fmt.Println("for good", received(t.C))
	t.Stop()
	t.Reset(1 * ms)
	<-t.C
	t.Stop()
	func() {
		defer func() { fmt.Println(recover()) }()
		time.NewTicker(0)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		t.Reset(-1)
	}()
}

func functions() {
	c := make(chan string, 10)
	t := time.AfterFunc(2*ms, func() { c <- "called" })
	fmt.Println(<-c, t.Stop(), t.C == nil)
	fmt.Println("again", t.Reset(2*ms), <-c)
	t.Reset(time.Hour)
	fmt.Println("not any more", t.Stop(), t.Stop(), len(c))
	// The order of deadlines, not of calls; so far apart that a loaded machine does not miss one.
	for _, n := range []int{3, 1, 2} {
		time.AfterFunc(time.Duration(n)*80*ms, func() { c <- fmt.Sprint(n) })
	}
	fmt.Println(<-c, <-c, <-c)
	var self *time.Timer
	turns := 0
	done := make(chan bool)
	self = time.AfterFunc(time.Hour, func() {
		turns++
		if turns == 3 {
			done <- true
			return
		}
		self.Reset(ms)
	})
	self.Reset(ms)
	<-done
	fmt.Println("turns", turns)
}

// What nobody refers to is collected, although it was not stopped; an active function's timer is not.
func forgotten() {
	died := make(chan int, 100)
	for range 20 {
		t := time.NewTimer(time.Hour)
		runtime.AddCleanup(t, func(int) { died <- 1 }, 0)
		k := time.NewTicker(time.Hour)
		runtime.AddCleanup(k, func(int) { died <- 1 }, 0)
	}
	for n := 0; len(died) < 30 && n < 50; n++ {
		runtime.GC()
		time.Sleep(ms)
	}
	fmt.Println("collected", len(died) >= 30)
}

// One that waits at a timer's channel is woken though nobody else refers to the timer.
func waited() {
	done := make(chan bool)
	go func() {
		<-time.After(20 * ms)
		done <- true
	}()
	for range 4 {
		runtime.GC()
		time.Sleep(2 * ms)
	}
	fmt.Println("woken", <-done)
}

func main() {
	stops()
	resets()
	tickers()
	functions()
	forgotten()
	waited()
}
