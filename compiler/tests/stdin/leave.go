// The program ends although a goroutine waits for standard input.
package main

import (
	"fmt"
	"os"
	"time"
)

func main() {
	go func() {
		var buf [10]byte
		n, err := os.Stdin.Read(buf[:])
		fmt.Println("read", n, err)
	}()
	time.Sleep(20 * time.Millisecond)
	fmt.Println("over")
}
