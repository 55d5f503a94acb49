package main

// A hundred thousand goroutines that are blocked at once: what each takes is the module's memory by their number.

const n = 100_000

func main() {
	begun := make(chan bool)
	never := make(chan int)
	for range n {
		go func() {
			begun <- true
			println(<-never)
		}()
		<-begun
	}
}
