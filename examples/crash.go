// An index out of range in a goroutine: Go's report and exit status 2.
package main

import "fmt"

type table struct{ cells []int }

//go:noinline
func (t *table) at(i int) int {
	return t.cells[i]
}

//go:noinline
func lookup(t *table, i int) int {
	return t.at(i) + 1
}

func main() {
	t := &table{cells: make([]int, 3)}
	fmt.Println("before", lookup(t, 2))
	done := make(chan int)
	go func() {
		done <- lookup(t, 5)
	}()
	<-done
	fmt.Println("never")
}
