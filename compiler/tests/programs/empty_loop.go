package main

import (
	"fmt"
	"time"
)

// Functions that are nothing but a loop: there is no instruction in them that could tell where they are.

func ever() {
	for {
	}
}

func twice() {
	for {
		for {
		}
	}
}

func main() {
	go ever()
	go twice()
	time.Sleep(time.Millisecond)
	fmt.Println("stopped")
}
