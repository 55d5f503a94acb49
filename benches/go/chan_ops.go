package main

// What single operations on channels cost, as lines of nanoseconds an operation.

import (
	"fmt"
	"time"
)

func measure(name string, f func(n int)) {
	n := 1000
	for {
		began := time.Now()
		f(n)
		took := time.Since(began)
		if took > 200*time.Millisecond {
			fmt.Printf("%s %.2f ns/op\n", name, float64(took.Nanoseconds())/float64(n))
			return
		}
		if took < 10*time.Millisecond {
			n *= 10
		} else {
			n = int(float64(n)*float64(250*time.Millisecond)/float64(took)) + 1
		}
	}
}

// handOff passes n values to another goroutine over an unbuffered channel.
func handOff(n int) {
	c := make(chan int)
	done := make(chan bool)
	go func() {
		for range c {
		}
		done <- true
	}()
	for i := 0; i < n; i++ {
		c <- i
	}
	close(c)
	<-done
}

func buffered(n int) {
	c := make(chan int, 1)
	for i := 0; i < n; i++ {
		c <- i
		<-c
	}
}

func selectDefault(n int) {
	c := make(chan int)
	d := make(chan int)
	hits := 0
	for i := 0; i < n; i++ {
		select {
		case <-c:
			hits++
		case d <- i:
			hits++
		default:
		}
	}
	if hits > 0 {
		panic("nobody was there")
	}
}

func receiveDefault(n int) {
	c := make(chan int)
	for i := 0; i < n; i++ {
		select {
		case <-c:
			panic("nobody was there")
		default:
		}
	}
}

func main() {
	measure("HandOff", handOff)
	measure("BufferedSendReceive", buffered)
	measure("ReceiveDefault", receiveDefault)
	measure("SelectDefault", selectDefault)
}
