// NumCPU and GOMAXPROCS agree.
package main

import (
	"fmt"
	"runtime"
)

func main() {
	n := runtime.GOMAXPROCS(0)
	fmt.Println(n >= 1, runtime.NumCPU() >= n, runtime.GOMAXPROCS(n) == n)
	done := make(chan int)
	for i := range n {
		go func() { done <- i }()
	}
	sum := 0
	for range n {
		sum += <-done
	}
	fmt.Println(sum == n*(n-1)/2)
}
