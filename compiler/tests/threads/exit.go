// The program ends with its first goroutine, on whatever thread that is, while others go on.
package main

import (
	"fmt"
	"os"
	"runtime"
	"time"
)

func main() {
	for range 4 {
		go func() {
			for {
			}
		}()
	}
	for range 100 {
		runtime.Gosched()
	}
	time.Sleep(5 * time.Millisecond)
	fmt.Println("over", runtime.NumGoroutine())
	os.Exit(3)
}
