// Two goroutines hand a number back and forth over unbuffered channels.
package main

import "fmt"

const rounds = 100000

func main() {
	ping, pong := make(chan int), make(chan int)
	go func() {
		for v := range ping {
			pong <- v + 1
		}
		close(pong)
	}()
	sum := 0
	for i := 0; i < rounds; i++ {
		ping <- i
		sum += <-pong
	}
	close(ping)
	_, open := <-pong
	fmt.Println("sum", sum, "open", open)
}
