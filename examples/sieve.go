// The prime sieve: a chain of goroutines, one for each prime found so far.
package main

import "fmt"

// generate sends 2, 3, 4, ... for ever.
func generate(out chan<- int) {
	for i := 2; ; i++ {
		out <- i
	}
}

// filter passes on what prime does not divide.
func filter(in <-chan int, out chan<- int, prime int) {
	for {
		if i := <-in; i%prime != 0 {
			out <- i
		}
	}
}

func main() {
	ch := make(chan int)
	go generate(ch)
	for i := 0; i < 100; i++ {
		prime := <-ch
		fmt.Printf("%4d", prime)
		if i%10 == 9 {
			fmt.Println()
		}
		next := make(chan int)
		go filter(ch, next, prime)
		ch = next
	}
}
