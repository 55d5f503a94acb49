package main

import "fmt"

// The same, when they have called something that needs a larger stack before.

const n = 100_000

func main() {
	begun := make(chan bool)
	never := make(chan int)
	for i := range n {
		go func() {
			begun <- len(fmt.Sprintf("%08d", i)) == 8
			println(<-never)
		}()
		<-begun
	}
}
