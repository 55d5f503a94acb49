// The smallest program with fmt: a goroutine, a channel and a greeting.
package main

import "fmt"

func main() {
	greeting := make(chan string)
	go func() { greeting <- "hello, world" }()
	fmt.Println(<-greeting)
}
