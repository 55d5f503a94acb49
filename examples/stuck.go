// All goroutines are asleep: Go reports a deadlock with exit status 2.
package main

import "fmt"

func main() {
	ch := make(chan int)
	fmt.Println("waiting for a value that nobody sends")
	fmt.Println(<-ch)
}
