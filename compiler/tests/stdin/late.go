// A goroutine that waits for standard input stops nobody: others compute, sleep, and collect.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"time"
)

type list struct {
	next *list
	n    int
}

func work() int {
	var l *list
	for i := range 2000 {
		l = &list{l, i}
	}
	sum := 0
	for ; l != nil; l = l.next {
		sum += l.n
	}
	return sum
}

func main() {
	lines := make(chan string)
	go func() {
		in := bufio.NewReader(os.Stdin)
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				fmt.Println(err)
				close(lines)
				return
			}
			lines <- line
		}
	}()
	for round := range 2 {
		sum := 0
		for range 5 {
			time.Sleep(2 * time.Millisecond)
			runtime.GC()
			sum += work()
		}
		fmt.Println("computed", sum)
		fmt.Printf("round %d: %q\n", round, <-lines)
	}
	<-lines
	fmt.Println("over")
}
